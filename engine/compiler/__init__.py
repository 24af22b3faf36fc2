"""Packs → Plan.

Input: Packs and the list that faults are added to. Output: a Plan. Law: the plan depends on the content of
the packs alone, not on the order of files or rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.compiler.rules import RuleCompiler
from engine.errors import Diagnostic
from engine.language.words import VALUES, matches_gate
from engine.matching.matcher import compile_matcher
from engine.overlays import amendments, last_day
from engine.packs import Packs, named
from engine.plan import Op, Plan, PlannedProfile, PlannedRule
from engine.rule import Point, Statement

_SELECT = frozenset({"place", "distance", "then", "styled", "where", "pick"})  # nothing of nothing


def compile_plan(packs: Packs, faults: list[Diagnostic]) -> Plan:
    """The plan of all active and draft rules; what is wrong with them is added to `faults`."""
    compiler = RuleCompiler(packs, faults)
    entries = sorted((e for f in packs.files.values() for e in f.entries), key=lambda e: e.rule.id)
    rules = tuple(compiler.rule(entry) for entry in entries if entry.rule.status != "retired")
    profiles = tuple(
        PlannedProfile(profile.values, compiler.top(profile.when, file), profile.pack, profile.adds)
        for file in packs.files.values()
        for profile in file.profiles
    )
    patterns = tuple(compiler.patterns)
    faulty = any(fault.severity == "error" for fault in faults)  # what is wrong may be a pattern
    always, by_pattern = _index(rules)
    needed = list(map(compiler.clauses, range(len(compiler.ops))))
    clauses = {clause: at for at, clause in enumerate(sorted({c for found in needed for c in found}))}
    return Plan(
        ops=tuple(compiler.ops),
        patterns=patterns,
        matcher=compile_matcher(() if faulty else patterns),
        rules=rules,
        profiles=profiles,
        masks=tuple(
            i for i, pattern in enumerate(patterns) if isinstance(pattern, Statement) and pattern.masks
        ),
        always=always,
        by_pattern=by_pattern,
        excluded=_excluded(rules),
        clauses=tuple(clauses),
        needed=tuple(tuple(map(clauses.__getitem__, found)) for found in needed),
        bases=_bases(compiler.ops),
        names=compiler.names(),
        points=tuple(_points(packs, rules)),
        amendments=amendments(packs),
        until=last_day(packs),
    )


def _points(packs: Packs, rules: Iterable[PlannedRule]) -> Iterator[Point]:
    """The points of all checklists, each with the active rules that it names."""
    active = [rule.id for rule in rules if rule.status == "active"]
    for file in packs.files.values():
        for asked in file.points:
            found = {id for pattern in asked.point.rules for id in named(pattern, active)}
            yield replace(asked.point, rules=tuple(sorted(found)))


def _bases(ops: Sequence[Op]) -> tuple[int, ...]:
    bases: list[int] = []
    for index, op in enumerate(ops):  # an operator's operands stand before it
        bases.append(bases[op.children[0]] if op.kind in _SELECT else index)
    return tuple(bases)


def _index(rules: tuple[PlannedRule, ...]) -> tuple[tuple[int, ...], dict[int, tuple[int, ...]]]:
    always = tuple(i for i, rule in enumerate(rules) if rule.needs is None)
    triggered: dict[int, list[int]] = {}
    for index, rule in enumerate(rules):
        for pattern in rule.needs or ():
            triggered.setdefault(pattern, []).append(index)
    return always, {pattern: tuple(found) for pattern, found in triggered.items()}


def _excluded(rules: tuple[PlannedRule, ...]) -> dict[tuple[str, str], frozenset[int]]:
    """For each value of an attribute the rules that want another one."""
    found = {
        (name, value): frozenset(
            index
            for index, rule in enumerate(rules)
            if name in rule.gates and not matches_gate((value,), rule.gates[name])
        )
        for name in VALUES
        for value in sorted(VALUES[name])
    }
    return {key: indices for key, indices in found.items() if indices}
