"""A text gathered from stretches of a source: paragraphs, anchors, regions.

Input: pieces of text with the place that each came from, in reading order, and where paragraphs end. Output:
the text, paragraphs joined by one `\\n`, with anchors and paragraph spans. Law: a piece as long as its source
is the source's own characters and joins its neighbour's anchor; any other piece is an anchor of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.document import Anchor, StyleRun
from engine.text import Span

_HAN_LIKE = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"), ("\U00020000", "\U0003ffff"))


def is_wide(char: str) -> bool:
    """Whether a line may be broken beside this character without a space (Chinese, full-width)."""
    return any(first <= char <= last for first, last in _HAN_LIKE) or char in "“”‘’…—·"


class Flow:
    """One stream of paragraphs. Spaces at the edges of paragraphs are dropped, runs of blanks are one."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._start = 0  # of the open paragraph
        self._blank: tuple[int, int, str] | None = None  # a run of blanks seen, not yet written
        self._last = ""
        self.anchors: list[Anchor] = []
        self.paragraphs: list[Span] = []
        self.styles: list[StyleRun] = []

    def add(self, piece: str, offset: int, length: int, style: StyleRun | None = None) -> None:
        """Text from `length` characters of the source at `offset`."""
        if self._blank is not None:
            self._write_blank(piece[0])
        self._write(piece, offset, length)
        if style is not None:
            self._set(style, len(piece))

    def blank(self, offset: int, source: str) -> None:
        """A run of white space; one that follows another widens it."""
        if self._size > self._start and self._last != "\v" and self._blank is None:
            self._blank = (offset, len(source), source)

    def line_break(self, offset: int, length: int) -> None:
        """A hard line break within a paragraph."""
        self._blank = None
        if self._size > self._start:
            self._write("\v", offset, length)

    def end_paragraph(self) -> None:
        """Close the open paragraph, if it holds anything."""
        self._blank = None
        while self._last == "\v" and self._size > self._start:
            self._pieces.pop()
            self.anchors.pop()
            self._size -= 1
            self._last = self._pieces[-1][-1] if self._pieces else ""
        if self._size > self._start:
            self.paragraphs.append(Span(self._start, self._size))
            self._pieces.append("\n")
            self._size += 1
            self._last = "\n"
        self._start = self._size

    def region(self, mark: int) -> Span | None:
        """The span of the paragraphs since there were `mark` of them, None where none was added."""
        since = self.paragraphs[mark:]
        return Span(since[0].start, since[-1].end) if since else None

    def text(self) -> str:
        """All paragraphs, without a line end after the last."""
        return "".join(self._pieces)[:-1]

    def _write_blank(self, following: str) -> None:
        """A line end between two wide characters shows nothing, any other blank shows as one space."""
        offset, length, source = self._blank or (0, 0, "")
        self._blank = None
        if not ("\n" in source and is_wide(self._last) and is_wide(following)):
            self._write(" ", offset, length)

    def _write(self, piece: str, offset: int, length: int) -> None:
        size = self._size
        last = self.anchors[-1] if self.anchors else None
        if last and length == len(piece) and _continues(last, size, offset):
            self.anchors[-1] = last._replace(end=size + length, length=last.length + length)
        else:
            self.anchors.append(Anchor(size, size + len(piece), "", 0, offset, length))
        self._pieces.append(piece)
        self._size += len(piece)
        self._last = piece[-1]

    def _set(self, style: StyleRun, length: int) -> None:
        start, end = self._size - length, self._size
        last = self.styles[-1] if self.styles else None
        if last and last[2:] == style[2:] and start - last.end <= 1:
            self.styles[-1] = last._replace(end=end)
        else:
            self.styles.append(style._replace(start=start, end=end))


def _continues(last: Anchor, at: int, offset: int) -> bool:
    """Whether the source goes on right where the anchor ends."""
    in_step = last.length == last.end - last.start
    return in_step and last.end == at and last.offset + last.length == offset


def moved(anchors: Iterable[Anchor], by: int) -> list[Anchor]:
    return [anchor._replace(start=anchor.start + by, end=anchor.end + by) for anchor in anchors]


def moved_spans(spans: Iterable[Span], by: int) -> tuple[Span, ...]:
    return tuple(Span(start + by, end + by) for start, end in spans)
