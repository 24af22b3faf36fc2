"""How text on a slide is set: what a run does not say comes from its shape, the layout, the master, the presentation.

Input: a run's properties, its paragraph and its shape. Output: size, weight, colour and the colour behind.
Source: ECMA-376 part 1, 19.3.1 (placeholders), 21.1.2.3 (run properties), 21.1.2.4.12 (list styles). Law: a run's
own properties come first, then its shape's list style, the same placeholder's in layout and master, the master's text
styles, the presentation's; a colour on something without one colour (a picture, a gradient) is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from lxml import etree

from engine.document import StyleRun
from engine.formats.drawing import NONE, Scheme, color_in, fill_in, read_scheme
from engine.formats.opc import Package, Relationship
from engine.formats.slide_frames import Frame, frame_of, placeholder, same_place
from engine.formats.slide_tables import CellLook, TableStyles

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_SIZE = 18.0  # points, where nothing says one
_WHITE = "#ffffff"
_STYLE_OF = {"title": "titleStyle", "ctrTitle": "titleStyle"}
_SMALL = ("dt", "ftr", "sldNum")
_SOLID = 1001  # the first of a theme's fills for backgrounds, a plain one


class _Painted(NamedTuple):
    """Something with a fill: where it stands, and its colour (None: no one colour)."""

    element: etree._Element
    frame: Frame
    fill: str | None


class Deck:
    """What the slides of one presentation have in common."""

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._trees: dict[str, etree._Element] = {}
        self._links: dict[str, tuple[Relationship, ...]] = {}
        root = self.tree(main)
        self.defaults = root.find(f"{_P}defaultTextStyle")
        tables = self.linked(main, "tableStyles")
        self._tables = None if tables is None else self.tree(tables)

    def tree(self, part: str) -> etree._Element:
        if part not in self._trees:
            self._trees[part] = self._package.tree(part)
        return self._trees[part]

    def links(self, part: str | None) -> tuple[Relationship, ...]:
        if part and part not in self._links:
            self._links[part] = self._package.relationships(part)
        return self._links[part] if part else ()

    def linked(self, part: str | None, kind: str) -> str | None:
        """The part that a part has as its layout, master, theme."""
        found = (
            self._package.find(link.target)
            for link in self.links(part)
            if link.kind == kind and not link.external
        )
        return next((name for name in found if name), None)

    def above(self, part: str) -> list[str]:
        """A slide's layout and master, a layout's master, the master of notes."""
        layout = self.linked(part, "slideLayout")
        master = self.linked(layout or part, "slideMaster") or self.linked(part, "notesMaster")
        return [name for name in (layout, master) if name]

    def looks(self, part: str) -> Looks:
        """How the text of a part is set."""
        above = self.above(part)
        master = above[-1] if above else part
        roots = [self.tree(name) for name in (part, *above)]
        theme = self.linked(master, "theme")
        scheme = read_scheme(None if theme is None else self.tree(theme), _mapping(roots))
        return Looks(roots, scheme, self.defaults, TableStyles(self._tables, scheme))


def _mapping(roots: Sequence[etree._Element]) -> Mapping[str, str]:
    """Which of the theme's colours are the text's and the ground's: the master's word, or the slide's own."""
    own = next(roots[0].iter(f"{_A}overrideClrMapping"), None)
    general = next((m for root in reversed(roots) if (m := root.find(f"{_P}clrMap")) is not None), None)
    named = own if own is not None else general
    return {} if named is None else {str(name): str(value) for name, value in named.attrib.items()}


