"""Labelled cases, and how a review does on them: values only, and their reader.

Input: lines of JSON (`text`, `violations`, attributes). Output: `Case`s. Errors: ReviewError with the number of a
faulty line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import ReviewError
from engine.finding import Finding
from engine.language.words import VALUES
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
