"""Highlighted words in a slide.

Input: the root of a slide's XML, and ranges of its text nodes. Output: the same tree, its runs split so that
exactly these words are highlighted. Source: ECMA-376 part 1, 21.1.2.3 (run properties). Law: no word is changed and
every piece of a run keeps the run's properties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from engine.formats.slide_frames import frame_of
from engine.text import Span

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_COLOR = "F5B041"
_AFTER = frozenset(
    f"{_A}{name}"
    for name in ("uLnTx", "uLn", "uFillTx", "uFill", "latin", "ea", "cs", "sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst")
)  # fmt: skip
_EMU = 914_400 / 576  # in 1/576 inch


def text_nodes(root: etree._Element) -> list[etree._Element]:
    """The text nodes of a part, in the order in which anchors count them."""
    return list(root.iter(f"{_A}t"))


def highlighted(node: etree._Element) -> bool:
    """Whether the run of a text node is highlighted."""
    parent = node.getparent()
    return parent is not None and parent.find(f"{_A}rPr/{_A}highlight") is not None


def highlight(nodes: Sequence[etree._Element], ranges: Mapping[int, Sequence[Span]]) -> None:
    """Highlights ranges (of a node's text, sorted and apart), by the node's number. A field is highlighted whole."""
    for number, spans in ranges.items():
        node = nodes[number]
        run = node.getparent()
        if run is None:
            continue
        if run.tag == f"{_A}r":
            _split(run, node, spans)
        else:
            _mark(run)


def _split(run: etree._Element, node: etree._Element, spans: Sequence[Span]) -> None:
    text = node.text or ""
    cuts = sorted({0, len(text), *(at for span in spans for at in span)})
    pieces = []
    for start, end in pairwise(cuts):
        piece = deepcopy(run)
        piece.tail = None
        words = piece.find(f"{_A}t")
        assert words is not None
        words.text = text[start:end]
        if any(span.start <= start and end <= span.end for span in spans):
            _mark(piece)
        pieces.append(piece)
    parent = run.getparent()
    if parent is None or not pieces:
        return
    pieces[-1].tail = run.tail
    at = parent.index(run)
    parent[at : at + 1] = pieces


def _mark(run: etree._Element) -> None:
    """Gives a run a highlight, at the place that the schema wants."""
    properties = run.find(f"{_A}rPr")
    if properties is None:
        properties = etree.Element(f"{_A}rPr")
        run.insert(0, properties)
    for old in properties.findall(f"{_A}highlight"):
        properties.remove(old)
    mark = etree.Element(f"{_A}highlight")
    etree.SubElement(mark, f"{_A}srgbClr", val=_COLOR)
    at = next((i for i, child in enumerate(properties) if child.tag in _AFTER), len(properties))
    properties.insert(at, mark)


def position(node: etree._Element) -> tuple[int, int]:
    """Where the shape of a text node begins on the slide, in 1/576 inch; (10, 10) where the slide does not say."""
    shapes = (f"{_P}sp", f"{_P}graphicFrame")
    shape = next((el for el in node.iterancestors() if el.tag in shapes), None)
    frame = None if shape is None else frame_of(shape)
    return (10, 10) if frame is None else (max(int(frame.left / _EMU), 0), max(int(frame.top / _EMU), 0))
