"""What helps an author: scaffolds, provisions, the rule book, disguises, coverage, exact fixes."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authorities import detail, named, overview, resting
from engine.coverage import gaps
from engine.disguises import disguised_forms, try_disguises
from engine.lint import lint_packs
from engine.packreader import read_packs
from engine.packs import Packs
from engine.plan import Plan
from engine.prove import prove
from engine.rulebook import pages
from engine.scaffold import ScaffoldError, appended, new_file, split_name
from engine.yamlfile import Source
from tests.packs import packs_of, plan

FIELDS = "title: T, severity: high, message: M"


def made(text: str) -> tuple[Packs, Plan]:
    packs, faults = packs_of({"t": text})
    assert faults == []
    return packs, plan(text)


# ---- scaffold ---------------------------------------------------------------------------------------


def lint_one(text: str, name: str) -> list[str]:
    faults: list = []
    packs = read_packs({name: Source(f"{name}.yaml", text)}, faults)
    return [d.code for d in lint_packs(packs, faults)]


def test_a_scaffold_passes_lint_and_its_examples_hold() -> None:
    text = new_file("house/ads", "one")
    assert lint_one(text, "house/ads") == []
    packs = read_packs({"house/ads": Source("a.yaml", text)}, [])
    more = appended(Source("a.yaml", text), "two")
    assert lint_one(more, "house/ads") == []
    assert more.startswith(text.rstrip())
    assert [rule.id for rule in packs.rules] == ["house/ads/one"]
    packs, faults = packs_of({"house/ads": more})
    assert [rule.id for rule in packs.rules] == ["house/ads/one", "house/ads/two"]
    assert faults == []


def test_a_rule_is_added_within_the_list_and_all_else_is_kept() -> None:
    text = (
        "pack: t\nrules:\n- {id: a, "
        + FIELDS
        + ", forbid: 「甲」}  # why\n# end of rules\ndefine:\n  x: [乙]\n"
    )
    new = appended(Source("t.yaml", text), "b")
    packs, faults = packs_of({"t": new})
    assert faults == []
    assert [rule.id for rule in packs.rules] == ["t/a", "t/b"]
    assert set(text.split()) <= set(new.split())


@pytest.mark.parametrize(
    "text", ["pack: t\n", "pack: t\nrules: [{id: a}]\n", "pack: t\nrules:\n  - id: b\n", "a: [\n"]
)
def test_a_file_that_a_rule_cannot_be_added_to(text: str) -> None:
    with pytest.raises(ScaffoldError, match=r"t\.yaml"):
        appended(Source("t.yaml", text), "b")


@pytest.mark.parametrize("name", ["alone", "a//b", "a/b c", "../x/y", "/a/b"])
def test_a_name_that_is_no_rules(name: str) -> None:
    with pytest.raises(ScaffoldError):
        split_name(name)


# ---- provisions -------------------------------------------------------------------------------------

CITING = f"""
pack: t
rules:
  - {{id: a, {FIELDS}, forbid: 「甲」, basis: [{{cite: 广告法, article: 第二十五条}}]}}
  - {{id: b, {FIELDS}, forbid: 「乙」, basis: [{{cite: 广告法}}, {{cite: 旧规}}]}}
