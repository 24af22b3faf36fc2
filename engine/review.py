"""The whole line: a document and a plan → a review.

scan → Matches → evaluate → Regions → Finding. No branch on a format, nothing printed, nothing read but the
arguments.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.document import Document
from engine.errors import ReviewError
from engine.evaluate import Attributes, Evaluation
from engine.finding import Attribute, Finding, Review
from engine.judge import in_force, judge, overridden
from engine.matching.matcher import Exhausted
from engine.plan import Plan
from engine.profile import Given, profile

_NONE: frozenset[int] = frozenset()


def review_document(plan: Plan, document: Document, given: Given | None = None, *, as_of: str = "") -> Review:
    """The findings on a document.

    `given`: what is known of the document, attribute → (source, values); the rest is recognised. `as_of`: the
    ISO date whose law holds, today where it is "". Raises ReviewError (`budget`) where the time for one text is spent
    before every rule was asked: what was not searched is never passed over.
    """
    matches = plan.matcher.scan(document.text)
    try:
        run, kinds = known(Evaluation(plan, document, matches, {}), given or {})
    except Exhausted:
        raise exhausted(document, "文件类型识别规则") from None
    findings = evaluate_rules(run, as_of or date.today().isoformat())
    return Review(
        name=document.name,
        document=document,
        findings=tuple(findings),
        profile=kinds,
        unread=document.unread,
    )


def exhausted(document: Document, at: str) -> ReviewError:
    """What to raise where the time for a document is spent."""
    return ReviewError(
        "budget", f"{document.name} 在{at}处用尽了单个文件的审查时间,未能审查完。请拆分文件后重新审查。"
    )


def known(run: Evaluation, given: Given) -> tuple[Evaluation, tuple[Attribute, ...]]:
    """The evaluation with the document's attributes, and those attributes with their sources."""
    kinds = profile(run, given)
    return run.with_attributes({kind.name: kind.values for kind in kinds}), kinds


def evaluate_rules(run: Evaluation, as_of: str) -> list[Finding]:
    """The findings of all rules of the plan that apply, gravest first at each place."""
    plan = run.plan
    found: list[Finding] = []
    stronger: dict[str, frozenset[str]] = {}
    for index in candidates(run):
        rule = plan.rules[index]
        if rule.status != "active" or not in_force(rule, as_of):
            continue
        try:
            reported = judge(rule, run)
        except Exhausted:
            raise exhausted(run.document, f"规则 {rule.id}") from None
        found.extend(reported)
        if reported and rule.overrides:
            stronger[rule.id] = frozenset(rule.overrides)
    return sorted(overridden(found, stronger) if stronger else found, key=_order)


def candidates(run: Evaluation) -> list[int]:
    """The rules that apply and could report anything: those without a trigger and those whose trigger may be there."""
    plan = run.plan
    triggers = plan.by_pattern
    found = set(plan.always).union(*[triggers[at] for at in run.matches.candidates if at in triggers])
    for out in excluded(plan, run.attributes):
        found = found - out  # which looks at what was found alone, however many rules there are
    return sorted(found)


def excluded(plan: Plan, attributes: Attributes) -> Iterator[frozenset[int]]:
    """The rules that each known attribute of a document rules out; an unknown one meets every gate."""
    for name, own in attributes.items():
        if own:
            out = [plan.excluded.get((name, value), _NONE) for value in own]
            yield out[0] if len(out) == 1 else frozenset.intersection(*out)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    start, end = finding.span if finding.span is not None else (-1, -1)
    return (start, end, -finding.severity, finding.rule)
