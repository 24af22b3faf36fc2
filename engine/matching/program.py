"""Patterns compiled to plain values: what a matcher runs and what is kept on disk.

Input: a `Program`. Output: bytes, and the other way.
Law: `loaded(dumped(p)) == p`; a dump is JSON and holds no code. What there is for each string stays as JSON
gives it, because a plan has tens of thousands and loading must take milliseconds.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from engine.matching.running import Compiled
from engine.matching.statements import Prepared

REGEX, GATE, STATEMENT, DETECTOR = range(4)
FARTHEST = 4096  # how far before a string an anchored regex may begin


class Program(NamedTuple):
    """What the occurrence of `strings[i]` means is in `words[i]` and `tries[i]`.

    `words[i]` holds a pattern's index where the string is a plain word of it, else `[pattern, flags, words]`:
    the flags of `words.py`, and the words as their author wrote them. `tries[i]` holds numbers of `attempt`.
    `pairs`: two-character neighbours, one after another, in words of at most `longest` characters that may
    be disguised. `searching` and `beside` are detectors, `always` the regexes without required text.
    """

    strings: list[str]
    words: list[list[Any]]
    tries: list[list[int]]
    regexes: dict[int, Compiled]
    always: list[int]
    statements: dict[int, Prepared]
    searching: dict[int, str]
    beside: dict[int, str]
    pairs: str
    longest: int


def attempt(kind: int, pattern: int, back: int = 0) -> int:
    """A pattern that is worth trying `back` characters before a string."""
    return (pattern * 4 + kind) * FARTHEST + back


def attempted(key: int) -> tuple[int, int]:
    """(pattern, kind) of an attempt without its distance."""
    return divmod(key, 4)


def dumped(program: Program) -> bytes:
    """As JSON, without a line feed."""
    return json.dumps(program, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loaded(data: bytes) -> Program:
    """Raises ValueError (or TypeError, KeyError) for anything but a dump."""
    program = Program(*json.loads(data.decode("utf-8", "surrogatepass")))
    if not len(program.strings) == len(program.words) == len(program.tries):
        raise ValueError("a damaged plan")
    return program._replace(
        regexes={int(i): Compiled(*map(_tupled, row)) for i, row in program.regexes.items()},
        statements={int(i): Prepared(*map(_tupled, row)) for i, row in program.statements.items()},
        searching={int(i): kind for i, kind in program.searching.items()},
        beside={int(i): kind for i, kind in program.beside.items()},
    )


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
