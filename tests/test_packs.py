"""Rule files: what is read, and what is said of each fault."""

from __future__ import annotations

import pytest

from engine.rule import Regex, Severity, Words
from tests.packs import faults, findings, packs_of, plan, rule_file

RULE = """
pack: t
define: {sure: {words: [保本, 第一], except: [第一条]}, rate: {regex: '(?P<value>\\d+)%'}, both: sure | rate}
rules:
  - id: r
    title: T
    severity: high
    applies_to: {product: [fund, wealth]}
    basis: [{cite: 广告法, article: 第二十五条}, {cite: 广告法, article: 第九条}, {cite: 通知}]
    forbid: both
    message: "「{{ match }}」"
    examples: {violates: ["⟦保本⟧"], complies: ["不"]}
"""


def test_reads_a_rule() -> None:
    packs, wrong = packs_of({"t": RULE})
    assert not wrong
    (entry,) = packs.files["t"].entries
    assert entry.rule.id == "t/r"
    assert entry.rule.severity is Severity.HIGH
    assert entry.rule.gates == {"product": ("fund", "wealth")}
    assert packs.files["t"].definitions["sure"].value == Words(("保本", "第一"), ("第一条",))
    assert packs.files["t"].definitions["rate"].value == Regex(r"(?P<value>\d+)%")
    violating, complying = entry.rule.examples
    assert (violating.text, violating.marks, violating.attributes) == ("保本", ((0, 2),), {"product": "fund"})
    assert not complying.violates


def test_an_article_a_number_and_a_quote_are_shown_only_where_verified() -> None:
    packs, _ = packs_of({"t": RULE})
    verified, substance, notice = packs.files["t"].entries[0].rule.basis
    assert (verified.label, verified.quote[:2]) == ("《中华人民共和国广告法》第二十五条", "招商")
    assert (substance.label, substance.article) == ("《中华人民共和国广告法》", "")
    assert (notice.label, notice.number) == ("《某通知》", "")


def test_an_exception_that_covers_a_word_wins() -> None:
    assert [f.message for f in findings(plan(RULE), "第一条 第一 5%")] == ["「第一」", "「5%」"]


def test_the_order_of_rules_and_files_does_not_matter() -> None:
    other = rule_file("「收益」").replace("pack: t", "pack: u")
    one, two = (
        plan(RULE, u=other),
        plan(RULE.replace("sure: ", "a: [x], sure: ").replace("both: ", "c: a, both: "), u=other),
    )
    text = "保本收益第一5%"
    assert findings(one, text) == findings(two, text)


@pytest.mark.parametrize(
    ("text", "code", "marked", "help"),
    [
        (rule_file("suer", "{sure: [保本]}"), "name-unknown", "suer", "did you mean `sure`?"),
        (rule_file("a", "{a: b, b: a}"), "name-cycle", "a", ""),
        (rule_file("a near 「b」 within 3 chars", "{a: 「x」 and 「y」}"), "type-spans", "a", ""),
        (
            rule_file("a where valeu > 3", r"{a: {regex: '(?P<value>\d+)'}}"),
            "capture-unknown",
            "valeu",
            "`value`",
        ),
        (rule_file("count(「a」) > doc.product"), "type-comparison", "count(「a」) > doc.product", ""),
        (rule_file("「a」 naer 「b」 within 3 chars"), "expression-syntax", "naer", "did you mean `near`?"),
        (rule_file("/(?=x)a/"), "regex-fault", "/(?=x)a/", ""),
        (rule_file("a", "{a: {regex: 'b(?<!c)'}}"), "regex-fault", "(", ""),
        (rule_file("「a」", severty="low"), "unknown-key", "severty", "did you mean `severity`?"),
        (rule_file("「a」", status="activ"), "unknown-value", "activ", "did you mean `active`?"),
        (
            rule_file("「a」", applies_to="{prodcut: [fund]}"),
            "unknown-key",
            "prodcut",
            "did you mean `product`?",
        ),
        (
            rule_file("「a」", applies_to="{product: [funds]}"),
            "unknown-value",
            "funds",
            "did you mean `fund`?",
        ),
        (rule_file("「a」", basis="[{cite: 广告}]"), "basis-unknown", "广告", "did you mean `广告法`?"),
        (
            rule_file("「a」", basis="[{cite: 广告法, article: 第二十六条}]"),
            "basis-unknown",
            "第二十六条",
            "`第二十五条`",
        ),
        (rule_file("「a」", kind="review"), "missing-key", "", ""),
        (rule_file("「a」", examples="{violates: ['⟦a']}"), "examples-marks", "'⟦a'", ""),
        (
            rule_file("「a」", examples="{violates: ['⟦a⟧'], complies: ['⟦a⟧']}"),
            "examples-marks",
            "'⟦a⟧'",
            "",
        ),
        (rule_file("「a」", "{near: [a]}"), "reserved-name", "near", ""),
        (rule_file("「a」", "{a: [x, y, x]}"), "word-duplicate", "x", ""),
        (rule_file("「a」", "{a: {wrods: [x]}}"), "unknown-key", "wrods", "did you mean `words`?"),
        (rule_file("[a]"), "expression-syntax", "a", ""),
        (rule_file("「a」").replace(">-\n      「a」", "[a]"), "expression-form", "[a]", "in a block"),
        (rule_file("「a」", require="{find: 「b」}"), "rule-form", "", ""),
        ("pack: x\n", "pack-name", "x", "write `pack: t`"),
        ("pack: t\nuse: [std/no]\n", "use-unknown", "std/no", ""),
        ("pack: t\npack: t\n", "yaml-duplicate-key", "pack", ""),
        ("pack: t\nrules: [\n", "yaml-syntax", "", ""),
        ("- a\n", "pack-form", "- a\n", ""),
    ],
)
def test_points_at_the_fault(text: str, code: str, marked: str, help: str) -> None:
    wrong = [fault for fault in faults(text) if fault.code == code]
    assert wrong, [fault.code for fault in faults(text)]
    label = wrong[0].labels[0]
    assert label.text[slice(*label.span)].startswith(marked)
    assert help in wrong[0].help


def test_all_faults_of_all_files_are_told_in_one_run() -> None:
    codes = {
        f.code for f in faults(rule_file("suer"), u="pack: u\nrules:\n  - {id: a}\n", v="pack: v\nx: y\n")
    }
    assert {"name-unknown", "missing-key", "unknown-key"} <= codes


def test_a_clash_of_names_shows_both_places() -> None:
    text = rule_file("a", "{a: [x]}").replace("pack: t", "pack: t\nuse: [u]")
    (clash,) = (f for f in faults(text, u="pack: u\ndefine: {a: [y]}\n") if f.code == "name-clash")
    assert [label.file for label in clash.labels] == ["t.yaml", "u.yaml"]
