"""Operands of the wrong type, where the compiler has no say: after `where`, and in what a rule requires.

Input: packs. Output: Diagnostics. Law: what is told would be undecided, and so silently false, in every draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from engine.checker.walk import expressions, nodes, scope
from engine.errors import Diagnostic
from engine.language import ast
from engine.packs import Definition, Entry, Packs
from engine.said import said
from engine.yamlfile import Mapping_, Sequence_, Source

Kind = Literal["number", "text", "value", "condition"]
Names = Mapping[str, Definition]


def check(packs: Packs, faults: list[Diagnostic]) -> None:
    """The wrong operands of all files."""
    for file in packs.files.values():
        for expression in expressions(file):
            for node in nodes(expression):
                if isinstance(node, ast.Where):
                    _Measure(file.source, faults).condition(node.condition)
        names = scope(packs, file)
        for entry in file.entries:
            faults.extend(_requirements(entry, names, file.source))


class _Measure:
    """The types of what stands after `where`."""

    def __init__(self, source: Source, faults: list[Diagnostic]) -> None:
        self.source = source
        self.faults = faults

    def fault(self, node: ast.Node, title: str, help: str) -> None:
        label = self.source.label(node.at)
        self.faults.append(Diagnostic(code="type-where", title=title, labels=(label,), help=help))

    def condition(self, node: ast.Node) -> None:
        match node:
            case ast.And(items=items) | ast.Or(items=items):
                for item in items:
                    self.condition(item)
            case ast.Not(item=item):
                self.condition(item)
            case ast.Compare():
                self.compare(node)
            case _:
                self.fault(
                    node, said("a condition is needed after `where`"), said("compare it, as in `value > 24`")
                )

    def compare(self, node: ast.Compare) -> None:
        left, right = self.kind(node.left), self.kind(node.right)
        if node.op not in ("==", "!=") and "text" in (left, right):
            self.fault(
                node,
                said("words cannot be compared by `%(op)s`", op=node.op),
                said("words are compared by == and !="),
            )
        elif {left, right} == {"number", "text"}:
            self.fault(node, said("a number is never equal to words"), said("compare numbers with numbers"))

    def kind(self, node: ast.Node) -> Kind:
        """What a side of a comparison is; a capture may be a number or words."""
        match node:
            case ast.Number():
                return "number"
            case ast.Literal():
                return "text"
            case ast.Capture():
                return "value"
            case ast.Absolute(item=item):
                return self.number(item)
            case ast.Arithmetic(left=left, right=right):
                self.number(left)
                return self.number(right)
            case _:
                self.fault(
                    node,
                    said("a condition cannot be compared"),
                    said("join conditions with `and`, `or`, `not`"),
                )
                return "condition"

    def number(self, node: ast.Node) -> Kind:
        if self.kind(node) == "text":
            self.fault(node, said("there is no reckoning with words"), said("use a number or a capture"))
        return "number"


# ---- requirements -----------------------------------------------------------------------------------


def _requirements(entry: Entry, names: Names, source: Source) -> Iterator[Diagnostic]:
    """A scope is measured between a trigger and a place, so both must have one."""
    rule = entry.rule
    node = entry.tree.get("require")
    trees = node.items if isinstance(node, Sequence_) else (node,)
    for tree in trees:
        place = tree.get("in") if isinstance(tree, Mapping_) else None
        if (
            place is not None
            and entry.tree.get("when") is None
            and "document" not in getattr(place, "value", "document")
        ):
            title = said("a scope is measured from a trigger, and this rule has none")
            help = said("say by `when` what makes the requirement necessary, or leave `in` out")
            yield Diagnostic(code="scope-idle", title=title, labels=(place.label(),), help=help)
    for item in rule.require:
        if item.scope != "document" and rule.when is not None and is_condition(item.find, names):
            label = source.label(item.find.at)
            title = said("a condition has no place, so it cannot stand in a scope")
            help = said("join the spans with `all of (…) in …`, or require each by itself")
            yield Diagnostic(code="type-spans", title=title, labels=(label,), help=help)


def is_condition(node: ast.Node, names: Names, seen: frozenset[str] = frozenset()) -> bool:
    """Whether an expression is true or false and gives no spans of its own."""
    match node:
        case ast.And() | ast.Not() | ast.Compare() | ast.Place(left=ast.DocAttribute()):
            return True
        case ast.Or(items=items):
            return any(is_condition(item, names, seen) for item in items)
        case ast.Name(name=name) if name in names and name not in seen:
            value = names[name].value
            return isinstance(value, ast.Node) and is_condition(value, names, seen | {name})
        case _:
            return False
