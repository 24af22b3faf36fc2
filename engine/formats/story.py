"""A document's text put together paragraph by paragraph, for formats whose files are read in pieces.

Input: paragraphs of pieces, each with the place it came from. Output: the fields of a Document. Law: paragraphs
are joined by one `\\n`; a region spans the paragraphs that were added while it was open, and is dropped where there
were none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from engine.document import Anchor, Document, Heading, StyleRun, Unread
from engine.text import Span


class Piece(NamedTuple):
    """Text from one node of a part, and how it is set (offsets of `style` are not used)."""

    text: str
    part: str
    node: int
    offset: int = 0
    style: StyleRun | None = None


class Story:
    """The text so far."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._size = 0
        self._regions: dict[str, list[Span]] = {}
        self._anchors: list[Anchor] = []
        self._styles: list[StyleRun] = []
        self._headings: list[Heading] = []
        self.unread: list[Unread] = []
        self.notes: list[str] = []

    def paragraph(self, pieces: Iterable[Piece], heading: int = 0) -> Span | None:
        """Adds a paragraph; a blank one is not added. `heading`: its level, 0 for none."""
        taken = [piece for piece in pieces if piece.text]
        if not "".join(piece.text for piece in taken).strip():
            return None
        if self._text:
            self._text.append("\n")
            self._size += 1
        start = self._size
        for piece in taken:
            self._add(piece)
        span = Span(start, self._size)
        self._regions.setdefault("paragraph", []).append(span)
        if heading:
            self._headings.append(Heading(start, self._size, heading))
        return span

    def _add(self, piece: Piece) -> None:
        start, end = self._size, self._size + len(piece.text)
        self._text.append(piece.text)
        self._size = end
        self._anchors.append(Anchor(start, end, piece.part, piece.node, piece.offset, end - start))
        if piece.style is not None:
            self._styles.append(piece.style._replace(start=start, end=end))

    @contextmanager
    def region(self, *kinds: str) -> Iterator[None]:
        """What is added within is a region of these kinds."""
        before = len(self._regions.get("paragraph", ()))
        yield
        added = self._regions.get("paragraph", [])[before:]
        if added:
            for kind in kinds:
                self._regions.setdefault(kind, []).append(Span(added[0].start, added[-1].end))

    def document(self, name: str, format: str, *, styled: bool = False) -> Document:
        """The document. `styled`: the format says how text is set."""
        return Document(
            name=name,
            format=format,
            text="".join(self._text),
            structure={kind: tuple(sorted(spans)) for kind, spans in self._regions.items()},
            headings=tuple(self._headings) or None,
            anchors=tuple(self._anchors),
            styles=tuple(self._styles) if styled else None,
            unread=tuple(self.unread),
            notes=tuple(self.notes),
        )
