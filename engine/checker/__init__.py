"""All that can be said of rule files beyond their form.

Input: the packs, and the plan made of them. Output: Diagnostics. Errors are what would make a rule silent, wrong or
fail during a review, and are looked for whenever packs are compiled; warnings are looked for by `zhupi rules lint`
alone. Law: nothing is said of a file that is as its author means it; one fault is told once.
"""

from __future__ import annotations

from engine.checker import logic, names, patterns, rules, templates, types, wordlists
from engine.errors import Diagnostic
from engine.packs import Packs
from engine.plan import Plan


def errors(packs: Packs) -> list[Diagnostic]:
    """What stops a run, as far as it can be told before the packs are compiled."""
    faults: list[Diagnostic] = []
    for check in (rules.check, patterns.check, types.check, logic.check):
        check(packs, faults)
    return faults


def plan_errors(packs: Packs, plan: Plan) -> list[Diagnostic]:
    """What stops a run and needs the plan: messages that cannot be filled in."""
    faults: list[Diagnostic] = []
    templates.check(packs, plan, faults)
    return faults


def warnings(packs: Packs, *, sound: bool) -> list[Diagnostic]:
    """What an author should know and no run needs to. What is used is told only of `sound` packs: elsewhere the
    expression that uses a name may be the one that could not be read.
    """
    faults: list[Diagnostic] = []
    for warn in (wordlists.warn, patterns.warn, logic.warn, rules.warn, *((names.warn,) if sound else ())):
        warn(packs, faults)
    return faults
