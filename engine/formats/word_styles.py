"""Effective formatting of Word runs (ECMA-376 part 1, 17.7.2: the style hierarchy).

Input: the styles part. Output: for a run its size, weight, colours and whether it is hidden, for a paragraph
its heading level and numbering. Law: defaults, then table style, paragraph style, character style, direct
formatting; between the style levels toggle properties (bold, hidden) cancel each other out.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from lxml import etree

from engine.formats.word_colors import AUTO, MIXED, Palette
from engine.formats.word_names import ID, VAL, Element, W, attr, number, switch

_DEPTH = 32  # longest chain of `basedOn` that is followed: files may hold loops
_TOGGLES = ("b", "vanish")
_BLACK, _WHITE = "#000000", "#ffffff"


class Format(NamedTuple):
    """How a run is set: size in points, colours `#rrggbb`; None where that is not known."""

    size: float | None
    bold: bool | None
    color: str | None
    background: str | None
    hidden: bool


UNKNOWN = Format(None, None, None, None, hidden=False)


class Props(NamedTuple):
    """Properties of one level of the hierarchy, None where it leaves them open."""

    size: float | None = None
    color: str | None = None
    background: str | None = None
    b: bool | None = None
    vanish: bool | None = None

    def under(self, over: Props) -> Props:
        """These with those of a stronger level put over them."""
        return self._replace(**{name: value for name, value in over._asdict().items() if value is not None})


class Styles:
    """The styles of one file, resolved on demand and remembered."""

    def __init__(self, root: Element | None, palette: Palette | None = None) -> None:
        self._palette = palette or Palette()
        found = [] if root is None else root.findall(W + "style")
        self._styles = {el.get(W + "styleId", ""): el for el in found}
        self._default = {
            el.get(W + "type", ""): el.get(W + "styleId", "")
            for el in found
            if el.get(W + "default") in ("1", "true")
        }
        self._names = {(attr(el, "name") or "").lower(): el.get(W + "styleId", "") for el in found}
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._base = Props(size=10.0).under(self._props(defaults))
        self._levels: dict[str, Props] = {}
        self._properties: dict[tuple[str, str], Element | None] = {}
        self._named_levels: dict[str, int | None] = {}
        self._formats: dict[tuple[str, str, str, bytes], Format] = {}

    def named(self, name: str) -> str | None:
        """The id of the style with this name, which differs between language editions of Word."""
        return self._names.get(name)

    def chain(self, style: str | None) -> list[Element]:
        """A style and what it is based on, the nearest first."""
        found: list[Element] = []
        while style in self._styles and len(found) < _DEPTH:
            found.append(self._styles[style])
            style = attr(found[-1], "basedOn")
        return found

    def paragraph_style(self, p_pr: Element | None) -> str:
        """The id of a paragraph's style."""
        return attr(p_pr, "pStyle") or self._default.get("paragraph", "")

    def paragraph_property(self, p_pr: Element | None, name: str) -> Element | None:
        """The `w:pPr` child that holds for a paragraph, its own or by its style."""
        own = None if p_pr is None else p_pr.find(W + name)
        return self._inherited(self.paragraph_style(p_pr), name) if own is None else own

    def _inherited(self, style: str, name: str) -> Element | None:
        key = style, name
        if key not in self._properties:
            found = (el.find(f"{W}pPr/{W}{name}") for el in self.chain(style))
            self._properties[key] = next((el for el in found if el is not None), None)
        return self._properties[key]

    def heading_level(self, p_pr: Element | None) -> int | None:
        """1 to 9 for a heading."""
        outline = self.paragraph_property(p_pr, "outlineLvl")
        if outline is not None:
            level = number(outline.get(VAL))
            return level + 1 if level is not None and 0 <= level < 9 else None
        style = self.paragraph_style(p_pr)
        if style not in self._named_levels:  # a built-in style needs no outline level to be a heading
            names = ((attr(el, "name") or "").lower() for el in self.chain(style))
            digits = (name[8:] for name in names if name.startswith("heading "))
            self._named_levels[style] = next((min(int(d), 9) for d in digits if d.isdecimal()), None)
        return self._named_levels[style]

    def shade(self, properties: Element | None) -> str | None:
        """The colour that `w:shd` of a paragraph, cell or table gives."""
        return self._palette.fill(None if properties is None else properties.find(W + "shd"))

    def paragraph_shade(self, p_pr: Element | None) -> str | None:
        """The colour under a paragraph, its own or by its style."""
        return self._palette.fill(self.paragraph_property(p_pr, "shd"))

    def format(self, paragraph: str, table: str, behind: str, r_pr: Element | None) -> Format:
        """A run's formatting. `behind` is the colour of paragraph or cell, "" where none is set."""
        key = (paragraph, table, behind, b"" if r_pr is None else etree.tostring(r_pr, with_tail=False))
        known = self._formats.get(key)
        if known is None:
            known = self._formats[key] = self._resolve(paragraph, table, behind, r_pr)
        return known

    def _resolve(self, paragraph: str, table: str, behind: str, r_pr: Element | None) -> Format:
        levels = [self._level(s) for s in (table, paragraph, attr(r_pr, "rStyle") or "")]
        direct = self._props(r_pr)
        result = reduce(Props.under, [*levels, direct], self._base)
        bold, hidden = (self._toggle(name, levels, direct) for name in _TOGGLES)
        background = result.background or behind or _WHITE
        if background == MIXED:  # whether its colour can be read on it is not known either
            return Format(result.size or 10.0, bold, None, None, hidden)
        color = result.color if result.color and result.color != AUTO else _automatic(background)
        return Format(result.size or 10.0, bold, color, background, hidden)

    def _props(self, r_pr: Element | None) -> Props:
        if r_pr is None:
            return Props()
        half_points = number(attr(r_pr, "sz"))
        highlight = self._palette.highlight(attr(r_pr, "highlight"))
        return Props(
            size=half_points / 2 if half_points else None,
            color=self._palette.text(r_pr.find(W + "color")),
            background=highlight or self._palette.fill(r_pr.find(W + "shd")),
            b=switch(r_pr, "b"),
            vanish=switch(r_pr, "vanish"),
        )

    def box(self, content: Element) -> str:
        """The colour under the text of a box."""
        return self._palette.box(content)

    def _toggle(self, name: str, levels: list[Props], direct: Props) -> bool:
        own = getattr(direct, name)
        if own is not None:
            return bool(own)
        if getattr(self._base, name):
            return True
        return sum(bool(getattr(level, name)) for level in levels) % 2 == 1

    def _level(self, style: str) -> Props:
        known = self._levels.get(style)
        if known is None:
            chain = [self._props(el.find(W + "rPr")) for el in reversed(self.chain(style))]
            known = self._levels[style] = reduce(Props.under, chain, Props())
        return known


def _automatic(background: str) -> str:
    """Word's automatic text colour: white on what is dark."""
    red, green, blue = (int(background[at : at + 2], 16) for at in (1, 3, 5))
    return _WHITE if 0.299 * red + 0.587 * green + 0.114 * blue < 60 else _BLACK


def next_id(roots: list[Element]) -> int:
    """A number above every `w:id` in these trees, for new annotations."""
    ids = [
        number(el.get(ID)) or 0 for root in roots for el in root.iter(etree.Element) if el.get(ID) is not None
    ]
    return max([0, *ids]) + 1
