"""Notes on cells: each on its cell, nothing else changed."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from engine.errors import ReviewError
from engine.formats.opc import open_package
from engine.formats.sheet_notes import read_notes
from engine.loaders.sheet import load
from engine.reporters.sheet import annotate
from engine.text import Span
from tests.officefile import relations, workbook
from tests.reporters.annotating import finding, hows, on_words

ROWS = (
    '<row r="2"><c r="B2" t="inlineStr"><is><t>保本</t></is></c><c r="C2" t="inlineStr"><is><t>稳赚不赔</t></is></c></row>'
    '<row r="1"><c t="inlineStr"><is><t>承诺保本</t></is></c></row>'
)
SHEET = "xl/worksheets/sheet1.xml"
_M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NOTED = {
    SHEET: f'<worksheet xmlns="{_M}" xmlns:r="{_R}"><sheetData>{ROWS}</sheetData>'
    '<legacyDrawing r:id="v"/><tableParts count="0"/></worksheet>',
    "xl/worksheets/_rels/sheet1.xml.rels": relations(
        ("c", "comments", "../comments1.xml"), ("v", "vmlDrawing", "../drawings/vmlDrawing1.vml")
    ),
    "xl/comments1.xml": f'<comments xmlns="{_M}"><authors><author>某人</author></authors><commentList>'
    '<comment ref="B2" authorId="0"><text><t>原有附注</t></text></comment></commentList></comments>',
    "xl/drawings/vmlDrawing1.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s2050"/></xml>',
}


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_note_on_each_cell_and_nothing_else_changed() -> None:
    data = workbook({"一": ROWS})
    document = load(data, "a.xlsx")
    copy, placements = annotate(data, document, on_words(document, ["保本"]))
    assert hows(placements) == ["exact", "widened"]
    notes = read_notes(open_package(copy), SHEET)
    assert list(notes) == ["A1", "B2"]  # by row and column, though the file has them otherwise
    assert all("「保本」" in text and "不可以这样说" in text for text in notes.values())
    before, after = parts_of(data), parts_of(copy)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"[Content_Types].xml", SHEET}
    assert load(copy, "a.xlsx").text == document.text


def test_the_drawing_of_the_notes_is_linked_and_declared() -> None:
    data = workbook({"一": ROWS})
    document = load(data, "a.xlsx")
    after = open_package(annotate(data, document, on_words(document, ["保本"]))[0])
    assert after.content_type("xl/drawings/vmlDrawing1.vml").endswith("vmlDrawing")
    assert after.content_type("xl/comments1.xml").endswith("comments+xml")
    cells = [
        (el.findtext("{*}Row"), el.findtext("{*}Column"))
        for el in after.tree("xl/drawings/vmlDrawing1.vml").iter("{*}ClientData")
    ]
    assert sorted(cells) == [("0", "0"), ("1", "1")]


def test_a_note_that_is_there_is_kept_and_added_to() -> None:
    data = workbook({"一": ROWS}, more=NOTED)
    document = load(data, "a.xlsx")
    copy, _ = annotate(data, document, on_words(document, ["保本", "稳赚"]))
    package = open_package(copy)
    notes = read_notes(package, SHEET)
    assert list(notes) == ["A1", "B2", "C2"]
    assert notes["B2"].startswith("原有附注\n\n【高】")
    assert parts_of(copy)[SHEET] == NOTED[SHEET].encode()
    shapes = [el.get("id") for el in package.tree("xl/drawings/vmlDrawing1.vml").iter("{*}shape")]
    assert shapes == ["_x0000_s2050", "_x0000_s2051", "_x0000_s2052"]


@pytest.mark.parametrize("after", ["<tableParts/>", "<picture/>", "<extLst/>", ""])
def test_the_link_to_the_drawing_stands_where_the_schema_wants_it(after: str) -> None:
    sheet = f'<worksheet xmlns="{_M}"><sheetData>{ROWS}</sheetData><drawing/>{after}</worksheet>'
    data = workbook({"一": ROWS}, more={SHEET: sheet})
    document = load(data, "a.xlsx")
    copy, _ = annotate(data, document, on_words(document, ["保本"]))
    names = [etree.QName(el).localname for el in open_package(copy).tree(SHEET)]
    assert names == ["sheetData", "drawing", "legacyDrawing", *([after.strip("</>")] if after else [])]


def test_what_is_in_no_cell_or_in_several() -> None:
    data = workbook({"一": ROWS})
    document = load(data, "a.xlsx")
    copy, placements = annotate(data, document, [finding(None), finding(Span(0, 5))])
    assert hows(placements) == ["nearby", "widened"]
    assert list(read_notes(open_package(copy), SHEET)) == ["B2"]


def test_a_cell_with_a_conversation_is_reported_only() -> None:
    links = relations(("t", "threadedComment", "../threadedComments/t1.xml"))
    threads = '<ThreadedComments><threadedComment ref="B2"/></ThreadedComments>'
    more = {"xl/worksheets/_rels/sheet1.xml.rels": links, "xl/threadedComments/t1.xml": threads}
    data = workbook({"一": ROWS}, more=more)
    document = load(data, "a.xlsx")
    copy, placements = annotate(data, document, on_words(document, ["保本"]))
    assert hows(placements) == ["report-only", "widened"]
    assert list(read_notes(open_package(copy), SHEET)) == ["A1"]


def test_another_file_and_a_signed_one_are_refused() -> None:
    document = load(workbook({"一": ROWS}), "a.xlsx")
    found = on_words(document, ["保本"])
    with pytest.raises(ReviewError, match="不一致"):
        annotate(workbook({"一": ROWS.replace("保本", "甲乙")}), document, found)
    with pytest.raises(ReviewError, match="签名"):
        annotate(workbook({"一": ROWS}, more={"_xmlsignatures/sig1.xml": "<s/>"}), document, found)


def test_words_in_no_cell_have_their_note_on_the_first_cell_of_their_sheet() -> None:
    drawing = '<xdr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>绝对安全</a:t></a:r></a:p></xdr>'
    more = {
        "xl/worksheets/_rels/sheet2.xml.rels": relations(("d", "drawing", "../drawings/d.xml")),
        "xl/drawings/d.xml": drawing,
    }
    data = workbook({"一": ROWS, "二": ""}, more=more)
    document = load(data, "a.xlsx")
    copy, placements = annotate(data, document, on_words(document, ["绝对"]))
    assert hows(placements) == ["nearby"]
    assert list(read_notes(open_package(copy), "xl/worksheets/sheet2.xml")) == ["A1"]


def test_a_package_without_a_type_for_relationships_gets_one() -> None:
    data = workbook({"一": ROWS})
    assert b'Extension="rels"' not in parts_of(data)["[Content_Types].xml"]
    document = load(data, "a.xlsx")
    copy, _ = annotate(data, document, on_words(document, ["保本"]))
    assert parts_of(copy)["[Content_Types].xml"].count(b'Extension="rels"') == 1
    again, _ = annotate(copy, load(copy, "a.xlsx"), on_words(document, ["保本"]))
    assert parts_of(again)["[Content_Types].xml"].count(b'Extension="rels"') == 1
