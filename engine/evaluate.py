"""Operators × matches of one document → spans and conditions.

Input: a Plan, a Document and its Matches. Output: for each operator that is asked for its value: a sorted list of
spans, or a truth value. Law: an operator is computed once a document; `spans` of a condition are those of the
first of its parts that gives some.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine import region, roles, style
from engine.document import Document
from engine.language.words import CHARS, matches_gate
from engine.matching.matcher import Matches
from engine.numbers import read_number
from engine.plan import Op, Plan
from engine.reach import chars_reach, same_reach, units_reach
from engine.region import Pair, Reach, Spans
from engine.structure import headings, regions

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
_PLACE = {"in": region.inside, "containing": region.containing, "overlapping": region.overlapping}
_ORDER = {"near": region.near, "before": region.before, "after": region.after}
_STYLED = {"smaller": style.smaller, "paler": style.paler}
_UNSET: Any = object()
Attributes = Mapping[str, tuple[str, ...]]


class Evaluation:
    """The values of a plan's operators on one document, each computed when first asked for."""

    __slots__ = (
        "_labels", "_masked", "_possible", "_reaches", "_regions", "attributes", "document", "matches", "plan", "values",
    )  # fmt: skip

    def __init__(self, plan: Plan, document: Document, matches: Matches, attributes: Attributes) -> None:
        self.plan = plan
        self.document = document
        self.matches = matches
        self.attributes = attributes
        self.values: dict[int, Any] = {}
        self._masked: list[Pair] | None = None
        self._possible: dict[int, bool] = {}
        self._regions: dict[str, Sequence[Pair]] = {}
        self._reaches: dict[tuple[int, str], Reach] = {}
        self._labels: dict[str, frozenset[str]] | None = None

    def with_attributes(self, attributes: Attributes) -> Evaluation:
        """The same document with its attributes known; what was found of its structure is kept."""
        other = Evaluation(self.plan, self.document, self.matches, attributes)
        other._regions, other._reaches, other._possible = self._regions, self._reaches, self._possible
        return other

    @property
    def masked(self) -> list[Pair]:
        """The spans of prescribed statements with a verified basis."""
        if self._masked is None:
            spans = self.matches.spans
            self._masked = region.union(*(spans.get(statement, ()) for statement in self.plan.masks))
        return self._masked

    def value(self, index: int) -> Any:
        """A list of spans or a truth value."""
        found = self.values.get(index, _UNSET)
        if found is _UNSET:
            found = self.values[index] = self._compute(index)
        return found

    def _compute(self, index: int) -> Any:
        """The value, after what costs least: whether its words are there at all, and what it selects from."""
        plan = self.plan
        op = plan.ops[index]
        if op.kind == "pattern":
            return self.matches.spans.get(op.settings[0], ())
        base = plan.bases[index]
        if not self.possible(index) or (base != index and not self.value(base)):
            return []
        return _OPERATORS[op.kind](self, op)

    def computed(self, index: int) -> bool:
        """Whether the operator has been asked for."""
        return index in self.values

    def possible(self, index: int) -> bool:
        """Whether an operator could give a span or be true, by which patterns are candidates: it costs little."""
        for clause in self.plan.needed[index]:
            held = self._possible.get(clause)
            if held is None:
                patterns = self.plan.clauses[clause]
                held = self._possible[clause] = not self.matches.candidates.isdisjoint(patterns)
            if not held:
                return False
        return True

    def holds(self, index: int) -> bool:
        """Whether a condition is true, or an expression gives a span."""
        return bool(self.value(index))

    def spans(self, index: int) -> Spans:
        """The spans of an expression; of a condition, those that it rests on."""
        found = self.value(index)
        return () if found.__class__ is bool else found

    def regions(self, kind: str) -> Sequence[Pair]:
        """All regions of a kind."""
        found = self._regions.get(kind)
        if found is None:
            found = self._regions[kind] = self._find_regions(kind)
        return found

    def _find_regions(self, kind: str) -> Sequence[Pair]:
        if kind in ("bold", "prominent"):
            runs = self.document.styles or ()
            pages = self.document.structure.get("page", ())
            return style.bold(runs) if kind == "bold" else style.prominent(runs, pages)
        return regions(self.document, kind)

    def reach(self, distance: int, unit: str) -> Reach:
        """How far two places may be apart."""
        key = (distance, unit)
        found = self._reaches.get(key)
        if found is None:
            found = self._reaches[key] = self._find_reach(distance, unit)
        return found

    def _find_reach(self, distance: int, unit: str) -> Reach:
        if unit == CHARS:
            return chars_reach(distance, self.regions("paragraph"))
        if distance == 0:
            return same_reach(self.regions(unit))
        return units_reach(distance, self.regions(unit))

    # ---- captures -----------------------------------------------------------------------------------

    def captured(self, index: int, name: str, span: Pair) -> Pair | None:
        """Where the named capture of an operator's span stands."""
        op = self.plan.ops[index]
        if op.kind == "pattern":
            if span not in self.spans(index):
                return None
            return self.matches_captures(op.settings[0], span).get(name)
        if op.kind == "then":
            return self._captured_by_joint(op, name, span)
        children = op.children if op.kind == "union" else op.children[:1]
        for child in children:
            if span in self.spans(child):
                found = self.captured(child, name, span)
                if found is not None:
                    return found
        return None

    def matches_captures(self, pattern: int, span: Pair) -> Mapping[str, Pair]:
        return self.plan.matcher.captures(pattern, self.document.text, span)

    def _captured_by_joint(self, op: Op, name: str, span: Pair) -> Pair | None:
        left, right = op.children
        for first, second in region.joints(self.spans(left), self.spans(right), self.reach(*op.settings)):
            if (first[0], second[1]) == span:
                found = self.captured(left, name, first)
                return found if found is not None else self.captured(right, name, second)
        return None

    def captures(self, index: int, span: Pair) -> dict[str, str]:
        """All captures of a span as text, for messages."""
        op = self.plan.ops[index]
        text = self.document.text
        if op.kind == "pattern":
            return {name: text[a:b] for name, (a, b) in self.matches_captures(op.settings[0], span).items()}
        if op.kind == "then":
            left, right = op.children
            for first, second in region.joints(self.spans(left), self.spans(right), self.reach(*op.settings)):
                if (first[0], second[1]) == span:
                    return {**self.captures(right, second), **self.captures(left, first)}
            return {}
        children = op.children if op.kind == "union" else op.children[:1]
        for child in children:
            if span in self.spans(child):
                return self.captures(child, span)
        return {}

    # ---- `where` ------------------------------------------------------------------------------------

    def measure(self, index: int, span: Pair) -> Any:
        """The value of a `where` condition at a span: a number, words, a truth value; None is undecided."""
        op = self.plan.ops[index]
        match op.kind:
            case "number" | "text":
                return op.settings[0]
            case "capture":
                return self._captured_value(op, span)
            case "m_and":
                return all(self.measure(child, span) for child in op.children)
            case "m_or":
                return any(self.measure(child, span) for child in op.children)
            case "m_not":
                return not self.measure(op.children[0], span)
        operands = [self.measure(child, span) for child in op.children]
        if None in operands:
            return None
        return _measured(op, operands)

    def _captured_value(self, op: Op, span: Pair) -> float | str | None:
        name, foreign = op.settings
        owner = op.children[0]
        place = self._nearest(owner, span) if foreign else span
        found = self.captured(owner, name, place) if place is not None else None
        if found is None:
            return None
        text, where = self.plan.matcher.plainly(self.document.text, found)
        number = read_number(text, *where)
        return self.document.text[found[0] : found[1]] if number is None else number

    def _nearest(self, owner: int, span: Pair) -> Pair | None:
        """The nearest other span of an operator in the same paragraph."""
        reach = self.reach(0, "paragraph")
        others = [
            other
            for other in self.spans(owner)
            if other != span and reach.joins(min(span, other), max(span, other))
        ]
        return min(
            others, key=lambda other: (max(other[0] - span[1], span[0] - other[1]), other), default=None
        )

    # ---- roles --------------------------------------------------------------------------------------

    def named(self, label: str, party: str) -> bool:
        """Whether a neutral label (甲方) names a party in this document."""
        if self._labels is None:
            self._labels = roles.assign(self.document.text)
        return party in self._labels.get(label, frozenset({party}))


