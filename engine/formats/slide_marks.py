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
    off = shape.find(f"{_P}spPr/{_A}xfrm/{_A}off") if shape is not None else None
    if off is None and shape is not None:
        off = shape.find(f"{_P}xfrm/{_A}off")
    if off is None or shape is None:
        return 10, 10
    x, y = _number(off, "x"), _number(off, "y")
    for group in shape.iterancestors(f"{_P}grpSp"):
        x, y = _outside(group, x, y)
    return max(int(x / _EMU), 0), max(int(y / _EMU), 0)


def _outside(group: etree._Element, x: float, y: float) -> tuple[float, float]:
    """A point in a group's own measure → in that of what the group stands in."""
    frame = group.find(f"{_P}grpSpPr/{_A}xfrm")
    if frame is None:
        return x, y
    off, ext, inner_off, inner_ext = (frame.find(f"{_A}{name}") for name in ("off", "ext", "chOff", "chExt"))
    if off is None or ext is None or inner_off is None or inner_ext is None:
        return x, y
    wide = _number(ext, "cx") / (_number(inner_ext, "cx") or 1)
    high = _number(ext, "cy") / (_number(inner_ext, "cy") or 1)
    return (
        _number(off, "x") + (x - _number(inner_off, "x")) * wide,
        _number(off, "y") + (y - _number(inner_off, "y")) * high,
    )


def _number(element: etree._Element, name: str) -> float:
    text = element.get(name, "0")
    return float(text) if text.lstrip("-").isdecimal() else 0.0
