"""A presentation (.pptx, .pptm): the paragraphs of its slides, tables, charts, SmartArt and notes.

Input: an OPC package. Output: for each slide its paragraphs in the order of the file, then what its layout and master
show of themselves. Source: ECMA-376 part 1, 19 and 21. Law: every text run is given once; a hidden slide is given as
hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from engine.errors import ReviewError
from engine.formats.opc import Package
from engine.formats.slide_frames import placeholder
from engine.formats.slide_look import Deck, Looks
from engine.formats.story import Piece, Story

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
Nodes = dict[etree._Element, int]  # a part's text nodes, kept alive, and their ordinals
_TITLES = ("title", "ctrTitle")
_HOLDERS = (f"{_P}sp", f"{_A}tc")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_EXTRA = ("chart", "chartEx", "diagramData")  # parts of a slide that hold words of their own


class Slide(NamedTuple):
    """A slide's part, its number from 1, and whether it is hidden."""

    part: str
    number: int
    hidden: bool


def main_part(package: Package) -> str:
    """The part of the presentation itself. Raises ReviewError."""
    main = next((r.target for r in package.relationships("") if r.kind == "officeDocument"), "")
    if not main or not package.find(main):
        raise ReviewError("unknown-format", "文件里没有演示文稿")
    return main


def slides(package: Package) -> list[Slide]:
    """The slides in the order of the show. Raises ReviewError."""
    main = main_part(package)
    targets = {r.id: r.target for r in package.relationships(main)}
    parts = [targets.get(item.get(f"{_R}id", ""), "") for item in package.tree(main).iter(f"{_P}sldId")]
    found = [part for part in parts if package.find(part)]
    return [Slide(part, i, package.tree(part).get("show") == "0") for i, part in enumerate(found, 1)]


def read_deck(package: Package, story: Story) -> None:
    """Adds all slides and what belongs to them to the story, each a `page`; what a layout or master shows of itself
    is a `header` of the first slide that has it."""
    main = main_part(package)
    deck = Deck(package, main)
    told: set[str] = set()
    for slide in slides(package):
        with story.region("page", *(("hidden",) if slide.hidden else ())):
            _read_slide(package, deck, slide, story)
            for part in shown_with(deck, slide.part):
                if part not in told:
                    told.add(part)
                    with story.region("header"):
                        _read_part(deck, part, story, fixed=True)


def shown_with(deck: Deck, slide: str) -> list[str]:
    """The layout and the master whose own shapes are shown with a slide."""
    shown: list[str] = []
    for part, above in zip((slide, *deck.above(slide)), deck.above(slide), strict=False):
        if deck.tree(part).get("showMasterSp") in ("0", "false"):
            break
        shown.append(above)
    return shown


def _read_slide(package: Package, deck: Deck, slide: Slide, story: Story) -> None:
    """Adds a slide, its charts and diagrams, and its notes."""
    _read_part(deck, slide.part, story, hidden=slide.hidden)
    for link in package.relationships(slide.part):
        if link.external or not package.find(link.target):
            continue
        if link.kind in _EXTRA:
            _read_part(deck, link.target, story)
            if drawn := deck.linked(link.target, "chartUserShapes"):
                _read_part(deck, drawn, story)
        elif link.kind == "notesSlide":
            with story.region("footnote"):
                _read_part(deck, link.target, story, hidden=slide.hidden)


def _read_part(deck: Deck, part: str, story: Story, *, fixed: bool = False, hidden: bool = False) -> None:
    """Adds the paragraphs of a part. `fixed`: without placeholders, which show only what slides put into them."""
    root = deck.tree(part)
    nodes = {t: index for index, t in enumerate(root.iter(f"{_A}t"))}
    _walk(root, _Part(part, nodes, deck.looks(part), fixed, hidden), story)
    told: set[str] = set()
    for index, value in enumerate(root.iter(f"{_C}v", f"{_CX}pt")):
        words = value.text or ""
        if words not in told and not _is_number(words):
            told.add(words)
            story.paragraph([Piece(words, part, -1 - index)])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class _Part(NamedTuple):
    """A part that is read: its text nodes with their ordinals, how its text is set, whether it is hidden as a whole."""

    name: str
    nodes: Nodes
    looks: Looks
    fixed: bool
    hidden: bool


def _walk(element: etree._Element, part: _Part, story: Story) -> None:
    """Paragraphs below an element, with tables, rows and cells as regions."""
    for child in element:
        if child.tag == f"{_A}p":
            _paragraph(child, part, story)
        elif child.tag == _FALLBACK or (part.fixed and placeholder(child) is not None):
            continue
        else:
            kind = {f"{_A}tbl": "table", f"{_A}tr": "row", f"{_A}tc": "cell"}.get(str(child.tag))
            unseen = not part.hidden and _is_hidden(child)
            with story.region(*((kind,) if kind else ()), *(("hidden",) if unseen else ())):
                _walk(child, part._replace(hidden=part.hidden or unseen), story)


def _is_hidden(shape: etree._Element) -> bool:
    """Whether a shape or group is switched off in the selection pane."""
    named = shape.find(f"*/{_P}cNvPr")
    return named is not None and named.get("hidden") in ("1", "true")


def _paragraph(element: etree._Element, part: _Part, story: Story) -> None:
    holder = next((a for a in element.iterancestors() if a.tag in _HOLDERS), None)
    place = None if holder is None else placeholder(holder)
    is_title = place is not None and place.get("type") in _TITLES
    story.paragraph(_pieces(element, part, holder), heading=1 if is_title else 0)


def _pieces(element: etree._Element, part: _Part, holder: etree._Element | None) -> Iterator[Piece]:
    for child in element:
        if child.tag == f"{_A}br":
            yield Piece("\v", part.name, -1)
        for text in child.iter(f"{_A}t"):
            words = (text.text or "").replace("\n", "\v")
            look = part.looks.run(child.find(f"{_A}rPr"), element, holder)
            yield Piece(words, part.name, part.nodes[text], 0, look)