"""


def test_which_rules_rest_on_a_provision_and_which_provisions_have_none() -> None:
    packs, _ = packs_of({"t": CITING})
    found = resting(packs)
    assert list(overview(found)) == [
        "广告法  [in_force]  2 rules",
        "    no rule: 第九条",
        "通知  [in_force]  0 rules",
        "旧规  [repealed, repealed 2020-01-01]  1 rules",
    ]
    (law,) = named(found, "广告法")
    told = list(detail(law))
    assert told[told.index("  第二十五条 [full]") + 2] == "    t/a"
    assert told[told.index("  第九条 [substance]") + 1] == "    no rule"
    assert told[told.index("  (the instrument as a whole)") + 1] == "    t/b"
    assert [one.instrument.cite for one in named(found, "某发")] == ["通知"]
    assert named(found, "无此法") == []


# ---- the rule book ----------------------------------------------------------------------------------


def test_a_page_tells_a_rule_whole_and_no_text_becomes_markup() -> None:
    text = """
    pack: t
    define:
      bad: {words: ['*甲*'], except: [非甲]}
    rules:
      - {id: a, title: '<b>题', severity: high, message: '[x](y)', forbid: bad, basis: [{cite: 广告法, article: 第二十五条}, {cite: 旧规}], examples: {violates: ['有⟦*甲*⟧'], complies: ['无_乙_']}}
    """
    packs, _ = packs_of({"t": text})
    page = pages(packs)["t.md"]
    for part in (
        "\\<b\\>题",
        "\\[x\\](y)",
        "forbid: bad",
        "非甲",
        "有⟦\\*甲\\*⟧",
        "无\\_乙\\_",
        "(repealed)",
    ):
        assert part in page
    assert "> 招商等有投资回报预期的商品或者服务广告。" in page
    assert "[a](t.md#a)" in pages(packs)["README.md"]


# ---- disguises --------------------------------------------------------------------------------------


def test_a_violating_example_is_tried_in_every_disguise_that_the_definition_allows() -> None:
    text = f"""
    pack: t
    define:
      money: [赚本财1]
      exact: {{words: [稳赚], fold: exact}}
      rate: {{regex: '收益\\d+'}}
      sure: {{regex: '(?:零利息|不花钱)贷?'}}
    rules:
      - {{id: a, {FIELDS}, forbid: money | exact | rate | sure, examples: {{violates: [要⟦赚本财1⟧了, ⟦稳赚⟧, ⟦收益12⟧, 真⟦零利息贷⟧], complies: [好]}}}}
    """
    packs, planned = made(text)
    examples = [example for example in packs.rules[0].examples if example.violates]
    tried = [dict(disguised_forms(planned.rules[0], planned, example)) for example in examples]
    assert {kind: example.text for kind, example in tried[0].items()} == {
        "spaces": "要赚本 财1了",
        "zero-width": "要赚本\u200b财1了",
        "symbols": "要赚本*财1了",
        "width": "要赚本财１了",
        "traditional": "要賺本財1了",
        "look-alike": "要赚夲财1了",
    }
    assert tried[0]["spaces"].marks == ((1, 6),)
    assert tried[1] == {}
    assert tried[2]["width"].text == "收益１２"
    assert tried[2]["symbols"].text == "收*益12"
    assert "spaces" not in tried[2]  # 收 益 are two words
    assert tried[3]["symbols"].text == "真零利*息贷"
    assert tried[3]["spaces"].text == "真零 利 息 贷"
    (result,) = try_disguises(packs, planned)
    assert result[1] == sum(map(len, tried))
    assert result[2] == []


def test_a_disguise_that_is_not_seen_through_is_told() -> None:
    text = f"""
    pack: t
    rules:
      - {{id: a, {FIELDS}, forbid: 「保本」 not near 「*」 within 2 chars, examples: {{violates: [⟦保本⟧], complies: [好]}}}}
    """
    packs, planned = made(text)
    ((_, _, problems),) = try_disguises(packs, planned)
    assert [(p.code, "symbols" in p.title) for p in problems] == [("example-disguised", True)]


# ---- coverage ---------------------------------------------------------------------------------------


def test_words_exceptions_and_alternatives_that_no_example_needs() -> None:
    text = f"""
    pack: t
    define:
      a: {{words: [甲一, 甲二], except: [非甲一, 非甲二]}}
      b: [乙]
      c: [丙]
    rules:
      - {{id: x, {FIELDS}, forbid: a | b | c, examples: {{violates: [⟦甲一⟧, ⟦乙⟧], complies: [非甲一]}}}}
    """
    packs, planned = made(text)
    found = {
        (gap.where, gap.kind): (gap.items, gap.total) for gap in gaps(packs, planned, frozenset({"t/x"}))
    }
    assert found == {
        ("t/a", "words"): (("甲二",), 2),
        ("t/a", "exceptions"): (("非甲二",), 2),
        ("t/c", "words"): (("丙",), 1),
        ("t/x", "alternatives"): (("c",), 3),
    }


# ---- exact fixes ------------------------------------------------------------------------------------


def test_an_exact_fix_that_triggers_again_fails_the_rule() -> None:
    text = f"""
    pack: t
    rules:
      - {{id: good, {FIELDS}, forbid: 「甲」, replace: 乙, examples: {{violates: [⟦甲⟧], complies: [好]}}}}
      - {{id: bad, {FIELDS}, forbid: 「丙」, replace: 小丙, examples: {{violates: [⟦丙⟧], complies: [好]}}}}
    """
    packs, planned = made(text)
    found = {entry.rule.id: [p.code for p in problems] for entry, problems in prove(packs, planned)}
    assert found == {"t/good": [], "t/bad": ["replace-violates"]}


def test_the_labelled_set_names_no_case_twice() -> None:
    from engine.cases import read_cases

    lines = (Path(__file__).parent / "data" / "cases_zh.jsonl").read_text("utf-8").splitlines()
    cases = list(read_cases(lines))
    assert len({case.id for case in cases}) == len(cases) >= 120
    for case in cases:
        assert all(violation.spans for violation in case.violations if not violation.missing), case.id
