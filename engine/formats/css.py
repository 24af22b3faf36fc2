"""What declarations say of a text: size, weight, colours, whether it shows at all.

Input: how an element looks by inheritance, and its own declarations. Output: how it looks. Law: a value that is not
understood leaves what was inherited.
Source: CSS 2.2, CSS Fonts 3 (sizes), CSS Color 4 (named colours used here).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.formats.colors import ratio

Said = Mapping[str, str]  # a property's name and its value, in lower case

_LENGTH = re.compile(r"([\d.]+)(px|pt|em|rem|%|)\Z")
_FONT_SIZE = re.compile(r"(?<![\w.])([\d.]+(?:px|pt|em|rem|%))")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)")

_WORD = re.compile(r"[\w#%.-]+(?:\([^()]*\))?")  # a function with its arguments is one

_SIZES = {
    "xx-small": 6.75, "x-small": 7.5, "small": 9.75, "medium": 12.0, "large": 13.5, "x-large": 18.0,
    "xx-large": 24.0,
}  # fmt: skip
_SIDES = ("left", "top", "right", "bottom", "margin-left", "margin-top")
_FAR = re.compile(r"-(?:9\d\d|\d{4,})(?:\.\d+)?(?:px|pt|em|rem|%)")
_NOTHING = re.compile(r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\((?:50|100)%")
_TINY = re.compile(r"[01](?:px|em|rem|%)?\Z")
_LAYERS = ("absolute", "fixed", "sticky")
_FAINT = 1.1
_POINTS = {"px": 0.75, "pt": 1.0}
_COLORS = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000", "blue": "#0000ff",
    "yellow": "#ffff00", "orange": "#ffa500", "gray": "#808080", "grey": "#808080", "silver": "#c0c0c0",
    "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3", "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9",
    "gainsboro": "#dcdcdc", "whitesmoke": "#f5f5f5", "navy": "#000080", "maroon": "#800000",
    "purple": "#800080", "gold": "#ffd700", "crimson": "#dc143c", "dimgray": "#696969", "pink": "#ffc0cb",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How text within an element is set. Sizes in points."""

    size: float = 12.0
    bold: bool = False
    color: str = "#000000"
    background: str | None = "#ffffff"  # None: a picture or gradient
    hidden: bool = False  # takes no part in the page
    unseen: bool = False  # has its place, but is invisible
    layered: bool = False  # may stand upon something else than what it is in

    @property
    def faint(self) -> bool:
        """Whether it is set in the colour that it stands on, so that nobody sees it."""
        known = self.background is not None and not self.layered
        return known and ratio(self.color, self.background or "") < _FAINT


def look(inherited: Look, said: Said) -> Look:
    """The look of an element within one that looks `inherited`."""
    size = _size(said, inherited.size)
    visibility = said.get("visibility", "")
    return Look(
        size=size,
        bold=_bold(said, inherited.bold),
        color=color(said.get("color", ""), inherited.background) or inherited.color,
        background=_background(said, inherited.background),
        hidden=inherited.hidden or _is_out(said) or size == 0,
        unseen=visibility in ("hidden", "collapse") or (inherited.unseen and visibility != "visible"),
        layered=inherited.layered or said.get("position") in _LAYERS or "transform" in said,
    )


def _is_out(said: Said) -> bool:
    """Whether an element takes no part in the page: not displayed, far outside of it, or clipped to nothing."""
    if said.get("display") == "none" or said.get("content-visibility") == "hidden" or _opacity(said) == 0:
        return True
    placed = said.get("position") in ("absolute", "fixed")
    moved = [said.get("text-indent", ""), *(said.get(side, "") for side in _SIDES if placed)]
    if any(map(_FAR.match, moved)) or _NOTHING.match(said.get("clip-path", "")):
        return True
    cut = said.get("overflow", "").startswith(("hidden", "clip"))
    if cut and any(
        _TINY.match(said.get(name, "")) for name in ("height", "max-height", "width", "max-width")
    ):
        return True
    return placed and bool(_NOTHING.match(said.get("clip", "")))


def _opacity(said: Said) -> float:
    try:
        return float(said.get("opacity", "1").rstrip("%"))
    except ValueError:
        return 1.0


def _size(said: Said, inherited: float) -> float:
    value = said.get("font-size", "")
    if not value and (short := _FONT_SIZE.search(said.get("font", ""))):
        value = short[1]
    if value in _SIZES:
        return _SIZES[value]
    if value in ("smaller", "larger"):
        return round(inherited * (1.2 if value == "larger" else 1 / 1.2), 2)
    match = _LENGTH.match(value)
    if not match or match[1].count(".") > 1 or match[1] == ".":
        return inherited
    return _points(float(match[1]), match[2], inherited)


def _points(number: float, unit: str, inherited: float) -> float:
    if unit in ("em", "%"):
        return round(inherited * number / (100 if unit == "%" else 1), 2)
    if unit == "rem":
        return round(12 * number, 2)
    return round(number * _POINTS.get(unit, 0.75), 2)


def _bold(said: Said, inherited: bool) -> bool:
    words = [said.get("font-weight", ""), *said.get("font", "").split()]
    for word in filter(None, words):
        if word in ("bold", "bolder") or (word.isdigit() and int(word) >= 600):
            return True
        if word in ("normal", "lighter") or (word.isdigit() and 100 <= int(word) < 600):
            return False
    return inherited


def _background(said: Said, inherited: str | None) -> str | None:
    value = (
        f"{said.get('background', '')} {said.get('background-color', '')} {said.get('background-image', '')}"
    )
    if found := [shade for word in _WORD.findall(value) if (shade := color(word, inherited))]:
        return found[-1]
    return None if "url(" in value or "gradient(" in value else inherited


def color(value: str, behind: str | None) -> str:
    """`#rrggbb` of a CSS colour over what lies behind it; "" for what is none or not known."""
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return value
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(digit * 2 for digit in value[1:])
    if value == "transparent":
        return behind or ""
    if match := _RGB.fullmatch(value):
        return _mixed([min(int(part), 255) for part in match.groups()[:3]], match[4], behind or "#ffffff")
    return _COLORS.get(value, "")


def _mixed(channels: list[int], alpha: str | None, behind: str) -> str:
    share = 1.0
    if alpha and alpha.count(".") <= 1 and alpha.strip(".%"):
        share = min(float(alpha.rstrip("%")) / (100 if alpha.endswith("%") else 1), 1.0)
    under = [int(behind[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = (round(share * top + (1 - share) * below) for top, below in zip(channels, under, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
