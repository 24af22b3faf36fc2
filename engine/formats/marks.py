"""Findings' spans → stretches of the source that can be marked.

Input: spans of a document, its anchors, and the stretches of the source in which a mark may stand. Output: for
each span its ranges in the source, and elementary pieces that no two ranges overlap in part. Law: a range
covers the characters of its span and, where a unit (an entity) can only be marked whole, no more than that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.document import Anchor, Document
from engine.text import Span


class Target(NamedTuple):
    """Where a span stands in the source. `whole`: a unit was only partly within the span."""

    ranges: tuple[Span, ...]
    complete: bool  # every character that is no blank stands where a mark may
    widened: bool


class Piece(NamedTuple):
    """A stretch of the source that the same findings cover."""

    start: int
    end: int
    findings: tuple[int, ...]


class Markable:
    """The stretches of one source in which a mark may stand, sorted and disjoint."""

    def __init__(self, stretches: Sequence[Span]) -> None:
        self._stretches = stretches

    def holder(self, start: int, end: int) -> int | None:
        """The index of the stretch that holds all of `start … end`."""
        at = bisect_right(self._stretches, start, key=lambda span: span.start) - 1
        return at if at >= 0 and end <= self._stretches[at].end else None


def target(document: Document, span: Span, markable: Markable) -> Target:
    """The ranges of a span, those in one stretch joined."""
    ranges: list[tuple[int, Span]] = []
    complete, widened = True, False
    for anchor in covering(document.anchors, span):
        start, end = _cut(anchor, span)
        holder = markable.holder(start, end)
        if holder is None:
            complete = complete and not document.text[anchor.start : anchor.end].strip()
            continue
        widened = widened or (
            _is_unit(anchor) and not (span.start <= anchor.start and anchor.end <= span.end)
        )
        if ranges and ranges[-1][0] == holder and ranges[-1][1].end <= start:
            ranges[-1] = (holder, Span(ranges[-1][1].start, end))
        else:
            ranges.append((holder, Span(start, end)))
    return Target(tuple(found for _, found in ranges), complete, widened)


def covering(anchors: Sequence[Anchor], span: Span) -> Iterable[Anchor]:
    """The anchors that share a character with a span."""
    at = max(bisect_right(anchors, span.start, key=lambda anchor: anchor.start) - 1, 0)
    for anchor in anchors[at:]:
        if anchor.start >= span.end:
            return
        if anchor.end > span.start:
            yield anchor


def _is_unit(anchor: Anchor) -> bool:
    return anchor.length != anchor.end - anchor.start


def _cut(anchor: Anchor, span: Span) -> tuple[int, int]:
    """The part of an anchor's source that the span takes; of a unit all."""
    if _is_unit(anchor):
        return anchor.offset, anchor.offset + anchor.length
    first = max(span.start - anchor.start, 0)
    last = min(span.end, anchor.end) - anchor.start
    return anchor.offset + first, anchor.offset + last


def cut(ranges: Mapping[int, Sequence[Span]]) -> list[Piece]:
    """The ranges of findings, cut where another begins or ends, in the order of the source."""
    edges: list[tuple[int, int, int]] = []  # place; 0 ends, 1 begins; finding
    for finding, spans in ranges.items():
        for start, end in spans:
            edges += [(start, 1, finding), (end, 0, finding)]
    pieces: list[Piece] = []
    active: set[int] = set()
    before = 0
    for place, begins, finding in sorted(edges):
        if active and place > before:
            pieces.append(Piece(before, place, tuple(sorted(active))))
        before = place
        (active.add if begins else active.discard)(finding)
    return pieces


def spliced(source: str, inserts: Iterable[tuple[int, str]]) -> str:
    """The source with texts inserted; those at one place stand in the order given."""
    out: list[str] = []
    at = 0
    for place, text in sorted(inserts, key=lambda insert: insert[0]):
        out += [source[at:place], text]
        at = place
    out.append(source[at:])
    return "".join(out)
