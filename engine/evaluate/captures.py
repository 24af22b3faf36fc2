"""What the named captures of a span hold, and the conditions of `where` on them.

Input: an evaluation, an operator, one of its spans. Output: places, texts, numbers, truth values. Law: a capture that
did not take part in a match is absent; a condition on an absent one is undecided, which is not true.
"""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine import region
from engine.numbers import read_number
from engine.plan import Op
from engine.region import Pair, Spans

if TYPE_CHECKING:
    from engine.evaluate import Evaluation

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def captured(run: Evaluation, index: int, name: str, span: Pair) -> Pair | None:
    """Where the named capture of an operator's span stands."""
    op = run.plan.ops[index]
    if op.kind == "pattern":
        if not _among(run.spans(index), span):
            return None
        return _in_match(run, op.settings[0], span).get(name)
    if op.kind == "then":
        return _captured_by_joint(run, op, name, span)
    children = op.children if op.kind == "union" else op.children[:1]
    for child in children:
        if _among(run.spans(child), span):
            found = captured(run, child, name, span)
            if found is not None:
                return found
    return None


def _in_match(run: Evaluation, pattern: int, span: Pair) -> Mapping[str, Pair]:
    return run.plan.matcher.captures(pattern, run.document.text, span)


def _captured_by_joint(run: Evaluation, op: Op, name: str, span: Pair) -> Pair | None:
    left, right = op.children
    for first, second in _joints(run, op, span):
        found = captured(run, left, name, first)
        return found if found is not None else captured(run, right, name, second)
    return None


def _joints(run: Evaluation, op: Op, span: Pair) -> Iterator[tuple[Pair, Pair]]:
    """The pairs that were joined to a span. Only what begins where it begins is looked at: there may be many."""
    start, end = span
    left, right = map(run.spans, op.children)
    first, second = _between(left, start, start + 1), _between(right, start, end)
    joints = region.joints(first, second, run.reach(*op.settings))
    return (joint for joint in joints if joint[1][1] == end)


def _between(spans: Spans, first: int, last: int) -> Spans:
    """Those of sorted spans that begin from an offset on and before another."""
    return spans[bisect_left(spans, (first, 0)) : bisect_left(spans, (last, 0))]


def _among(spans: Spans, span: Pair) -> bool:
    """Whether a span is one of sorted ones."""
    at = bisect_left(spans, span)
    return at < len(spans) and spans[at] == span


def texts(run: Evaluation, index: int, span: Pair) -> dict[str, str]:
    """All captures of a span as text, for messages."""
    op = run.plan.ops[index]
    text = run.document.text
    if op.kind == "pattern":
        return {name: text[a:b] for name, (a, b) in _in_match(run, op.settings[0], span).items()}
    if op.kind == "then":
        left, right = op.children
        for first, second in _joints(run, op, span):
            return {**texts(run, right, second), **texts(run, left, first)}
        return {}
    children = op.children if op.kind == "union" else op.children[:1]
    for child in children:
        if _among(run.spans(child), span):
            return texts(run, child, span)
    return {}


def measure(run: Evaluation, index: int, span: Pair) -> Any:
    """The value of a `where` condition at a span: a number, words, a truth value; None is undecided."""
    op = run.plan.ops[index]
    match op.kind:
        case "number" | "text":
            return op.settings[0]
        case "capture":
            return _captured_value(run, op, span)
        case "m_and":
            return all(measure(run, child, span) for child in op.children)
        case "m_or":
            return any(measure(run, child, span) for child in op.children)
        case "m_not":
            return not measure(run, op.children[0], span)
    operands = [measure(run, child, span) for child in op.children]
    if None in operands:
        return None
    return _measured(op, operands)


def _captured_value(run: Evaluation, op: Op, span: Pair) -> float | str | None:
    name, foreign = op.settings
    owner = op.children[0]
    place = _nearest(run, owner, span) if foreign else span
    found = captured(run, owner, name, place) if place is not None else None
    if found is None:
        return None
    text, where = run.plan.matcher.plainly(run.document.text, found)
    number = read_number(text, *where)
    return run.document.text[found[0] : found[1]] if number is None else number


def _nearest(run: Evaluation, owner: int, span: Pair) -> Pair | None:
    """The nearest other span of an operator in the same paragraph."""
    reach = run.reach(0, "paragraph")
    others = [
        other
        for other in run.spans(owner)
        if other != span and reach.joins(min(span, other), max(span, other))
    ]
    return min(others, key=lambda other: (max(other[0] - span[1], span[0] - other[1]), other), default=None)


def _measured(op: Op, operands: list[Any]) -> Any:
    match op.kind:
        case "m_abs":
            return abs(operands[0]) if isinstance(operands[0], float | int) else None
        case "m_compare":
            same = isinstance(operands[0], str) == isinstance(operands[1], str)
            return COMPARE[op.settings[0]](*operands) if same else op.settings[0] == "!="
        case _:
            if any(isinstance(operand, str) for operand in operands) or (
                op.settings[0] == "/" and not operands[1]
            ):
                return None
            return round(_ARITHMETIC[op.settings[0]](*operands), 9)
