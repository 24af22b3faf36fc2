"""What rule files say: definitions, rules, profiles and checklists, each with its place.

Input: nothing; `engine.packreader` makes them. Output: values. Law: whatever a value was read from is kept beside it,
so that what is wrong can be shown where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from engine.basis import Registry
from engine.language import ast
from engine.rule import Pattern, Point, Rule, Severity
from engine.text import Lines
from engine.yamlfile import Mapping_, Scalar, Source, Yaml

_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Definition:
    """A name of a pack: a pattern, or an expression whose positions are spans of the file."""

    pack: str
    name: str
    value: Pattern | ast.Node
    key: Scalar
    body: Yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule and the tree that it was read from."""

    rule: Rule
    tree: Mapping_

    def place(self, name: str) -> Yaml:
        """The value of a field, or the whole rule where it has none."""
        return self.tree.get(name) or self.tree


@dataclass(frozen=True, slots=True)
class Profile:
    """A recognition rule: what to set, or to add to what was recognised, when its expression holds."""

    pack: str
    values: Mapping[str, tuple[str, ...]]
    when: ast.Node
    adds: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A point of a checklist, and where its rules are named."""

    point: Point
    rules: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of an overlay: what it makes of the rules that `rule` (a full name or a pattern of them) names."""

    rule: str
    off: bool = False
    severity: Severity | None = None
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the values that remain
    excuse: ast.Node | None = None  # matches within its spans do not count
    reason: str = ""
    owner: str = ""
    until: str = ""
    tree: Mapping_
    pack: str = ""  # the overlay

    @property
    def place(self) -> str:
        """The file and line of the entry."""
        source = self.tree.source
        return f"{source.file}:{Lines(source.text).position(self.tree.span.start).line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """One rule file, or an overlay."""

    name: str
    source: Source
    language: str = ""
    use: tuple[Scalar, ...] = ()
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    profiles: tuple[Profile, ...] = ()
    changes: tuple[Change, ...] = ()
    points: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Packs:
    """All that the rule files say. `changes`: what overlays make of a rule, by its full name."""

    files: Mapping[str, PackFile]
    registry: Registry
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    @property
    def rules(self) -> list[Rule]:
        return [entry.rule for file in self.files.values() for entry in file.entries]


def named(pattern: str, ids: Iterable[str]) -> list[str]:
    """The rules of a full name, or of a pattern such as `cn/loan/*`."""
    if not _WILD.intersection(pattern):
        return [id for id in ids if id == pattern]
    return [id for id in ids if fnmatchcase(id, pattern)]
