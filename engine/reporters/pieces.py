"""Places marked in running text, as elements that nest legally whatever overlaps.

Input: a text, the blocks of its outline, marks. Output: for each line its pieces, each wrapped by the marks
that cover it. Law: the pieces of a line are its text in order; a mark begins and ends once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from engine.reporters.outline import Block, leaves
from engine.reporters.plain import page_text
from engine.text import Span


class Mark(NamedTuple):
    """A stretch of the draft to mark. `number` is the finding's, `id` the page's name of its first piece."""

    span: Span
    id: str
    css: str
    number: int = 0
    title: str = ""


class Piece(NamedTuple):
    """A stretch of one line that the same marks cover, outermost first.

    `opening` are the marks that begin here, `closing` those that end here.
    """

    text: str
    marks: tuple[Mark, ...]
    opening: frozenset[str]
    closing: tuple[Mark, ...]


class _Part(NamedTuple):
    """A mark on one line; whether the mark's first and last line."""

    mark: Mark
    first: bool
    last: bool


def cut(text: str, blocks: Iterable[Block], marks: Iterable[Mark]) -> dict[int, tuple[Piece, ...]]:
    """For the start of each leaf, its text cut where marks begin and end."""
    lines = list(leaves(blocks))
    starts, ends = [b.start for b in lines], [b.end for b in lines]
    on_line: dict[int, list[_Part]] = {b.start: [] for b in lines}
    for mark in marks:
        near = lines[bisect_left(ends, mark.span.start) : bisect_right(starts, mark.span.end)]
        touched = [b for b in near if _touches(mark.span, b)]
        if mark.span.start == mark.span.end:
            touched = touched[:1]
        for block in touched:
            on_line[block.start].append(_Part(mark, block is touched[0], block is touched[-1]))
    return {b.start: tuple(_cut(text, b, on_line[b.start])) for b in lines}


def _touches(span: Span, block: Block) -> bool:
    """Whether a span has a character in a line, or is empty and stands in it."""
    return (span.start < block.end and block.start < span.end) or (
        span.start == span.end and block.start <= span.start <= block.end
    )


def _cut(text: str, block: Block, parts: list[_Part]) -> Iterator[Piece]:
    """The pieces of one line, each wrapped by the marks that cover it, the longest outermost."""
    parts = sorted(parts, key=lambda p: (p.mark.span.start - p.mark.span.end, p.mark.span.start, p.mark.id))
    edges = {block.start, block.end}.union(*(_clipped(p, block) for p in parts))
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        for part in parts:
            if part.mark.span == (start, start):
                yield Piece("", (part.mark,), frozenset((part.mark.id,)), (part.mark,))
        over = [p for p in parts if p.mark.span.start <= start and end <= p.mark.span.end]
        opening = frozenset(p.mark.id for p in over if p.first and start == _clipped(p, block)[0])
        closing = tuple(p.mark for p in over if p.last and end == _clipped(p, block)[1])
        yield Piece(page_text(text[start:end]), tuple(p.mark for p in over), opening, closing)
    for part in parts:
        if part.mark.span == (block.end, block.end):
            yield Piece("", (part.mark,), frozenset((part.mark.id,)), (part.mark,))


def _clipped(part: _Part, block: Block) -> tuple[int, int]:
    return max(part.mark.span.start, block.start), min(part.mark.span.end, block.end)
