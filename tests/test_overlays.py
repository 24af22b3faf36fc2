"""Overlays: what they change of rules, and that nothing of that is silent or outlives its day."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent, indent

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.errors import RuleError
from engine.library import load_plan
from engine.plan import Plan
from engine.plancache import read_plan, write_plan
from engine.reporters import REPORTERS
from tests.packs import findings

PACK = """\
pack: t
define:
  sure: [保本, 保息]
rules:
  - id: promise
    title: 不得承诺保本
    severity: high
    applies_to: {material: [marketing]}
    forbid: sure
    message: "「{{ match }}」不得出现。"
    examples: {violates: ["本产品⟦保本⟧。"], complies: ["稳健。"]}
  - id: both
    title: 两者不得同时出现
    severity: high
    forbid: 「甲」 and count(「乙」) >= 1
    message: M
    examples: {violates: ["⟦甲⟧乙"], complies: ["甲"]}
  - id: many
    title: 不得多次出现
    severity: high
    forbid: count(「丙」) >= 2
    message: M
    examples: {violates: ["丙丙"], complies: ["丙"]}
  - id: warned
    title: 收益须有提示
    severity: high
    when: 「收益」
    require: 「风险」
    message: M
    examples: {violates: ["⟦收益⟧"], complies: ["收益,风险"]}
  - id: told
    title: 须有电话
    severity: high
    only_if: 「投诉」
    require: 「电话」
    message: M
    examples: {violates: ["投诉"], complies: ["投诉电话"]}
