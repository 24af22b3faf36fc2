"""What a rule reports: forbidden spans, missing items, gates, masks and overrides."""

from __future__ import annotations

from engine.loaders.text import from_text
from engine.review import review_document
from tests.packs import findings, plan, rule_file

STATEMENT = "{w: {statement: '投资有风险，保本不存在', basis: [{cite: 广告法}]}, sure: [保本], rate: {regex: '\\d+%'}}"


def require_file(require: str, when: str = "", define: str = STATEMENT) -> str:
    trigger = f"\n    when: {when}" if when else ""
    return f"pack: t\ndefine: {define}\nrules:\n  - id: r\n    title: T\n    severity: high\n    message: '{{{{ match }}}}/{{{{ missing }}}}'{trigger}\n    require: {require}\n"


def test_words_within_a_prescribed_statement_are_not_reported() -> None:
    made = plan(rule_file("sure", STATEMENT))
    assert not findings(made, "投资有风险，保本不存在")
    assert len(findings(made, "投资有风险，保本不存在。保本")) == 1


def test_a_statement_without_a_basis_masks_nothing() -> None:
    made = plan(rule_file("sure", STATEMENT.replace(", basis: [{cite: 广告法}]", "")))
    assert len(findings(made, "投资有风险，保本不存在")) == 1


def test_a_missing_item_is_anchored_on_the_first_trigger_with_the_others_related() -> None:
    made = plan(require_file("{find: 「风险」, in: same paragraph, name: 提示}", "rate"))
    (finding,) = findings(made, "3%有风险\n5%好\n7%更好")
    assert finding.missing
    assert (finding.span, finding.message) == ((6, 8), "5%/提示")
    assert [related.span for related in finding.related] == [(10, 12)]


def test_the_scope_of_a_requirement() -> None:
    near = plan(require_file("{find: 「风险」, in: within 3 chars}", "rate"))
    assert not findings(near, "5%有风险")
    assert findings(near, "5%收益很好有风险")
    whole = plan(require_file("{find: 「风险」}", "rate"))
    assert not findings(whole, "5%\n\n风险")


def test_without_a_trigger_the_whole_document_is_asked() -> None:
    made = plan(require_file("{find: 「投诉」, name: 渠道}"))
    (finding,) = findings(made, "合同")
    assert finding.span is None
    assert finding.missing
    assert not findings(made, "投诉电话")


def test_each_missing_item_is_one_finding() -> None:
    made = plan(require_file("[{find: 「甲」, name: a}, {find: 「乙」, name: b}]", "rate"))
    assert [f.message for f in findings(made, "5%")] == ["5%/a", "5%/b"]


def test_items_that_are_missing_together_are_one_finding_a_place() -> None:
    items = "[{find: 「甲」, name: a}, {find: 「乙」, name: b, in: same paragraph}, {find: 「丙」, name: c, in: same paragraph}]"
    made = plan(require_file(f"{items}\n    together: true", "rate"))
    (finding,) = findings(made, "5%")
    assert (finding.span, finding.message, finding.missing) == ((0, 2), "5%/a、b、c", True)
    assert [f.message for f in findings(made, "5%\n7%丙")] == ["5%/a、b、c"]
    beside = findings(made, "5%乙\n7%丙")
    assert [(f.span, f.message) for f in beside] == [((0, 2), "5%/a、c"), ((4, 6), "7%/b")]
    assert [(related.span, related.note) for related in beside[0].related] == [((4, 6), "a")]
    (bare,) = findings(made, "5%\n7%")
    assert [(related.span, related.note) for related in bare.related] == [((3, 5), "a、b、c")]
    assert not findings(made, "5%甲乙丙")


def test_a_statement_that_is_altered_is_not_told_together_with_what_is_missing() -> None:
    made = plan(require_file("[{find: w, name: 提示}, {find: 「甲」, name: a}]\n    together: true", "rate"))
    altered, missing = findings(made, "投资有风险，保本不 会存在。5%")
    assert altered.difference
    assert not missing.difference
    assert missing.message == "5%/a"


def test_an_altered_statement_is_reported_on_itself_with_its_right_wording() -> None:
    made = plan(
        require_file(
            "{find: w, name: 提示}", "rate", STATEMENT.replace("保本不存在", "理财非存款，投资须谨慎")
        )
    )
    (finding,) = findings(made, "年化5%。投资有风险，理财非存款，投资要谨慎。")
    assert finding.missing
    assert finding.replacement == "投资有风险，理财非存款，投资须谨慎"
    assert "要" in finding.difference


