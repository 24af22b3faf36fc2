"""Workbooks and tables of separated values: every cell once, rows and cells as regions."""

from __future__ import annotations

import pytest

from engine.errors import ReviewError
from engine.loaders.csv import load as load_csv
from engine.loaders.sheet import load
from tests.officefile import workbook

ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>年化</t></is></c></row>'
    '<row r="3"><c r="A3" t="str"><v>公式</v></c><c r="B3" s="1"><v>0.0385</v></c><c r="C3"><v>12</v></c><c r="D3"/></row>'
)
SHARED = "<si><r><t>产</t></r><r><t>品</t></r><rPh><t>chan</t></rPh></si>"
STYLES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs>'


def test_cells_are_read_as_they_are_shown() -> None:
    document = load(workbook({"一": ROWS}, SHARED, STYLES), "a.xlsx")
    assert document.text == "产品\n年化\n公式\n3.85%\n12"
    assert [document.text[slice(*s)] for s in document.structure["row"]] == ["产品\n年化", "公式\n3.85%\n12"]
    assert len(document.structure["cell"]) == 5
    assert [(a.part, a.node) for a in document.anchors][:2] == [
        ("xl/worksheets/sheet1.xml", 0),
        ("xl/worksheets/sheet1.xml", 1),
    ]


def test_every_sheet_is_a_page_and_hidden_ones_are_hidden() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
    document = load(workbook({"一": row.format("甲"), "-二": row.format("乙")}), "a.xlsx")
    assert [document.text[slice(*s)] for s in document.structure["page"]] == ["甲", "乙"]
    assert [document.text[slice(*s)] for s in document.structure["hidden"]] == ["乙"]


def test_pictures_are_listed_and_macros_are_told() -> None:
    document = load(
        workbook({"一": ROWS}, SHARED, more={"xl/media/image1.png": b"x", "xl/vbaProject.bin": b"x"}),
        "a.xlsm",
    )
    assert [u.what for u in document.unread] == ["picture"]
    assert document.notes


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(ReviewError):
        load(b"no zip", "a.xlsx")


def test_separated_values() -> None:
    document = load_csv('序号,内容\r\n1,"保本,\n保息"\r\n'.encode("gb18030"), "a.csv")
    assert document.text == "序号\n内容\n1\n保本,\n保息"
    assert len(document.structure["row"]) == 2
    assert load_csv(b"a\tb\n1\t2\n", "a.tsv").text == "a\nb\n1\n2"
