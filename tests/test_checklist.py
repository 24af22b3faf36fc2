"""The answers to the points of checklists: what the rules looked at, and what is left."""

from __future__ import annotations

from dataclasses import replace

from engine.checklist import answers
from engine.document import StyleRun, Unread
from engine.finding import Review
from engine.loaders.text import from_text
from engine.plan import Plan
from engine.plancache import read_plan, write_plan
from engine.profile import attributes_given
from engine.review import review_document
from tests.packs import packs_of, plan

DAY = "2026-11-24"
RULES = """\
pack: t
language: zh
checklist:
  - {point: 没有保本承诺, rules: [t/promise]}
  - {point: 保险没有虚构的停售, rules: [t/stop*], ask: 停售属实吗?}
  - {point: 收益有风险提示, rules: [t/warning], ask: 提示醒目吗?}
  - {point: 立项齐全, ask: 记录齐全吗?}
  - {point: 警示加粗, rules: [t/bold]}
rules:
  - {id: promise, title: 保本, severity: high, message: m, forbid: 「保本」, examples: {violates: [⟦保本⟧], complies: [收益]}}
  - {id: stop-sale, title: 停售, severity: high, message: m, applies_to: {product: insurance}, forbid: 「停售」, examples: {violates: [⟦停售⟧], complies: [在售]}}
  - {id: warning, title: 提示, severity: high, message: m, when: 「收益」, require: 「风险」, examples: {violates: [⟦收益⟧], complies: [收益 风险]}}
  - {id: bold, title: 加粗, severity: high, message: m, forbid: 「警示」 not in bold, examples: {violates: [⟦警示⟧], complies: [提示]}}
"""


def reviewed(text: str, product: str = "", plan_: Plan | None = None) -> tuple[Plan, Review]:
    made = plan_ or plan(RULES)
    given = {"product": (product,)} if product else {}
    return made, review_document(made, from_text(text, "d"), attributes_given(given, {}, {}), as_of=DAY)


def statuses(text: str, product: str = "") -> list[str]:
    return [answer.status for answer in answers(*reviewed(text, product), DAY)]


def test_what_a_rule_found_outranks_what_is_open() -> None:
    made, review = reviewed("保本", "wealth")
    found, *_ = answers(made, review, DAY)
    assert (found.status, found.rules, found.hits) == ("found", ("t/promise",), ("t/promise",))


def test_a_point_whose_rules_are_for_other_drafts_asks_nothing() -> None:
    assert statuses("收益与风险", "wealth")[1] == "not-concerned"


def test_what_is_not_known_of_a_draft_leaves_its_points_undecided() -> None:
    made, review = reviewed("收益与风险")
    second = answers(made, review, DAY)[1]
    assert (second.status, second.doubts) == ("undecided", ("product",))


def test_a_point_with_a_question_is_left_to_a_person() -> None:
    assert statuses("收益与风险", "insurance") == ["clear", "person", "person", "person", "undecided"]


def test_style_decides_where_the_format_tells_of_it() -> None:
    made, review = reviewed("警示", "insurance")
    assert review.document is not None
    assert answers(made, review, DAY)[4].hits == ("t/bold",)
    quiet = replace(review, findings=())
    assert answers(made, quiet, DAY)[4].doubts == ("style",)
    styled = replace(review.document, styles=(StyleRun(0, 2, bold=True),))
    assert answers(made, replace(quiet, document=styled), DAY)[4].status == "clear"


def test_no_point_is_clear_where_a_part_was_not_read() -> None:
    made, review = reviewed("收益与风险", "wealth")
    lost = replace(review, unread=(Unread("picture", "第1张", "未识别"),))
    assert answers(made, lost, DAY)[0].doubts == ("unread",)


def test_a_draft_in_another_language_or_unread_has_no_answers() -> None:
    made, review = reviewed("Our deposits are safe and sound for everyone.")
    assert answers(made, review, DAY) == ()
    assert answers(made, replace(reviewed("保本")[1], document=None), DAY) == ()


def test_points_are_kept_with_a_plan() -> None:
    made, review = reviewed("保本", "wealth")
    kept = read_plan(write_plan(made))
    assert tuple(kept.points) == tuple(made.points)
    assert answers(kept, review, DAY) == answers(made, review, DAY)


def test_a_pattern_stands_for_all_active_rules_of_that_name() -> None:
    packs, faults = packs_of({"t": RULES.replace("t/stop*", "t/*")})
    assert not faults
    assert [asked.point.rules for asked in packs.files["t"].points][1] == ("t/*",)
    assert len(plan(RULES.replace("t/stop*", "t/*")).points[1].rules) == 4
