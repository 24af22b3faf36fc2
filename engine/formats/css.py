"""What simple style sheets say of a text: size, weight, colours, whether it shows at all.

Input: the text of `<style>` elements and of `style` attributes. Output: declarations for an element, and the
style that follows from them. Law: selectors of tags, classes and ids, alone or one below another, are read;
a rule with any other selector, and any at-rule, is left out, so what is not said stays as inherited.
Source: CSS 2.2 (6.4.3 specificity), CSS Fonts 3 (sizes), CSS Color 4 (named colours used here).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Declarations = Mapping[str, str]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_AT_RULE = re.compile(r"@[^{};]*+(?:;|\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}?)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*+)\}?")
_DECLARATION = re.compile(r"([a-zA-Z-]+)\s*:\s*([^;]+)")
_COMPOUND = re.compile(r"(?:\*|[a-zA-Z][\w-]*)?(?:[.#][\w-]+)*\Z")
_PART = re.compile(r"[.#]?[\w-]+")
_LENGTH = re.compile(r"([\d.]+)(px|pt|em|rem|%|)\Z")
_FONT_SIZE = re.compile(r"(?<![\w.])([\d.]+(?:px|pt|em|rem|%))")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)")

_WORD = re.compile(r"[\w#%.-]+(?:\([^()]*\))?")  # a function with its arguments is one

_SIZES = {
    "xx-small": 6.75, "x-small": 7.5, "small": 9.75, "medium": 12.0, "large": 13.5, "x-large": 18.0,
    "xx-large": 24.0,
}  # fmt: skip
_POINTS = {"px": 0.75, "pt": 1.0}
_COLORS = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000", "blue": "#0000ff",
    "yellow": "#ffff00", "orange": "#ffa500", "gray": "#808080", "grey": "#808080", "silver": "#c0c0c0",
    "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3", "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9",
    "gainsboro": "#dcdcdc", "whitesmoke": "#f5f5f5", "navy": "#000080", "maroon": "#800000",
    "purple": "#800080", "gold": "#ffd700", "crimson": "#dc143c", "dimgray": "#696969", "pink": "#ffc0cb",
}  # fmt: skip


class Element(NamedTuple):
    """What selectors look at."""

    tag: str
    id: str
    classes: frozenset[str]


class Rule(NamedTuple):
    """One selector with its declarations. `path`: compounds from the outermost to the element itself."""

    path: tuple[Element, ...]
    weight: tuple[int, int, int]
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class Look:
    """How text within an element is set. Sizes in points."""

    size: float = 12.0
    bold: bool = False
    color: str = "#000000"
    background: str | None = "#ffffff"  # None: a picture or gradient
    hidden: bool = False  # takes no part in the page
    unseen: bool = False  # has its place, but is invisible


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rules by what their last compound asks for: `#id`, `.class`, a tag, or `*`."""

    rules: Mapping[str, Sequence[tuple[int, Rule]]] = field(default_factory=dict)

    def declarations(self, element: Element, above: Sequence[Element]) -> dict[str, str]:
        """What the rules say of an element with these elements above it, the outermost first."""
        keys = ["*", element.tag, *(f".{name}" for name in element.classes), f"#{element.id}"]
        candidates = [entry for key in keys for entry in self.rules.get(key, ())]
        fitting = [(rule.weight, order, rule) for order, rule in candidates if _fits(rule, element, above)]
        said: dict[str, str] = {}
        for _, _, rule in sorted(fitting, key=lambda entry: entry[:2]):
            said |= rule.declarations
        return said


def sheet(sources: Sequence[str]) -> Sheet:
    """The rules of style elements, in order."""
    rules: dict[str, list[tuple[int, Rule]]] = {}
    plain = _AT_RULE.sub("", _COMMENT.sub("", "\n".join(sources)))
    for order, match in enumerate(_RULE.finditer(plain)):
        declarations = read_declarations(match[2])
        for selector in match[1].split(","):
            if path := _path(selector):
                rule = Rule(path, _weight(path), declarations)
                rules.setdefault(_key(path[-1]), []).append((order, rule))
    return Sheet(rules)


def read_declarations(source: str) -> dict[str, str]:
    """`name: value` pairs in lower case; the later one counts."""
    plain = source.lower().replace("!important", "")
    return {name: value.strip() for name, value in _DECLARATION.findall(plain)}


def _path(selector: str) -> tuple[Element, ...]:
    """The compounds of a selector; none where one of them is not simple."""
    parts = [part for part in selector.replace(">", " ").split() if part]
    if not all(_COMPOUND.match(part) for part in parts):
        return ()
    return tuple(_element(part) for part in parts)


def _element(compound: str) -> Element:
    parts = _PART.findall(compound)
    tag = next((part.lower() for part in parts if part[0] not in ".#"), "")
    ids = [part[1:] for part in parts if part[0] == "#"]
    return Element(tag, ids[0] if ids else "", frozenset(part[1:] for part in parts if part[0] == "."))


def _key(element: Element) -> str:
    if element.id:
        return f"#{element.id}"
    return f".{min(element.classes)}" if element.classes else element.tag or "*"


def _weight(path: Sequence[Element]) -> tuple[int, int, int]:
    return (
        sum(bool(part.id) for part in path),
        sum(len(part.classes) for part in path),
        sum(bool(part.tag) for part in path),
    )


def _is(element: Element, asked: Element) -> bool:
    same = asked.tag in ("", element.tag) and asked.id in ("", element.id)
    return same and asked.classes <= element.classes


def _fits(rule: Rule, element: Element, above: Sequence[Element]) -> bool:
    """Whether the last compound is the element's and the others lie above it in order."""
    if not _is(element, rule.path[-1]):
        return False
    outer = iter(reversed(above))
    return all(any(_is(other, asked) for other in outer) for asked in reversed(rule.path[:-1]))


def look(inherited: Look, said: Declarations) -> Look:
    """The look of an element within one that looks `inherited`."""
    size = _size(said, inherited.size)
    visibility = said.get("visibility", "")
    return Look(
        size=size,
        bold=_bold(said, inherited.bold),
        color=color(said.get("color", ""), inherited.background) or inherited.color,
        background=_background(said, inherited.background),
        hidden=inherited.hidden or said.get("display") == "none" or _opacity(said) == 0 or size == 0,
        unseen=visibility in ("hidden", "collapse") or (inherited.unseen and visibility != "visible"),
    )


def _opacity(said: Declarations) -> float:
    try:
        return float(said.get("opacity", "1").rstrip("%"))
    except ValueError:
        return 1.0


def _size(said: Declarations, inherited: float) -> float:
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


def _bold(said: Declarations, inherited: bool) -> bool:
    words = [said.get("font-weight", ""), *said.get("font", "").split()]
    for word in filter(None, words):
        if word in ("bold", "bolder") or (word.isdigit() and int(word) >= 600):
            return True
        if word in ("normal", "lighter") or (word.isdigit() and 100 <= int(word) < 600):
            return False
    return inherited


def _background(said: Declarations, inherited: str | None) -> str | None:
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
