"""Patterns compiled to plain values: what a matcher runs and what is kept on disk.

Input: a `Program`. Output: bytes, and the other way.
Law: `loaded(dumped(p)) == p`; a dump is JSON and holds no code.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from engine.matching.running import Compiled
from engine.matching.statements import Prepared

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
    words of at most `longest` characters that may be disguised. `searching` and `beside` are detectors.
    """

    strings: tuple[str, ...]
    actions: tuple[tuple[Action, ...], ...]
    regexes: dict[int, Compiled]
    statements: dict[int, Prepared]
    searching: dict[int, str]
    beside: dict[int, str]
    pairs: str
    longest: int


def dumped(program: Program) -> bytes:
    """As JSON, without a line feed."""
    rows = zip(program.strings, program.actions, strict=True)
    plain = program._replace(actions=tuple(tuple(_short(a, string) for a in row) for string, row in rows))
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _short(action: Action, string: str) -> Any:
    """Most actions are a word that is written as it reads folded: its pattern alone says it."""
    return action.pattern if action == _plain(action.pattern, string) else action


def _plain(pattern: int, string: str) -> Action:
    return Action(WORD, pattern, 0, (string,))


def loaded(data: bytes) -> Program:
    """Raises ValueError (or TypeError, KeyError) for anything but a dump."""
    program = Program(*json.loads(data.decode("utf-8", "surrogatepass")))
    rows = zip(program.strings, program.actions, strict=True)
    return program._replace(
        strings=tuple(program.strings),
        actions=tuple(tuple(_long(a, string) for a in row) for string, row in rows),
        regexes={int(i): Compiled(*map(_tupled, row)) for i, row in program.regexes.items()},
        statements={int(i): Prepared(*map(_tupled, row)) for i, row in program.statements.items()},
        searching={int(i): kind for i, kind in program.searching.items()},
        beside={int(i): kind for i, kind in program.beside.items()},
    )


def _long(action: Any, string: str) -> Action:
    return _plain(action, string) if isinstance(action, int) else Action(*map(_tupled, action))


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