def _measured(op: Op, operands: list[Any]) -> Any:
    match op.kind:
        case "m_abs":
            return abs(operands[0]) if isinstance(operands[0], float | int) else None
        case "m_compare":
            same = isinstance(operands[0], str) == isinstance(operands[1], str)
            return _COMPARE[op.settings[0]](*operands) if same else op.settings[0] == "!="
        case _:
            if any(isinstance(operand, str) for operand in operands) or (
                op.settings[0] == "/" and not operands[1]
            ):
                return None
            return round(_ARITHMETIC[op.settings[0]](*operands), 9)


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
    return [span for span in run.spans(left) if run.measure(condition, span)]


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


def applies(gates: Mapping[str, tuple[str, ...]], attributes: Attributes) -> bool:
    """Whether every gate is met; an unknown attribute meets every gate."""
    return all(
        not (own := attributes.get(name, ())) or matches_gate(own, wanted) for name, wanted in gates.items()
    )


_OPERATORS: dict[str, Callable[[Evaluation, Op], Any]] = {
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
    "compare": lambda run, op: _COMPARE[op.settings[0]](*(run.value(child) for child in op.children)),
    "count": lambda run, op: len(run.spans(op.children[0])),
    "number": lambda _, op: op.settings[0],
    "doc": _doc,
}
