"""The whole review of each draft: read, folded, matched, evaluated, reported. Arguments: rules, drafts, output."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.library import load_plan
from engine.loaders import load
from engine.review import review_document

rules, drafts, out = map(Path, sys.argv[1:])
plan = load_plan([rules / "zhupi"])
with out.open("w", encoding="utf-8") as lines:
    for path in sorted(drafts.iterdir()):
        for found in review_document(plan, load(path.read_bytes(), path.name)).findings:
            lines.write(json.dumps([path.name, found.rule, found.span, found.message]) + "\n")
