"""Where a finding stands, for a person and for a line-based tool.

Input: a review and a span of its draft. Output: lines and columns (1-based, code points), the headings above, the words.
Law: lines and columns are those of the source where it is one text, so that an editor or a code host shows
the right line, else those of the document's text; quoted words are masked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engine.document import Document, Heading
from engine.finding import Review
from engine.reporters.masking import masked
from engine.reporters.outline import STORIES
from engine.reporters.plain import one_line
from engine.structure import headings
from engine.text import Lines, Position, Span


class Place(NamedTuple):
    """A span in lines: `end` is the position just past the last character."""

    start: Position
    end: Position
    story: str  # body, or header, footer, footnote, comment, hidden
    headings: tuple[str, ...]  # outermost first; none outside the body
    words: str
    paragraph: int  # which line of the document's text
    source: Span | None  # in code points of the source, where it is one text


class Places:
    """The places of one draft; a value, made once for each."""

    __slots__ = ("_document", "_lines", "_paths", "_starts", "_text")

    def __init__(self, review: Review, document: Document) -> None:
        self._document = document
        self._text = masked(review)
        self._lines = Lines(document.text)
        found = headings(document)
        self._starts = [heading.start for heading in found]
        self._paths = _paths(document, self._text, found)

    def of(self, span: Span) -> Place:
        """The place of a span."""
        story = self._story(span)
        source = self._source(span)
        return Place(
            self._position(source.start) if source else self._lines.position(span.start),
            self._position(source.end) if source else self._lines.position(span.end),
            story,
            self._headings(span.start) if story == "body" else (),
            one_line(self._text[span.start : span.end]),
            self._lines.position(span.start).line,
            source,
        )

    def _position(self, offset: int) -> Position:
        starts = self._document.source_lines
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def _source(self, span: Span) -> Span | None:
        """The span in the source, from where its first character stands to where its last one ends."""
        if not self._document.source_lines:
            return None
        start, after = self._in_source(span.start)
        if span.end <= span.start:
            return Span(start, start)
        return Span(start, max(after, self._in_source(span.end - 1)[1]))

    def _in_source(self, offset: int) -> tuple[int, int]:
        """Where the character at an offset begins and ends in the source."""
        anchors = self._document.anchors
        at = bisect_right(anchors, offset, key=lambda a: a.start) - 1
        if at < 0:
            return 0, 0
        anchor = anchors[at]
        if offset >= anchor.end:  # a break that the source does not have
            return (anchor.offset + anchor.length,) * 2
        if anchor.length != anchor.end - anchor.start:
            return anchor.offset, anchor.offset + anchor.length
        start = anchor.offset + offset - anchor.start
        return start, start + 1

    def _story(self, span: Span) -> str:
        for kind in STORIES:
            if any(s[0] <= span.start < s[1] for s in self._document.structure.get(kind, ())):
                return kind
        return "body"

    def _headings(self, offset: int) -> tuple[str, ...]:
        """The headings under which an offset stands."""
        at = bisect_right(self._starts, offset)
        return self._paths[at - 1] if at else ()


def _paths(document: Document, text: str, found: Sequence[Heading]) -> list[tuple[str, ...]]:
    """For each heading, those above it and itself."""
    paths = []
    above: list[tuple[int, str]] = []
    for heading in found:
        label = document.labels.get(heading.start, "")
        words = one_line(text[heading.start : heading.end].strip())
        above = [*(h for h in above if h[0] < heading.level), (heading.level, f"{label} {words}".strip())]
        paths.append(tuple(words for _, words in above))
    return paths
