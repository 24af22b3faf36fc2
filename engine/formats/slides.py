"""A presentation (.pptx, .pptm): the paragraphs of its slides, tables, charts, SmartArt and notes.

Input: an OPC package. Output: for each slide its paragraphs in the order of the file. Source: ECMA-376 part 1, 19
and 21. Law: every text run is given once; a hidden slide is given as hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from engine.document import StyleRun
from engine.errors import ReviewError
from engine.formats.opc import Package
from engine.formats.story import Piece, Story

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
Nodes = dict[etree._Element, int]  # a part's text nodes, kept alive, and their ordinals
_TITLES = ("title", "ctrTitle")
_EXTRA = ("chart", "diagramData")  # parts of a slide that hold words of their own


class Slide(NamedTuple):
    """A slide's part, its number from 1, and whether it is hidden."""

    part: str
    number: int
    hidden: bool


def slides(package: Package) -> list[Slide]:
    """The slides in the order of the show. Raises ReviewError."""
    main = next((r.target for r in package.relationships("") if r.kind == "officeDocument"), "")
    if not main or not package.find(main):
        raise ReviewError("unknown-format", "文件里没有演示文稿")
    targets = {r.id: r.target for r in package.relationships(main)}
    parts = [targets.get(item.get(f"{_R}id", ""), "") for item in package.tree(main).iter(f"{_P}sldId")]
    found = [part for part in parts if package.find(part)]
    return [Slide(part, i, package.tree(part).get("show") == "0") for i, part in enumerate(found, 1)]


def read_slide(package: Package, slide: Slide, story: Story) -> None:
    """Adds a slide and all that belongs to it to the story."""
    _read_part(package, slide.part, story)
    for link in package.relationships(slide.part):
        if link.external or not package.find(link.target):
            continue
        if link.kind in _EXTRA:
            _read_part(package, link.target, story)
        elif link.kind == "notesSlide":
            with story.region("footnote"):
                _read_part(package, link.target, story)


def _read_part(package: Package, part: str, story: Story) -> None:
    root = package.tree(part)
    nodes = {t: index for index, t in enumerate(root.iter(f"{_A}t"))}
    _walk(root, part, story, nodes)
    for index, value in enumerate(root.iter(f"{_C}v")):
        if not _is_number(value.text or ""):
            story.paragraph([Piece(value.text or "", part, -1 - index)])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _walk(element: etree._Element, part: str, story: Story, nodes: Nodes) -> None:
    """Paragraphs below an element, with tables, rows and cells as regions."""
    for child in element:
        if child.tag == f"{_A}p":
            _paragraph(child, part, story, nodes)
        elif child.tag == "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback":
            continue
        else:
            kind = {f"{_A}tbl": "table", f"{_A}tr": "row", f"{_A}tc": "cell"}.get(str(child.tag))
            with story.region(*((kind,) if kind else ())):
                _walk(child, part, story, nodes)


def _paragraph(element: etree._Element, part: str, story: Story, nodes: Nodes) -> None:
    story.paragraph(_pieces(element, part, nodes), heading=1 if _is_title(element) else 0)


def _pieces(element: etree._Element, part: str, nodes: Nodes) -> Iterator[Piece]:
    for child in element:
        if child.tag == f"{_A}br":
            yield Piece("\v", part, -1)
        for text in child.iter(f"{_A}t"):
            yield Piece(
                (text.text or "").replace("\n", "\v"),
                part,
                nodes[text],
                0,
                _style(child.find(f"{_A}rPr")),
            )


def _style(properties: etree._Element | None) -> StyleRun:
    """How a run is set, as far as it says so itself; what it inherits is not known."""
    if properties is None:
        return StyleRun(0, 0)
    size, bold = properties.get("sz"), properties.get("b")
    color = properties.find(f"{_A}solidFill/{_A}srgbClr")
    return StyleRun(
        0,
        0,
        size=int(size) / 100 if size and size.isdecimal() else None,
        bold=None if bold is None else bold in ("1", "true"),
        color=f"#{color.get('val', '').lower()}" if color is not None else None,
    )


def _is_title(paragraph: etree._Element) -> bool:
    shape = next((a for a in paragraph.iterancestors() if a.tag == f"{_P}sp"), None)
    place = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph") if shape is not None else None
    return place is not None and place.get("type") in _TITLES
