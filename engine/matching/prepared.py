"""What is known of a regex once it was analysed: a value, and its JSON.

Input: a `Prepared`, or what its JSON holds. Output: the other. Law: `read(row(p)) == p`; a row is plain lists, strings
and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from engine.matching.running import Compiled, joined


class Required(NamedTuple):
    """Strings of which one starts `near` … `far` characters after a match's start (`None`: anywhere after)."""

    near: int
    far: int | None
    texts: tuple[str, ...]


class Branch(NamedTuple):
    """An alternative of a pattern, with the text that says where to try it (none: everywhere)."""

    regex: Compiled
    need: tuple[Required, ...]

    def strings(self) -> Iterator[str]:
        """All required text."""
        return chain.from_iterable(required.texts for required in self.need)


class Prepared(NamedTuple):
    """A pattern, its alternatives in the order in which they are tried at one place, and the length of its shortest
    match."""

    regex: Compiled
    branches: tuple[Branch, ...]
    shortest: int


def row(prepared: Prepared) -> list[Any]:
    """No string of it holds a line feed, so several are one."""
    return [
        prepared.regex.exact,
        prepared.shortest,
        [
            [
                regex.source,
                regex.most,
                regex.limit,
                [[near, far, "\n".join(texts)] for near, far, texts in need],
            ]
            for regex, need in prepared.branches
        ],
    ]


def read(row: list[Any]) -> Prepared:
    """Raises ValueError, TypeError, AttributeError or IndexError for what is no row."""
    exact, shortest, listed = row
    branches = tuple(
        [
            Branch(
                Compiled(source, exact, most, limit),
                tuple([Required(near, far, tuple(texts.split("\n"))) for near, far, texts in need]),
            )
            for source, most, limit, need in listed
        ]
    )
    return Prepared(joined([branch.regex for branch in branches]), branches, shortest)
