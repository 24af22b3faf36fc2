"""Spans of a text, and where an offset stands in lines and columns.

Input: a text and code-point offsets. Output: half-open spans `[start, end)` and 1-based line and column.
Law: an offset is always in code points of the text it was made for; lines and columns are computed only
where something is shown to a person.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open `[start, end)` in code points. Spans sort by start, then by end."""

    start: int
    end: int

    def __contains__(self, other: object) -> bool:
        """Whether `other`, a span, lies wholly within this one."""
        return isinstance(other, tuple) and self.start <= other[0] and other[1] <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Position(NamedTuple):
    """1-based line and column, both in code points."""

    line: int
    column: int


class Lines:
    """The line structure of one text: `\\n`, `\\r` and `\\r\\n` each end a line."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        if "\r" in text:
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        self._starts = list(accumulate([len(line) + 1 for line in text.split("\n")], initial=0))[:-1]

    def position(self, offset: int) -> Position:
        """Line and column of an offset in `0 … len(text)`."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line + 1, offset - self._starts[line] + 1)

    def line(self, number: int) -> str:
        """The text of the 1-based line `number`, without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return self._text[start:end].rstrip("\r\n")

    @property
    def starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        return tuple(self._starts)

    def start(self, number: int) -> int:
        """The offset at which the 1-based line `number` begins."""
        return self._starts[number - 1]

    def __len__(self) -> int:
        return len(self._starts)
