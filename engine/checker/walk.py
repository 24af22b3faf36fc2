"""The expressions of packs, and help for those who mistyped a name.

Input: packs, files, nodes. Output: every expression with the file whose names it may use, every node of a tree,
the names in scope. Law: a node stands before its children, so that what is told is in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.language.ast import Node, parts
from engine.packs import Definition, PackFile, Packs
from engine.said import nearest as nearest_of

_SHOWN = 12  # so many known words are listed where none is near


def nearest(word: str, known: Iterable[str]) -> str:
    """What to say of an unknown word."""
    return nearest_of(word, sorted(known), _SHOWN)


def expressions(file: PackFile) -> Iterator[Node]:
    """Every expression of a file."""
    for definition in file.definitions.values():
        if isinstance(definition.value, Node):
            yield definition.value
    for entry in file.entries:
        rule = entry.rule
        found = (rule.forbid, rule.when, *(item.find for item in rule.require), rule.only_if)
        yield from (node for node in found if node is not None)
    for profile in file.profiles:
        yield profile.when
    for change in file.changes:
        if change.excuse is not None:
            yield change.excuse


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for child in children(node):
        yield from nodes(child)


def children(node: Node) -> Iterator[Node]:
    """The nodes right below a node."""
    for name in parts(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (child for child in value if isinstance(child, Node))


def scope(packs: Packs, file: PackFile) -> dict[str, Definition]:
    """The names that a file's expressions may use; where one stands twice, its own or the first."""
    found = dict(file.definitions)
    for used in file.use:
        other = packs.files.get(used.value)
        for name, definition in (other.definitions if other else {}).items():
            found.setdefault(name, definition)
    return found
