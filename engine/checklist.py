"""What a review says of the points of the checklists.

Input: a plan and a review made by it. Output: an `Answer` for each point that is for such a draft. Law: no point is
clear unless a rule looked at it and nothing stood in its way; what is a person's stays a person's, whatever the rules
found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.evaluate import Attributes, applies
from engine.finding import Answer, Review
from engine.judge import in_force
from engine.plan import Plan, PlannedRule
from engine.review import excluded
from engine.rule import Point


def answers(plan: Plan, review: Review, day: str) -> tuple[Answer, ...]:
    """The answers for a draft that could be read, by the law of an ISO date; none for one that could not."""
    if review.document is None or not plan.points:
        return ()
    attributes = {attribute.name: attribute.values for attribute in review.profile}
    out = frozenset[int]().union(*excluded(plan, attributes))
    rules = {
        rule.id: rule for index, rule in enumerate(plan.rules) if index not in out and in_force(rule, day)
    }
    hits = frozenset(finding.rule for finding in review.findings)
    asked = (point for point in plan.points if applies(point.gates, attributes))
    return tuple(
        _answer(point, rules, hits, tuple(_doubts(point, rules, review, attributes))) for point in asked
    )


def _answer(
    point: Point, rules: Mapping[str, PlannedRule], hits: frozenset[str], doubts: tuple[str, ...]
) -> Answer:
    looked = tuple(id for id in point.rules if id in rules)
    found = tuple(id for id in looked if id in hits)
    if found:
        status = "found"
    elif point.rules and not looked:
        return Answer(point, "not-concerned")
    elif doubts:
        status = "undecided"
    else:
        status = "person" if point.ask else "clear"
    return Answer(point, status, looked, found, doubts)


def _doubts(
    point: Point, rules: Mapping[str, PlannedRule], review: Review, attributes: Attributes
) -> Iterator[str]:
    """What kept the rules of a point from deciding it."""
    looked: Sequence[PlannedRule] = [rules[id] for id in point.rules if id in rules]
    if not looked or review.document is None:
        return
    for name, values in attributes.items():
        if not values and all(name in rule.gates for rule in looked):
            yield name
    if review.document.styles is None and all(rule.styled for rule in looked):
        yield "style"
    if review.unread:
        yield "unread"
