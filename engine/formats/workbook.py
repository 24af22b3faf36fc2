"""A minimal spreadsheet: sheets of text → the bytes of an XLSX file.

Input: sheets with headed columns. Output: an OPC package (ECMA-376, transitional) with inline strings, a
frozen and filtered heading row, wrapped cells and lists of choices. Law: every cell is text, never a formula;
equal sheets give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CELL_LIMIT = 32_767  # characters, the most that a cell may hold
_ROW_LIMIT = 1_048_576
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_NAME = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: columns of (heading, width), rows of text, and choices for the cells of a column."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[str]]
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file. Raises ValueError for more rows than a sheet can hold."""
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": _types(numbers),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(sheet) for n, sheet in zip(numbers, sheets, strict=True)}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(ZipInfo(name), _HEAD + text, ZIP_DEFLATED)
    return out.getvalue()


def _types(numbers: range) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _book(sheets: Sequence[Sheet]) -> str:
    entries = "".join(
        f'<sheet name={quoteattr(_NOT_NAME.sub(" ", _text(sheet.name))[:31])} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{entries}</sheets></workbook>'


def _sheet(sheet: Sheet) -> str:
    """The parts of a worksheet stand in the order that the schema asks for."""
    last = len(sheet.rows) + 1
    if last > _ROW_LIMIT:
        raise ValueError(f"a sheet holds {_ROW_LIMIT} rows, not {last}")
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{size}" customWidth="1"/>'
        for n, (_, size) in enumerate(sheet.columns, 1)
    )
    heading = _row(1, [name for name, _ in sheet.columns], 1)
    rows = "".join(_row(n, row, 2) for n, row in enumerate(sheet.rows, 2))
    area = f"A1:{_column(len(sheet.columns) - 1)}{last}"
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="{area}"/><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{heading}{rows}</sheetData>"
        f'<autoFilter ref="{area}"/>{_choices(sheet, last)}</worksheet>'
    )


def _row(number: int, cells: Sequence[str], style: int) -> str:
    filled = "".join(_cell(f"{_column(n)}{number}", text, style) for n, text in enumerate(cells))
    return f'<row r="{number}">{filled}</row>'


def _cell(reference: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{reference}" s="{style}"/>'
    inner = escape(_text(text)[:_CELL_LIMIT])
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{inner}</t></is></c>'


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _column(index: int) -> str:
    """A, B, …, Z, AA, …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _choices(sheet: Sheet, last: int) -> str:
    if not sheet.choices or last < 2:
        return ""
    lists = "".join(
        f'<dataValidation type="list" allowBlank="1" sqref="{_column(column)}2:{_column(column)}{last}">'
        f"<formula1>{escape(_quoted(words))}</formula1></dataValidation>"
        for column, words in sheet.choices.items()
    )
    return f'<dataValidations count="{len(sheet.choices)}">{lists}</dataValidations>'


def _quoted(words: Sequence[str]) -> str:
    return '"' + ",".join(word.replace('"', '""') for word in words) + '"'


_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFB5301C"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">'
    '<alignment vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