"""
BY = "    reason: 试点\n    owner: 张三\n    until: 2027-06-30\n"
TODAY = "2026-11-24"


def entry(rule: str, change: str) -> str:
    return f"  - rule: {rule}\n{indent(dedent(change).strip(), '    ')}\n{BY}"


def load(folder: Path, *entries: str, day: str = TODAY, head: str = "") -> Plan:
    (folder / "packs").mkdir(exist_ok=True)
    (folder / "packs" / "t.yaml").write_text(PACK, "utf-8")
    overlay = folder / "house.yaml"
    overlay.write_text(f"{head}overlay:\n" + "".join(entries), "utf-8")
    return load_plan([folder / "packs"], folder / "cache", overlays=[overlay] if entries else [], day=day)


def marked(plan: Plan, text: str, **attributes: str) -> list[str]:
    return [
        f"{f.rule[2:]}:{text[slice(*f.span)] if f.span else '*'}" for f in findings(plan, text, **attributes)
    ]


@pytest.mark.parametrize(
    ("rule", "change", "text", "before", "after"),
    [
        ("t/promise", "off: true", "保本", ["promise:保本"], []),
        ("t/*", "off: true", "保本收益", ["promise:保本", "warned:收益"], []),
        ("t/promise", "narrow: {except: [保本微利]}", "保本微利,保息", ["promise:保本", "promise:保息"], ["promise:保息"]),
        ("t/promise", "narrow: {except: [保本微利]}", "保*本微利", ["promise:保*本"], []),
        ("t/promise", "narrow: {except: sentence containing 「获奖」}", "保本获奖。保息。", ["promise:保本", "promise:保息"], ["promise:保息"]),
        ("t/promise", "narrow: {except: count(「获奖」) >= 1}", "保本。获奖。", ["promise:保本"], []),
        ("t/promise", "narrow: {except: count(「获奖」) >= 1}", "保本。", ["promise:保本"], ["promise:保本"]),
        ("t/both", "narrow: {except: [甲天下]}", "甲天下,甲乙", ["both:甲", "both:甲"], ["both:甲"]),
        ("t/both", "narrow: {except: [甲天下]}", "甲天下乙", ["both:甲"], []),
        ("t/many", "narrow: {except: [丙丙]}", "丙丙", ["many:*"], []),
        ("t/many", "narrow: {except: [丁]}", "丙丙", ["many:*"], ["many:*"]),
        ("t/warned", "narrow: {except: [收益权]}", "收益权", ["warned:收益"], []),
        ("t/warned", "narrow: {except: [收益权]}", "收益权,收益", ["warned:收益"], ["warned:收益"]),
        ("t/told", "narrow: {except: [内部投诉]}", "内部投诉", ["told:*"], []),
        ("t/told", "narrow: {except: [内部投诉]}", "投诉", ["told:*"], ["told:*"]),
    ],
)  # fmt: skip
def test_what_is_left_of_a_rule(
    tmp_path: Path, rule: str, change: str, text: str, before: list[str], after: list[str]
) -> None:
    assert marked(load(tmp_path), text, material="sms") == before
    assert marked(load(tmp_path, entry(rule, change)), text, material="sms") == after


def test_gates_are_narrowed_and_the_severity_is_another(tmp_path: Path) -> None:
    plan = load(
        tmp_path,
        entry("t/promise", "narrow: {applies_to: {material: [sms], product: [fund]}}"),
        entry("t/promise", "severity: low"),
    )
    assert [f.severity.word for f in findings(plan, "保本", material="sms", product="fund")] == ["low"]
    assert findings(plan, "保本", material="poster", product="fund") == []
    assert findings(plan, "保本", material="sms", product="loan") == []


def test_an_exception_may_use_the_names_of_packs_and_its_own(tmp_path: Path) -> None:
    head = "use: [t]\ndefine:\n  prize: [获奖]\n"
    plan = load(
        tmp_path, entry("t/promise", "narrow: {except: sentence containing sure near prize within 3 chars}"), head=head
    )  # fmt: skip
    assert marked(plan, "保本获奖。") == []
    assert marked(plan, "保本。") == ["promise:保本"]


def test_what_was_changed_is_in_the_plan_and_survives_the_cache(tmp_path: Path) -> None:
    plan = load(
        tmp_path, entry("t/*", "severity: high"), entry("t/promise", "narrow: {applies_to: {channel: [app]}}")
    )
    assert [(a.rule, a.change, a.detail) for a in plan.amendments] == [
        ("t/promise", "narrow", "channel: app")
    ]
    assert (plan.amendments[0].place, plan.until) == (f"{tmp_path.as_posix()}/house.yaml:7", "2027-06-30")
    assert read_plan(write_plan(plan)) == plan
    assert load(tmp_path).amendments == ()


def test_a_kept_plan_never_outlives_its_overlays(tmp_path: Path) -> None:
    change = entry("t/promise", "severity: high")  # says nothing new, and must hold all the same
    assert load(tmp_path, change) == load(tmp_path, change, day="2027-06-30")
    with pytest.raises(RuleError) as wrong:
        load(tmp_path, change, day="2027-07-01")
    (fault,) = wrong.value.diagnostics
    assert fault.code == "overlay-expired"
    assert fault.labels[0].text[slice(*fault.labels[0].span)] == "2027-06-30"


def test_a_kept_plan_is_that_of_its_overlays(tmp_path: Path) -> None:
    assert marked(load(tmp_path, entry("t/promise", "off: true")), "保本") == []
    assert marked(load(tmp_path, entry("t/promise", "severity: low")), "保本") == ["promise:保本"]
    assert marked(load(tmp_path), "保本") == ["promise:保本"]


def test_an_overlay_is_no_pack_and_its_name_no_packs(tmp_path: Path) -> None:
    load(tmp_path, entry("t/promise", "off: true"))
    with pytest.raises(RuleError) as wrong:
        load_plan([tmp_path / "packs"], tmp_path / "cache", overlays=[tmp_path / "absent.yaml"])
    assert [fault.code for fault in wrong.value.diagnostics] == ["file-unreadable"]
    (tmp_path / "packs" / "house.yaml").write_text("pack: house\n", "utf-8")
    with pytest.raises(RuleError) as wrong:
        load_plan([tmp_path / "packs"], tmp_path / "cache", overlays=[tmp_path / "empty.yaml"])
    (tmp_path / "empty.yaml").write_text("", "utf-8")
    with pytest.raises(RuleError) as wrong:
        load_plan([tmp_path / "packs"], tmp_path / "cache", overlays=[tmp_path / "empty.yaml"])
    assert [fault.code for fault in wrong.value.diagnostics] == ["overlay-form"]


# ---- by the command ---------------------------------------------------------------------------------

HOUSE = f"overlay:\n{entry('cn/wealth/promises/guaranteed-principal', 'off: true')}" + entry(
    "cn/wealth/promises/guaranteed-return", "severity: low"
)
FAULTY = "年化收益5%,本产品保本保息,稳赚不赔。"
KINDS = ("--product", "wealth", "--material", "marketing")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(FAULTY, "utf-8")
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    return tmp_path


def zhupi(*arguments: str, input: str | None = None) -> Result:
    return CliRunner(env={"LANG": "en"}).invoke(main, list(arguments), input=input)


def test_every_report_says_what_was_switched_off(here: Path) -> None:
    formats = [f"--format={name}" for name in REPORTERS]
    found = zhupi("review", "a.txt", "--overlay", "house.yaml", *KINDS, *formats, "--as-of", TODAY)
    assert found.exit_code == 1, found.stderr
    assert "by overlays: 1 rule switched off, 1 rule changed" in found.stdout
    data = json.loads((here / "zhupi-out" / "findings.json").read_text("utf-8"))
    assert "cn/wealth/promises/guaranteed-principal" not in {f["rule"] for f in data["drafts"][0]["findings"]}
    assert data["run"]["overlays"][0] == {
        "rule": "cn/wealth/promises/guaranteed-principal",
        "change": "off",
        "detail": "",
        "reason": "试点",
        "owner": "张三",
        "until": "2027-06-30",
        "place": "house.yaml:2",
    }
    for name, reporter in REPORTERS.items():
        if name in ("lines", "xlsx"):  # the short records are findings alone; a workbook is an archive
            continue
        path = here / "zhupi-out" / ("findings.json" if name == "json" else f"report{reporter.ending}")
        text = path.read_text("utf-8").replace("\\", "").replace("%2F", "/")
        assert "cn/wealth/promises/guaranteed-principal" in text, name
        assert "house.yaml" in text, name


def test_the_configuration_names_overlays(here: Path) -> None:
    (here / "zhupi.yaml").write_text("overlays: [house.yaml]\n", "utf-8")
    listed = zhupi("rules", "list", "--status", "off").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["cn/wealth/promises/guaranteed-principal", "←"]
    assert "switched off · 试点 · 张三 · until 2027-06-30" in listed[1]
    data = json.loads(zhupi("rules", "list", "--severity", "low", "--format", "json").stdout)
    changed = [rule for rule in data["rules"] if rule["overlay"]]
    assert [rule["id"] for rule in changed] == ["cn/wealth/promises/guaranteed-return"]
    assert changed[0]["overlay"][0]["detail"] == "critical → low"
    shown = zhupi("rules", "show", "wealth/promises/guaranteed-return").stdout
    assert "critical → low" in shown
    why = zhupi("explain", "wealth/promises/guaranteed-principal", "a.txt", *KINDS, "--html", "why.html")
    assert "switched off" in why.stdout
    assert "status is off" in why.stdout
    assert "switched off" in (here / "why.html").read_text("utf-8")
    answer = zhupi("review", "--input-format", "jsonl", "-", *KINDS, input=f'{{"text": "{FAULTY}"}}\n')
    assert {
        f["severity"] for f in json.loads(answer.stdout)["findings"] if f["rule"].endswith("-return")
    } == {"low"}


def test_an_expired_entry_stops_the_run_on_the_day_that_is_reviewed_by(here: Path) -> None:
    arguments = ("review", "a.txt", "--overlay", "house.yaml", *KINDS, "--fail-on", "none", "--as-of")
    assert zhupi(*arguments, "2027-06-30").exit_code == 0
    found = zhupi(*arguments, "2027-07-01", "--out", "late")
    assert found.exit_code == 2
    assert found.stderr.count("overlay-expired") == 2
    assert not (here / "late").exists()


def test_lint_tells_of_overlays_and_examples_stand_without(here: Path) -> None:
    (here / "house.yaml").write_text(HOUSE.replace("guaranteed-return", "guaranteed-retrun"), "utf-8")
    found = zhupi("rules", "lint", "--overlay", "house.yaml", "house.yaml")
    assert found.exit_code == 2
    assert "did you mean `cn/wealth/promises/guaranteed-return`?" in found.stdout
    (here / "house.yaml").write_text(HOUSE, "utf-8")
    (here / "zhupi.yaml").write_text("overlays: [house.yaml]\n", "utf-8")
    assert "1 warning" not in zhupi("rules", "lint", "house.yaml").stdout
    assert zhupi("rules", "test", "cn/wealth/promises").exit_code == 0


def test_an_overlay_is_spelt_canonically(here: Path) -> None:
    narrowed = entry(
        "cn/wealth/promises/guaranteed-return", "narrow: {except: sentence   containing 「获奖」}"
    )
    (here / "house.yaml").write_text(f"overlay:\n{narrowed}", "utf-8")
    assert zhupi("rules", "fmt", "house.yaml").exit_code == 0
    assert "{except: sentence containing 「获奖」}" in (here / "house.yaml").read_text("utf-8")


# ---- packs of one's own -----------------------------------------------------------------------------

OWN = """\
pack: house/words
define:
  ours: {statement: '本产品保本保息'%s}
