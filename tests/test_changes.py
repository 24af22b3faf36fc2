"""Which findings a change touched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.changes import UNTOUCHED, likeness, narrowed, renamed, touched
from engine.document import Document
from engine.finding import Review
from engine.loaders import load
from engine.loaders.text import from_text
from engine.review import review_document
from engine.rule import Severity
from tests.builders import broken
from tests.packs import plan

MADE = plan(
    """
    pack: t
    define: {claim: [业绩], notice: [不代表未来], promise: [保本]}
    rules:
      - {id: promise, title: T, severity: high, message: M, forbid: promise}
      - {id: notice, title: T, severity: high, message: M, when: claim, require: {find: notice, name: 提示}}
    """
)
BEFORE = "业绩3%。\n本产品保本。\n过往业绩不代表未来。\n请咨询客户经理。\n"


def review(text: str) -> Review:
    return review_document(MADE, from_text(text, "a.txt"), {}, as_of="2026-11-24")


def left(now: str, before: str = BEFORE) -> list[tuple[str, str]]:
    """The rules and words of the findings that count."""
    found = narrowed(review(now), review(before))
    assert found.document
    text = found.document.text
    return [(f.rule, text[slice(*f.span)] if f.span else "") for f in found.findings if f.suppression is None]


def test_the_same_draft() -> None:
    assert left(BEFORE) == []


@pytest.mark.parametrize(
    "now",
    [
        "请咨询客户经理。\n过往业绩不代表未来。\n业绩3%。\n本产品保本。\n",
        "业绩 3%。\n\n\n本产品　保本。\n过往业绩不代表未来。\n请咨询客户经理。\n",
        BEFORE + "再见。\n",
        BEFORE.replace("请咨询客户经理。\n", ""),
    ],
    ids=["moved", "spaced", "added", "removed"],
)
def test_what_stands_where_nothing_changed_does_not_count(now: str) -> None:
    assert left(now) == []


def test_what_a_changed_sentence_has_counts() -> None:
    assert left(BEFORE.replace("请咨询客户经理", "保本")) == [("t/promise", "保本")]
    assert left(BEFORE.replace("本产品保本", "本款产品保本")) == [("t/promise", "保本")]


def test_one_more_of_what_was_there_counts() -> None:
    assert left(BEFORE + "本产品保本。\n") == [("t/promise", "保本")]


def test_what_a_removed_disclosure_leaves_counts_wherever_it_stands() -> None:
    now = BEFORE.replace("过往业绩不代表未来。\n", "")
    assert {rule for rule, _ in left(now)} == {"t/notice"}


def test_what_was_missing_before_does_not_count() -> None:
    assert left("业绩3%。\n新的一段。\n", "业绩3%。\n") == []


def test_a_finding_that_became_graver_counts() -> None:
    before = review(BEFORE)
    lighter = tuple(replace(f, severity=Severity.LOW) for f in before.findings)
    found = narrowed(review(BEFORE), replace(before, findings=lighter))
    assert all(f.suppression is None for f in found.findings)


def test_a_finding_whose_suppression_is_gone_counts() -> None:
    before = review(BEFORE)
    hidden = tuple(replace(f, suppression=UNTOUCHED) for f in before.findings)
    assert all(
        f.suppression is None for f in narrowed(review(BEFORE), replace(before, findings=hidden)).findings
    )


def test_all_counts_where_there_is_nothing_to_compare_with() -> None:
    now = review(BEFORE)
    assert now.findings
    assert narrowed(now, broken()) == now


def test_sentences_that_are_there_once_more() -> None:
    before, now = from_text("一\n二\n一\n", "a"), from_text("二\n一\n一\n一\n三\n", "a")
    assert [now.text[slice(*span)] for span in touched(now, before)] == ["一", "三"]


def test_a_new_draft_is_the_removed_one_that_is_most_like_it() -> None:
    new = from_text("一一一\n二二二\n三\n", "a")
    removed = [(7, from_text("四\n", "b")), (8, from_text("一一一\n二二二\n五\n", "c"))]
    assert renamed(new, removed) == 8
    assert renamed(new, removed[:1]) is None
    assert renamed(new, []) is None
    assert likeness(new, new) == 1


def markdown(text: str) -> Document:
    return load(text.encode(), "a.md")


def test_of_a_paragraph_that_lost_or_got_a_sentence_only_that_is_touched() -> None:
    before = markdown("甲。\n乙。\n丙。\n\n丁。\n")
    assert touched(markdown("甲。\n丙。\n\n丁。\n"), before) == []
    now = markdown("甲。\n乙。\n戊。\n丙。\n\n丁。\n")
    assert [now.text[slice(*span)].strip() for span in touched(now, before)] == ["戊。"]


def test_a_paragraph_that_was_wrapped_anew_is_not_touched() -> None:
    assert touched(markdown("甲乙\n丙丁。\n"), markdown("甲\n乙丙\n丁。\n")) == []
