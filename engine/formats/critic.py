"""Where CriticMarkup may stand in a Markdown source.

Input: a Markdown page as read, and spans of its document. Output: ranges of the source to be marked, and the
place after which a note stands. Law: a range lies within one stretch of text, or it is widened to the whole
emphasis, link, code or picture whose syntax it would break; ranges that overlap through syntax become one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.formats.markdown_page import Page, places
from engine.formats.marks import Markable, target
from engine.text import Span


class Place(NamedTuple):
    """Where a finding's words are marked, and where its note stands."""

    ranges: tuple[Span, ...]
    note: int


class Syntax:
    """The stretches of one page's source."""

    def __init__(self, page: Page) -> None:
        place = places(page.decoded.text)
        reading = page.reading

        def moved(span: Span) -> Span:
            return Span(place(span.start), place(span.end))

        self._document = page.document
        self._solid = [moved(span) for span in reading.solid]
        self._wrapped = [(moved(outer), moved(inner)) for outer, inner in reading.wrapped]
        self._stretches = Markable(_stretches(page, [moved(block) for block in reading.blocks]))

    def place(self, span: Span) -> Place | None:
        """Where a span is marked; None where no mark can stand."""
        aim = target(self._document, span, self._stretches)
        if not aim.ranges or not aim.complete:
            return None
        ranges = _joined([self._widened(found) for found in aim.ranges])
        return Place(ranges, self._after(ranges[-1].end))

    def _widened(self, found: Span) -> Span:
        for solid in self._solid:
            if solid.overlaps(found):
                found = _union(found, solid)
        for outer, inner in self._wrapped:  # the innermost come first
            if inner.start <= found.start < found.end <= inner.end and (
                found.start == inner.start or found.end == inner.end
            ):
                found = outer
        return found

    def _after(self, end: int) -> int:
        for outer, inner in self._wrapped:
            if inner.start < end <= inner.end:
                end = outer.end
        return end

    def harmonised(self, placed: Mapping[int, Place]) -> dict[int, Place]:
        """Ranges of several findings that overlap and do not lie in one stretch become one."""
        groups: list[list[Span]] = []
        for found in sorted({found for place in placed.values() for found in place.ranges}):
            if groups and found.start < max(other.end for other in groups[-1]):
                groups[-1].append(found)
            else:
                groups.append([found])
        unions = {found: self._shared(group) for group in groups for found in group}
        return {
            at: place._replace(ranges=_joined([unions[found] or found for found in place.ranges]))
            for at, place in placed.items()
        }

    def _shared(self, group: Sequence[Span]) -> Span | None:
        holders = {self._stretches.holder(*found) for found in group}
        if len(set(group)) == 1 or (len(holders) == 1 and None not in holders):
            return None
        return Span(group[0].start, max(found.end for found in group))


def _stretches(page: Page, blocks: Sequence[Span]) -> list[Span]:
    """The source of the body's text, outside of code blocks and HTML; cut at line ends and at syntax."""
    text = page.document.text
    apart = page.document.structure.get("attribute", ())
    end = apart[0].start if apart else len(text)
    found = [
        Span(anchor.offset, anchor.offset + anchor.length)
        for anchor in page.document.anchors
        if anchor.start < end and text[anchor.start : anchor.end] != "\v"
    ]
    covered = iter(blocks)
    block = next(covered, None)
    outside: list[Span] = []
    for span in found:
        while block and block.end <= span.start:
            block = next(covered, None)
        if not (block and block.overlaps(span)) and page.decoded.text[span.start : span.end].strip("\r\n"):
            outside.append(span)
    return list(_joined(outside))


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = _union(joined[-1], span)
        else:
            joined.append(span)
    return tuple(joined)


def _union(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))
