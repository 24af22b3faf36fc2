"""A draft as every stage after the loaders sees it: one string, structure over it, ways back to the file.

A loader makes it from bytes. `text` holds all stories one after another (body, then headers, footers, notes,
hidden text), paragraphs separated by `\\n`. What a format knows of its structure it puts into `structure`;
what it does not know (`structure.py` derives sentences, phrases, sections, headings by numbering) is absent.
Law: `text[a.start:a.end]` came from the place that anchor `a` names, and anchors are sorted and disjoint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.text import Span


class Anchor(NamedTuple):
    """A stretch of the text and the place in the source that it came from.

    `part` names a part of the source ("" where it has one only; an OPC part name, a sheet, a page), `node` is
    the ordinal of a text-bearing node in the part as the format layer counts, `offset` the place in that
    node. `length` is the source's length: equal to `end - start` where the two run in step, else the stretch
    is one unit (an entity, a field) that can only be marked whole.
    """

    start: int
    end: int
    part: str
    node: int
    offset: int
    length: int


class Box(NamedTuple):
    """Where recognised text stands on the page or picture `part` as it is shown: in points from its lower left
    corner; a pixel of a picture is 0.75 points."""

    start: int
    end: int
    part: str
    left: float
    bottom: float
    right: float
    top: float


class Heading(NamedTuple):
    """A heading's span and its level, 1 the highest."""

    start: int
    end: int
    level: int


class StyleRun(NamedTuple):
    """How a stretch of text is set. `None`: the format does not say. Size in points, colours `#rrggbb`."""

    start: int
    end: int
    size: float | None = None
    bold: bool | None = None
    color: str | None = None
    background: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of the draft that was not reviewed. `blocking`: there was text to review and it was not read,
    so the draft counts as not reviewed even without `--strict` (an embedded picture is not blocking)."""

    what: str  # picture | attachment | altchunk | page | …
    where: str  # for a person: "页眉 word/media/image1.png"
    why: str
    blocking: bool = False
    source: str = ""  # of a picture that the file holds: where in it, so that it can be recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A loaded draft.

    `structure` maps a region kind (`paragraph`, `heading`, `item`, `table`, `row`, `cell`, `page`, `header`,
    `footer`, `footnote`, `comment`, `attribute`, `hidden`, `picture`) to its sorted spans; a kind that the format cannot
    know is absent. `attribute` is what a page shows only in part: title, tooltips, alternative texts; `picture` is
    what was recognised on pictures within the draft, after all else.
    `headings` and `styles` are None where the format has none. `labels` gives the automatic number (第三条) of
    the paragraph that starts at an offset, for the locator. `attributes` are the draft's own statements about
    itself (front matter: material, product, channel, …).
    """

    name: str
    format: str
    text: str
    structure: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    headings: tuple[Heading, ...] | None = None
    anchors: tuple[Anchor, ...] = ()
    styles: tuple[StyleRun, ...] | None = None
    labels: Mapping[int, str] = field(default_factory=dict)
    boxes: tuple[Box, ...] = ()  # of recognised characters, in the order of the text
    attributes: Mapping[str, str] = field(default_factory=dict)
    source_lines: tuple[int, ...] = ()  # where the lines of the source begin, if the source is one text
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()  # what the reviewer should know of the file: "contains macros"


def own_text(document: Document) -> str:
    """The text without what was recognised on pictures within the draft, which comes last: that of the file itself."""
    recognised = document.structure.get("picture", ())
    return document.text[: max(recognised[0].start - 1, 0)] if recognised else document.text
