"""Workbooks and tables of separated values: every cell once, rows and cells as regions."""

from __future__ import annotations

import pytest

from engine.errors import ReviewError
from engine.formats.number_formats import shown
from engine.formats.opc import open_package, rewrite
from engine.loaders.csv import load as load_csv
from engine.loaders.sheet import load
from tests.officefile import relations, workbook

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


SHOWN = [
    ("0.0385", "0.00%", "3.85%"),
    ("0.5", "0%", "50%"),
    ("1234567.5", "#,##0.00", "1,234,567.50"),
    ("1234567.5", '"¥"#,##0.00"元"', "¥1,234,567.50元"),
    ("1234567.5", "[$¥-804]#,##0", "¥1,234,568"),
    ("50000", '0.0,"千元"', "50.0千元"),
    ("3.10", "0.##", "3.1"),
    ("3", "0.##", "3"),
    ("-12", "#,##0;(#,##0)", "12"),
    ("-12", "#,##0;[Red]-#,##0", "-12"),
    ("-12", "0.0", "-12.0"),
    ("0", '0;-0;"无"', "无"),
    ("46027", "yyyy/m/d", "2026/1/5"),
    ("46027", 'yyyy"年"m"月"d"日"', "2026年1月5日"),
    ("46027.75", "yyyy-mm-dd hh:mm:ss", "2026-01-05 18:00:00"),
    ("46027.5625", "h:mm AM/PM", "1:30 下午"),
    ("46027", "aaaa", "星期一"),
    ("12345678901234", "General", "12345678901234"),
    ("0.30000000000000004", "", "0.3"),
    ("0.25", "# ?/?", "0.25"),
    ("12000", "0.00E+00", "12000"),
    ("-5", "yyyy/m/d", "-5"),
    ("无", "0.00", "无"),
]


@pytest.mark.parametrize(("value", "code", "expected"), SHOWN)
def test_numbers_as_their_format_shows_them(value: str, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_dates_are_counted_from_the_first_day_that_the_workbook_says() -> None:
    rows = '<row r="1"><c r="A1" s="0"><v>1</v></c></row>'
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    assert load(workbook({"一": rows}, styles=styles), "a.xlsx").text == "1899/12/31"


def test_hidden_rows_and_columns_and_formulas_without_a_value() -> None:
    def cell(reference: str, words: str) -> str:
        return f'<c r="{reference}" t="inlineStr"><is><t>{words}</t></is></c>'

    rows = (
        f'<row r="1">{cell("A1", "甲")}{cell("B1", "乙")}</row><row r="2" hidden="1">{cell("A2", "丙")}</row>'
        '<row r="3"><c r="A3"><f>1+1</f></c><c r="B3"><f>1+1</f><v>2</v></c></row>'
    )
    document = load(
        with_columns(workbook({"一": rows}), '<cols><col min="2" max="3" hidden="1"/></cols>'), "a.xlsx"
    )
    assert document.text == "甲\n乙\n丙\n2"
    assert [document.text[slice(*s)] for s in document.structure["hidden"]] == ["乙", "丙", "2"]
    assert [(each.what, each.where) for each in document.unread] == [("formula", "一 A3")]


def with_columns(data: bytes, columns: str) -> bytes:
    package = open_package(data)
    part = "xl/worksheets/sheet1.xml"
    changed = package.read(part).replace(b"<sheetData>", f"{columns}<sheetData>".encode())
    return rewrite(package, {part: changed})


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
DRAWN = {
    "xl/worksheets/_rels/sheet1.xml.rels": relations(
        ("d", "drawing", "../drawings/d.xml"), ("v", "vmlDrawing", "../drawings/v.vml")
    ),
    "xl/drawings/_rels/d.xml.rels": relations(
        ("c", "chart", "../charts/c.xml"), ("s", "diagramData", "../diagrams/s.xml")
    ),
    "xl/drawings/d.xml": f"<xdr {A}><a:p><a:r><a:t>文本</a:t></a:r><a:r><a:t>框</a:t></a:r></a:p></xdr>",
    "xl/charts/c.xml": (
        f'<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {A}><a:p><a:r><a:t>图题</a:t></a:r>'
        "</a:p><c:v>系列</c:v><c:v>1.5</c:v><c:v>系列</c:v></c:chart>"
    ),
    "xl/diagrams/s.xml": f"<d {A}><a:p><a:r><a:t>智能图</a:t></a:r></a:p></d>",
    "xl/drawings/v.vml": (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        "<v:shape><v:textbox><div>按钮 <b>词</b></div></v:textbox><x:ClientData ObjectType='Button'/></v:shape>"
        "<v:shape><v:textbox><div>别人的批注</div></v:textbox><x:ClientData ObjectType='Note'/></v:shape></xml>"
    ),
}


def test_words_that_stand_in_no_cell() -> None:
    document = load(workbook({"一": ""}, more=DRAWN), "a.xlsx")
    assert document.text == "文本框\n图题\n系列\n智能图\n按钮 词"


def test_pictures_are_listed_and_macros_are_told() -> None:
    document = load(
        workbook({"一": ROWS}, SHARED, more={"xl/media/image1.png": b"x", "xl/vbaProject.bin": b"x"}),
        "a.xlsm",
    )
    assert [u.what for u in document.unread] == ["picture"]
    assert document.notes


def test_a_drawing_of_vectors_may_compress_well_and_a_part_of_xml_may_not() -> None:
    dense = b" " * (4 << 20)
    assert load(workbook({"一": ROWS}, SHARED, more={"xl/media/i.emf": dense}), "a.xlsx").text
    with pytest.raises(ReviewError) as refused:
        load(workbook({"一": ROWS}, SHARED, more={"xl/more.xml": dense}), "a.xlsx")
    assert refused.value.code == "too-large"


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(ReviewError):
        load(b"no zip", "a.xlsx")


def test_separated_values() -> None:
    document = load_csv('序号,内容\r\n1,"保本,\n保息"\r\n'.encode("gb18030"), "a.csv")
    assert document.text == "序号\n内容\n1\n保本,\n保息"
    assert len(document.structure["row"]) == 2
    assert load_csv(b"a\tb\n1\t2\n", "a.tsv").text == "a\nb\n1\n2"
