"""Expressions that always hold, that never do, or that say a thing twice.

Input: packs. Output: Diagnostics. Law: only what is so for every draft is told: two sub-expressions are the same when
their trees are equal, numbers are reasoned about as intervals of one value, and nothing else is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import inf
from typing import NamedTuple

from engine.checker.walk import expressions, nodes
from engine.errors import Diagnostic
from engine.language import ast
from engine.language.printer import print_expression
from engine.packs import PackFile, Packs
from engine.said import said

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}

_TOGETHER = {
    True: said("one of these always holds"),
    False: said("these exclude each other, so this can never hold"),
}


def check(packs: Packs, faults: list[Diagnostic]) -> None:
    """What can never hold and what always does."""
    for file in packs.files.values():
        for expression in expressions(file):
            for node in nodes(expression):
                faults.extend(_constant(node, file))


def warn(packs: Packs, faults: list[Diagnostic]) -> None:
    """What stands twice."""
    for file in packs.files.values():
        for expression in expressions(file):
            for node in nodes(expression):
                faults.extend(_twice(node, file))


def _constant(node: ast.Node, file: PackFile) -> Iterator[Diagnostic]:
    match node:
        case ast.And(items=items):
            yield from _opposites(flat(items, ast.And), False, file)
        case ast.Or(items=items):
            yield from _opposites(flat(items, ast.Or), True, file)
        case ast.Compare(left=left, right=right):
            bound = _bound(node)
            if isinstance(left, ast.Number) and isinstance(right, ast.Number):
                yield _told(_compared(left.value, node.op, right.value), (node,), file)
            elif bound is not None and isinstance(bound.subject, ast.Count):
                yield from _counted(node, bound, file)
            elif left == right and not isinstance(left, ast.DocAttribute):
                yield _told(node.op in ("==", "<=", ">="), (node,), file)
        case ast.Place():
            yield from _places(node, file)


def flat(items: Sequence[ast.Node], kind: type[ast.And] | type[ast.Or]) -> list[ast.Node]:
    """The operands of an `and` of `and`s, or of an `or` of `or`s."""
    return [
        inner for item in items for inner in (flat(item.items, kind) if isinstance(item, kind) else (item,))
    ]


def _told(always: bool, parts: Sequence[ast.Node], file: PackFile, title: str = "") -> Diagnostic:
    notes = ("", *(said("together with this"),) * (len(parts) - 1))
    labels = tuple(file.source.label(part.at, note) for part, note in zip(parts, notes, strict=True))
    if always:
        return Diagnostic(code="always-holds", title=title or said("this always holds"), labels=labels)
    return Diagnostic(code="never-holds", title=title or said("this can never hold"), labels=labels)


# ---- opposites --------------------------------------------------------------------------------------


def _opposites(items: list[ast.Node], always: bool, file: PackFile) -> Iterator[Diagnostic]:
    """`a and not a`, `a or not a`, and bounds of one value that leave nothing or everything."""
    for one, other in combinations(items, 2):
        if ast.Not(one) == other or ast.Not(other) == one:
            yield _told(always, (one, other), file, _TOGETHER[always])
            return
    bounds: dict[ast.Node, list[tuple[_Bound, ast.Node]]] = defaultdict(list)
    for item in items:
        bound = _bound(item)
        if bound is not None:
            bounds[bound.subject].append((bound, item))
    for found in bounds.values():
        if len(found) > 1 and _empty([bound.denied() if always else bound for bound, _ in found]):
            yield _told(always, [item for _, item in found], file, _TOGETHER[always])


class _Bound(NamedTuple):
    """A comparison of a value with a number."""

    subject: ast.Node
    op: str
    number: float

    def denied(self) -> _Bound:
        return self._replace(op=_DENIED[self.op])


def _bound(node: ast.Node) -> _Bound | None:
    match node:
        case ast.Compare(left=ast.Number(), right=ast.Number()):
            return None
        case ast.Compare(left=left, op=op, right=ast.Number(value=value)):
            return _Bound(left, op, value)
        case ast.Compare(left=ast.Number(value=value), op=op, right=right):
            return _Bound(right, _FLIPPED[op], value)
        case _:
            return None


def _empty(bounds: Sequence[_Bound]) -> bool:
    """Whether no number meets all bounds: the ends, and each named number, decide."""
    low = max((b.number for b in bounds if b.op in (">", ">=", "==")), default=-inf)
    high = min((b.number for b in bounds if b.op in ("<", "<=", "==")), default=inf)
    if low < high:
        return False
    return low > high or any(not _compared(low, b.op, b.number) for b in bounds)


def _compared(left: float, op: str, right: float) -> bool:
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _counted(node: ast.Node, bound: _Bound, file: PackFile) -> Iterator[Diagnostic]:
    """A count is a whole number, and never less than none."""
    whole = bound.number == int(bound.number)
    least = _Bound(bound.subject, ">=", 0)
    if _empty([bound, least]) or (bound.op == "==" and not whole):
        yield _told(False, (node,), file)
    elif _empty([bound.denied(), least]) or (bound.op == "!=" and not whole):
        yield _told(True, (node,), file)


# ---- places -----------------------------------------------------------------------------------------


def _places(node: ast.Place, file: PackFile) -> Iterator[Diagnostic]:
    """A span always stands in itself and in the document; a filter and its denial leave nothing."""
    everywhere = node.op in ("in", "overlapping") and node.right == ast.Region("document")
    if node.left == node.right or everywhere:
        title = said("this filter leaves nothing") if node.negated else said("this filter leaves nothing out")
        yield _told(not node.negated, (node,), file, title)
        return
    left = node.left
    while isinstance(left, ast.Place | ast.Distance | ast.Where | ast.Styled):
        if isinstance(left, ast.Place) and (left.op, left.right) == (node.op, node.right):
            if left.negated is not node.negated:
                yield _told(False, (node.right, left.right), file, said("these two filters leave nothing"))
            return
        left = left.left


def _twice(node: ast.Node, file: PackFile) -> Iterator[Diagnostic]:
    match node:
        case ast.And(items=items):
            items = tuple(flat(items, ast.And))
        case ast.Or(items=items):
            items = tuple(flat(items, ast.Or))
        case ast.Union(items=items) | ast.Gather(items=items):
            pass
        case _:
            return
    first: dict[ast.Node, ast.Node] = {}
    for item in items:
        if item in first:
            title = said("`%(item)s` stands twice here", item=print_expression(item))
            labels = (
                file.source.label(item.at, said("again")),
                file.source.label(first[item].at, said("first here")),
            )
            yield Diagnostic(code="operand-twice", title=title, labels=labels, severity="warning")
        first.setdefault(item, item)
