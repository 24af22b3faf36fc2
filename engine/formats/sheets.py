"""A workbook (.xlsx, .xlsm): its sheets, rows and cells as they are shown.

Input: an OPC package. Output: for each sheet its cells in reading order, as text. Source: ECMA-376 part 1, 18.
Law: every cell with something in it is given once; numbers are shown with their percent sign where their format
has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from engine.errors import ReviewError
from engine.formats.opc import Package

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PERCENT_FORMATS = {"9": 0, "10": 2}


class Cell(NamedTuple):
    """A cell: its reference (B7), row, the text shown, and whether its row or column is hidden."""

    reference: str
    row: int
    text: str


class Sheet(NamedTuple):
    """A sheet's name, its part, whether it is hidden, its cells, and text that stands in no cell."""

    name: str
    part: str
    hidden: bool
    cells: tuple[Cell, ...]
    others: tuple[tuple[str, str], ...]  # (part, text) of boxes, headers and footers


def read_sheets(package: Package) -> Iterator[Sheet]:
    """The sheets in the order of their tabs. Raises ReviewError."""
    main = next(
        (r.target for r in package.relationships("") if r.kind == "officeDocument"), "xl/workbook.xml"
    )
    if not package.find(main):
        raise ReviewError("unknown-format", "文件里没有工作簿")
    targets = {r.id: r.target for r in package.relationships(main)}
    shared = _shared(package, main)
    formats = _percent_formats(package, main)
    for sheet in package.tree(main).iter(f"{_M}sheet"):
        part = targets.get(sheet.get(f"{_R}id", ""), "")
        if not part or "worksheets/" not in part or not package.find(part):
            continue
        root = package.tree(part)
        cells = tuple(_cells(root, shared, formats))
        hidden = sheet.get("state", "visible") != "visible"
        yield Sheet(sheet.get("name", part), part, hidden, cells, tuple(_others(package, part, root)))


def _shared(package: Package, main: str) -> list[str]:
    part = next((r.target for r in package.relationships(main) if r.kind == "sharedStrings"), "")
    if not part or not package.find(part):
        return []
    return [_rich(item) for item in package.tree(part).iter(f"{_M}si")]


def _rich(item: etree._Element) -> str:
    """The text of a string, without its phonetic readings."""
    return "".join(t.text or "" for t in item.iter(f"{_M}t") if t.getparent().tag != f"{_M}rPh")  # type: ignore[union-attr]


def _percent_formats(package: Package, main: str) -> dict[str, int]:
    """For each style index with a percent format the decimals that it shows."""
    part = next((r.target for r in package.relationships(main) if r.kind == "styles"), "")
    if not part or not package.find(part):
        return {}
    root = package.tree(part)
    known = dict(_PERCENT_FORMATS)
    for item in root.iter(f"{_M}numFmt"):
        code = item.get("formatCode", "")
        if "%" in code:
            known[item.get("numFmtId", "")] = len(code.partition(".")[2].rstrip("%").strip('"'))
    styles = root.find(f"{_M}cellXfs")
    found = enumerate(styles) if styles is not None else ()
    return {str(i): known[xf.get("numFmtId", "")] for i, xf in found if xf.get("numFmtId", "") in known}


def _cells(root: etree._Element, shared: list[str], formats: dict[str, int]) -> Iterator[Cell]:
    line = 0
    for row in root.iter(f"{_M}row"):
        line, column = _whole(row.get("r"), line + 1), 0
        for cell in row.iter(f"{_M}c"):
            reference = cell.get("r") or f"{column_name(column + 1)}{line}"
            column = place(reference)[1]
            text = _shown(cell, shared, formats)
            if text.strip():
                yield Cell(reference, line, text)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise


def place(reference: str) -> tuple[int, int]:
    """The row and column, from 1, of a reference (B7 → 7, 2)."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return _whole(reference[len(letters) :], 1), column


def column_name(column: int) -> str:
    """The letters of a column, from 1 (2 → B)."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _shown(cell: etree._Element, shared: list[str], formats: dict[str, int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_M}is")
        return _rich(inline) if inline is not None else ""
    value = cell.findtext(f"{_M}v") or ""
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    decimals = formats.get(cell.get("s", ""))
    if kind == "n" and decimals is not None and value:
        return _percent(value, decimals)
    return value


def _percent(value: str, decimals: int) -> str:
    try:
        return f"{float(value) * 100:.{decimals}f}%"
    except ValueError:  # no number, though the cell says so: as it stands
        return value


def _others(package: Package, part: str, root: etree._Element) -> Iterator[tuple[str, str]]:
    """Headers, footers and the text of boxes."""
    for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        for item in root.iter(f"{_M}{name}"):
            yield (
                part,
                re.sub(
                    r"&(?:[LCRPNDTFAGSXYBIUEZ]|\d+|\"[^\"]*\"|K[0-9A-F]{6})", " ", item.text or ""
                ).strip(),
            )
    for link in package.relationships(part):
        if link.kind == "drawing" and not link.external and package.find(link.target):
            yield from _drawn(package, link.target)
            for chart in package.relationships(link.target):
                if chart.kind == "chart" and not chart.external and package.find(chart.target):
                    yield from _drawn(package, chart.target)


def _drawn(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of a drawing or a chart."""
    for paragraph in package.tree(part).iter(f"{_A}p"):
        yield part, "".join(t.text or "" for t in paragraph.iter(f"{_A}t"))
