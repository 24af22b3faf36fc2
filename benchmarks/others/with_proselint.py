"""proselint with a check a word and none of its own. Arguments: rules, drafts, output."""

import json
import sys
from pathlib import Path

from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.registry.checks import Check, types
from proselint.tools import LintFile

rules, drafts, out = map(Path, sys.argv[1:])
for number, word in enumerate(json.loads((rules / "words.json").read_bytes())):
    check = Check(
        check_type=types.ExistenceSimple(pattern=word), path=f"word.n{number}", message="'{}' is found."
    )
    CheckRegistry().register(check)
config = {**DEFAULT, "checks": {"word": True}}
with out.open("w", encoding="utf-8") as lines:
    for path in sorted(drafts.iterdir()):
        for found in LintFile(path.name, path.read_text("utf-8")).lint(config):
            result = found.check_result
            lines.write(json.dumps([path.name, result.check_path, result.span, result.message]) + "\n")
