"""Rules in a list, for people and for machines.

Input: rules, each with what overlays changed of it. Output: text, a line for each rule and one below it for each
change, or JSON. Law: what a rule is after the change stands in its line, what it was in the line of the change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from engine.plan import PlannedRule
from engine.reporters.amendments import plain, what, why
from engine.reporters.words import words
from engine.rule import Amendment

Listed = Sequence[tuple[PlannedRule, Sequence[Amendment]]]


def as_text(rules: Listed, *, lang: str) -> str:
    """The list."""
    say = words(lang)
    lines = []
    for rule, changes in rules:
        lines.append(f"{rule.id:60} {rule.severity.word:9} {rule.kind:7} {rule.status:7} {rule.title}\n")
        lines += [f"    ← {what(change, say)} · {why(change, say)}\n" for change in changes]
    return "".join(lines)


def as_json(rules: Listed) -> str:
    """One object with all of them."""
    data = {"version": 1, "rules": [_rule(rule, changes) for rule, changes in rules]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: PlannedRule, changes: Sequence[Amendment]) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.word,
        "kind": rule.kind,
        "status": rule.status,
        "topic": rule.topic,
        "applies_to": {name: list(values) for name, values in rule.gates.items()},
        "basis": [citation.label for citation in rule.basis],
        "effective": list(rule.effective),
        "overlay": [plain(change) for change in changes],
    }
