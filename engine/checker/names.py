"""Names that are defined or brought in and never used.

Input: packs. Output: warnings. Law: a name is used when an expression of any loaded file says it, its own apart;
files under `std/` are vocabulary and may hold what nobody uses yet; a statement that masks words needs no use.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.checker.walk import expressions, nodes, scope
from engine.errors import Diagnostic
from engine.language import ast
from engine.packs import Definition, PackFile, Packs
from engine.rule import Statement
from engine.said import said

Key = tuple[str, str]


def warn(packs: Packs, faults: list[Diagnostic]) -> None:
    """The names of all files that nothing uses, and the files that are brought in for nothing."""
    used: set[Key] = set()
    for file in packs.files.values():
        known = scope(packs, file)
        names = _said(file)
        used.update((known[name].pack, known[name].name) for name in names if name in known)
        faults.extend(_idle_uses(packs, file, names))
    for file in packs.files.values():
        if not _is_vocabulary(file.name):
            faults.extend(_unused(d) for d in file.definitions.values() if not _needed(d, used))


def _is_vocabulary(name: str) -> bool:
    return "std" in name.split("/")[:-1]


def _needed(definition: Definition, used: set[Key]) -> bool:
    masks = isinstance(definition.value, Statement) and definition.value.masks
    return masks or (definition.pack, definition.name) in used


def _said(file: PackFile) -> set[str]:
    """The names in a file's expressions; that a definition names itself does not count."""
    own = {id(d.value): d.name for d in file.definitions.values()}
    return {name for tree in expressions(file) for name in _names(tree) if name != own.get(id(tree), "")}


def _names(tree: ast.Node) -> Iterator[str]:
    for node in nodes(tree):
        match node:
            case ast.Name(name=name):
                yield name
            case ast.Capture(pattern=pattern) if pattern:
                yield pattern


def _unused(definition: Definition) -> Diagnostic:
    title = said("`%(definition)s` is defined and never used", definition=definition.name)
    labels = (definition.key.label(),)
    return Diagnostic(code="name-unused", title=title, labels=labels, severity="warning")


def _idle_uses(packs: Packs, file: PackFile, names: set[str]) -> Iterator[Diagnostic]:
    for used in file.use:
        other = packs.files.get(used.value)
        if other is not None and names.isdisjoint(other.definitions):
            title = said("no name of `%(used)s` is used here", used=used.value)
            labels = (used.label(said("leave it out")),)
            yield Diagnostic(code="use-unused", title=title, labels=labels, severity="warning")
