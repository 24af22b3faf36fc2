"""How the cells of a table on a slide are set by the table's style.

Input: a cell. Output: weight, colour and fill that its own fill or the style gives it. Source: ECMA-376 part 1,
20.1.4.2 (table styles). Law: a style that the file names but does not hold is not known, so neither are its colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from lxml import etree

from engine.formats.drawing import NONE, Scheme, color_in, fill_in

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLAIN = ("", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}")  # no style


class CellLook(NamedTuple):
    """What a cell's text inherits of the table: None where the table does not say. `fill`: as `fill_in` has it."""

    bold: bool | None
    color: str | None
    fill: str | None


class TableStyles:
    """The table styles of a presentation, in the colours of one part."""

    def __init__(self, root: etree._Element | None, scheme: Scheme) -> None:
        listed = () if root is None else root.iter(f"{_A}tblStyle")
        self._styles = {style.get("styleId", ""): style for style in listed}
        self._scheme = scheme

    def of(self, cell: etree._Element) -> CellLook:
        """How a cell is set, its own fill first."""
        table = next(cell.iterancestors(f"{_A}tbl"), None)
        named = "" if table is None else table.findtext(f"{_A}tblPr/{_A}tableStyleId") or ""
        style = self._styles.get(named)
        look = CellLook(None, None, NONE if style is not None or named in _PLAIN else None)
        if table is not None and style is not None:
            for part in _parts(table, cell):
                look = self._under(look, style.find(f"{_A}{part}"))
        with suppress(LookupError):
            look = look._replace(fill=fill_in(cell.find(f"{_A}tcPr"), self._scheme))
        return look

    def _under(self, look: CellLook, part: etree._Element | None) -> CellLook:
        """A look with what a stronger part of the style says put over it."""
        if part is None:
            return look
        text = part.find(f"{_A}tcTxStyle")
        if text is not None:
            bold = {"on": True, "off": False}.get(text.get("b", ""), look.bold)
            look = look._replace(bold=bold, color=color_in(text, self._scheme) or look.color)
        with suppress(LookupError):
            look = look._replace(fill=fill_in(part.find(f"{_A}tcStyle/{_A}fill"), self._scheme))
        return look


def _parts(table: etree._Element, cell: etree._Element) -> Iterator[str]:
    """The parts of a style that hold for a cell, the weakest first."""
    properties = table.find(f"{_A}tblPr")
    row = cell.getparent()
    rows, cells = table.findall(f"{_A}tr"), [] if row is None else row.findall(f"{_A}tc")
    at, column = (rows.index(row) if row in rows else 0), cells.index(cell)

    def has(name: str) -> bool:
        return properties is not None and properties.get(name) in ("1", "true")

    yield "wholeTbl"
    if has("bandRow"):
        yield "band1H" if (at - has("firstRow")) % 2 == 0 else "band2H"
    if has("firstCol") and column == 0:
        yield "firstCol"
    if has("lastCol") and column == len(cells) - 1:
        yield "lastCol"
    if has("lastRow") and at == len(rows) - 1:
        yield "lastRow"
    if has("firstRow") and at == 0:
        yield "firstRow"
