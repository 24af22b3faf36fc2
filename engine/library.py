"""Folders of rule files → their sources by pack name, and a plan made of them.

Input: folders. Output: `Source`s, a `Plan`. Errors: RuleError with every fault of every file. Law: a pack with
an error never reviews a document; a plan that was compiled before is not compiled again, and then neither lark
nor the rule files' reader is imported.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Diagnostic, Label, RuleError
from engine.plan import Plan
from engine.plancache import cache_folder, keep, key_of, recall
from engine.sources import state
from engine.text import Span

if TYPE_CHECKING:
    from engine.packs import Packs

_NOWHERE = Span(0, 0)


def collect(roots: Iterable[Path], faults: list[Diagnostic]) -> dict[str, tuple[str, str]]:
    """Every `*.yaml` below the folders by its pack name (path without the ending, `/` between): file and text."""
    found: dict[str, tuple[str, str]] = {}
    for root in roots:
        for path in sorted(root.rglob("*.yaml")):
            name = path.relative_to(root).with_suffix("").as_posix()
            try:
                text = path.read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError) as wrong:
                title = f"{path} cannot be read: {wrong}"
                faults.append(
                    Diagnostic(code="file-unreadable", title=title, labels=(Label(str(path), "", _NOWHERE),))
                )
                continue
            if name in found:
                labels = (Label(str(path), text, _NOWHERE, "here"), Label(*found[name], _NOWHERE, "and here"))
                title = f"two files are the pack `{name}`"
                faults.append(Diagnostic(code="pack-duplicate", title=title, labels=labels))
                continue
            found[name] = (str(path), text)
    return found


def load_packs(roots: Iterable[Path]) -> tuple[Packs, list[Diagnostic]]:
    """The packs in some folders and all that is wrong with them."""
    faults: list[Diagnostic] = []
    return _packs(collect(roots, faults), faults), faults


def _packs(texts: dict[str, tuple[str, str]], faults: list[Diagnostic]) -> Packs:
    from engine.packs import read_packs
    from engine.yamlfile import Source

    return read_packs({name: Source(*text) for name, text in texts.items()}, faults)


def load_plan(roots: Iterable[Path], cache: Path | None = None) -> Plan:
    """The plan of all packs in some folders, kept in `cache` (by default the user's). Raises RuleError."""
    faults: list[Diagnostic] = []
    texts = collect(roots, faults)
    folder = cache or cache_folder()
    key = (
        key_of(((name, text) for name, (_, text) in texts.items()), state()) if folder and not faults else ""
    )
    plan = recall(folder, key) if folder and key else None
    if plan is None:
        with _no_collection():
            plan = plan_of(_packs(texts, faults), faults)
        if folder and key:
            keep(folder, key, plan)
    return replace(plan, digest=key_of(((name, text) for name, (_, text) in texts.items()), "sources"))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Compiling makes many objects that stay: the collector would only look at them again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def plan_of(packs: Packs, faults: list[Diagnostic]) -> Plan:
    """The plan of packs in which nothing is wrong. Raises RuleError."""
    plan = checked(packs, faults)
    if any(fault.severity == "error" for fault in faults):
        raise RuleError(tuple(faults))
    return plan


def checked(packs: Packs, faults: list[Diagnostic]) -> Plan:
    """The plan of packs, and all errors in them added to `faults`; only without any is the plan whole."""
    from engine import checker
    from engine.compiler import compile_plan

    faults.extend(checker.errors(packs))
    plan = compile_plan(packs, faults)
    faults.extend(checker.plan_errors(packs, plan))
    return plan
