"""From the patterns of a plan to a `Program`.

Input: patterns in the plan's order. Output: plain values. It is made once and kept, so that a later run
imports nothing of this.
Law: equal patterns give an equal program.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from engine.matching import detectors, statements
from engine.matching.gaps import bigrams
from engine.matching.program import Program, attempt
from engine.matching.regexes import compile_regex
from engine.matching.running import Compiled
from engine.matching.words import EXACT, Spelling, spellings
from engine.rule import Detector, Pattern, Regex, Statement, Words


def compile_program(patterns: Iterable[Pattern]) -> Program:
    """Raises RegexFault, ValueError."""
    table = _Table()
    for index, pattern in enumerate(patterns):
        match pattern:
            case Words():
                table.add_words(index, pattern)
            case Regex(source, exact):
                table.add_regex(index, source, exact)
            case Statement(wordings):
                prepared = table.statements[index] = statements.prepare(wordings)
                table.add_tries(index, prepared.anchors)
                table.disguised.update(prepared.anchors)
            case Detector(kind):
                table.add_detector(index, kind)
    return table.program()


class _Table:
    """What the patterns so far need: the strings, with the patterns that each is a sign of, and the strings that
    may stand there in disguise."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[int, list[int]]] = {}
        self.words: dict[int, list[Any]] = {}
        self.tries: dict[int, list[int]] = {}
        self.gates: dict[int, list[int]] = {}
        self.regexes: dict[int, Compiled] = {}
        self.statements: dict[int, statements.Prepared] = {}
        self.searching: dict[int, str] = {}
        self.beside: dict[int, str] = {}
        self.everywhere: list[int] = []
        self.disguised: set[str] = set()

    def program(self) -> Program:
        pairs = "".join(sorted(bigrams(self.disguised)))
        return Program(
            {
                "strings": list(self.rows),
                "owners": [owners for _, owners in self.rows.values()],
                "words": self.words,
                "tries": self.tries,
                "gates": self.gates,
                "regexes": self.regexes,
                "statements": self.statements,
                "searching": self.searching,
                "beside": self.beside,
                "everywhere": self.everywhere,
                "pairs": pairs,
                "longest": max(map(len, self.disguised), default=0),
            }
        )

    def string(self, text: str, pattern: int, sign: bool = True) -> int:
        """The string's index; the pattern is one that it is a sign of."""
        index, owners = self.rows.setdefault(text, (len(self.rows), []))
        if sign and (not owners or owners[-1] != pattern):
            owners.append(pattern)
        return index

    def add_words(self, pattern: int, listed: Words) -> None:
        rows = self.words[pattern] = []
        for (text, flags), group in groupby(sorted(spellings(listed), key=_key), key=_key):
            words = list(dict.fromkeys(item.word for item in group))
            index = self.string(text, pattern)
            plain = not flags and words == [text]
            rows.append(index if plain else [index, flags, words])
            if not flags & EXACT:
                self.disguised.add(text)

    def add_regex(self, pattern: int, source: str, exact: bool) -> None:
        regex, need, gate = compile_regex(source, exact)
        self.regexes[pattern] = regex
        if not need:
            self.everywhere.append(pattern)
            return
        tries = sorted({(hint.text, hint.near if regex.anchored else 0) for hint in need})
        self.tries[pattern] = [attempt(self.string(text, pattern, not gate), back) for text, back in tries]
        if gate:
            gates = sorted({hint.text for hint in gate})
            self.gates[pattern] = [attempt(self.string(text, pattern)) for text in gates]

    def add_tries(self, pattern: int, strings: Iterable[str]) -> None:
        self.tries[pattern] = [attempt(self.string(string, pattern)) for string in strings]

    def add_detector(self, pattern: int, kind: str) -> None:
        labels = detectors.labels(kind)
        if labels:
            self.beside[pattern] = kind
            self.add_tries(pattern, labels)
        else:
            self.searching[pattern] = kind
            self.everywhere.append(pattern)


def _key(item: Spelling) -> tuple[str, int]:
    return item.text, item.flags
