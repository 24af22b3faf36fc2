"""Each operator on words: what a rule author sees."""

from __future__ import annotations

import pytest

from tests.packs import findings, found, plan, rule_file

RATE = r"{rate: {regex: '(?P<value>\d+(?:\.\d+)?)\s*%'}, daily: {regex: '日利率(?P<value>\d+(?:\.\d+)?)%'}, sure: [保本, 保息], no: [不, 非]}"


@pytest.mark.parametrize(
    ("expression", "text", "words"),
    [
        ("sure", "本产品保本,还保息。", ["保本", "保息"]),
        ("sure", "本产品保本保息。", ["保本保息"]),
        ("「保本」 | 「收益」", "保本有收益", ["保本", "收益"]),
        ("/保.{1,2}收益/", "保您的收益,保证收益", ["保您的收益", "保证收益"]),
        ("sure not after no in same phrase", "不保本,保息", ["保息"]),
        ("sure after no within 2 chars", "不能保本,绝不会有可能保息", ["保本"]),
        ("sure near 「收益」 within 3 chars", "保本收益,我们说保息又有很高的收益", ["保本"]),
        ("sure near 「收益」 within 30 chars", "保本\n收益", []),
        ("sure before 「收益」 in same sentence", "保本。收益好。保息,收益好。", ["保息"]),
        ("sure before 「收益」 within 1 sentence", "保本。收益好。", ["保本"]),
        (
            "sure then 「收益」 within 4 chars",
            "保本又有收益,保息一年的收益",
            ["保本又有收益", "保息一年的收益"],
        ),
        ("sure in section(「承诺」)", "一、承诺\n保本\n二、风险\n保息", ["保本"]),
        ("sure not in section(「承诺」)", "一、承诺\n保本\n二、风险\n保息", ["保息"]),
        ("sentence containing sure", "我们保本。他们不。", ["我们保本。"]),
        ("phrase not containing sure", "我们保本,他们不", ["他们不"]),
        ("「保本」 overlapping /本.息/", "保本保息 保本", ["保本"]),
        ("rate where value > 24", "年化18%,逾期25.5%", ["25.5%"]),
        ("rate where (value > 3 and value < 5)", "2%,4%,6%", ["4%"]),
        ("daily where (abs(rate.value - value * 365) > 0.1)", "日利率0.05%,年化12%", ["日利率0.05%"]),
        ("first sure", "保息与保本", ["保息"]),
        ("last (sure in sentence)", "保息与保本", ["保本"]),
        ("sure in paragraph[-1]", "保本\n保息", ["保息"]),
        ("any 2 of (sure, 「高收益」, 「零风险」) in sentence", "保本又高收益。零风险。", ["保本又高收益"]),
        ("all of (sure, 「高收益」) in sentence", "保本。高收益。", []),
        ("sure and 「高收益」", "保本,高收益", ["保本"]),
        ("sure and not 「风险」", "保本,有风险", []),
        ("sure and count(sure) >= 2", "保本", []),
        ("sure and count(sure) >= 2", "保本 又 保息", ["保本", "保息"]),
        ("institution", "甲方(借款人):张某\n乙方:某银行\n乙方可以解除", ["乙方", "银行", "乙方"]),
        (
            "consumer then 「承担」 within 5 chars",
            "甲方(借款人)张某,乙方某行。甲方须承担。乙方也承担。",
            ["甲方须承担"],
        ),
    ],
)
def test_marks(expression: str, text: str, words: list[str]) -> None:
    assert found(expression, text, RATE) == words


def test_a_style_that_the_format_lacks_passes_and_is_for_a_person() -> None:
    made = plan(rule_file("「免责」 not in prominent"))
    (finding,) = findings(made, "免责条款")
    assert finding.kind == "review"
    assert finding.notes


def test_an_attribute_is_asked_of_the_document() -> None:
    made = plan(rule_file("「保本」 and doc.product in [「fund」, 「wealth」]"))
    assert findings(made, "保本", product="fund")
    assert not findings(made, "保本", product="deposit")


def test_a_condition_that_gives_no_spans_is_about_the_whole_document() -> None:
    made = plan(rule_file("not 「风险」"))
    (finding,) = findings(made, "收益")
    assert finding.span is None
