"""What the walk over one part of a Word file gives: values only.

`Story` → `Paragraph` → pieces: atoms (the nodes that bear text), marks of comments, marks and code of fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.document import Unread
from engine.formats.word_names import Element
from engine.formats.word_styles import Format


@dataclass(slots=True, eq=False)
class Atom:
    """A text-bearing node. `skip` is where its text begins in the node's own (outer spaces are not shown).

    `unit` is the element that can only be marked as a whole (a bound control, a simple field, an equation),
    `field` the first and last mark of the complex field around it. `whole`: the node is one unit itself.
    """

    node: int
    element: Element
    text: str
    format: Format
    skip: int = 0
    run: Element | None = None
    unit: Element | None = None
    field: tuple[Element, Element] | None = None
    shown: bool = True
    whole: bool = False


@dataclass(slots=True, eq=False)
class Mark:
    """Where a comment's range starts or ends."""

    id: str
    start: bool


@dataclass(slots=True, eq=False)
class FieldChar:
    kind: str
    element: Element


@dataclass(slots=True, eq=False)
class Code:
    text: str


Piece = Atom | Mark | FieldChar | Code


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph as shown. `behind` is the colour under it, `table` the style of the table around it,
    `box` is the outermost drawing whose text box it stands in."""

    element: Element
    flow: int
    style: str
    behind: str
    table: str
    section: int
    box: Element | None
    pieces: list[Piece] = field(default_factory=list)
    block: Element | None = None  # the bound control around it
    note: str = ""  # the note's id, in a part of notes


@dataclass(slots=True)
class Edge:
    """A table, row or cell begins or ends here."""

    kind: str
    opens: bool
    note: str  # as of a paragraph


class Graphic(NamedTuple):
    """A chart or diagram: its kind, the part that holds it, the drawing that shows it, the section."""

    kind: str
    part: str
    drawing: Element
    section: int


@dataclass(slots=True)
class Story:
    """What one part gives."""

    part: str
    root: Element
    atoms: list[Atom] = field(default_factory=list)
    events: list[Paragraph | Edge] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    note_marks: dict[tuple[str, str], Element] = field(default_factory=dict)
    sections: list[Element] = field(default_factory=list)
    graphics: list[Graphic] = field(default_factory=list)
    has_toc: bool = False

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return (event for event in self.events if isinstance(event, Paragraph))
