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
from engine.matching.blocks import Rows, Strings
from engine.matching.gaps import bigrams
from engine.matching.prepared import Branch
from engine.matching.program import Program, dump
from engine.matching.regexes import compile_regex
from engine.matching.running import ANYWHERE, sees_through
from engine.matching.words import EXACT, Spelling, spellings
from engine.rule import Detector, Pattern, Regex, Statement, Words


def compile_program(patterns: Iterable[Pattern]) -> Program:
    """Raises RegexFault, and ValueError for a string with a line feed: texts are searched by lines."""
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
        self.words: dict[int, bytes] = {}
        self.tries: dict[int, bytes] = {}
        self.statements: dict[int, statements.Prepared] = {}
        self.searching: dict[int, str] = {}
        self.beside: dict[int, str] = {}
        self.branches: dict[int, bytes] = {}
        self.everywhere: dict[int, list[int]] = {}
        self.disguised: set[str] = set()
        self.seen_through: set[str] = set()

    def program(self) -> Program:
        values = {
            "statements": self.statements,
            "searching": self.searching,
            "beside": self.beside,
            "everywhere": self.everywhere,
            "longest": max(map(len, self.disguised), default=0),
        }
        lines = {"words": self.words, "tries": self.tries, "branches": self.branches}
        pairs = {"pairs": bigrams(self.disguised), "regex_pairs": bigrams(self.seen_through)}
        owners = Rows.of(owners for _, owners in self.rows.values())
        return Program(Strings.of(self.rows), owners, lines, pairs, values)

    def string(self, text: str, pattern: int) -> int:
        """The string's index; the pattern is one that it is a sign of."""
        row = self.rows.get(text)
        if row is None:
            if "\n" in text:
                raise ValueError(f"no string of a plan holds a line feed: {text!r}")
            row = self.rows[text] = (len(self.rows), [pattern])
        elif row[1][-1] != pattern:
            row[1].append(pattern)
        return row[0]

    def add_words(self, pattern: int, listed: Words) -> None:
        rows: list[Any] = []
        for (text, flags), group in groupby(sorted(spellings(listed), key=_key), key=_key):
            words = list(dict.fromkeys(item.word for item in group))
            index = self.string(text, pattern)
            plain = not flags and words == [text]
            rows.append(index if plain else [index, flags, words])
            if not flags & EXACT:
                self.disguised.add(text)
        self.words[pattern] = dump(rows)

    def add_regex(self, pattern: int, source: str, exact: bool) -> None:
        regex, branches, _ = compile_regex(source, exact)
        self.branches[pattern] = dump([branch.regex for branch in branches])
        row: list[int] = []
        for number, branch in enumerate(branches):
            if not branch.need:
                self.everywhere.setdefault(pattern, []).append(number)
            if sees_through(regex):
                self.seen_through.update(branch.strings())
            for text, near, far in _hints(branch):
                row += (self.string(text, pattern), number, near, far)
        self.tries[pattern] = " ".join(map(str, row)).encode()

    def add_tries(self, pattern: int, strings: Iterable[str]) -> None:
        self.tries[pattern] = b" ".join(b"%d 0 0 0" % self.string(text, pattern) for text in strings)

    def add_detector(self, pattern: int, kind: str) -> None:
        labels = detectors.labels(kind)
        if labels:
            self.beside[pattern] = kind
            self.add_tries(pattern, labels)
        else:
            self.searching[pattern] = kind
            self.everywhere[pattern] = []


def _key(item: Spelling) -> tuple[str, int]:
    return item.text, item.flags


def _hints(branch: Branch) -> list[tuple[str, int, int]]:
    """The strings that say where a branch may begin, in a fixed order."""
    hints = [
        (text, near, ANYWHERE if far is None else far) for near, far, texts in branch.need for text in texts
    ]
    return sorted(hints) if len(branch.need) > 1 else hints
