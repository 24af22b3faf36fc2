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
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Diagnostic, Label, RuleError
from engine.plan import Plan
from engine.plancache import cache_folder, keep, key_of, recall
from engine.said import said
from engine.sources import state
from engine.text import Span

if TYPE_CHECKING:
    from engine.packs import Packs

_NOWHERE = Span(0, 0)
_OVERLAY = "overlay "  # what stands before an overlay's name among the sources; no pack's name has a space


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


def collect(roots: Iterable[Path], faults: list[Diagnostic]) -> dict[str, tuple[str, str]]:
    """Every `*.yaml` below the folders by its pack name (path without the ending, `/` between): file and text."""
    found: dict[str, tuple[str, str]] = {}
    for root in roots:
        for path in sorted(root.rglob("*.yaml")):
            name = path.relative_to(root).with_suffix("").as_posix()
            try:
                text = _text(path)
            except (OSError, UnicodeDecodeError) as wrong:
                faults.append(_unreadable(path, wrong))
                continue
            if name in found:
                labels = (
                    Label(str(path), text, _NOWHERE, said("here")),
                    Label(*found[name], _NOWHERE, said("and here")),
                )
                title = said("two files are the pack `%(name)s`", name=name)
                faults.append(Diagnostic(code="pack-duplicate", title=title, labels=labels))
                continue
            found[name] = (str(path), text)
    return found


def _unreadable(path: Path, wrong: Exception) -> Diagnostic:
    title = said("%(path)s cannot be read: %(wrong)s", path=path, wrong=wrong)
    return Diagnostic(code="file-unreadable", title=title, labels=(Label(str(path), "", _NOWHERE),))


def _overlays(paths: Iterable[Path], faults: list[Diagnostic]) -> list[tuple[str, str]]:
    """File and text of each overlay."""
    found: list[tuple[str, str]] = []
    for path in dict.fromkeys(paths):
        try:
            found.append((path.as_posix(), _text(path)))
        except (OSError, UnicodeDecodeError) as wrong:
            faults.append(_unreadable(path, wrong))
    return found


def _text(path: Path) -> str:
    """Raises OSError, UnicodeDecodeError."""
    text = path.read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def load_packs(
    roots: Iterable[Path], overlays: Iterable[Path] = (), day: str = ""
) -> tuple[Packs, list[Diagnostic]]:
    """The packs in some folders, with overlays that must hold on an ISO date (today), and all that is wrong."""
    faults: list[Diagnostic] = []
    texts, own = collect(roots, faults), _overlays(overlays, faults)
    return _packs(texts, own, day or date.today().isoformat(), faults, cache_folder()), faults


@_no_collection()
def _packs(
    texts: dict[str, tuple[str, str]],
    overlays: list[tuple[str, str]],
    day: str,
    faults: list[Diagnostic],
    folder: Path | None,
) -> Packs:
    from engine import regexcache
    from engine.overlays import with_overlays
    from engine.packreader import read_packs
    from engine.yamlfile import Source

    if folder is not None:
        regexcache.recall(folder, state())
    packs = read_packs({name: Source(*text) for name, text in texts.items()}, faults)
    return (
        with_overlays(packs, [Source(*overlay) for overlay in overlays], day, faults) if overlays else packs
    )


def load_plan(
    roots: Iterable[Path], cache: Path | None = None, *, overlays: Iterable[Path] = (), day: str = ""
) -> Plan:
    """The plan of all packs in some folders, kept in `cache` (by default the user's). Raises RuleError.

    `overlays`: files that change some of the rules; each of their entries must hold on the ISO date `day` (today
    where it is "").
    """
    faults: list[Diagnostic] = []
    texts, own = collect(roots, faults), _overlays(overlays, faults)
    day = day or date.today().isoformat()
    folder = cache or cache_folder()
    sources = [(name, text) for name, (_, text) in texts.items()] + [
        (f"{_OVERLAY}{file}", text) for file, text in own
    ]
    digest = key_of(sources, "sources")
    key = key_of([("", digest)], state()) if folder and not faults else ""
    plan = recall(folder, key) if folder and key else None
    if plan is None or (plan.until and plan.until < day):  # what has expired is told with its place
        plan = plan_of(_packs(texts, own, day, faults, folder), faults, folder)
        if folder and key:
            keep(folder, key, plan)
    return replace(plan, digest=digest)


def plan_of(packs: Packs, faults: list[Diagnostic], cache: Path | None = None) -> Plan:
    """The plan of packs in which nothing is wrong. Raises RuleError."""
    plan = checked(packs, faults, cache)
    if any(fault.severity == "error" for fault in faults):
        raise RuleError(tuple(faults))
    return plan


@_no_collection()
def checked(packs: Packs, faults: list[Diagnostic], cache: Path | None = None) -> Plan:
    """The plan of packs, and all errors in them added to `faults`; only without any is the plan whole. What was found
    out of their regexes is kept in `cache` (by default the user's)."""
    from engine import checker, regexcache
    from engine.compiler import compile_plan

    faults.extend(checker.errors(packs))
    plan = compile_plan(packs, faults)
    faults.extend(checker.plan_errors(packs, plan))
    if (folder := cache or cache_folder()) is not None:
        regexcache.keep(folder, state())
    return plan
