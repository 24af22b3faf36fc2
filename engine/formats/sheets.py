"""A workbook (.xlsx, .xlsm): its sheets, rows and cells as they are shown.

Input: an OPC package. Output: for each sheet its cells in reading order, as text. Source: ECMA-376 part 1, 18.
Law: every cell with something in it is given once, a number as its format shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from engine.document import Unread
from engine.errors import ReviewError
from engine.formats.number_formats import BUILT_IN, shown
from engine.formats.opc import Package, Relationship

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_V = "{urn:schemas-microsoft-com:vml}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_KINDS = ("worksheet", "chartsheet")
_DRAWN = ("chart", "chartEx", "diagramData", "chartUserShapes")
_HEADER_CODE = re.compile(r"&(?:&|[LCRPNDTFAGSXYBIUEZ]|\d+|\"[^\"]*\"|K(?:[0-9A-F]{6}|\d\d[+-]\d{3}))")


class Cell(NamedTuple):
    """A cell: its reference (B7), row, the text shown, and whether its row or column is hidden."""

    reference: str
    row: int
    text: str
    hidden: bool


class Sheet(NamedTuple):
    """A sheet's name, its part, whether it is hidden, its cells, and text that stands in no cell. `takes_notes`: it is
    one of cells, not of a chart."""

    name: str
    part: str
    hidden: bool
    cells: tuple[Cell, ...]
    others: tuple[tuple[str, str], ...]  # (part, text) of boxes, charts, headers and footers
    takes_notes: bool = True
    unread: tuple[Unread, ...] = ()


class _Book(NamedTuple):
    """What the cells of all sheets refer to: strings, the number format of each style, the first day of all dates."""

    shared: list[str]
    formats: list[str]
    since_1904: bool


def read_sheets(package: Package) -> Iterator[Sheet]:
    """The sheets in the order of their tabs. Raises ReviewError."""
    main = next(
        (r.target for r in package.relationships("") if r.kind == "officeDocument"), "xl/workbook.xml"
    )
    if not package.find(main):
        raise ReviewError("unknown-format", "文件里没有工作簿")
    links = {r.id: r for r in package.relationships(main)}
    root = package.tree(main)
    since_1904 = any(item.get("date1904") in ("1", "true") for item in root.iter(f"{_M}workbookPr"))
    book = _Book(_shared(package, main), _formats(package, main), since_1904)
    for sheet in root.iter(f"{_M}sheet"):
        link = links.get(sheet.get(f"{_R}id", ""))
        if link is not None and link.kind in _KINDS and package.find(link.target):
            hidden = sheet.get("state", "visible") != "visible"
            yield _sheet(package, sheet.get("name", link.target), link, book, hidden=hidden)


def _sheet(package: Package, name: str, link: Relationship, book: _Book, *, hidden: bool) -> Sheet:
    root = package.tree(link.target)
    unread: list[Unread] = []
    cells = tuple(_cells(root, book))
    others = tuple(_others(package, link.target, root, unread))
    if lost := [cell.get("r", "") for cell in root.iter(f"{_M}c") if _is_open(cell)]:
        where = f"{name} {'、'.join(lost[:5])}{'…' if len(lost) > 5 else ''}"
        unread.append(Unread("formula", where, "公式没有算出的值，请用 Excel 打开并重新保存"))
    return Sheet(name, link.target, hidden, cells, others, link.kind == "worksheet", tuple(unread))


def _is_open(cell: etree._Element) -> bool:
    """Whether a cell has a formula and no value, as programs write it that do not calculate."""
    return cell.find(f"{_M}f") is not None and cell.find(f"{_M}v") is None


def _shared(package: Package, main: str) -> list[str]:
    part = next((r.target for r in package.relationships(main) if r.kind == "sharedStrings"), "")
    if not part or not package.find(part):
        return []
    return [_rich(item) for item in package.tree(part).iter(f"{_M}si")]


def _rich(item: etree._Element) -> str:
    """The text of a string, without its phonetic readings."""
    return "".join(t.text or "" for t in item.iter(f"{_M}t") if t.getparent().tag != f"{_M}rPh")  # type: ignore[union-attr]


def _formats(package: Package, main: str) -> list[str]:
    """The code of each style's number format."""
    part = next((r.target for r in package.relationships(main) if r.kind == "styles"), "")
    if not part or not package.find(part):
        return []
    root = package.tree(part)
    codes = {str(number): code for number, code in BUILT_IN.items()}
    codes |= {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iter(f"{_M}numFmt")}
    styles = root.find(f"{_M}cellXfs")
    return [codes.get(style.get("numFmtId", ""), "") for style in (styles if styles is not None else ())]


