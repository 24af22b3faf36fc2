"""Why a rule did or did not report: values only, for whoever shows them.

A `Part` is one operator of an expression with what it gave on a document; an `Explanation` holds those of a
rule, its gates, and the reasons for which something was not reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.document import Document
from engine.finding import Finding
from engine.rule import Amendment, Severity
from engine.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One operator. `value` is that of a condition or a number, None of a part that gives spans.

    `first`: the first part that gave nothing, on which the whole expression failed. `again`: its own parts
    stand further up.
    """

    label: str  # the operator as it is written: `not after … in same phrase`
    name: str = ""  # of its definition, "" where the expression has it written out
    spans: tuple[Span, ...] = ()
    value: bool | float | None = None
    parts: tuple[Part, ...] = ()
    notes: tuple[tuple[Span, str, bool], ...] = ()  # of `where`: a span, its captures, whether it is kept
    first: bool = False
    again: bool = False

    @property
    def gave(self) -> bool:
        """Whether it gave a span, a number but 0, or is true."""
        return bool(self.spans) or bool(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One expression of a rule: forbid, when, require (with its scope and what it asks for) or only_if."""

    kind: str
    part: Part
    scope: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a rule wants of an attribute, and what the document is, on whose word."""

    name: str
    wanted: tuple[str, ...]
    own: tuple[str, ...]  # empty: unknown, which meets every gate
    source: str
    why: str
    met: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was not reported. `code`: status, date, gate, only-if, nothing, masked, found, overridden.

    `what`: the status, the attribute, the clause, the overriding rule; `spans`: the places concerned.
    """

    code: str
    what: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A rule on a document."""

    rule: str
    title: str
    severity: Severity
    kind: str
    status: str
    effective: tuple[str, str]
    as_of: str
    document: Document
    gates: tuple[Gate, ...]
    clauses: tuple[Clause, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    amendments: tuple[Amendment, ...] = ()
