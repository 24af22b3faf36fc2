"""Regions that are derived from a text, against cases written by hand and against laws."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Document, Heading
from engine.loaders.text import from_text
from engine.structure import headings, locate, locator, regions
from engine.text import Span

KINDS = ("phrase", "sentence", "paragraph", "heading", "section", "item", "table", "row", "cell", "body")

CONTRACT = """个人贷款合同

第一章 总则
第一条 为了保护双方权益，订立本合同。
第二条 借款金额 甲方向乙方发放借款1,000.50元，年利率3.5%。
第三条规定的情形，适用本款。
第四条【违约责任】乙方逾期的，计收罚息。
（一）身份证
（二）户口本
第二章 附则
第五条 本合同一式两份。
"""

BROCHURE = """# 稳盈一号
一、产品要素
本产品为非保本浮动收益。
| 期限 | 费率 |
| --- | ---: |
| 一年 | 1\\|2% |
二、风险揭示
1. 市场风险
市场价格波动会影响收益。
2. 信用风险
发行人可能违约。
"""


def words(text: str, kind: str) -> list[str]:
    return [text[start:end] for start, end in regions(from_text(text, "draft"), kind)]


PHRASES = {
    "保本，保息。": ["保本", "保息"],
    "本金、收益：不保证；投资！须知？谨慎…好": ["本金", "收益", "不保证", "投资", "须知", "谨慎", "好"],
    "年化3.5%，起购1,000.00元": ["年化3.5%", "起购1,000.00元"],
    "每日07:30开放,9：00截止": ["每日07:30开放", "9：00截止"],
    "不承诺“保本”收益《条款》": ["不承诺“保本”收益《条款》"],
    "预期（非保证）收益[注]": ["预期", "非保证", "收益", "注"],
    "第一行\v第二行\n第三行\r\n第四行": ["第一行", "第二行", "第三行", "第四行"],
    "See www.bank.com, e.g. Mr. Li pays. Done": ["See www.bank.com", "e.g. Mr. Li pays", "Done"],
    "，。\n": [],
}

SENTENCES = {
    "保本。保息！真的？好": ["保本。", "保息！", "真的？", "好"],
    "先付款；后发货。": ["先付款；后发货。"],
    "他说：“保本。”我不信。": ["他说：“保本。”", "我不信。"],
    "还有……没完": ["还有……", "没完"],
    "上\v下。\n段": ["上\v下。", "段"],
    "Mr. Smith paid 3.5% to Acme Inc. in May. He left.": [
        "Mr. Smith paid 3.5% to Acme Inc. in May.",
        "He left.",
    ],
    "Fees, e.g. $1,000.50, apply. No. 5 is free! OK?": [
        "Fees, e.g. $1,000.50, apply.",
        "No. 5 is free!",
        "OK?",
    ],
    "1. First item. Second.": ["1. First item.", "Second."],
    "1.理财产品2.基金。": ["1.理财产品2.基金。"],
    "收益高.本金安全": ["收益高.", "本金安全"],
    "See the U.S. Treasury": ["See the U.S. Treasury"],
    "a。\r\nb": ["a。", "b"],
}

ITEMS = {
    "- 甲\n* 乙\n• 丙\n正文": ["- 甲", "* 乙", "• 丙"],
    "1. 甲\n2、乙\n（3）丙\n(4) 丁": ["1. 甲", "2、乙", "（3）丙", "(4) 丁"],
    "（一）甲\n　①乙\n一、丙": ["（一）甲", "①乙", "一、丙"],
    "1.5倍\n2026年\n-5%": [],
    "a) one\niv. four\nA. six": ["a) one", "iv. four", "A. six"],
}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (kind, text, expected)
        for kind, cases in {"phrase": PHRASES, "sentence": SENTENCES, "item": ITEMS}.items()
        for text, expected in cases.items()
    ],
)
def test_short_regions(kind: str, text: str, expected: list[str]) -> None:
    assert words(text, kind) == expected


def test_headings_of_a_contract() -> None:
    found = headings(from_text(CONTRACT, "draft"))
    assert [(CONTRACT[start:end], level) for start, end, level in found] == [
        ("第一章 总则", 1),
        ("第一条", 2),
        ("第二条 借款金额", 2),
        ("第四条【违约责任】", 2),
        ("第二章 附则", 1),
        ("第五条", 2),
    ]


HEADINGS = {
    "一、身份证\n二、户口本\n三、结婚证": [],
    "一、总则\n内容。\n二、分则\n内容。": [("一、总则", 1), ("二、分则", 1)],
    "## 乙\n# 甲\n": [("## 乙", 2), ("# 甲", 1)],
    "正文在前，先说几句话。\n【风险揭示】\n投资须谨慎。": [("【风险揭示】", 1)],
    "理财产品说明\n\n本产品由澜川理财发行与管理。\n风险提示\n理财非存款，产品有风险。": [
        ("理财产品说明", 1),
        ("风险提示", 2),
    ],
    "1 总则\n1.1 范围\n本办法适用于本行。\n1.1.1 定义\n以下称本行。": [("1.1 范围", 1), ("1.1.1 定义", 2)],
    "1.1 万元以上。\n3.5%": [],
    "Article 1 Scope\nThis applies.\nArticle 2 Fees\nNone.": [("Article 1 Scope", 1), ("Article 2 Fees", 1)],
    "Risk Disclosure\nInvestments may lose value at any time.": [("Risk Disclosure", 1)],
    "统一代码\n91360400MA00006FHE\n以上由我行核验无误。": [],
    "没有标题的一句话。\n又一句话。": [],
}


@pytest.mark.parametrize(("text", "expected"), HEADINGS.items())
def test_headings(text: str, expected: list[tuple[str, int]]) -> None:
    found = headings(from_text(text, "draft"))
    assert [(text[start:end], level) for start, end, level in found] == expected


def test_a_heading_that_is_an_automatic_number() -> None:
    text = "总则\n乙方应当按期还款，不得逾期。\n违约责任 逾期的计收罚息。"
    labels = {0: "第一章", 3: "第一条", 18: "第二条"}
    document = Document(name="draft", format="docx", text=text, labels=labels)
    assert headings(document) == (Heading(0, 2, 1), Heading(3, 3, 2), Heading(18, 22, 2))
    assert regions(document, "heading") == [Span(0, 2), Span(18, 22)]
    assert locate(document, Span(5, 7)) == "第一条 · 第1段"


def test_clauses_below_the_headings_of_a_file() -> None:
    text = "借款\n第一条 用途 只用于装修。\n利率\n第二条 年利率3%。\n乙方应当还款。"
    given = (Heading(0, 2, 1), Heading(17, 19, 2))
    document = Document(name="d", format="docx", text=text, headings=given, labels={31: "第三条"})
    found = headings(document)
    assert [(text[start:end], level) for start, end, level in found] == [
        ("借款", 1),
        ("第一条 用途", 2),
        ("利率", 2),
        ("第二条", 3),
        ("", 3),
    ]
    assert locate(document, Span(32, 33)) == "第三条 · 第1段"
    styled = Document(name="d", format="docx", text=text, headings=(Heading(3, 9, 1),))
    assert headings(styled) == (Heading(3, 9, 1),)


def test_sections_nest_and_hold_their_headings() -> None:
    found = words(BROCHURE, "section")
    assert [section.splitlines()[0] for section in found] == [
        "# 稳盈一号",
        "一、产品要素",
        "二、风险揭示",
        "1. 市场风险",
        "2. 信用风险",
    ]
    assert found[0] == BROCHURE
    assert found[2].endswith("发行人可能违约。\n")
    assert found[3] == "1. 市场风险\n市场价格波动会影响收益。\n"


def test_text_before_the_first_heading_is_a_section() -> None:
    assert words("前言。\n【提示】\n投资须谨慎。", "section") == ["前言。\n", "【提示】\n投资须谨慎。"]


def test_without_headings_the_document_is_one_section() -> None:
    assert words("一句。\n两句。", "section") == ["一句。\n两句。"]


def test_notes_lie_in_no_section_of_the_body() -> None:
    text = "# 甲\n正文。\n页脚"
    document = Document(name="d", format="docx", text=text, structure={"footer": (Span(8, 10),)})
    assert [text[start:end] for start, end in regions(document, "section")] == ["# 甲\n正文。\n", "页脚"]
    assert [text[start:end] for start, end in regions(document, "body")] == ["正文。"]


def test_a_markdown_table() -> None:
    assert words(BROCHURE, "table") == ["| 期限 | 费率 |\n| --- | ---: |\n| 一年 | 1\\|2% |"]
    assert words(BROCHURE, "row") == ["| 期限 | 费率 |", "| 一年 | 1\\|2% |"]
    assert words(BROCHURE, "cell") == ["期限", "费率", "一年", "1\\|2%"]
    assert words("甲 | 乙\n\n--- 丙", "table") == []


def test_body_leaves_out_headings_and_tables() -> None:
    assert words(BROCHURE, "body") == [
        "本产品为非保本浮动收益。",
        "市场价格波动会影响收益。",
        "发行人可能违约。",
    ]


def test_what_the_loader_gave_stands() -> None:
    given = (Span(0, 1),)
    document = Document(
        name="d", format="html", text="甲。乙。", structure={"sentence": given}, headings=(Heading(0, 1, 3),)
    )
    assert regions(document, "sentence") == given
    assert regions(document, "heading") == [Span(0, 1)]
    assert regions(document, "page") == ()


PLACES = {
    "第三条规定": "第二条 · 第2段",
    "1,000.50": "第二条 · 第1段",
    "户口本": "第四条 · 第3段",
    "总则": "第一章",
    "个人贷款": "第1行",
}


@pytest.mark.parametrize(("found", "expected"), PLACES.items())
def test_places_in_a_contract(found: str, expected: str) -> None:
    start = CONTRACT.index(found)
    assert locate(from_text(CONTRACT, "draft"), Span(start, start + len(found))) == expected


def test_places_in_tables_pages_and_notes() -> None:
    document = from_text(BROCHURE, "draft")
    start = BROCHURE.index("一年")
    assert locate(document, Span(start, start + 2)) == "一、产品要素 · 表1 第2行"
    text = "正文\n页脚字"
    paged = Document(
        name="d",
        format="docx",
        text=text,
        structure={"page": (Span(0, 2), Span(3, 6)), "footer": (Span(3, 6),)},
        labels={0: "第三条"},
    )
    assert locate(paged, Span(3, 4)) == "第2页 · 页脚"
    assert locate(from_text("一句。\n\n两句。", "d"), Span(5, 6)) == "第3行"


TEXTS = st.text(alphabet="第一二条章节、（）【】#|-:. \t　\n\r\v保本。，！aZ1.5“”•①", max_size=120)


@given(TEXTS)
def test_regions_are_sorted_and_within_the_text(text: str) -> None:
    document = from_text(text, "draft")
    for kind in KINDS:
        spans = regions(document, kind)
        assert list(spans) == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans) or not text
        if kind != "section":
            assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(TEXTS)
def test_regions_of_the_text_cover_what_is_not_blank(text: str) -> None:
    document = from_text(text, "draft")
    for kind in ("paragraph", "sentence", "section", "document"):
        covered = {at for start, end in regions(document, kind) for at in range(start, end)}
        assert all(at in covered for at, char in enumerate(text) if not char.isspace())


@given(TEXTS)
def test_phrases_and_sentences_lie_in_paragraphs(text: str) -> None:
    document = from_text(text, "draft")
    paragraphs = regions(document, "paragraph")
    for kind in ("phrase", "sentence"):
        for span in regions(document, kind):
            at = bisect_right(paragraphs, (span.start, len(text))) - 1
            assert paragraphs[at].start <= span.start
            assert "\n" not in text[span.start : span.end]


@given(TEXTS, st.integers(0, 119))
def test_every_place_has_a_name(text: str, at: int) -> None:
    if at < len(text):
        assert locator(from_text(text, "draft"))(Span(at, at + 1))