class Looks:
    """How the text of one part is set. `roots`: the part, its layout, its master."""

    def __init__(
        self,
        roots: Sequence[etree._Element],
        scheme: Scheme,
        defaults: etree._Element | None,
        tables: TableStyles,
    ) -> None:
        self._roots = roots
        self._scheme = scheme
        self._defaults = defaults
        self._tables = tables
        self._known: dict[tuple[etree._Element, str], tuple[etree._Element, ...]] = {}
        self._grounds: dict[etree._Element, str | None] = {}
        self._painted: list[_Painted] | None = None

    def run(
        self, properties: etree._Element | None, paragraph: etree._Element, holder: etree._Element | None
    ) -> StyleRun:
        """How a run is set. `holder`: the shape or the table cell that it stands in, None for neither."""
        own = () if properties is None else (properties,)
        if holder is None:
            return StyleRun(0, 0, _size(own), _bold(own))
        chain = (*own, *self._chain(holder, paragraph.find(f"{_A}pPr")))
        cell = self._tables.of(holder) if holder.tag == f"{_A}tc" else CellLook(None, None, NONE)
        ground = self._ground(holder, cell)
        if properties is not None and (mark := color_in(properties.find(f"{_A}highlight"), self._scheme)):
            ground = mark
        size = (_size(chain) or _SIZE) * _scale(holder)
        bold = _bold(own) if cell.bold is None or _bold(own) is not None else cell.bold
        color = self._color(own, chain, holder, cell) if ground else None
        return StyleRun(0, 0, round(size, 2), bool(_bold(chain) if bold is None else bold), color, ground)

    def _chain(self, holder: etree._Element, properties: etree._Element | None) -> tuple[etree._Element, ...]:
        """The default run properties that hold for a level of a shape's text, the strongest first."""
        level = "0" if properties is None else properties.get("lvl", "0")
        key = holder, level
        if key not in self._known:
            name = f"{_A}lvl{int(level) + 1 if level.isdecimal() else 1}pPr"
            found = (
                style.find(f"{wanted}/{_A}defRPr")
                for style in self._list_styles(holder)
                for wanted in (name, f"{_A}defPPr")
            )
            self._known[key] = tuple(each for each in found if each is not None)
        return self._known[key]

    def _list_styles(self, holder: etree._Element) -> Iterator[etree._Element]:
        place = placeholder(holder)
        alike = [holder, *(self._alike(holder) if place is not None else ())]
        for shape in alike:
            yield from shape.iterfind(f"{{*}}txBody/{_A}lstStyle")
        master = self._roots[-1]
        if place is not None:
            kind = place.get("type", "obj")
            name = "otherStyle" if kind in _SMALL else _STYLE_OF.get(kind, "bodyStyle")
            yield from master.iterfind(f"{_P}txStyles/{_P}{name}")
        yield from master.iterfind(f"{_P}notesStyle")
        if self._defaults is not None:
            yield self._defaults

    def _alike(self, holder: etree._Element) -> Iterator[etree._Element]:
        """The same placeholder in the layout and in the master."""
        place = placeholder(holder)
        for root in self._roots[1:] if place is not None else ():
            by_kind = root is self._roots[-1]
            shapes = root.iter(f"{_P}sp")
            yield from islice((sp for sp in shapes if same_place(place, placeholder(sp), by_kind=by_kind)), 1)

    def _color(
        self,
        own: Sequence[etree._Element],
        chain: Sequence[etree._Element],
        holder: etree._Element,
        cell: CellLook,
    ) -> str | None:
        if own and own[0].find(f"{_A}hlinkClick") is not None and "hlink" in self._scheme:
            return self._scheme["hlink"]
        levels: list[etree._Element] = [*own]
        if cell.color is None and holder.find(f"{_P}style/{_A}fontRef") is None:
            levels = [*chain]
        for properties in levels:
            with suppress(LookupError):
                return fill_in(properties, self._scheme) or None
        named = cell.color or color_in(holder.find(f"{_P}style/{_A}fontRef"), self._scheme)
        return named or self._scheme.get("tx1", "#000000")

    def _ground(self, holder: etree._Element, cell: CellLook) -> str | None:
        """The colour behind a shape's text."""
        if holder.tag == f"{_A}tc":
            frame = next(holder.iterancestors(f"{_P}graphicFrame"), None)
            return cell.fill if cell.fill != NONE or frame is None else self._ground_of(frame)
        return self._ground_of(holder)

    def _ground_of(self, shape: etree._Element) -> str | None:
        if shape not in self._grounds:
            own = self._fill(shape)
            self._grounds[shape] = self._behind(shape) if own == NONE else own
        return self._grounds[shape]

    def _fill(self, shape: etree._Element) -> str | None:
        """A shape's own fill, its placeholder's, that of its style; NONE where it has none."""
        if shape.tag == f"{_P}pic":
            return None
        for each in (shape, *self._alike(shape)):
            with suppress(LookupError):
                return fill_in(each.find(f"{_P}spPr"), self._scheme)
        named = shape.find(f"{_P}style/{_A}fillRef")
        if named is None or named.get("idx") in ("0", "1000"):
            return NONE
        return color_in(named, self._scheme) if named.get("idx") == "1" else None

    def _behind(self, shape: etree._Element) -> str | None:
        """What a shape without a fill stands on: the uppermost thing below its middle, else the slide's ground."""
        frame = frame_of(shape, self._alike(shape))
        if frame is None:
            return self._background()
        x, y = (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2
        below = []
        for painted in self._things():
            if painted.element is shape:
                break
            if (
                painted.frame.left <= x <= painted.frame.right
                and painted.frame.top <= y <= painted.frame.bottom
            ):
                below.append(painted.fill)
        return below[-1] if below else self._background()

    def _things(self) -> list[_Painted]:
        """All shapes and pictures in the order in which they are painted; those without a fill mark their place."""
        if self._painted is None:
            self._painted = list(self._paint())
        return self._painted

    def _paint(self) -> Iterator[_Painted]:
        for root in reversed(self._roots):
            for element in root.iter(f"{_P}sp", f"{_P}pic", f"{_P}graphicFrame"):
                if root is not self._roots[0] and placeholder(element) is not None:
                    continue
                fill = self._fill(element)
                frame = frame_of(element, self._alike(element))
                if frame is not None:
                    yield _Painted(element, frame if fill != NONE else Frame(0, 0, -1, -1), fill)

    def _background(self) -> str | None:
        for root in self._roots:
            ground = root.find(f"{_P}cSld/{_P}bg")
            if ground is None:
                continue
            with suppress(LookupError):
                return fill_in(ground.find(f"{_P}bgPr"), self._scheme) or None
            named = ground.find(f"{_P}bgRef")
            plain = named is not None and named.get("idx") == str(_SOLID)
            return color_in(named, self._scheme) if plain else None
        return _WHITE


def _size(chain: Sequence[etree._Element]) -> float | None:
    found = (each.get("sz", "") for each in chain)
    return next((int(size) / 100 for size in found if size.isdecimal()), None)


def _bold(chain: Sequence[etree._Element]) -> bool | None:
    found = (each.get("b") for each in chain)
    return next((value in ("1", "true") for value in found if value is not None), None)


def _scale(holder: etree._Element) -> float:
    """The share to which PowerPoint has shrunk a shape's text so that it fits."""
    fit = holder.find(f"{_P}txBody/{_A}bodyPr/{_A}normAutofit")
    value = "" if fit is None else fit.get("fontScale", "")
    with suppress(ValueError):
        return float(value.rstrip("%")) / (100 if value.endswith("%") else 100_000)
    return 1.0
