"""Decisions not to count a finding: what they cover, and what is said of faulty ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.batch import Draft, Reviewer, review_draft
from engine.decisions import read_decisions
from engine.errors import RuleError
from engine.finding import Finding
from engine.plan import Plan
from tests.packs import plan as plan_of
from tests.packs import rule_file

DAY = "2026-11-24"
GOOD = "<!-- zhupi-ignore t/r: 引用法条; owner=张三; until=2026-12-31 -->"


@pytest.fixture
def made() -> Plan:
    return plan_of(rule_file("「保本」"))


def reviewed(made: Plan, folder: Path, text: str, decisions: str = "") -> list[Finding]:
    path = folder / "a.md"
    path.write_text(text, "utf-8")
    found = ()
    if decisions:
        (folder / "d.yaml").write_text(decisions, "utf-8")
        found = read_decisions(folder / "d.yaml", ["t/r"], DAY)
    draft = Draft(path, "ads/a.md", "a.md")
    return list(review_draft(Reviewer(made, DAY, False, found), draft, {}).review.findings)


def test_a_comment_covers_the_next_paragraph_alone(made: Plan, tmp_path: Path) -> None:
    first, second = reviewed(made, tmp_path, f"{GOOD}\n保本一\n\n保本二\n")
    assert first.suppression is not None
    assert (first.suppression.owner, first.suppression.reason) == ("张三", "引用法条")
    assert second.suppression is None


def test_a_comment_may_cover_the_whole_draft(made: Plan, tmp_path: Path) -> None:
    text = GOOD.replace("zhupi-ignore", "zhupi-ignore-document")
    assert all(f.suppression for f in reviewed(made, tmp_path, f"{text}\n保本一\n\n保本二\n"))


@pytest.mark.parametrize(
    ("comment", "why"),
    [
        ("<!-- zhupi-ignore -->", "not of the form"),
        ("<!-- zhupi-ignore t/x: a; owner=b; until=2026-12-31 -->", "did you mean `t/r`"),
        ("<!-- zhupi-ignore t/r: ; owner=b; until=2026-12-31 -->", "no reason"),
        ("<!-- zhupi-ignore t/r: a; until=2026-12-31 -->", "no owner"),
        ("<!-- zhupi-ignore t/r: a; owner=b -->", "no until"),
        ("<!-- zhupi-ignore t/r: a; owner=b; until=soon -->", "no day"),
        ("<!-- zhupi-ignore t/r: a; owner=b; until=2027-02-30 -->", "no day"),
        ("<!-- zhupi-ignore t/r: a; owner=b; until=2026-01-01 -->", "expired"),
        ("<!-- zhupi-ignore t/r: a; owner=b; untill=2027-01-01 -->", "no field `untill`"),
    ],
)
def test_a_faulty_comment_suppresses_nothing_and_is_a_finding(
    made: Plan, tmp_path: Path, comment: str, why: str
) -> None:
    found = reviewed(made, tmp_path, f"{comment}\n保本\n")
    assert [f.rule for f in found if f.suppression is None] == ["t/r", "zhupi/suppression-faulty"]
    assert why in found[1].notes[0]


def test_an_unused_comment_is_a_finding(made: Plan, tmp_path: Path) -> None:
    assert [f.rule for f in reviewed(made, tmp_path, f"{GOOD}\n收益\n")] == ["zhupi/suppression-unused"]


def test_a_decisions_file(made: Plan, tmp_path: Path) -> None:
    entry = "decisions: [{rule: t/r, draft: 'ads/*', words: 保本, reason: a, owner: b, until: 2026-12-31}]"
    assert all(f.suppression for f in reviewed(made, tmp_path, "保本\n", entry))
    other = entry.replace("ads/*", "news/*")
    assert not any(f.suppression for f in reviewed(made, tmp_path, "保本\n", other))


@pytest.mark.parametrize(
    "entry",
    ["{rule: t/x, reason: a, owner: b, until: 2026-12-31}", "{rule: t/r}", "{rule: t/r, resaon: a}", "x"],
)
def test_a_faulty_decisions_file_is_an_error(made: Plan, tmp_path: Path, entry: str) -> None:
    with pytest.raises(RuleError):
        reviewed(made, tmp_path, "保本\n", f"decisions: [{entry}]")
