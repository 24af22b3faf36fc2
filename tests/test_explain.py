"""Why a rule did or did not report: the tree, the first part that gave nothing, and what removed a finding."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.errors import ReviewError
from engine.explain import explain
from engine.explanation import Explanation, Part
from engine.loaders.text import from_text
from engine.matching import scan
from engine.plancache import read_plan, write_plan
from engine.profile import attributes_given
from engine.reporters.explanation import as_text
from engine.reporters.explanation_page import page
from tests.packs import plan
from tests.reporters.page import Page

PACK = """
pack: t
define:
  promise: [保本, 保息]
  negation: [不, 非]
  said: promise not after negation in same phrase
  warning: {statement: 理财非存款保本与否请看合同, basis: [{cite: 广告法, article: 第二十五条}]}
  rate: {regex: '(?P<value>\\d+)%'}
rules:
  - {id: said, title: T, severity: high, message: '「{{ match }}」', forbid: said, applies_to: {product: [wealth]}}
  - {id: strong, title: S, severity: high, message: M, forbid: 「保息」, overrides: [said], applies_to: {product: [wealth]}}
  - {id: rate, title: R, severity: low, message: M, forbid: rate where value > 24}
  - {id: warned, title: W, severity: low, message: M, when: rate, require: {find: warning, name: 提示}}
  - {id: late, title: L, severity: low, message: M, forbid: 「保本」, effective: {from: 2030-01-01}}
  - {id: draft, title: D, severity: low, message: M, forbid: 「保本」, status: draft}
  - {id: only, title: O, severity: low, message: M, forbid: 「保本」, only_if: 「基金」}
  - {id: both, title: B, severity: low, message: M, forbid: (「甲」 in sentence) then (「乙」 | 「丙」) within 5 chars}
"""
PLAN = plan(PACK)


def why(rule: str, text: str, **attributes: str) -> Explanation:
    given = attributes_given({name: (value,) for name, value in attributes.items()}, {}, {})
    return explain(PLAN, f"t/{rule}", from_text(text, "t.txt"), given, as_of="2026-11-25")


def parts(part: Part) -> Iterator[Part]:
    yield part
    for child in part.parts:
        yield from parts(child)


def words(explanation: Explanation, part: Part) -> list[str]:
    return [explanation.document.text[slice(*span)] for span in part.spans]


def test_the_tree_keeps_the_names_of_definitions_and_shows_what_each_gave() -> None:
    found = why("said", "本产品保本,非保息。", product="wealth")
    (clause,) = found.clauses
    by_name = {part.name: words(found, part) for part in parts(clause.part) if part.name}
    assert by_name == {"said": ["保本"], "promise": ["保本", "保息"], "negation": ["非"]}
    assert clause.part.label == "not after … in same phrase"
    assert [f.message for f in found.findings] == ["「保本」"]
    assert found.reasons == ()


def test_a_count_is_shown_by_its_value() -> None:
    made = plan(
        "pack: t\ndefine:\n  rate: {regex: '\\d+%'}\nrules:\n"
        "  - {id: r, title: C, severity: low, message: M, forbid: 「保本」, only_if: not count(rate) >= 3}\n"
    )
    found = explain(made, "t/r", from_text("保本，5%，7%", "t.txt"), {}, as_of="2026-11-25")
    values = {part.label: (part.value, part.spans) for part in parts(found.clauses[0].part)}
    assert values["count"] == (2, ())
    assert "2" in as_text(found, lang="zh")


def test_the_names_are_kept_with_a_plan() -> None:
    assert PLAN.names
    assert read_plan(write_plan(PLAN)).names == PLAN.names


@pytest.mark.parametrize(
    ("rule", "text", "first"),
    [
        ("said", "没有承诺。", "promise"),
        ("said", "不保本。", "said"),  # the words are there, and the filter left none
        ("both", "甲、丁", "|"),
        ("both", "丙、乙", "「甲」"),
        ("both", "甲……很远的地方才有乙", "then … within 5 chars"),
        ("rate", "年化12%。", "where value > 24"),
    ],
)
def test_the_first_part_that_gave_nothing(rule: str, text: str, first: str) -> None:
    found = why(rule, text, product="wealth")
    marked = [part for clause in found.clauses for part in parts(clause.part) if part.first]
    assert [part.name or part.label for part in marked] == [first]
    assert [reason.code for reason in found.reasons] == ["nothing"]


def test_the_captures_of_where_are_told_for_each_span() -> None:
    found = why("rate", "年化12%,最高36%。")
    assert [(values, kept) for _, values, kept in found.clauses[0].part.notes] == [
        ("value = 12", False),
        ("value = 36", True),
    ]


@pytest.mark.parametrize(
    ("rule", "text", "code", "what"),
    [
        ("late", "保本", "date", "2030-01-01 – "),
        ("draft", "保本", "status", "draft"),
        ("only", "保本", "only-if", ""),
        ("warned", "3%。理财非存款保本与否请看合同", "found", "提示"),
        ("said", "理财非存款保本与否请看合同", "nothing", "forbid"),
        ("late", "理财非存款保本与否请看合同", "masked", "forbid"),
        ("said", "本产品保息", "overridden", "t/strong"),
    ],
)
def test_the_reasons_for_silence(rule: str, text: str, code: str, what: str) -> None:
    found = why(rule, text, product="wealth")
    assert found.findings == ()
    assert (code, what) in {(reason.code, reason.what) for reason in found.reasons}


def test_a_gate_that_is_not_met_is_named_and_the_tree_is_there_all_the_same() -> None:
    found = why("said", "本产品保本", product="loan")
    assert found.findings == ()
    (gate,) = [gate for gate in found.gates if not gate.met]
    assert (gate.name, gate.wanted, gate.own, gate.source) == ("product", ("wealth",), ("loan",), "option")
    assert ("gate", "product") in {(reason.code, reason.what) for reason in found.reasons}
    assert words(found, found.clauses[0].part) == ["保本"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_views_show_the_parts_their_places_and_the_reasons(lang: str) -> None:
    found = why("said", "第一行\n不保本<b>", product="wealth")
    shown = as_text(found, lang=lang)
    assert "promise = " in shown
    assert "2:2「保本」" in shown
    assert "\033[" not in shown
    assert "\033[" in as_text(found, lang=lang, color=True)
    made = Page(page(found, lang=lang))
    assert set(made.links) <= set(made.ids)
    assert "L2" in made.links
    assert "promise" in made.text_of["strong"]
    assert "不保本<b>" in "".join(made.text_of["ol"])


def test_control_characters_of_a_draft_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in as_text(why("said", "保本\x1b[2J", product="wealth"), lang="zh")


def test_a_spent_budget_is_told_and_nothing_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SECONDS", -1.0)
    with pytest.raises(ReviewError, match="t/said") as caught:
        why("said", "本产品保本。", product="wealth")
    assert caught.value.code == "budget"
