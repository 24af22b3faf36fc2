"""Bare RE2, all words one alternation: places, nothing else. Arguments: rules, drafts, output."""

import json
import sys
from pathlib import Path

import re2

rules, drafts, out = map(Path, sys.argv[1:])
words = [word.encode() for word in json.loads((rules / "words.json").read_bytes())]
pattern = re2.compile(b"|".join(re2.escape(word) for word in words))
with out.open("w", encoding="utf-8") as lines:
    for path in sorted(drafts.iterdir()):
        for found in pattern.finditer(path.read_bytes()):
            lines.write(json.dumps([path.name, found.group().decode(), found.span()]) + "\n")
