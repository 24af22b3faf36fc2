"""A decisions file → decisions.

Input: `decisions: [{rule, draft, words, reason, owner, until}]` in YAML. Output: `Decision`s. Errors: RuleError with
the place of each fault. Law: a decision without rule, reason, owner or end date, of an unknown rule, or that has
expired, is an error; nothing is suppressed by it.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from engine.errors import Diagnostic, RuleError
from engine.finding import Suppression
from engine.said import said
from engine.suppress import Decision, check
from engine.text import Span
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, Yaml, read_yaml

FIELDS = {
    "rule": "the full name of the rule",
    "draft": "a pattern for the drafts' paths",
    "words": "the words of the finding",
    "reason": "why it does not count",
    "owner": "who decided",
    "until": "the last day on which the decision holds",
}


def read_decisions(path: Path, rules: Collection[str], day: str) -> tuple[Decision, ...]:
    """The decisions of a file that hold on an ISO date. Raises RuleError."""
    faults: list[Diagnostic] = []
    source = Source(str(path), path.read_text("utf-8-sig"))
    tree, wrong = read_yaml(source)
    faults.extend(wrong)
    entries = tree.get("decisions") if isinstance(tree, Mapping_) else None
    if not isinstance(entries, Sequence_):
        label = tree.label() if tree is not None else source.label(Span(0, 0))
        faults.append(
            Diagnostic(
                code="decisions-form",
                title=said("a decisions file is a list under `decisions`"),
                labels=(label,),
            )
        )
        raise RuleError(tuple(faults))
    decisions = [made for item in entries.items if (made := _decision(item, rules, day, faults)) is not None]
    if faults:
        raise RuleError(tuple(faults))
    return tuple(decisions)


def _decision(item: Yaml, rules: Collection[str], day: str, faults: list[Diagnostic]) -> Decision | None:
    if not isinstance(item, Mapping_):
        faults.append(
            Diagnostic(code="decisions-form", title=said("a decision is a mapping"), labels=(item.label(),))
        )
        return None
    given = {key.value: value.value for key, value in item.entries if isinstance(value, Scalar)}
    for key, value in item.entries:
        if key.value not in FIELDS or not isinstance(value, Scalar):
            title = (
                said("a decision has no `%(key)s`", key=key.value)
                if key.value not in FIELDS
                else said("`%(key)s` is one text", key=key.value)
            )
            help = said("known: %(known)s", known=", ".join(FIELDS))
            faults.append(Diagnostic(code="unknown-key", title=title, labels=(key.label(),), help=help))
    made = Suppression(
        source="decisions",
        reason=given.get("reason", ""),
        owner=given.get("owner", ""),
        until=given.get("until", ""),
    )
    why = check(given.get("rule", ""), made, rules, day)
    if why:
        faults.append(Diagnostic(code="decision-faulty", title=why, labels=(item.label(),)))
        return None
    return Decision(
        rule=given["rule"], suppression=made, draft=given.get("draft", "*"), words=given.get("words", "")
    )
