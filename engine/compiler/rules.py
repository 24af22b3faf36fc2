"""Rules → planned rules.

Input: a rule with its changes by overlays. Output: the rule with its expressions as indices. Errors: Diagnostics in
`faults`.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.compiler.expressions import CONDITIONS, MARKS, Expressions
from engine.compiler.needs import clauses_of
from engine.errors import Diagnostic
from engine.language import ast
from engine.overlays import amended
from engine.packs import Entry, PackFile, Packs
from engine.plan import NONE, Op, PlannedRequirement, PlannedRule
from engine.rule import Requirement, Rule, Statement


class RuleCompiler(Expressions):
    """Compiles rules."""

    def __init__(self, packs: Packs, faults: list[Diagnostic]) -> None:
        super().__init__(packs, faults)
        self.clauses = clauses_of(self.ops, self.patterns)

    def rule(self, entry: Entry) -> PlannedRule:
        changes = self.packs.changes.get(entry.rule.id, ())
        rule = amended(entry.rule, changes)
        file = self.packs.files[rule.pack]
        forbid, when, only_if = (self.top(node, file) for node in (rule.forbid, rule.when, rule.only_if))
        for excuse, own in ((c.excuse, self.packs.files[c.pack]) for c in changes if c.excuse is not None):
            excused = self.top(excuse, own)
            if forbid == when == NONE:
                only_if = self.unless(only_if, excused)
            elif forbid != NONE:
                forbid = self.excused(forbid, excused)
            else:
                when = self.excused(when, excused)
        require = tuple(self.requirement(item, file) for item in rule.require)
        parts = [i for i in (forbid, when, only_if, *(r.find for r in require)) if i != NONE]
        used = self._below(parts)
        trigger = forbid if forbid != NONE else when
        clauses = () if trigger == NONE else self.clauses(trigger)
        return PlannedRule(
            id=rule.id,
            title=rule.title,
            severity=rule.severity,
            kind=rule.kind,
            ask=rule.ask,
            topic=rule.topic,
            message=rule.message,
            suggest=rule.suggest,
            replace=rule.replace,
            gates=rule.gates,
            basis=rule.basis,
            effective=self.effective(rule),
            status=rule.status,
            forbid=forbid,
            when=when,
            only_if=only_if,
            require=require,
            together=rule.together,
            curable=rule.curable,
            overrides=rule.overrides,
            styled=any(
                op.kind == "styled" or (op.kind == "region" and op.settings[0] in MARKS) for op in used
            ),
            unmasked=self._is_about_statements(trigger),
            needs=clauses[0] if clauses else None,
        )

    def effective(self, rule: Rule) -> tuple[str, str]:
        """From and to which day a rule applies: as it says, else as long as one of its instruments is law."""
        start, end = self.packs.registry.in_force(rule.basis)
        return (rule.effective[0] or start, rule.effective[1] or end)

    def _is_about_statements(self, trigger: int) -> bool:
        """Whether the spans that a rule reports are themselves prescribed statements."""
        if trigger == NONE:
            return False
        op = self.ops[trigger]
        if op.kind == "pattern":
            return isinstance(self.patterns[op.settings[0]], Statement)
        return any(map(self._is_about_statements, op.children[:1] if op.kind != "union" else op.children))

    def _below(self, roots: Iterable[int]) -> list[Op]:
        seen: set[int] = set()
        waiting = list(roots)
        while waiting:
            index = waiting.pop()
            if index not in seen:
                seen.add(index)
                waiting.extend(child for child in self.ops[index].children if child != NONE)
        return [self.ops[index] for index in sorted(seen)]

    def requirement(self, item: Requirement, file: PackFile) -> PlannedRequirement:
        find = self.top(item.find, file)
        return PlannedRequirement(find, item.scope, item.distance, item.name, tuple(self._statements(find)))

    def _statements(self, index: int) -> list[int]:
        """The statements that an expression is, or is a union of."""
        if index == NONE:
            return []
        op = self.ops[index]
        if op.kind == "union":
            return [found for child in op.children for found in self._statements(child)]
        if op.kind == "pattern" and isinstance(self.patterns[op.settings[0]], Statement):
            return [op.settings[0]]
        return []

    def top(self, node: ast.Node | None, file: PackFile) -> int:
        """The operator of a rule's expression; NONE where there is none."""
        if node is None:
            return NONE
        return self.condition(node, file)

    def excused(self, index: int, excuse: int) -> int:
        """What an expression gives outside of the spans of another one, or while another condition fails."""
        conditional = self.ops[index].kind in CONDITIONS
        if self.ops[excuse].kind in CONDITIONS:
            return self.unless(index, excuse)
        outside = self.op("place", ("in", True, False), (index, excuse))
        return self.op("or", (), (outside, self.unless(index, excuse))) if conditional else outside

    def unless(self, index: int, excuse: int) -> int:
        """An expression while another one gives nothing."""
        denied = self.op("not", (), (excuse,))
        return denied if index == NONE else self.op("and", (), (index, denied))
