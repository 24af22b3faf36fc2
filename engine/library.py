"""Folders of rule files → their sources by pack name, and a plan made of them.

Input: folders. Output: `Source`s, a `Plan`. Errors: RuleError with every fault of every file. Law: a pack with
an error never reviews a document.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.compiler import compile_plan
from engine.errors import Diagnostic, Label, RuleError
from engine.packs import Packs, read_packs
from engine.plan import Plan
from engine.text import Span
from engine.yamlfile import Source


def collect(roots: Iterable[Path], faults: list[Diagnostic]) -> dict[str, Source]:
    """Every `*.yaml` below the folders by its pack name (path without the ending, `/` between)."""
    found: dict[str, Source] = {}
    for root in roots:
        for path in sorted(root.rglob("*.yaml")):
            name = path.relative_to(root).with_suffix("").as_posix()
            try:
                source = Source(str(path), path.read_text("utf-8-sig"))
            except (OSError, UnicodeDecodeError) as wrong:
                label = Label(str(path), "", Span(0, 0))
                faults.append(
                    Diagnostic(
                        code="file-unreadable", title=f"{path} cannot be read: {wrong}", labels=(label,)
                    )
                )
                continue
            if name in found:
                labels = (source.label(Span(0, 0), "here"), found[name].label(Span(0, 0), "and here"))
                faults.append(
                    Diagnostic(code="pack-duplicate", title=f"two files are the pack `{name}`", labels=labels)
                )
                continue
            found[name] = source
    return found


def load_packs(roots: Iterable[Path]) -> tuple[Packs, list[Diagnostic]]:
    """The packs in some folders and all that is wrong with them."""
    faults: list[Diagnostic] = []
    packs = read_packs(collect(roots, faults), faults)
    return packs, faults


def load_plan(roots: Iterable[Path]) -> Plan:
    """The plan of all packs in some folders. Raises RuleError."""
    packs, faults = load_packs(roots)
    return plan_of(packs, faults)


def plan_of(packs: Packs, faults: list[Diagnostic]) -> Plan:
    """The plan of packs in which nothing is wrong. Raises RuleError."""
    plan = compile_plan(packs, faults)
    if any(fault.severity == "error" for fault in faults):
        raise RuleError(tuple(faults))
    return plan
