"""What each operator cannot do without.

Input: operators. Output: for each its clauses: sets of patterns. Law: an operator gives nothing, and is not true, unless
a pattern of each of its clauses matches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from engine.matching.rarity import rarity
from engine.plan import Op
from engine.rule import Pattern

Clause = tuple[int, ...]  # patterns in order


def clauses_of(ops: Sequence[Op], patterns: Sequence[Pattern]) -> Callable[[int], tuple[Clause, ...]]:
    """The clauses of an operator by its index, the one that is met most rarely first; each is worked out once."""

    @cache
    def expected(pattern: int) -> float:
        return rarity(patterns[pattern])

    def order(clause: Clause) -> tuple[float, Clause]:
        return sum(map(expected, clause)), clause

    @cache
    def of(index: int) -> tuple[Clause, ...]:
        op = ops[index]
        if op.kind == "pattern":
            return (op.settings,)
        parts = [of(child) for child in _asked(op)]
        found = _any_of(parts) if _is_choice(op) else {clause for part in parts for clause in part}
        return tuple(sorted(found, key=order))

    return of


def _is_choice(op: Op) -> bool:
    return op.kind in ("union", "or", "role") or (op.kind == "gather" and op.settings[0] < len(op.children))


def _asked(op: Op) -> tuple[int, ...]:
    """The operands that an operator rests on."""
    match op.kind:
        case "place" if op.settings[2]:  # where the format has no style, all that is on the left passes
            return op.children[:1]
        case "place" | "distance":
            return op.children[: 1 if op.settings[1] else 2]
        case "where" | "pick" | "titled" | "styled":
            return op.children[:1]
        case "union" | "or" | "role" | "and" | "then" | "gather":
            return op.children
        case _:
            return ()


def _any_of(parts: Iterable[tuple[Clause, ...]]) -> set[Clause]:
    """The rarest clause of each part put together; nothing where a part has none."""
    least = [part[0] if part else () for part in parts]
    return {tuple(sorted({pattern for clause in least for pattern in clause}))} if all(least) else set()
