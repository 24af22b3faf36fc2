"""What of some rules no example needs: words, exceptions, alternatives.

Input: packs, their plan and rules. Output: for each definition and rule what none of the examples of those rules
shows. Law: a word or an exception is shown where an example holds it; an alternative where it gave something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from engine.catalogue import definitions_of
from engine.evaluate import Evaluation
from engine.matching.fold import fold
from engine.operators import label
from engine.packs import Definition, Packs
from engine.plan import NONE, Plan, PlannedRule
from engine.prove import evaluated
from engine.rule import Words


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not shown: `kind` is words, exceptions or alternatives, of `total` there are."""

    where: str  # cn/marketing/promises/guarantee
    kind: str
    items: tuple[str, ...]
    total: int


def gaps(packs: Packs, plan: Plan, only: frozenset[str]) -> list[Gap]:
    """All gaps of the rules `only`, by their place."""
    planned = {rule.id: rule for rule in plan.rules}
    entries = [e for file in packs.files.values() for e in file.entries if e.rule.id in only & planned.keys()]
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    lists: dict[tuple[str, str], Definition] = {}
    found: list[Gap] = []
    for entry in entries:
        runs = [evaluated(plan, example) for example in entry.rule.examples]
        found += _alternatives(planned[entry.rule.id], plan, runs)
        for definition in definitions_of(packs, entry):
            key = (definition.pack, definition.name)
            lists[key] = definition
            texts[key] += [fold(example.text) for example in entry.rule.examples]
    for key, definition in lists.items():
        if isinstance(definition.value, Words):
            found += _words(definition, definition.value, texts[key])
    return sorted(set(found), key=lambda gap: (gap.where, gap.kind, gap.items))


def _words(definition: Definition, words: Words, texts: list[str]) -> Iterator[Gap]:
    where = f"{definition.pack}/{definition.name}"
    for kind, items in (("words", words.words), ("exceptions", words.exceptions)):
        missing = tuple(word for word in items if not any(fold(word) in text for text in texts))
        if missing:
            yield Gap(where, kind, missing, len(items))


def _alternatives(rule: PlannedRule, plan: Plan, runs: list[Evaluation]) -> Iterator[Gap]:
    """The operands of `|` and `or` that gave nothing in any example of the rule."""
    for index in sorted(_below(rule, plan)):
        op = plan.ops[index]
        if op.kind not in ("union", "or"):
            continue
        silent = [child for child in op.children if not any(run.holds(child) for run in runs)]
        if silent:
            name = plan.names.get(index, ("",))[0]
            where = f"{rule.id}{f' ({name})' if name else ''}"
            items = tuple(_called(plan, child) for child in silent)
            yield Gap(where, "alternatives", items, len(op.children))


def _called(plan: Plan, index: int) -> str:
    return plan.names.get(index, (label(plan, index),))[0].rsplit("/", 1)[-1]


def _below(rule: PlannedRule, plan: Plan) -> set[int]:
    seen: set[int] = set()
    waiting = [rule.forbid, rule.when, rule.only_if, *(item.find for item in rule.require)]
    while waiting:
        index = waiting.pop()
        if index != NONE and index not in seen:
            seen.add(index)
            waiting.extend(plan.ops[index].children)
    return seen
