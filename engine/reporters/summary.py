"""What a run comes to: counts, what was not reviewed, and one verdict for each draft.

Input: reviews and the run's options. Output: numbers and stable words, which reporters translate.
Law: a draft is `clean` only if all of it was reviewed and nothing was found; suppressed findings never count
and never vanish; whether a draft fails is decided here alone, for reports and exit code alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.document import Unread
from engine.finding import Finding, Review, RunInfo
from engine.rule import Severity

# Gravest first: the order in which reports show them.
SEVERITIES = tuple(sorted(Severity, reverse=True))
VERDICTS = ("not-reviewed", "fail", "attention", "partial", "clean")


def active(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that count."""
    return [f for f in findings if f.suppression is None]


def counts(reviews: Iterable[Review]) -> dict[Severity, int]:
    """How many findings count, for every severity, gravest first."""
    found = [f.severity for r in reviews for f in active(r.findings)]
    return {s: found.count(s) for s in SEVERITIES}


def suppressed(reviews: Iterable[Review]) -> int:
    """How many findings are suppressed."""
    return sum(f.suppression is not None for r in reviews for f in r.findings)


def unread(review: Review) -> tuple[Unread, ...]:
    """Every part that was not reviewed, once, as the loader and the review know it."""
    loaded = review.document.unread if review.document else ()
    return tuple(dict.fromkeys((*loaded, *review.unread)))


def fails(finding: Finding, run: RunInfo) -> bool:
    """Whether this finding alone fails its draft."""
    if finding.suppression or run.fail_on == "none":
        return False
    counted = finding.kind != "review" or run.strict
    return counted and finding.severity >= Severity.parse(run.fail_on)


def verdict(review: Review, run: RunInfo) -> str:
    """`not-reviewed` outranks `fail`, then `attention` (findings that do not fail it), `partial`, `clean`."""
    left_out = unread(review)
    if review.document is None or review.error or any(u.blocking or run.strict for u in left_out):
        return "not-reviewed"
    if any(fails(f, run) for f in review.findings):
        return "fail"
    if active(review.findings):
        return "attention"
    return "partial" if left_out else "clean"


def exit_code(reviews: Sequence[Review], run: RunInfo) -> int:
    """3 where a draft was not reviewed, else 1 where one fails, else 0."""
    given = {verdict(r, run) for r in reviews}
    return 3 if "not-reviewed" in given else int("fail" in given)


def verdicts(reviews: Sequence[Review], run: RunInfo) -> dict[str, int]:
    """How many drafts have each verdict, worst first."""
    given = [verdict(r, run) for r in reviews]
    return {v: given.count(v) for v in VERDICTS}


def ranked(findings: Sequence[Finding]) -> list[int]:
    """Indices in reading order: what counts first, gravest first, then by place (whole document first)."""

    def key(index: int) -> tuple[bool, int, int, int]:
        f = findings[index]
        return f.suppression is not None, -f.severity, f.span.start if f.span else -1, index

    return sorted(range(len(findings)), key=key)
