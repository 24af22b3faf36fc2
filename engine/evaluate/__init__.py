"""Operators × matches of one document → spans and conditions.

Input: a Plan, a Document and its Matches. Output: for each operator that is asked for its value: a sorted list of
spans, or a truth value. Law: an operator is computed once a document; `spans` of a condition are those of the
first of its parts that gives some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import region, roles, style
from engine.document import Document
from engine.evaluate.operators import OPERATORS
from engine.language.words import CHARS, matches_gate
from engine.matching.matcher import Matches
from engine.plan import Plan
from engine.reach import chars_reach, same_reach, units_reach
from engine.region import Pair, Reach, Spans
from engine.structure import regions

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
        return OPERATORS[op.kind](self, op)

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

    def named(self, label: str, party: str) -> bool:
        """Whether a neutral label (甲方) names a party in this document."""
        if self._labels is None:
            self._labels = roles.assign(self.document.text)
        return party in self._labels.get(label, frozenset({party}))


def applies(gates: Mapping[str, tuple[str, ...]], attributes: Attributes) -> bool:
    """Whether every gate is met; an unknown attribute meets every gate."""
    return all(
        not (own := attributes.get(name, ())) or matches_gate(own, wanted) for name, wanted in gates.items()
    )