def test_an_unknown_attribute_meets_the_gate_and_is_for_a_person() -> None:
    made = plan(rule_file("「保本」", applies_to="{product: [fund]}"))
    (finding,) = findings(made, "保本")
    assert finding.kind == "review"
    assert findings(made, "保本", product="fund")[0].kind == "fail"
    assert not findings(made, "保本", product="deposit")


def test_a_rule_for_marketing_applies_to_its_narrower_kinds() -> None:
    made = plan(rule_file("「保本」", applies_to="{material: [marketing]}"))
    assert findings(made, "保本", material="sms")
    assert not findings(made, "保本", material="contract")


def test_a_rule_applies_from_its_day_on() -> None:
    assert findings(plan(rule_file("「保本」", effective="{from: 2026-01-01}")), "保本")
    assert not findings(plan(rule_file("「保本」", effective="{from: 2027-01-01}")), "保本")
    assert not findings(plan(rule_file("「保本」", effective="{to: 2025-01-01}")), "保本")
    assert not findings(plan(rule_file("「保本」", status="draft")), "保本")


def test_a_rule_that_overrides_another_lists_its_provisions() -> None:
    strong = rule_file("「保本」", overrides="[u/r]")
    weak = rule_file("「保本」 | 「收益」", basis="[{cite: 广告法}]").replace("pack: t", "pack: u")
    made = plan(strong, u=weak)
    by_rule = {f.rule: f for f in findings(made, "保本和收益")}
    assert by_rule["t/r"].basis[0].cite == "广告法"
    assert by_rule["u/r"].span == (3, 5)


def test_a_fix_is_filled_in() -> None:
    made = plan(rule_file("「保本」", replace="'不{{ match }}'"))
    assert findings(made, "保本")[0].replacement == "不保本"


def test_recognition_sets_what_holds_first_and_adds_to_it() -> None:
    profiles = """
    pack: p
    profiles:
      - {set: {product: fund}, when: 「基金」}
      - {set: {product: loan}, when: 「贷款」}
      - {add: {product: insurance}, when: 「保险」}
    """
    made = plan(rule_file("「好」", applies_to="{product: [insurance]}"), p=profiles)
    assert findings(made, "基金与保险,好")[0].kind == "fail"
    assert not findings(made, "基金与贷款,好")
    assert findings(made, "保险,好")[0].kind == "review"


def test_a_message_has_the_captures_of_its_trigger_wherever_the_finding_stands() -> None:
    define = STATEMENT.replace("保本不存在", "理财非存款，投资须谨慎").replace("\\d+", "(?P<value>\\d+)")
    text = require_file("{find: w, name: 提示}", "rate", define).replace("{{ match }}/", "{{ value }}/")
    made = plan(text)
    assert [f.message for f in findings(made, "年化5%。投资有风险，理财非存款，投资要谨慎。")] == ["5/提示"]
    assert [f.message for f in findings(made, "年化5%6%。")] == ["5/提示"]


def test_a_rule_applies_while_one_of_its_instruments_is_law() -> None:
    registry = """
    instruments:
      - {cite: 新法, title: 新法, effective: "2026-09-30", verified: full}
      - {cite: 旧法, title: 旧法, effective: "2010-01-01", repealed: "2020-05-01", status: repealed, verified: full}
    """
    text = (
        rule_file("「保本」", basis="[{cite: 新法}]")
        .replace("pack: t", "pack: u")
        .replace("id: r", "id: new")
    )
    old = rule_file("「保本」", basis="[{cite: 旧法}]", effective="{to: 2020-04-30}")
    made = plan(old, u=text, **{"x/basis": registry})

    def rules(day: str) -> list[str]:
        return [f.rule for f in review_document(made, from_text("保本", "t"), as_of=day).findings]

    assert rules("2019-01-01") == ["t/r"]
    assert rules("2020-05-01") == []
    assert rules("2026-09-30") == ["u/new"]


def test_what_another_clause_may_put_right_is_for_a_person_on_an_excerpt() -> None:
    made = plan(rule_file("sure", STATEMENT, curable="true"))
    (whole,) = findings(made, "保本", extent="whole")
    (part,) = findings(made, "保本", extent="excerpt")
    assert (whole.kind, whole.notes) == ("fail", ())
    assert (part.kind, part.notes) == ("review", ("文稿是节选，补救的约定或许写在别处，须核对全文。",))
    (other,) = findings(plan(rule_file("sure", STATEMENT)), "保本", extent="excerpt")
    assert other.kind == "fail"
