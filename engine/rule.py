"""Rules and patterns as the packs declare them, before they are compiled into a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from engine.text import Span

if TYPE_CHECKING:
    from engine.language.ast import Node


class Severity(IntEnum):
    """How grave a finding is; higher is graver."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Severity:
        """Raises KeyError for a word that names no severity."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words, all equal in meaning. A match that lies in a match of an exception is none."""

    words: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    exact: bool = False  # `fold: exact`: neither folded nor searched for disguises


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression in RE2's syntax. It never crosses a paragraph."""

    source: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A wording that a regulation prescribes. `[a|b]` variants, `<name>` a hole for a few words.

    `masks`: it rests on a verified basis, so that words within it are not reported.
    """

    wordings: tuple[str, ...]
    masks: bool = False


@dataclass(frozen=True, slots=True)
class Detector:
    """A kind of number or name found by checksum and context (`resident-id`, `bank-card`, …)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Role:
    """The words that name a party in this document: `institution` or `consumer`."""

    party: str


Pattern = Words | Regex | Statement | Detector | Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A provision as a finding shows it. `article` is "" unless the registry marks it verified."""

    cite: str  # the instrument's short name
    title: str  # its full name
    number: str = ""  # its document number, where verified
    article: str = ""
    quote: str = ""
    status: str = "in_force"  # in_force | amended | repealed | draft | pending | vacated
    url: str = ""

    @property
    def label(self) -> str:
        """For a person: 《中华人民共和国广告法》第二十五条."""
        chinese = any("\u4e00" <= c <= "\u9fff" for c in self.title)
        name = f"《{self.title}》" if chinese else self.title
        return f"{name}{self.article}" if chinese else f"{name} {self.article}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An example of a rule: `text` without its marks, `marks` the spans that must be reported."""

    text: str
    marks: tuple[Span, ...]
    violates: bool
    attributes: Mapping[str, str] = field(default_factory=dict)
    at: Span = field(default=Span(0, 0), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must be found, and where: `scope` is document, a region kind (same …) or `chars` with `distance`."""

    find: Node
    scope: str = "document"
    distance: int = 0
    name: str = ""  # for the message: what is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point that a reviewer answers for every draft. `rules`: those that look at it, in a pack as their names or
    patterns of them, in a plan as their names. `ask`: what is left for a person.
    """

    id: str  # its pack, a stroke and its number there
    title: str
    stage: str = ""
    basis: tuple[Citation, ...] = ()
    rules: tuple[str, ...] = ()
    ask: str = ""
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The number in its pack."""
        return self.id.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of a pack. Its expression names are resolved when the plan is made."""

    id: str  # full name: cn/marketing/promises/guaranteed-return
    pack: str
    title: str
    severity: Severity
    message: str
    suggest: str = ""
    kind: str = "fail"  # fail | review
    ask: str = ""
    topic: str = ""
    status: str = "active"  # active | draft | retired
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    basis: tuple[Citation, ...] = ()
    effective: tuple[str, str] = ("", "")  # ISO dates, "" open
    forbid: Node | None = None
    when: Node | None = None
    require: tuple[Requirement, ...] = ()
    together: bool = False  # all that is missing at one place is one finding
    curable: bool = False  # another clause may put it right, so that an excerpt alone does not tell
    only_if: Node | None = None
    replace: str = ""
    overrides: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What an overlay changed of a rule: `change` is off, severity or narrow, `detail` says from what to what."""

    rule: str
    change: str
    detail: str
    reason: str
    owner: str
    until: str  # ISO date
    place: str  # file and line of the entry
