"""A text gathered from stretches of a source: paragraphs, anchors, regions.

Input: pieces of text with the place that each came from, in reading order, and where paragraphs end. Output:
the text, paragraphs joined by one `\\n`, with anchors and paragraph spans. Law: a piece as long as its source
is the source's own characters and joins its neighbour's anchor; any other piece is an anchor of its own.
"""

from __future__ import annotations

from typing import NamedTuple

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
        self._exact = False  # whether the last anchor's text is that of the source
        self.anchors: list[Anchor] = []
        self.paragraphs: list[Span] = []
        self.styles: list[StyleRun] = []

    def add(
        self, piece: str, offset: int, length: int, style: StyleRun | None = None, *, exact: bool = True
    ) -> None:
        """Text from `length` characters of the source at `offset`. `exact`: if as long, it is the same."""
        if self._blank is not None:
            self._write_blank(piece[0])
        self._write(piece, offset, length, exact=exact)
        if style is not None:
            self._set(style, len(piece))

    def blank(self, shown: str, offset: int, length: int) -> None:
        """A run of white space; one that follows another is part of it."""
        if self._size > self._start and self._last != "\v" and self._blank is None:
            self._blank = (offset, length, shown)

    def line_break(self, offset: int, length: int) -> None:
        """A hard line break within a paragraph."""
        self._blank = None
        if self._size > self._start:
            self._write("\v", offset, length, exact=False)

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
        offset, length, shown = self._blank or (0, 0, "")
        self._blank = None
        if not ("\n" in shown and is_wide(self._last) and is_wide(following)):
            self._write(" ", offset, length, exact=shown == " ")

    def _write(self, piece: str, offset: int, length: int, *, exact: bool = True) -> None:
        size = self._size
        last = self.anchors[-1] if self.anchors and self._exact else None
        self._exact = exact and length == len(piece)
        if last and self._exact and _continues(last, size, offset):
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


class Joined(NamedTuple):
    """Flows one after another; `paragraphs` are those of each."""

    text: str
    anchors: tuple[Anchor, ...]
    paragraphs: tuple[tuple[Span, ...], ...]
    styles: tuple[StyleRun, ...]


def join(*flows: Flow) -> Joined:
    """The streams of one document, in this order."""
    bases = [0]
    for flow in flows:
        bases.append(bases[-1] + (flow.paragraphs[-1].end + 1 if flow.paragraphs else 0))
    placed = list(zip(flows, bases, strict=False))
    return Joined(
        text="\n".join(flow.text() for flow in flows if flow.paragraphs),
        anchors=tuple(
            a._replace(start=a.start + by, end=a.end + by) for flow, by in placed for a in flow.anchors
        ),
        paragraphs=tuple(
            tuple(Span(start + by, end + by) for start, end in flow.paragraphs) for flow, by in placed
        ),
        styles=tuple(
            r._replace(start=r.start + by, end=r.end + by) for flow, by in placed for r in flow.styles
        ),
    )
