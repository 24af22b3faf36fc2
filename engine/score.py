"""Findings against labelled cases: precision, recall and F1, whole and by topic.

Input: cases (`text`, `violations`, attributes) and a plan. Output: a `Score`. A violation is found by a finding
of any severity but info that overlaps its span and is at most three times as long plus 20 characters; a missing
one also by a missing-disclosure finding in the same case. Another finding of any severity but info is a false
alarm, of kind review half a one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import ReviewError
from engine.finding import Finding
from engine.language.words import VALUES
from engine.loaders.text import from_text
from engine.plan import Plan
from engine.profile import attributes_given
from engine.review import review_document
from engine.rule import Severity
from engine.text import Span


@dataclass(frozen=True, slots=True)
class Violation:
    topic: str
    spans: tuple[Span, ...]
    words: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    text: str
    attributes: Mapping[str, str]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: which violations were found by what, which were missed, which findings were false alarms."""

    case: Case
    found: tuple[tuple[Violation, Finding], ...]
    missed: tuple[Violation, ...]
    false_alarms: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts; precision, recall and F1 lie between 0 and 1, and are 1 where there is nothing to count."""

    found: int = 0
    missed: int = 0
    false_alarms: float = 0.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false_alarms) if self.found + self.false_alarms else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of all cases."""

    outcomes: tuple[Outcome, ...]
    total: Tally
    topics: Mapping[str, Tally]
    agreement: float  # share of found violations whose rule carries the same topic
    clean: tuple[int, int] = field(default=(0, 0))  # clean cases without a finding, clean cases


def read_cases(lines: Iterable[str]) -> Iterator[Case]:
    """The cases in JSON Lines. Raises ReviewError with the number of a faulty line."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _case(json.loads(line), number)
            except (ValueError, KeyError, TypeError) as wrong:
                raise ReviewError("case", f"line {number} is no labelled case: {wrong!r}") from None


def _case(record: dict[str, Any], number: int) -> Case:
    text = record["text"]
    violations = tuple(
        Violation(v["topic"], tuple(_places(text, v["span"])), v["span"], bool(v.get("missing")))
        for v in record.get("violations", ())
    )
    attributes = {name: str(record[name]) for name in VALUES if record.get(name)}
    return Case(str(record.get("id", number)), text, attributes, violations)


def _places(text: str, words: str) -> Iterator[Span]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield Span(at, at + len(words))
        at = text.find(words, at + 1)


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
