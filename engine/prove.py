"""Rules proved by their examples.

Input: packs and their plan. Output: a Diagnostic for each example that does not hold. Law: a violating example
gives exactly the marked findings, a complying one gives none; an example without marks that violates gives
exactly one finding on the whole document; an exact fix applied to a violating example gives none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from engine.errors import Diagnostic
from engine.evaluate import Evaluation, applies
from engine.finding import Finding
from engine.judge import judge
from engine.loaders.text import from_text
from engine.packs import Entry, Packs
from engine.plan import Plan, PlannedRule
from engine.profile import attributes_given
from engine.review import evaluate_rules, known
from engine.rule import Example
from engine.said import said
from engine.text import Span


def prove(
    packs: Packs, plan: Plan, only: frozenset[str] = frozenset()
) -> Iterator[tuple[Entry, list[Diagnostic]]]:
    """Each rule (of `only`, where given) with what is wrong with its examples."""
    planned = {rule.id: rule for rule in plan.rules}
    for file in packs.files.values():
        for entry in file.entries:
            rule = planned.get(entry.rule.id)
            if rule is not None and (not only or entry.rule.id in only):
                yield entry, list(_problems(entry, rule, plan))


def _problems(entry: Entry, rule: PlannedRule, plan: Plan) -> Iterator[Diagnostic]:
    for example in entry.rule.examples:
        found = findings_on(rule, plan, example)
        problem = _compare(example, found)
        if problem:
            code, title = problem
            label = entry.tree.source.label(example.at, shown(example.text, found))
            yield Diagnostic(
                code=code,
                title=said("`%(rule)s`: %(title)s", rule=entry.rule.id, title=title),
                labels=(label,),
            )
    if rule.replace:
        yield from unmended(entry, rule, plan)


def findings_on(rule: PlannedRule, plan: Plan, example: Example) -> list[Finding]:
    """What one rule alone reports on an example."""
    run = evaluated(plan, example)
    return judge(rule, run) if applies(rule.gates, run.attributes) else []


def evaluated(plan: Plan, example: Example) -> Evaluation:
    """An example as a document with its attributes."""
    document = from_text(example.text, "example")
    options = {name: tuple(value.split(",")) for name, value in example.attributes.items()}
    matches = plan.matcher.scan(document.text)
    return known(Evaluation(plan, document, matches, {}), attributes_given(options, {}, {}))[0]


def _compare(example: Example, found: list[Finding]) -> tuple[str, str] | None:
    spans = {finding.span for finding in found}
    if not example.violates:
        return ("example-false-alarm", said("a complying example is reported")) if found else None
    if not found:
        return ("example-missed", said("a violating example is not reported"))
    if not example.marks:
        whole = len(found) == 1 and found[0].span is None
        return (
            None if whole else ("example-place", said("one finding on the whole document is expected here"))
        )
    if set(example.marks) != spans:
        return ("example-place", said("the finding is not where ⟦ ⟧ say"))
    return None


def shown(text: str, found: list[Finding]) -> str:
    """The example with ⟦ ⟧ around what was found."""
    if not found:
        return said("found nothing")
    shown = text
    spans: list[Span] = sorted({f.span for f in found if f.span is not None}, reverse=True)
    for start, end in spans:
        shown = f"{shown[:start]}⟦{shown[start:end]}⟧{shown[end:]}"
    return said("found %(shown)s", shown=shown) if spans else said("found on the whole document")


# ---- fixes ----------------------------------------------------------------------------------------


def unmended(entry: Entry, rule: PlannedRule, plan: Plan) -> Iterator[Diagnostic]:
    """An exact fix that, applied to an example, is itself reported by its rule, or by another that did not report
    the words that it stands for."""
    for example in entry.rule.examples:
        mended, places = _mended(rule, plan, example) if example.violates else (example.text, ())
        if mended == example.text:
            continue
        again = _against(rule, plan, example, mended, places)
        if again:
            labels = (
                entry.place("replace").label(said("this fix")),
                entry.tree.source.label(example.at, said("gives: %(mended)s", mended=mended)),
            )
            if again == rule.id:
                title = said("the fix of `%(rule)s` is itself reported by the rule", rule=rule.id)
            else:
                title = said("the fix of `%(rule)s` is reported by `%(other)s`", rule=rule.id, other=again)
            yield Diagnostic(code="replace-violates", title=title, labels=labels)
            return


def _against(rule: PlannedRule, plan: Plan, example: Example, mended: str, places: tuple[Span, ...]) -> str:
    """The rule that reports a mended example because of the fix, "" where none does."""
    new = replace(example, text=mended, marks=(), violates=False)
    if findings_on(rule, plan, new):
        return rule.id
    before = {finding.rule for finding in _on_words(plan, example, example.marks)}
    others = (finding.rule for finding in _on_words(plan, new, places) if finding.rule not in before)
    return next(others, "")


def _on_words(plan: Plan, example: Example, places: tuple[Span, ...]) -> list[Finding]:
    """What all rules that apply today report on the words at some places; not that something is missing beside them."""
    found = evaluate_rules(evaluated(plan, example), date.today().isoformat())
    return [
        finding
        for finding in found
        if finding.span is not None
        and not finding.missing
        and any(finding.span.overlaps(place) for place in places)
    ]


def _mended(rule: PlannedRule, plan: Plan, example: Example) -> tuple[str, tuple[Span, ...]]:
    """An example with the fixes of its findings, and where they stand in it."""
    text, places = "", list[Span]()
    done = 0
    for finding in sorted(findings_on(rule, plan, example), key=lambda f: f.span or (0, 0)):
        if finding.span is not None and finding.replacement is not None:
            text += example.text[done : finding.span.start] + finding.replacement
            places.append(Span(len(text) - len(finding.replacement), len(text)))
            done = finding.span.end
    return text + example.text[done:], tuple(places)
