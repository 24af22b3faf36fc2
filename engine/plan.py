"""Rules compiled into a plan: one graph of operators over shared patterns, rules indexed by what triggers them.

Input: Packs. Output: an immutable `Plan`, safe to share between threads and processes. Errors: names that do
not resolve, cycles, operands of the wrong type, as Diagnostics. Law: equal sub-expressions are one node of the
graph; a rule is evaluated only when a pattern that it cannot do without has matched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.matching.matcher import Matcher
from engine.rule import Amendment, Citation, Pattern, Point, Severity

NONE = -1  # an operator index that stands for "not given"


class Op(NamedTuple):
    """An operator: its kind, its settings (plain values) and the indices of its operands."""

    kind: str
    settings: tuple[Any, ...] = ()
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedRequirement:
    """What must be found, as an operator, and where; see `Requirement`."""

    find: int
    scope: str
    distance: int
    name: str
    statements: tuple[int, ...]  # the patterns whose altered form is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRule:
    """A rule with its expressions as indices into the plan's operators."""

    id: str
    title: str
    severity: Severity
    kind: str
    ask: str
    topic: str
    message: str
    suggest: str
    replace: str
    gates: Mapping[str, tuple[str, ...]]
    basis: tuple[Citation, ...]
    effective: tuple[str, str]
    status: str
    forbid: int = NONE
    when: int = NONE
    only_if: int = NONE
    require: tuple[PlannedRequirement, ...] = ()
    together: bool = False  # all that is missing at one place is one finding
    curable: bool = False  # another clause may put it right
    overrides: tuple[str, ...] = ()
    styled: bool = False  # asks how text is set
    unmasked: bool = False  # is about a statement itself, so that statements do not mask its words
    needs: tuple[int, ...] | None = None  # patterns one of which must match; None: always evaluated


@dataclass(frozen=True, slots=True)
class PlannedProfile:
    """A recognition rule: the values it sets (or adds) when its expression holds, and where it stands."""

    values: Mapping[str, tuple[str, ...]]
    when: int
    place: str
    adds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Compiled rules. `excluded`: the rules whose gates a value of an attribute, (name, value), does not meet."""

    ops: tuple[Op, ...]
    patterns: Sequence[Pattern]
    matcher: Matcher
    rules: Sequence[PlannedRule]
    profiles: tuple[PlannedProfile, ...] = ()
    masks: tuple[int, ...] = ()  # statement patterns that mask words
    always: tuple[int, ...] = ()  # rules without a trigger
    by_pattern: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    excluded: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    clauses: tuple[tuple[int, ...], ...] = ()  # patterns one of which is needed
    needed: tuple[tuple[int, ...], ...] = ()  # for each operator the clauses of which it needs a pattern each
    bases: tuple[
        int, ...
    ] = ()  # for each operator the one that it, in the end, selects from: itself where it is none
    names: Mapping[int, tuple[str, ...]] = field(
        default_factory=dict
    )  # operator → definitions (std/terms/fee)
    digest: str = field(default="", compare=False)  # of all that the plan was made of; "" where nobody knows
    points: Sequence[Point] = ()  # of the checklists, with the names of active rules
    amendments: tuple[Amendment, ...] = ()  # what overlays changed of the rules
    until: str = ""  # the last day on which all overlays hold, "" without any

    def rule(self, id: str) -> PlannedRule:
        """Raises KeyError for an unknown rule."""
        for rule in self.rules:
            if rule.id == id:
                return rule
        raise KeyError(id)
