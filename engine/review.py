"""The whole line: a document and a plan → a review.

scan → Matches → evaluate → Regions → Finding. No branch on a format, nothing printed, nothing read but the
arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.document import Document
from engine.evaluate import Evaluation
from engine.finding import Attribute, Finding, Review
from engine.judge import applies, in_force, judge, overridden
from engine.matching.matcher import Matches
from engine.plan import Plan
from engine.profile import Given, profile


def review_document(plan: Plan, document: Document, given: Given | None = None, *, as_of: str = "") -> Review:
    """The findings on a document.

    `given`: what is known of the document, attribute → (source, values); the rest is recognised. `as_of`: the
    ISO date whose law holds, today where it is "".
    """
    matches = plan.matcher.scan(document.text)
    run, kinds = known(Evaluation(plan, document, matches, {}), given or {})
    findings = evaluate_rules(run, as_of or date.today().isoformat())
    return Review(
        name=document.name,
        document=document,
        findings=tuple(findings),
        profile=kinds,
        unread=document.unread,
    )


def known(run: Evaluation, given: Given) -> tuple[Evaluation, tuple[Attribute, ...]]:
    """The evaluation with the document's attributes, and those attributes with their sources."""
    kinds = profile(run, given)
    return run.with_attributes({kind.name: kind.values for kind in kinds}), kinds


def evaluate_rules(run: Evaluation, as_of: str) -> list[Finding]:
    """The findings of all rules of the plan that apply, gravest first at each place."""
    plan = run.plan
    masked = run.masked
    found: list[Finding] = []
    for index in candidates(plan, run.matches):
        rule = plan.rules[index]
        if rule.status == "active" and applies(rule, run.attributes) and in_force(rule, as_of):
            found.extend(judge(rule, run, masked))
    return sorted(overridden(found, overrides(plan)), key=_order)


def candidates(plan: Plan, matches: Matches) -> list[int]:
    """The rules that could report anything: those without a trigger and those whose trigger matched."""
    triggered = (plan.by_pattern.get(pattern, ()) for pattern in matches.spans)
    return sorted({*plan.always, *(index for found in triggered for index in found)})


def overrides(plan: Plan) -> Mapping[str, frozenset[str]]:
    """For each rule that stands for others, which."""
    return {rule.id: frozenset(rule.overrides) for rule in plan.rules if rule.overrides}


def _order(finding: Finding) -> tuple[int, int, int, str]:
    start, end = finding.span if finding.span is not None else (-1, -1)
    return (start, end, -finding.severity, finding.rule)
