from __future__ import annotations

from engine.document import Document
from engine.finding import Review
from engine.reporters.outline import Block, outline
from engine.reporters.place import Places
from engine.text import Span
from tests import builders


def shape(blocks: tuple[Block, ...]) -> list[object]:
    return [[b.kind, *shape(b.children)] if b.children else b.kind for b in blocks]


def test_tables_lists_and_stories() -> None:
    document = builders.wealth().document
    assert document
    row = ["row", ["cell", "paragraph"], ["cell", "paragraph"]]
    assert shape(outline(document)) == [
        "heading", "paragraph", "heading", ["table", *[row] * 5], "heading", "paragraph",
        ["list", "item", "item", "item"], "heading", "paragraph", "heading", "paragraph",
        ["header", "paragraph"], ["footer", "paragraph"], ["footnote", "paragraph"], ["hidden", "paragraph"],
    ]  # fmt: skip


def test_a_table_within_a_cell() -> None:
    text = "外\n内一\n内二\n尾"
    structure = {
        "table": (Span(0, 9), Span(2, 7)),
        "row": (Span(0, 9), Span(2, 7)),
        "cell": (Span(0, 7), Span(2, 4), Span(5, 7), Span(8, 9)),
    }
    inner = ["table", ["row", ["cell", "paragraph"], ["cell", "paragraph"]]]
    assert shape(outline(Document(name="x", format="docx", text=text, structure=structure))) == [
        ["table", ["row", ["cell", "paragraph", inner], ["cell", "paragraph"]]]
    ]


def test_a_drawn_table_in_plain_text() -> None:
    text = "表\n| 项目 | 内容 |\n| --- | --- |\n| 期限 | 364天 |\n完"
    row = ["row", ["cell", "paragraph"], ["cell", "paragraph"]]
    assert shape(outline(Document(name="x", format="txt", text=text)))[1] == ["table", row, row]


def test_pages_are_numbered_where_there_are_several() -> None:
    document = Document(
        name="x", format="pdf", text="甲\n乙\n丙", structure={"page": (Span(0, 3), Span(4, 5))}
    )
    assert [b.page for b in outline(document)] == [1, 0, 2]


def test_a_place_names_headings_in_the_body_and_the_story_elsewhere() -> None:
    document = builders.wealth().document
    assert document
    places = Places(builders.wealth(), document)
    body = places.of(builders.at(document, "同类排名第一"))
    assert body.headings == ("江州银行“稳盈宝”封闭式第12期理财产品说明书", "二、收益说明")
    note = places.of(builders.at(document, "零 风 险"))
    assert (note.story, note.headings) == ("footnote", ())


def test_headings_by_numbering_are_headings_of_a_text() -> None:
    text = "一、产品概况\n本产品保本。\n二、收益说明\n收益见公告。"
    document = Document(name="x.txt", format="txt", text=text)
    assert shape(outline(document)) == ["heading", "paragraph", "heading", "paragraph"]
    review = Review(name=document.name, document=document)
    assert Places(review, document).of(Span(len(text) - 2, len(text))).headings == ("二、收益说明",)
