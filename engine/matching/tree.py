"""The tree of a regular expression, and classes of characters as ranges of code points.

Input and output: values. Law: equal parts, of one pattern or of several, are one node, and a node is compared by
what it is alone: so what is known of a part is found out once and kept by the node.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

LAST = sys.maxunicode
ANY = ((0, 9), (11, LAST))  # all but the line feed
Ranges = tuple[tuple[int, int], ...]


class RegexFault(ValueError):
    """A pattern that is not RE2's. `offset` is in code points of the source."""

    def __init__(self, offset: int, message: str, help: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.help = help


@dataclass(frozen=True, slots=True, eq=False)
class Chars:
    """One character of these ranges, sorted and disjoint, never the line feed."""

    ranges: Ranges


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """These characters, one after another."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Seq:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Alt:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    item: Node
    least: int
    most: int | None  # None: without end
    greedy: bool


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    item: Node
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """`^`, `$`, `\\b` or `\\B`"""

    sign: str


Node = Chars | Text | Seq | Alt | Repeat | Group | Edge

# Nodes are made by these only.
chars, literal, seq, alt = cache(Chars), cache(Text), cache(Seq), cache(Alt)
repeat, group, edge = cache(Repeat), cache(Group), cache(Edge)


def merge(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Sorted, disjoint, touching ones joined."""
    given = sorted(ranges)
    if len(given) < 2:
        return tuple(given)
    out: list[tuple[int, int]] = []
    for a, b in given:
        if out and a <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return tuple(out)


def invert(ranges: Ranges) -> Ranges:
    """Every code point that is not in them."""
    out = []
    at = 0
    for a, b in ranges:
        if a > at:
            out.append((at, a - 1))
        at = b + 1
    return (*out, (at, LAST)) if at <= LAST else tuple(out)


def without_line_feed(ranges: Ranges) -> Ranges:
    return invert(merge((*invert(ranges), (10, 10))))


def either_case(ranges: Ranges) -> Ranges:
    """With the other case of each letter; scripts without case cost nothing."""
    extra: list[tuple[int, int]] = []
    for a, b in ranges:
        for code in range(a, min(b, 0x24FF) + 1):
            for other in (chr(code).lower(), chr(code).upper()):
                if len(other) == 1:
                    extra.append((ord(other), ord(other)))
    return merge((*ranges, *extra))


def body_of(ranges: Ranges) -> str:
    """The inside of a character class, as both engines read it."""
    return "".join(_one(a) if a == b else f"{_one(a)}-{_one(b)}" for a, b in ranges)


def _one(code: int) -> str:
    c = chr(code)
    if c.isascii() and not c.isalnum():
        return f"\\x{code:02x}"
    return c if not 0xD800 <= code <= 0xDFFF else "\ufffd"
