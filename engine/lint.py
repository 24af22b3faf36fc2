"""All that is wrong, or worth knowing, of rule files.

Input: folders of packs, names of packs, files and rules. Output: Diagnostics in the order of the files. Errors:
KeyError for a name that nothing has. Law: errors and warnings of all files in one run; a fix is tried on every
violating example of its rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from engine import checker, overlays
from engine.errors import Diagnostic
from engine.library import checked, load_packs
from engine.packs import Packs
from engine.plan import Plan
from engine.prove import unmended


def lint(
    roots: Iterable[Path], names: Sequence[str] = (), changed_by: Iterable[Path] = ()
) -> list[Diagnostic]:
    """What is wrong with the packs in some folders and with overlays, or with those files and rules that are named."""
    packs, faults = load_packs(roots, changed_by)
    found = lint_packs(packs, faults)
    return [d for d in found if _within(d, packs, names)] if _known(packs, names) else found


def lint_packs(packs: Packs, faults: list[Diagnostic]) -> list[Diagnostic]:
    """What is wrong with packs, beside what was found when they were read."""
    plan = checked(packs, faults)
    sound = not faults
    if sound:
        faults.extend(_fixes(packs, plan))
    return sorted([*faults, *checker.warnings(packs, sound=sound), *overlays.warn(packs)], key=_place)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    first = diagnostic.labels[0]
    return first.file, first.span.start, first.span.end


# ---- fixes ------------------------------------------------------------------------------------------


def _fixes(packs: Packs, plan: Plan) -> Iterator[Diagnostic]:
    """The exact fixes that are themselves reported by their rule."""
    planned = {rule.id: rule for rule in plan.rules}
    for file in packs.files.values():
        for entry in file.entries:
            rule = planned.get(entry.rule.id)
            if rule is not None and rule.replace:
                yield from unmended(entry, rule, plan)


# ---- what is asked for ------------------------------------------------------------------------------


def _known(packs: Packs, names: Sequence[str]) -> bool:
    """Whether any names are given. Raises KeyError for one that is no pack, file or rule."""
    known = [*packs.files, *(rule.id for rule in packs.rules)]
    for name in names:
        if not any(_named(one, name) for one in known):
            raise KeyError(name)
    return bool(names)


def _named(one: str, name: str) -> bool:
    return one == name or one.startswith(f"{name}/")


def _within(diagnostic: Diagnostic, packs: Packs, names: Sequence[str]) -> bool:
    first = diagnostic.labels[0]
    file = next((f for f in packs.files.values() if f.source.file == first.file), None)
    if file is None or any(_named(file.name, name) for name in names):
        return file is not None
    spans = [e.tree.span for e in file.entries if any(_named(e.rule.id, name) for name in names)]
    return any(span.start <= first.span.start < span.end for span in spans)
