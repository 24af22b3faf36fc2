from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.document import Document
from engine.finding import Finding, Review
from engine.fingerprint import fingerprints
from engine.rule import Severity
from engine.text import Span

RULE = Finding(rule="a/b", title="t", severity=Severity.HIGH, message="m", span=None)


def review(text: str, words: str, name: str = "稿.txt", **others: object) -> Review:
    spans = []
    at = text.find(words)
    while at >= 0:
        spans.append(Span(at, at + len(words)))
        at = text.find(words, at + 1)
    findings = tuple(replace(RULE, span=span, **others) for span in spans)  # type: ignore[arg-type]
    return Review(name=name, document=Document(name=name, format="txt", text=text), findings=findings)


TEXT = "江州银行公告\n本产品保本，欢迎选购。\n投资须谨慎。"


def test_survives_moved_paragraphs_changed_spacing_and_renamed_files() -> None:
    same = [
        review(TEXT, "保本"),
        review("投资须谨慎。\n本产品保本，欢迎选购。\n另一段。\n江州银行公告", "保本"),
        review("江州银行公告\n\n  本产品 保本， 欢迎\u200b选购。\n", "保本"),
        review("江州银行公告\n本 产品保 本，欢迎选购。", "保 本"),
        review("江州银行公告\n本产品保本,欢迎选购。", "保本"),
        review(TEXT, "保本", "改名.docx"),
        review("前" * 40 + "江州银行郑重推荐，安心理财，本产品保本，欢迎选购。", "保本"),
    ]
    prints = [fingerprints(r)[0] for r in same]
    assert len(set(prints[:-1])) == 1
    assert prints[-1] != prints[0]


def test_an_edit_far_away_in_the_paragraph_changes_nothing() -> None:
    near = "江州银行郑重推荐，安心理财，本产品保本，欢迎广大新老客户前来各网点选购"
    assert fingerprints(review(f"开头甲{near}，结尾甲。", "保本")) == fingerprints(
        review(f"另一种{near}，改了。", "保本")
    )


def test_other_words_other_rules_and_other_missing_items_differ() -> None:
    first = review(TEXT, "保本")
    assert fingerprints(first) != fingerprints(review(TEXT, "本产品保本"))
    assert fingerprints(first) != fingerprints(review(TEXT, "保本", rule="a/c"))
    assert fingerprints(review(TEXT, "保本", missing=True, message="缺甲")) != fingerprints(
        review(TEXT, "保本", missing=True, message="缺乙")
    )


def test_equal_places_are_told_apart_by_order() -> None:
    prints = fingerprints(review("本产品保本。\n本产品保本。", "保本"))
    assert len(set(prints)) == 2
    assert prints[0] == fingerprints(review("本产品保本。", "保本"))[0]


def test_the_document_as_a_whole_and_a_draft_that_was_not_read() -> None:
    whole = replace(review(TEXT, "保本"), findings=(replace(RULE, missing=True),))
    assert fingerprints(whole) == fingerprints(Review(name="y", document=None, findings=whole.findings))


def test_long_numbers_do_not_enter() -> None:
    one = fingerprints(review("卡号6222020012345678903。", "6222020012345678903"))
    assert one == fingerprints(review("卡号6222020099999999999。", "6222020099999999999"))


@given(st.text(max_size=40))
def test_any_text_has_a_fingerprint(text: str) -> None:
    document = Document(name="x", format="txt", text=text)
    spans = (Span(0, len(text)), Span(len(text), len(text)), None)
    findings = tuple(replace(RULE, span=span) for span in spans)
    prints = fingerprints(Review(name="x", document=document, findings=findings))
    assert all(len(p) == 32 and int(p, 16) >= 0 for p in prints)
    assert len(set(prints)) == 3
