"""yara-x by its own Python library, a rule a word. Arguments: rules, drafts, output."""

import json
import sys
from pathlib import Path

import yara_x

rules, drafts, out = map(Path, sys.argv[1:])
compiled = yara_x.compile((rules / "words.yar").read_text("utf-8"))
scanner = yara_x.Scanner(compiled)
with out.open("w", encoding="utf-8") as lines:
    for path in sorted(drafts.iterdir()):
        for rule in scanner.scan(path.read_bytes()).matching_rules:
            for pattern in rule.patterns:
                for match in pattern.matches:
                    span = [match.offset, match.offset + match.length]
                    lines.write(json.dumps([path.name, rule.identifier, span]) + "\n")
