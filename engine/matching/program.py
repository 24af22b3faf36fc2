"""Patterns compiled to plain values: what a matcher runs and what is kept on disk.

Input: the patterns in the plan's order. Output: a `Program` of strings, numbers and tuples.
Law: `loaded(dumped(p)) == p`; a dump holds no code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from engine.matching import detectors, statements
from engine.matching.gaps import bigrams
from engine.matching.regexes import Compiled, compile_regex
from engine.matching.statements import Prepared
from engine.matching.words import EXACT, Spelling, spellings
from engine.rule import Detector, Pattern, Regex, Statement, Words

WORD, REGEX, STATEMENT, DETECTOR = range(4)


class Action(NamedTuple):
    """What a string's occurrence means: a word of a pattern, or where to try a pattern.

    `flags` are those of `words.py`; `words` are the words as their author wrote them.
    """

    kind: int
    pattern: int
    flags: int = 0
    words: tuple[str, ...] = ()


class Program(NamedTuple):
    """`strings[i]` occurring means `actions[i]`. `pairs`: two-character neighbours, one after another, in
    words of at most `longest` characters that may be disguised.
    """

    strings: tuple[str, ...]
    actions: tuple[tuple[Action, ...], ...]
    regexes: dict[int, Compiled]
    statements: dict[int, Prepared]
    detectors: dict[int, str]
    pairs: str
    longest: int


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
        detectors=kinds,
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


def dumped(program: Program) -> bytes:
    """As JSON, without a line feed."""
    return json.dumps(program, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loaded(data: bytes) -> Program:
    """Raises ValueError (or TypeError, KeyError) for anything but a dump."""
    strings, actions, regexes, prepared, kinds, pairs, longest = json.loads(
        data.decode("utf-8", "surrogatepass")
    )
    return Program(
        strings=tuple(strings),
        actions=tuple(tuple(Action(k, p, f, tuple(w)) for k, p, f, w in row) for row in actions),
        regexes={int(i): _regex(row) for i, row in regexes.items()},
        statements={int(i): Prepared(*map(_tupled, row)) for i, row in prepared.items()},
        detectors={int(i): kind for i, kind in kinds.items()},
        pairs=pairs,
        longest=longest,
    )


def _regex(row: list[Any]) -> Compiled:
    return Compiled(*map(_tupled, row))


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
