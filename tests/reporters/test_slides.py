"""Comments on slides: the exact words highlighted, nothing else changed."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.errors import ReviewError
from engine.formats.opc import open_package
from engine.formats.slide_comments import read_comments
from engine.loaders.slides import load
from engine.reporters.slides import annotate
from engine.text import Span
from tests.loaders.test_slides import styled
from tests.officefile import presentation, relations, shape
from tests.reporters.annotating import finding, hows, on_words
from tests.reporters.test_sheet import parts_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SLIDE = "ppt/slides/slide1.xml"


def marked(copy: bytes, slide: str = SLIDE) -> list[str]:
    """The highlighted words of a slide."""
    root = open_package(copy).tree(slide)
    runs = [run for run in root.iter(f"{_A}r", f"{_A}fld") if run.find(f"{_A}rPr/{_A}highlight") is not None]
    return [run.findtext(f"{_A}t") or "" for run in runs]


def test_exact_words_and_nothing_else() -> None:
    data = presentation([shape("本产品承诺保本保息"), shape("另一页")])
    document = load(data, "a.pptx")
    copy, placements = annotate(data, document, on_words(document, ["保本", "本产品"]))
    assert hows(placements) == ["exact", "exact"]
    assert marked(copy) == ["本产品", "保本"]
    assert load(copy, "a.pptx").text == document.text
    before, after = parts_of(data), parts_of(copy)
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml", SLIDE, "ppt/_rels/presentation.xml.rels",
    }  # fmt: skip
    first, second = read_comments(open_package(copy), SLIDE)
    assert "「保本」" in first
    assert "「本产品」" in second


def test_overlapping_findings() -> None:
    data = presentation([shape("甲乙丙丁戊己")])
    document = load(data, "a.pptx")
    copy, placements = annotate(data, document, [finding(Span(0, 4)), finding(Span(2, 5))])
    assert hows(placements) == ["exact", "exact"]
    assert "".join(marked(copy)) == "甲乙丙丁戊"


def test_a_run_keeps_its_properties_and_the_highlight_its_place() -> None:
    run = (
        '<a:r><a:rPr b="1"><a:solidFill/><a:effectLst/><a:latin typeface="a"/><a:ea typeface="b"/></a:rPr>'
        "<a:t>承诺保本</a:t></a:r>"
    )
    data = presentation([f"<p:sp><p:txBody><a:p>{run}</a:p></p:txBody></p:sp>"])
    document = load(data, "a.pptx")
    copy, _ = annotate(data, document, on_words(document, ["保本"]))
    plain, found = open_package(copy).tree(SLIDE).iter(f"{_A}rPr")
    assert plain.get("b") == found.get("b") == "1"
    names = [etree.QName(el).localname for el in found]
    assert names == ["solidFill", "effectLst", "highlight", "latin", "ea"]
    assert [etree.QName(el).localname for el in plain] == ["solidFill", "effectLst", "latin", "ea"]


def test_a_field_is_marked_whole() -> None:
    data = presentation(['<p:sp><a:p><a:fld id="x"><a:t>第12页</a:t></a:fld></a:p></p:sp>'])
    document = load(data, "a.pptx")
    copy, placements = annotate(data, document, on_words(document, ["12"]))
    assert hows(placements) == ["widened"]
    assert marked(copy) == ["第12页"]


def test_notes_and_the_whole_have_a_comment_on_the_slide() -> None:
    data = presentation([shape("甲"), shape("乙")], {2: "讲稿保本"})
    document = load(data, "a.pptx")
    copy, placements = annotate(data, document, [*on_words(document, ["保本"]), finding(None)])
    assert hows(placements) == ["nearby", "nearby"]
    package = open_package(copy)
    assert ["「保本」" in text for text in read_comments(package, "ppt/slides/slide2.xml")] == [True]
    assert len(read_comments(package, SLIDE)) == 1


def test_comments_on_one_shape_stand_apart_and_in_a_group_where_it_is() -> None:
    frame = '<a:xfrm><a:off x="{}" y="0"/><a:ext cx="1587500" cy="0"/>{}</a:xfrm>'
    inner = frame.format(1587500, "")
    outer = frame.format(3175000, '<a:chOff x="0" y="0"/><a:chExt cx="3175000" cy="0"/>')
    one = f"<p:sp><p:spPr>{inner}</p:spPr><a:p><a:r><a:t>甲乙</a:t></a:r></a:p></p:sp>"
    data = presentation([f"<p:grpSp><p:grpSpPr>{outer}</p:grpSpPr>{one}</p:grpSp>"])
    document = load(data, "a.pptx")
    copy, _ = annotate(data, document, on_words(document, ["甲", "乙"]))
    places = [
        (el.get("x"), el.get("y"))
        for el in open_package(copy).tree("ppt/comments/comment1.xml").iter("{*}pos")
    ]
    assert places == [("2500", "0"), ("2524", "24")]


def test_a_second_round_keeps_the_comments_of_the_first() -> None:
    data = presentation([shape("承诺保本")])
    document = load(data, "a.pptx")
    once, _ = annotate(data, document, on_words(document, ["保本"]))
    twice, _ = annotate(once, load(once, "a.pptx"), on_words(document, ["承诺"]))
    package = open_package(twice)
    assert len(read_comments(package, SLIDE)) == 2
    assert [el.get("idx") for el in package.tree("ppt/comments/comment1.xml")] == ["1", "2"]
    assert [el.get("lastIdx") for el in package.tree("ppt/commentAuthors1.xml")] == ["2"]
    assert marked(twice) == ["承诺", "保本"]


def test_what_must_not_be_rewritten_is_refused() -> None:
    data = presentation([shape("承诺保本")])
    document = load(data, "a.pptx")
    with pytest.raises(ReviewError, match="不一致"):
        annotate(presentation([shape("另一")]), document, on_words(document, ["保本"]))
    links = relations(("c", "comments", "../comments/modern.xml"))
    modern = links.replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
        "http://schemas.microsoft.com/office/2018/10/relationships/comments",
    )
    more = {"ppt/slides/_rels/slide1.xml.rels": modern, "ppt/comments/modern.xml": "<c/>"}
    with pytest.raises(ReviewError, match="新式批注"):
        annotate(presentation([shape("承诺保本")], more=more), document, on_words(document, ["保本"]))


def test_words_of_the_master_have_their_comment_on_the_first_slide_that_shows_them() -> None:
    data = styled(shape("页"), master=shape("保本保息"))
    document = load(data, "a.pptx")
    copy, placements = annotate(data, document, on_words(document, ["保本"]))
    assert hows(placements) == ["nearby"]
    assert "「保本」" in read_comments(open_package(copy), SLIDE)[0]
