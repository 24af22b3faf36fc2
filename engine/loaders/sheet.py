"""Workbooks (.xlsx, .xlsm) and tables of comma- or tab-separated values (.csv, .tsv) → Document.

Input: the file's bytes. Output: a `page` for each sheet, its rows and cells as regions; an anchor's `part` is the
sheet's part, its `node` the ordinal of the cell in it. Law: hidden sheets, rows and columns are read too, as hidden
text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import groupby

from engine.document import Document, Unread
from engine.errors import ReviewError
from engine.formats.encoding import decode
from engine.formats.opc import open_package
from engine.formats.sheets import Sheet, read_sheets
from engine.formats.story import Piece, Story

_SEPARATORS = ",\t;|"


def load(data: bytes, name: str) -> Document:
    """The document of a workbook. Raises ReviewError."""
    try:
        package = open_package(data)
        sheets = tuple(read_sheets(package))
    except ReviewError as fault:
        raise ReviewError(fault.code, f"{name}：{fault.message}。") from fault
    story = Story()
    for sheet in sheets:
        with story.region("page", *(("hidden",) if sheet.hidden else ())):
            _sheet(story, sheet)
        story.unread.extend(sheet.unread)
    for info in package.entries:
        if info.filename.lower().startswith("xl/media/"):
            story.unread.append(
                Unread("picture", info.filename, "图片中的文字没有识别", source=info.filename)
            )
        elif info.filename.lower().startswith("xl/embeddings/"):
            story.unread.append(Unread("attachment", info.filename, "嵌入的文件没有审查", blocking=True))
    if any(info.filename.lower().endswith("vbaproject.bin") for info in package.entries):
        story.notes.append("文件含有宏，未运行。")
    return story.document(name, "xlsx")


def _sheet(story: Story, sheet: Sheet) -> None:
    nodes = {cell.reference: index for index, cell in enumerate(sheet.cells)}
    with story.region("table"):
        for _, cells in groupby(sheet.cells, key=lambda cell: cell.row):
            with story.region("row"):
                for cell in cells:
                    with story.region(*(("hidden",) if cell.hidden and not sheet.hidden else ())):
                        _cell(story, cell.text, sheet.part, nodes[cell.reference])
    for part, text in sheet.others:
        story.paragraph([Piece(text, part, -1)])


def _cell(story: Story, text: str, part: str, node: int) -> None:
    """A cell, each of its lines a paragraph."""
    with story.region("cell"):
        offset = 0
        for line in text.split("\n"):
            story.paragraph([Piece(line.rstrip("\r"), part, node, offset)])
            offset += len(line) + 1


def load_csv(data: bytes, name: str) -> Document:
    """The document of a table of separated values. Raises ReviewError."""
    text = decode(data, name).text
    story = Story()
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except csv.Error as fault:
        raise ReviewError("damaged", f"{name}：不是完好的 CSV（{fault}）。") from fault
    with story.region("table"):
        node = 0
        for row in rows:
            node = _row(story, row, node)
    return story.document(name, "csv")


def _separator(text: str) -> str:
    """The separator that the first line has most of."""
    line = text.partition("\n")[0]
    return max(_SEPARATORS, key=line.count)


def _row(story: Story, row: Iterable[str], node: int) -> int:
    with story.region("row"):
        for value in row:
            _cell(story, value, "", node)
            node += 1
    return node
