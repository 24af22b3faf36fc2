"""Findings against labelled cases: precision, recall and F1, whole and by topic.

Input: cases and a plan. Output: a `Score`. A violation is found by a finding
of any severity but info that overlaps its span and is at most three times as long plus 20 characters; a missing
one also by a missing-disclosure finding in the same case. Another finding of any severity but info is a false
alarm, of kind review half a one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from engine.cases import Case, Outcome, Score, Tally, Violation
from engine.finding import Finding
from engine.loaders.text import from_text
from engine.plan import Plan
from engine.profile import attributes_given
from engine.review import review_document
from engine.rule import Severity


def score(plan: Plan, cases: Iterable[Case], as_of: str = "") -> Score:
    """How the plan does on the cases."""
    outcomes = tuple(outcome(plan, case, as_of) for case in cases)
    topics: dict[str, Tally] = defaultdict(Tally)
    agreed = 0
    for result in outcomes:
        for violation, finding in result.found:
            topics[violation.topic] = _more(topics[violation.topic], found=1)
            agreed += finding.topic == violation.topic
        for violation in result.missed:
            topics[violation.topic] = _more(topics[violation.topic], missed=1)
        for finding in result.false_alarms:
            topic = finding.topic or "other"
            topics[topic] = _more(topics[topic], false_alarms=_weight(finding))
    total = Tally(
        sum(tally.found for tally in topics.values()),
        sum(tally.missed for tally in topics.values()),
        sum(tally.false_alarms for tally in topics.values()),
    )
    clean = [result for result in outcomes if not result.case.violations]
    silent = sum(not result.false_alarms for result in clean)
    return Score(
        outcomes,
        total,
        dict(sorted(topics.items())),
        agreed / total.found if total.found else 1.0,
        (silent, len(clean)),
    )


def _more(tally: Tally, found: int = 0, missed: int = 0, false_alarms: float = 0.0) -> Tally:
    return Tally(tally.found + found, tally.missed + missed, tally.false_alarms + false_alarms)


def _weight(finding: Finding) -> float:
    return 0.5 if finding.kind == "review" else 1.0


def outcome(plan: Plan, case: Case, as_of: str = "") -> Outcome:
    """The review of one case against its labels."""
    given = attributes_given({name: (value,) for name, value in case.attributes.items()}, {}, {})
    reviewed = review_document(plan, from_text(case.text, case.id), given, as_of=as_of)
    findings = [finding for finding in reviewed.findings if finding.severity is not Severity.INFO]
    found, missed = [], []
    for violation in case.violations:
        finding = next((f for f in findings if _finds(f, violation)), None)
        if finding is None:
            missed.append(violation)
        else:
            found.append((violation, finding))
    false = tuple(f for f in findings if not any(_finds(f, violation) for violation in case.violations))
    return Outcome(case, tuple(found), tuple(missed), false)


def _finds(finding: Finding, violation: Violation) -> bool:
    if violation.missing and finding.missing:
        return True
    span = finding.span
    if span is None:
        return False
    return any(
        span.overlaps(place) and span.end - span.start <= 3 * (place.end - place.start) + 20
        for place in violation.spans
    )
