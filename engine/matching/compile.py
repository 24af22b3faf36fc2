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
from engine.matching.program import DETECTOR, GATE, REGEX, STATEMENT, Program, attempt
from engine.matching.regexes import compile_regex
from engine.matching.words import EXACT, Spelling, spellings
from engine.rule import Detector, Pattern, Regex, Statement, Words


def compile_program(patterns: Iterable[Pattern]) -> Program:
    """Raises RegexFault, ValueError."""
    table = _Table()
    program = Program([], [], [], {}, [], {}, {}, {}, "", 0)
    for index, pattern in enumerate(patterns):
        match pattern:
            case Words():
                table.add_words(index, pattern)
            case Regex(source, exact):
                _add_regex(program, table, index, source, exact)
            case Statement(wordings):
                prepared = program.statements[index] = statements.prepare(wordings)
                table.add_attempts(prepared.anchors, attempt(STATEMENT, index))
                table.disguised.update(prepared.anchors)
            case Detector(kind):
                labels = detectors.labels(kind)
                (program.beside if labels else program.searching)[index] = kind
                table.add_attempts(labels, attempt(DETECTOR, index))
    return program._replace(
        strings=list(table.rows),
        words=[words for words, _ in table.rows.values()],
        tries=[tries for _, tries in table.rows.values()],
        pairs="".join(sorted(bigrams(table.disguised))),
        longest=max(map(len, table.disguised), default=0),
    )


def _add_regex(program: Program, table: _Table, index: int, source: str, exact: bool) -> None:
    regex, need, gate = compile_regex(source, exact)
    program.regexes[index] = regex
    if not need:
        program.always.append(index)
    for text, back in sorted({(hint.text, hint.near if regex.anchored else 0) for hint in need}):
        table.add_attempts((text,), attempt(REGEX, index, back))
    table.add_attempts(sorted({hint.text for hint in gate}), attempt(GATE, index))


class _Table:
    """The strings so far, each with its words and attempts, and those that may stand there in disguise."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[list[Any], list[int]]] = {}
        self.disguised: set[str] = set()

    def row(self, string: str) -> tuple[list[Any], list[int]]:
        return self.rows.setdefault(string, ([], []))

    def add_words(self, index: int, pattern: Words) -> None:
        for (text, flags), group in groupby(sorted(spellings(pattern), key=_key), key=_key):
            words = list(dict.fromkeys(item.word for item in group))
            plain = not flags and words == [text]
            self.row(text)[0].append(index if plain else [index, flags, words])
            if not flags & EXACT:
                self.disguised.add(text)

    def add_attempts(self, strings: Iterable[str], number: int) -> None:
        for string in strings:
            self.row(string)[1].append(number)


def _key(item: Spelling) -> tuple[str, int]:
    return item.text, item.flags
