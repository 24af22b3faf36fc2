"""Violating examples written in disguise: a rule must find them all the same, at the same place.

Input: packs and their plan. Output: a Diagnostic for each disguise that is not seen through. Law: only what a
definition allows is tried: nothing in words of `fold: exact`, characters put in between only within words of a
list, and within what a regular expression cannot do without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from engine.errors import Diagnostic
from engine.evaluate import Evaluation
from engine.matching.fold import fold, forms
from engine.matching.regexes import compile_regex
from engine.matching.running import python
from engine.packs import Entry, Packs
from engine.plan import NONE, Plan, PlannedRule
from engine.prove import evaluated, findings_on, shown
from engine.region import Pair
from engine.rule import Example, Pattern, Regex, Words
from engine.said import said
from engine.text import Span

INSERTED = {"spaces": " ", "zero-width": "\u200b", "symbols": "*"}
REWRITTEN = ("width", "traditional", "look-alike")


def try_disguises(
    packs: Packs, plan: Plan, only: frozenset[str] = frozenset()
) -> Iterator[tuple[Entry, int, list[Diagnostic]]]:
    """Each rule (of `only`, where given), how many disguises were tried, and what was not seen through."""
    planned = {rule.id: rule for rule in plan.rules}
    for file in packs.files.values():
        for entry in file.entries:
            rule = planned.get(entry.rule.id)
            if rule is not None and (not only or rule.id in only):
                yield _tried(entry, rule, plan)


def _tried(entry: Entry, rule: PlannedRule, plan: Plan) -> tuple[Entry, int, list[Diagnostic]]:
    count, problems = 0, []
    for example in entry.rule.examples:
        if not example.violates or not example.marks:
            continue
        for kind, disguised in disguised_forms(rule, plan, example):
            count += 1
            found = findings_on(rule, plan, disguised)
            if {finding.span for finding in found} != set(disguised.marks):
                note = said(
                    "%(text)s: %(found)s", text=repr(disguised.text), found=shown(disguised.text, found)
                )
                title = said(
                    "`%(rule)s`: a violating example is not found in disguise (%(kind)s)",
                    rule=rule.id,
                    kind=kind,
                )
                label = entry.tree.source.label(example.at, note)
                problems.append(Diagnostic(code="example-disguised", title=title, labels=(label,)))
    return entry, count, problems


def disguised_forms(rule: PlannedRule, plan: Plan, example: Example) -> Iterator[tuple[str, Example]]:
    """An example in each disguise that the definitions behind its marks allow."""
    run = evaluated(plan, example)
    words, foldable = _spans(rule, run, example)
    for kind, sign in INSERTED.items():
        cuts = {cut for span, pattern in words for cut in _cuts(example.text, span, pattern, sign)}
        if cuts:
            yield kind, _with(example, sorted(cuts), sign)
    for kind in REWRITTEN:
        text = _rewritten(example.text, foldable, _forms(kind))
        if text != example.text:
            yield kind, replace(example, text=text)


def _spans(
    rule: PlannedRule, run: Evaluation, example: Example
) -> tuple[list[tuple[Pair, Pattern]], list[Pair]]:
    """What may be parted within the marks, one at most for each mark; and all that the fold may change there."""
    trigger = rule.forbid if rule.forbid != NONE else rule.when
    patterns = set(_patterns(run.plan, trigger)) if trigger != NONE else set()
    words: list[tuple[Pair, Pattern]] = []
    foldable: list[Pair] = []
    for mark in example.marks:
        within: list[tuple[Pair, Pattern]] = []
        for at in patterns:
            pattern = run.plan.patterns[at]
            if not isinstance(pattern, Words | Regex) or pattern.exact:
                continue
            spans = [span for span in run.matches.spans.get(at, ()) if _in(span, mark)]
            foldable += spans
            within += [(span, pattern) for span in spans]
        longest = max(within, key=lambda found: found[0][1] - found[0][0], default=None)
        if longest is not None and longest[0] == tuple(mark):  # it is the whole of what is reported
            words.append(longest)
    return words, foldable


def _in(span: Pair, mark: Span) -> bool:
    return mark.start <= span[0] and span[1] <= mark.end


def _patterns(plan: Plan, index: int) -> Iterator[int]:
    """The patterns that the spans of an operator are made of."""
    op = plan.ops[index]
    match op.kind:
        case "pattern":
            yield op.settings[0]
        case "union" | "then" | "or" | "and" | "gather":
            for child in op.children:
                yield from _patterns(plan, child)
        case "place" | "distance" | "where" | "pick" | "styled":
            yield from _patterns(plan, op.children[0])


def _cuts(text: str, span: Pair, pattern: Pattern, sign: str) -> list[int]:
    """Where a sign may part a match: in the middle of a word, or of what a regex cannot do without. Spaces between
    words part nothing, so that of a regex each character must stand alone."""
    if isinstance(pattern, Words):
        places = _between(text, span)
        return places[len(places) // 2 :][:1]
    assert isinstance(pattern, Regex)
    folded = fold(text)
    needed = (
        _between(text, (at, at + len(word)))
        for word in _needed(pattern.source, folded[slice(*span)])
        if (at := folded.find(word, *span)) >= 0
    )
    longest: list[int] = max(needed, key=len, default=[])
    if sign == " ":
        return longest if len(longest) > 1 else []
    return longest[len(longest) // 2 :][:1]


def _between(text: str, span: Pair) -> list[int]:
    """The places between two Chinese characters."""
    return [at for at in range(span[0] + 1, span[1]) if _han(text[at - 1]) and _han(text[at])]


def _needed(source: str, match: str) -> list[str]:
    """The words by which the branch of a regex that gave a match is looked up."""
    for branch in compile_regex(source).branches:
        if python(branch.regex.source).fullmatch(match):
            return sorted(branch.strings())
    return []


def _han(c: str) -> bool:
    return "\u4e00" <= c <= "\u9fff"


def _with(example: Example, cuts: list[int], sign: str) -> Example:
    """The example with a sign put in at each cut, its marks moved along."""

    def moved(offset: int) -> int:
        return offset + len(sign) * sum(cut < offset for cut in cuts)

    text = example.text
    for cut in reversed(cuts):
        text = text[:cut] + sign + text[cut:]
    marks = tuple(Span(moved(mark.start), moved(mark.end)) for mark in example.marks)
    return replace(example, text=text, marks=marks)


def _rewritten(text: str, spans: list[Pair], forms: dict[str, str]) -> str:
    inside = {at for start, end in spans for at in range(start, end)}
    return "".join(forms.get(c, c) if at in inside else c for at, c in enumerate(text))


_forms: Callable[[str], dict[str, str]] = cache(forms)
