"""From the patterns of a plan to a `Program`.

Input: patterns in the plan's order. Output: plain values. It is made once and kept, so that a later run
imports nothing of this.
Law: equal patterns give an equal program.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from engine.matching import detectors, statements
from engine.matching.gaps import bigrams
from engine.matching.program import DETECTOR, REGEX, STATEMENT, WORD, Action, Program
from engine.matching.regexes import compile_regex
from engine.matching.running import Compiled
from engine.matching.statements import Prepared
from engine.matching.words import EXACT, Spelling, spellings
from engine.rule import Detector, Pattern, Regex, Statement, Words


def compile_program(patterns: Iterable[Pattern]) -> Program:
    """Raises RegexFault, ValueError."""
    table: dict[str, list[Action]] = {}
    regexes: dict[int, Compiled] = {}
    prepared: dict[int, Prepared] = {}
    kinds: dict[int, str] = {}
    for index, pattern in enumerate(patterns):
        match pattern:
            case Words():
                _add_words(table, index, pattern)
            case Regex(source, exact):
                regexes[index] = compile_regex(source, exact)
                _add(table, regexes[index].required, Action(REGEX, index))
            case Statement(wordings):
                prepared[index] = statements.prepare(wordings)
                _add(table, prepared[index].anchors, Action(STATEMENT, index))
            case Detector(kind):
                kinds[index] = kind
                _add(table, detectors.labels(kind), Action(DETECTOR, index))
    disguised = [text for text, actions in table.items() if any(map(_may_be_disguised, actions))]
    return Program(
        strings=tuple(table),
        actions=tuple(map(tuple, table.values())),
        regexes=regexes,
        statements=prepared,
        searching={i: kind for i, kind in kinds.items() if not detectors.labels(kind)},
        beside={i: kind for i, kind in kinds.items() if detectors.labels(kind)},
        pairs="".join(sorted(bigrams(disguised))),
        longest=max(map(len, disguised), default=0),
    )


def _add_words(table: dict[str, list[Action]], index: int, pattern: Words) -> None:
    ordered = sorted(spellings(pattern), key=_key)
    for (text, flags), group in groupby(ordered, key=_key):
        words = tuple(dict.fromkeys(item.word for item in group))
        table.setdefault(text, []).append(Action(WORD, index, flags, words))


def _key(item: Spelling) -> tuple[str, int]:
    return item.text, item.flags


def _add(table: dict[str, list[Action]], strings: Iterable[str], action: Action) -> None:
    for string in strings:
        table.setdefault(string, []).append(action)


def _may_be_disguised(action: Action) -> bool:
    return action.kind == STATEMENT or (action.kind == WORD and not action.flags & EXACT)
