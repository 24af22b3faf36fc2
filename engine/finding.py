"""What a review gives: findings on a draft, what was not read, and what kind of document it was taken for."""

from __future__ import annotations

from dataclasses import dataclass

from engine.document import Document, Unread
from engine.rule import Amendment, Citation, Point, Severity
from engine.text import Span


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding."""

    span: Span
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Why a finding does not count: who decided so and until when. Every report still lists it."""

    source: str  # draft | decisions | baseline | unchanged
    reason: str = ""
    owner: str = ""
    until: str = ""  # ISO date, "" without end


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule's report on one place (SARIF's *result*). `span` is None on the document as a whole.

    `kind` is `fail` where the text alone decides, else `review` with `ask`, the question for a person.
    `missing`: something that must be there is not; `span` is then what makes it necessary.
    `replacement`: the exact text that may stand instead of the span. `difference`: for an altered statement,
    how it differs from the prescribed wording. `disguise` says through what the words were recognised.
    `notes`: why the finding is of kind review, which other provisions it stands for, and the like.
    """

    rule: str
    title: str
    severity: Severity
    message: str
    span: Span | None
    kind: str = "fail"
    missing: bool = False
    suggestion: str = ""
    ask: str = ""
    topic: str = ""
    basis: tuple[Citation, ...] = ()
    related: tuple[Related, ...] = ()
    replacement: str | None = None
    difference: str = ""
    disguise: str = ""
    notes: tuple[str, ...] = ()
    suppression: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """What kind of document a draft was taken for, and on whose word.

    `name` is material, product, channel, audience, jurisdiction, lang or extent; `source` is option,
    configuration, front-matter, recognition or unknown; `why` is for a person ("profiles.yaml:12 「甲方」").
    """

    name: str
    values: tuple[str, ...]  # empty: unknown
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """How a finding (its index in the review) was put into the annotated copy."""

    finding: int
    how: str  # exact | widened | nearby | report-only
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a review says of a point of a checklist.

    `status`: found (`hits`, of the `rules` that looked at the draft, found something), clear (they found nothing, and
    the point needs no more), person (nothing was found, and the rest is a person's), undecided (`doubts` say why) or
    not-concerned (none of the point's rules is for such a draft).
    """

    point: Point
    status: str
    rules: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # attribute names; "style" where the format tells nothing of it; "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One draft's result. `document` is None and `error` set where the draft could not be read at all."""

    name: str
    document: Document | None
    findings: tuple[Finding, ...] = ()
    profile: tuple[Attribute, ...] = ()
    unread: tuple[Unread, ...] = ()
    error: str = ""  # a ReviewError's code
    placements: tuple[Placement, ...] = ()
    copy: str = ""  # the annotated copy's file name, "" where there is none
    answers: tuple[Answer, ...] = ()  # to the points of the checklists


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """What a report says of the run itself."""

    version: str
    packs: tuple[tuple[str, int], ...] = ()  # (name, how many rules)
    amendments: tuple[Amendment, ...] = ()  # what overlays changed of them
    as_of: str = ""  # ISO date whose law was applied
    started: str = ""  # ISO time
    fail_on: str = "high"  # a severity's word, or "none"
    strict: bool = False
    lang: str = "zh"  # of Zhupi's own words: zh | en
    base: str = ""  # the revision since which a change is reviewed, "" where whole drafts are
    redact: bool = False  # personal data is masked where the draft itself is shown, too
    unchanged: int = 0  # drafts that the change did not touch, so that they were not reviewed
