from __future__ import annotations

from dataclasses import replace

import pytest

from engine.document import Unread
from engine.finding import Review, RunInfo, Suppression
from engine.reporters.summary import counts, fails, ranked, suppressed, unread, verdict, verdicts
from engine.rule import Severity
from tests import builders

RUN = RunInfo(version="1")
LOST = Unread("picture", "p", "w")


@pytest.mark.parametrize(
    ("review", "given"),
    [
        (builders.wealth(), "fail"),
        (builders.clean(), "clean"),
        (builders.partial(), "partial"),
        (builders.blocked(), "not-reviewed"),
        (builders.broken(), "not-reviewed"),
        (Review(name="x", document=None), "not-reviewed"),
    ],
)
def test_verdicts(review: Review, given: str) -> None:
    assert verdict(review, RUN) == given


def test_findings_below_the_threshold_need_attention() -> None:
    review = builders.wealth()
    assert verdict(review, replace(RUN, fail_on="none")) == "attention"
    mild = replace(review, findings=tuple(f for f in review.findings if f.severity < Severity.HIGH))
    assert verdict(mild, RUN) == "attention"
    assert verdict(mild, replace(RUN, fail_on="medium")) == "fail"


def test_what_a_person_must_judge_fails_only_under_strict() -> None:
    judged = next(f for f in builders.wealth().findings if f.kind == "review")
    assert not fails(judged, replace(RUN, fail_on="info"))
    assert fails(judged, replace(RUN, fail_on="info", strict=True))


def test_under_strict_a_picture_not_read_counts() -> None:
    assert verdict(builders.partial(), replace(RUN, strict=True)) == "not-reviewed"


def test_what_is_suppressed_neither_counts_nor_vanishes() -> None:
    review = builders.wealth()
    excused = Suppression(source="draft", reason="r", owner="o", until="2026-12-31")
    quiet = replace(
        review, findings=tuple(replace(f, suppression=excused) for f in review.findings), unread=()
    )
    bare = replace(quiet, document=replace(review.document, unread=()))  # type: ignore[type-var]
    assert verdict(bare, RUN) == "clean"
    assert sum(counts([bare]).values()) == 0
    assert suppressed([bare]) == len(review.findings)
    assert len(ranked(bare.findings)) == len(review.findings)


def test_unread_parts_are_named_once() -> None:
    review = builders.partial()
    assert unread(replace(review, document=replace(review.document, unread=(LOST, LOST)))) == (  # type: ignore[type-var]
        LOST,
        *review.unread,
    )


def test_ranked_puts_what_is_gravest_first() -> None:
    findings = builders.wealth().findings
    order = [findings[i] for i in ranked(findings)]
    counted = [f for f in order if not f.suppression]
    assert [f.severity for f in counted] == sorted((f.severity for f in counted), reverse=True)
    assert order[-1].suppression


def test_verdicts_are_counted() -> None:
    assert verdicts(builders.reviews(), RUN) == {
        "not-reviewed": 2,
        "fail": 2,
        "attention": 0,
        "partial": 1,
        "clean": 1,
    }
