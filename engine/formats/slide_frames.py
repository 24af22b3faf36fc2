"""Where shapes stand on a slide, and which are the same placeholder.

Input: elements of shape trees. Output: frames in the slide's own measure (EMU), groups taken into account.
Source: ECMA-376 part 1, 19.3.1.36 (placeholders), 20.1.7 (transforms).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_ALIKE = {
    "ctrTitle": "title",
    "subTitle": "body",
    "obj": "body",
    "tbl": "body",
    "chart": "body",
    "pic": "body",
}


class Frame(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def placeholder(shape: etree._Element) -> etree._Element | None:
    """What says that a shape is a placeholder."""
    found: etree._Element | None = shape.find(f"*/{_P}nvPr/{_P}ph")
    return found


def same_place(one: etree._Element | None, other: etree._Element | None, *, by_kind: bool) -> bool:
    """Whether a slide's placeholder is one of its layout's, told by the number where it has one; or one of its
    master's, told by the kind alone."""
    if one is None or other is None:
        return False
    if one.get("idx") and not by_kind:
        return one.get("idx") == other.get("idx")
    first, second = (_ALIKE.get(place.get("type", "obj"), place.get("type", "obj")) for place in (one, other))
    return first == second


def frame_of(shape: etree._Element, alike: Iterable[etree._Element] = ()) -> Frame | None:
    """The frame of a shape, or that of the same placeholder above it; None where none says."""
    own = _frame(shape)
    return own if own is not None else next((f for each in alike if (f := _frame(each)) is not None), None)


def _frame(shape: etree._Element) -> Frame | None:
    transform = shape.find(f"{_P}spPr/{_A}xfrm")
    if transform is None:
        transform = shape.find(f"{_P}xfrm")
    off = None if transform is None else transform.find(f"{_A}off")
    if transform is None or off is None:
        return None
    ext = transform.find(f"{_A}ext")
    x, y = number(off, "x"), number(off, "y")
    right, bottom = (x, y) if ext is None else (x + number(ext, "cx"), y + number(ext, "cy"))
    for group in shape.iterancestors(f"{_P}grpSp"):
        x, y = outside(group, x, y)
        right, bottom = outside(group, right, bottom)
    return Frame(x, y, right, bottom)


def outside(group: etree._Element, x: float, y: float) -> tuple[float, float]:
    """A point in a group's own measure → in that of what the group stands in."""
    frame = group.find(f"{_P}grpSpPr/{_A}xfrm")
    if frame is None:
        return x, y
    off, ext, inner_off, inner_ext = (frame.find(f"{_A}{name}") for name in ("off", "ext", "chOff", "chExt"))
    if off is None or ext is None or inner_off is None or inner_ext is None:
        return x, y
    wide = number(ext, "cx") / (number(inner_ext, "cx") or 1)
    high = number(ext, "cy") / (number(inner_ext, "cy") or 1)
    return (
        number(off, "x") + (x - number(inner_off, "x")) * wide,
        number(off, "y") + (y - number(inner_off, "y")) * high,
    )


def number(element: etree._Element, name: str) -> float:
    text = element.get(name, "0")
    return float(text) if text.lstrip("-").isdecimal() else 0.0
