"""The line as a whole: which rules are asked, and what happens when the time for a draft is spent."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.batch import Draft, Reviewer, Task
from engine.errors import ReviewError
from engine.loaders.text import from_text
from engine.matching import scan
from engine.profile import attributes_given
from engine.review import review_document
from tests.packs import findings, plan, rule_file


def test_a_rule_for_another_product_never_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    made = plan(rule_file("/保本.收益/", applies_to="{product: [loan]}"))
    monkeypatch.setattr(scan.Scan, "find", _never)
    assert findings(made, "保本高收益", product="wealth") == []


def test_a_relation_to_what_is_not_there_never_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    made = plan(rule_file("/保本.收益/ near 「理财」 within 9 chars"))
    monkeypatch.setattr(scan.Scan, "find", _never)
    assert findings(made, "保本高收益", product="wealth") == []


def _never(self: scan.Scan, pattern: int) -> None:
    raise AssertionError(pattern)


@pytest.mark.parametrize(
    ("expression", "text", "count"),
    [
        ("「保本」 not near 「不」 within 3 chars", "保本", 1),
        ("「保本」 not in section(「风险」)", "保本", 1),
        ("not 「保本」", "收益", 1),
        ("(「保本」 | 「保息」) then 「收益」 within 5 chars", "保息的收益", 1),
        ("any 2 of (「保本」, 「保息」, 「收益」) in document", "保息的收益", 1),
        ("all of (「保本」, 「保息」, 「收益」) in document", "保息的收益", 0),
        ("「保本」 or not 「收益」", "其他", 1),
    ],
)
def test_what_could_be_there_is_always_asked(expression: str, text: str, count: int) -> None:
    assert len(findings(plan(rule_file(expression)), text)) == count


def test_spent_time_is_an_error_that_names_the_rule(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scan, "SECONDS", -1.0)
    made = plan(rule_file("/保本.收益/"))
    with pytest.raises(ReviewError, match="规则 t/r处") as caught:
        review_document(
            made, from_text("保本高收益", "d.txt"), attributes_given({}, {}, {}), as_of="2026-11-24"
        )
    assert caught.value.code == "budget"
    (tmp_path / "d.txt").write_text("保本高收益", "utf-8")
    result = Reviewer(made, "2026-11-24")(Task(Draft(tmp_path / "d.txt", "d.txt", "d.txt"), {}))
    assert result.review.error == "budget"
    assert [finding.rule for finding in result.review.findings] == ["zhupi/budget"]