rules:
  - id: slogan
    title: 不用旧口号
    severity: low
    forbid: 「稳赚不赔」
    message: M
    examples: {violates: ["⟦稳赚不赔⟧"], complies: ["好"]}
  - id: told
    title: T
    severity: info
    when: 「理财夜市」
    require: ours
    message: M
    examples: {violates: ["⟦理财夜市⟧"], complies: ["理财夜市。本产品保本保息"]}
"""


@pytest.mark.parametrize("by", ["--packs", "zhupi.yaml"])
def test_own_packs_stand_beside_the_built_in_ones_and_cannot_mask_their_words(here: Path, by: str) -> None:
    (here / "own" / "house").mkdir(parents=True)
    (here / "own" / "house" / "words.yaml").write_text(OWN % "", "utf-8")
    if by == "zhupi.yaml":
        (here / "zhupi.yaml").write_text("packs: [own]\n", "utf-8")
    options = ("--packs", "own") if by == "--packs" else ()
    zhupi("review", "a.txt", *options, *KINDS, "--fail-on", "none")
    data = json.loads((here / "zhupi-out" / "findings.json").read_text("utf-8"))
    found = {(f["rule"], f["match"]) for f in data["drafts"][0]["findings"]}
    assert ("house/words/slogan", "稳赚不赔") in found
    assert ("cn/wealth/promises/guaranteed-principal", "保本") in found
    assert zhupi("rules", "test", "house", *options).stdout.startswith("2 passed, 0 failed")
    assert "house/words/slogan" in zhupi("rules", "list", *options).stdout


def test_an_own_statement_masks_by_a_basis_of_its_own_registry(here: Path) -> None:
    (here / "own" / "house").mkdir(parents=True)
    (here / "own" / "house" / "words.yaml").write_text(OWN % ", basis: [{cite: 行内通知}]", "utf-8")
    registry = "instruments: [{cite: 行内通知, title: 行内通知, verified: %s}]\n"
    rules = {}
    for trust in ("memory", "full"):
        (here / "own" / "house" / "basis.yaml").write_text(registry % trust, "utf-8")
        zhupi("review", "a.txt", "--packs", "own", *KINDS, "--fail-on", "none", "--out", trust)
        data = json.loads((here / trust / "findings.json").read_text("utf-8"))
        rules[trust] = {f["rule"] for f in data["drafts"][0]["findings"]}
    assert rules["memory"] - rules["full"] >= {"cn/wealth/promises/guaranteed-principal"}


def test_results_that_were_kept_are_those_of_their_overlays(here: Path) -> None:
    rules = []
    for out, options in (("one", ()), ("two", ("--overlay", "house.yaml")), ("three", ())):
        zhupi("review", "a.txt", *options, *KINDS, "--out", out)
        data = json.loads((here / out / "findings.json").read_text("utf-8"))
        rules.append({f["rule"] for f in data["drafts"][0]["findings"]})
    assert rules[0] == rules[2]
    assert rules[0] - rules[1] == {"cn/wealth/promises/guaranteed-principal"}