def _cells(root: etree._Element, book: _Book) -> Iterator[Cell]:
    hidden = [
        range(_whole(column.get("min"), 0), _whole(column.get("max"), 0) + 1)
        for column in root.iter(f"{_M}col")
        if column.get("hidden") in ("1", "true")
    ]
    line = 0
    for row in root.iter(f"{_M}row"):
        line, column = _whole(row.get("r"), line + 1), 0
        unseen = row.get("hidden") in ("1", "true")
        for cell in row.iter(f"{_M}c"):
            reference = cell.get("r") or f"{column_name(column + 1)}{line}"
            column = place(reference)[1]
            text = _shown(cell, book)
            if text.strip():
                yield Cell(reference, line, text, unseen or any(column in columns for columns in hidden))


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


def _shown(cell: etree._Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_M}is")
        return _rich(inline) if inline is not None else ""
    value = cell.findtext(f"{_M}v") or ""
    if kind == "s":
        return book.shared[int(value)] if value.isdecimal() and int(value) < len(book.shared) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    style = _whole(cell.get("s"), 0)
    code = book.formats[style] if style < len(book.formats) else ""
    return shown(value, code, since_1904=book.since_1904) if kind == "n" and value else value


def _others(
    package: Package, part: str, root: etree._Element, unread: list[Unread]
) -> Iterator[tuple[str, str]]:
    """Headers, footers and the text of boxes, charts and diagrams."""
    for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        for item in root.iter(f"{_M}{name}"):
            yield (
                part,
                _HEADER_CODE.sub(lambda code: "&" if code[0] == "&&" else " ", item.text or "").strip(),
            )
    for link in package.relationships(part):
        if link.external or not package.find(link.target):
            continue
        if link.kind == "drawing":
            yield from _drawn(package, link.target)
        elif link.kind == "vmlDrawing":
            yield from _controls(package, link.target, unread)


def _drawn(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of a drawing, then those of the charts and diagrams in it."""
    root = package.tree(part)
    for paragraph in root.iter(f"{_A}p"):
        if not any(each.tag == _FALLBACK for each in paragraph.iterancestors()):
            yield part, "".join(t.text or "" for t in paragraph.iter(f"{_A}t"))
    names = dict.fromkeys(value.text or "" for value in root.iter(f"{_C}v", f"{_CX}pt"))
    yield from ((part, name) for name in names if not _is_number(name))
    for link in package.relationships(part):
        if link.kind in _DRAWN and not link.external and package.find(link.target):
            yield from _drawn(package, link.target)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _controls(package: Package, part: str, unread: list[Unread]) -> Iterator[tuple[str, str]]:
    """The words on buttons and in boxes of the old kind; notes on cells are other people's comments."""
    try:
        root = package.tree(part)
    except ReviewError as fault:
        unread.append(Unread("drawing", part, fault.message))
        return
    for shape in root.iter(f"{_V}shape", f"{_V}rect"):
        data = shape.find(f"{_X}ClientData")
        box = shape.find(f"{_V}textbox")
        if box is not None and (data is None or data.get("ObjectType") != "Note"):
            yield part, " ".join("".join(str(text) for text in box.itertext()).split())
