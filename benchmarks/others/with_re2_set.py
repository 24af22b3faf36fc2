"""Bare RE2, all words one set: which are there, not where. Arguments: rules, drafts, output."""

import json
import sys
from pathlib import Path

import re2

rules, drafts, out = map(Path, sys.argv[1:])
words = [word.encode() for word in json.loads((rules / "words.json").read_bytes())]
patterns = re2.Set.SearchSet()
for word in words:
    patterns.Add(re2.escape(word))
patterns.Compile()
with out.open("w", encoding="utf-8") as lines:
    for path in sorted(drafts.iterdir()):
        for index in patterns.Match(path.read_bytes()) or ():
            lines.write(json.dumps([path.name, words[index].decode()]) + "\n")
