"""Presentations: slides, titles, tables, groups and notes."""

from __future__ import annotations

from engine.loaders.slides import load
from tests.officefile import presentation, shape

TABLE = (
    "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>"
    "<a:tc><a:txBody><a:p><a:r><a:t>期限</a:t></a:r></a:p></a:txBody></a:tc>"
    "<a:tc><a:txBody><a:p><a:r><a:t>1.2%</a:t></a:r></a:p></a:txBody></a:tc>"
    "</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
)


def test_slides_in_order_with_titles_groups_tables_and_notes() -> None:
    slides = [shape("标题", "title") + f"<p:grpSp>{shape('组内')}</p:grpSp>" + TABLE, shape("第二页")]
    document = load(presentation(slides, {1: "讲稿"}), "a.pptx")
    assert document.text == "标题\n组内\n期限\n1.2%\n讲稿\n第二页"
    assert document.headings is not None
    assert [(h.start, h.end, h.level) for h in document.headings] == [(0, 2, 1)]
    shown = {kind: [document.text[slice(*s)] for s in spans] for kind, spans in document.structure.items()}
    assert shown["page"] == ["标题\n组内\n期限\n1.2%\n讲稿", "第二页"]
    assert shown["row"] == ["期限\n1.2%"]
    assert shown["footnote"] == ["讲稿"]


def test_hidden_slides_are_read_as_hidden() -> None:
    document = load(presentation([shape("甲"), shape("乙")], hidden=frozenset({2})), "a.pptx")
    assert [document.text[slice(*s)] for s in document.structure["hidden"]] == ["乙"]


def test_how_a_run_is_set_as_far_as_it_says() -> None:
    document = load(presentation([shape("大", properties='sz="2400" b="1"') + shape("小")]), "a.pptx")
    assert document.styles is not None
    big, small = document.styles
    assert (big.size, big.bold) == (24, True)
    assert (small.size, small.bold) == (None, None)
