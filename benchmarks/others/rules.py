"""The same word rules for every program.

Input: a plan of packs, a folder. Output: the words; files of rules in the folder. Law: a word is one of the packs' own, all of
Chinese characters, and lies in no other, so that who reports overlapping places has no more to report.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from engine.plan import Plan
from engine.rule import Words

_HEAD = "pack: {}\nlanguage: zh\ndefine:\n"
_RULE = """  - id: w{number}
    title: {word}
    severity: low
    kind: fail
    topic: other
    forbid: w{number}
    message: 有{word}。
    examples:
      violates: [甲⟦{word}⟧乙]
      complies: [甲乙]
"""


def chosen(plan: Plan, count: int) -> list[str]:
    """So many of the packs' words, the same at each run."""
    every = sorted({word for words in _lists(plan) for word in words if len(word) > 1 and _chinese(word)})
    Random(7).shuffle(every)
    kept: list[str] = []
    for word in every:
        if len(kept) < count and not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept


def strange(words: Sequence[str], texts: Iterable[str], count: int) -> list[str]:
    """Words made of halves of those words, of which none lies in a text or in another."""
    text, random, found = "\n".join(texts), Random(7), dict.fromkeys(words)
    while len(found) < len(words) + count:
        first, second, third = random.choices(words, k=3)
        word = first[: len(first) // 2 + 1] + third[0] + second[len(second) // 2 :]
        if word not in text:
            found[word] = None
    return list(found)[len(words) :]


def written(words: Sequence[str], folder: Path) -> None:
    """The rules as each program wants them."""
    zhupi(folder / "zhupi", [[word] for word in words])
    (folder / "words.json").write_text(json.dumps(words), "utf-8")
    numbered = list(enumerate(words))
    yara = "\n".join(f'rule w{n} {{ strings: $s = "{word}" condition: $s }}' for n, word in numbered)
    (folder / "words.yar").write_text(yara, "utf-8")
    semgrep = [
        {"id": f"w{n}", "languages": ["generic"], "severity": "ERROR", "message": word, "pattern": word}
        for n, word in numbered
    ]
    (folder / "semgrep.json").write_text(json.dumps({"rules": semgrep}), "utf-8")
    prh = {"version": 1, "rules": [{"expected": f"w{n}", "pattern": word} for n, word in numbered]}
    (folder / "prh.yml").write_text(json.dumps(prh), "utf-8")  # JSON is YAML
    config = {"rules": {"prh": {"rulePaths": [str(folder / "prh.yml")]}}}
    (folder / "textlint.json").write_text(json.dumps(config), "utf-8")


def zhupi(folder: Path, rules: Sequence[Sequence[str]]) -> None:
    """A pack of these rules: each forbids its words."""
    folder.mkdir(parents=True)
    lines = [_HEAD.format("words")]
    lines += [f"  w{n}: [{', '.join(words)}]\n" for n, words in enumerate(rules)]
    lines += ["rules:\n", *(_RULE.format(number=n, word=words[0]) for n, words in enumerate(rules))]
    (folder / "words.yaml").write_text("".join(lines), "utf-8")


def _lists(plan: Plan) -> Iterable[Sequence[str]]:
    return (pattern.words for pattern in plan.patterns if isinstance(pattern, Words))


def _chinese(word: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in word)
