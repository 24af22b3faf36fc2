"""The operators of the language on the spans and truth values of their operands.

Input: an evaluation and an operator. Output: its value. Law: what is on the left is asked for first, and what it is
held against only where there is something.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine import region, style
from engine.evaluate.captures import COMPARE, measure
from engine.language.words import matches_gate
from engine.plan import Op
from engine.region import Pair, Spans
from engine.structure import headings

if TYPE_CHECKING:
    from engine.evaluate import Evaluation

_PLACE = {"in": region.inside, "containing": region.containing, "overlapping": region.overlapping}
_ORDER = {"near": region.near, "before": region.before, "after": region.after}
_STYLED = {"smaller": style.smaller, "paler": style.paler}


def _role(run: Evaluation, op: Op) -> list[Pair]:
    words, labels = (run.spans(child) for child in op.children)
    text = run.document.text
    return region.union(
        words, [span for span in labels if run.named(text[span[0] : span[1]], op.settings[0])]
    )


def _nth(run: Evaluation, op: Op) -> list[Pair]:
    kind, index = op.settings
    found = run.regions(kind)
    at = index - 1 if index > 0 else index
    return [found[at]] if -len(found) <= at < len(found) else []


def _titled(run: Evaluation, op: Op) -> list[Pair]:
    titles = [(heading.start, heading.end) for heading in headings(run.document)]
    starts = {start for start, _ in region.containing(titles, run.spans(op.children[0]))}
    sections = [section for section in run.regions("section") if section[0] in starts]
    return sections if op.settings[0] == "section" else region.inside(run.regions(op.settings[0]), sections)


def _place(run: Evaluation, op: Op) -> Spans:
    kind, negated, styled = op.settings
    left = run.spans(op.children[0])
    if not left or (styled and run.document.styles is None):
        return left
    return _PLACE[kind](left, run.spans(op.children[1]), negated)


def _distance(run: Evaluation, op: Op) -> Spans:
    kind, negated, distance, unit = op.settings
    left = run.spans(op.children[0])
    if not left:
        return left
    return _ORDER[kind](left, run.spans(op.children[1]), run.reach(distance, unit), negated)


def _then(run: Evaluation, op: Op) -> Spans:
    left = run.spans(op.children[0])
    return region.then(left, run.spans(op.children[1]), run.reach(*op.settings)) if left else []


def _styled(run: Evaluation, op: Op) -> Spans:
    kind, negated = op.settings
    runs = run.document.styles
    left = run.spans(op.children[0])
    if runs is None or not left:
        return left
    others = run.spans(op.children[1])

    def holds(span: Pair) -> bool:
        found = [_STYLED[kind](runs, span, other) for other in others]
        if not found or None in found:
            return True
        return any(found) is not negated

    return [span for span in left if holds(span)]


def _where(run: Evaluation, op: Op) -> list[Pair]:
    left, condition = op.children
    return [span for span in run.spans(left) if measure(run, condition, span)]


def _pick(run: Evaluation, op: Op) -> Spans:
    found = run.spans(op.children[0])
    return found[:1] if op.settings[0] == "first" else found[-1:]


def _gather(run: Evaluation, op: Op) -> list[Pair]:
    needed, unit = op.settings
    items: list[Spans] = []
    spare = len(op.children) - needed  # so many items may be missing
    for child in op.children:
        if found := run.spans(child):
            items.append(found)
        elif (spare := spare - 1) < 0:
            return []
    return region.gather(needed, items, run.regions(unit))


def _or(run: Evaluation, op: Op) -> Spans | bool:
    held = [child for child in op.children if run.holds(child)]
    spans = region.union(*(run.spans(child) for child in held))
    return spans or bool(held)


def _and(run: Evaluation, op: Op) -> Spans | bool:
    if not all(run.holds(child) for child in op.children):
        return False
    return next((spans for child in op.children if (spans := run.spans(child))), True)


def _doc(run: Evaluation, op: Op) -> bool:
    name, negated, values = op.settings
    own = (run.document.format,) if name == "format" else run.attributes.get(name, ())
    return not own or matches_gate(own, values) is not negated


OPERATORS: dict[str, Callable[[Evaluation, Op], Any]] = {
    "role": _role,
    "region": lambda run, op: list(run.regions(op.settings[0])),
    "nth": _nth,
    "titled": _titled,
    "union": lambda run, op: region.union(*(run.spans(child) for child in op.children)),
    "place": _place,
    "distance": _distance,
    "then": _then,
    "styled": _styled,
    "where": _where,
    "pick": _pick,
    "gather": _gather,
    "or": _or,
    "and": _and,
    "not": lambda run, op: not run.holds(op.children[0]),
    "compare": lambda run, op: COMPARE[op.settings[0]](*(run.value(child) for child in op.children)),
    "count": lambda run, op: len(run.spans(op.children[0])),
    "number": lambda _, op: op.settings[0],
    "doc": _doc,
}
