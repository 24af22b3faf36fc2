"""A run as one self-contained page: every draft whole, its findings marked in place and listed beside it.

Input: reviews and the run. Output: an HTML page that needs no network and works without JavaScript. Law: all
that comes from a draft is escaped by the template engine; the page's policy lets only its own script and
style run; the draft stands in its own words, so personal data in it stays, and the page says so.
"""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.document import Unread
from engine.finding import Finding, Placement, Review, RunInfo
from engine.reporters.masking import own_words, personal
from engine.reporters.outline import Block, inline, leaves, outline
from engine.reporters.place import Place, Places
from engine.reporters.plain import page_text
from engine.reporters.summary import SEVERITIES, counts, fails, ranked, suppressed, unread, verdict
from engine.reporters.words import term, words
from engine.rule import Severity
from engine.text import Span

_TEMPLATES = Path(__file__).parent / "templates"


class Mark(NamedTuple):
    """A stretch of the draft to mark. `number` is the finding's, `id` the page's name of its first piece."""

    span: Span
    id: str
    css: str
    number: int = 0
    title: str = ""


class Piece(NamedTuple):
    """A stretch of one line that the same marks cover, outermost first.

    `opening` are the marks that begin here, `closing` those that end here.
    """

    text: str
    marks: tuple[Mark, ...]
    opening: frozenset[str]
    closing: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A finding as it is listed."""

    number: int
    id: str
    mark: str  # the id of its mark in the draft, "" where there is none
    finding: Finding
    place: Place | None
    related: tuple[tuple[str, Place, str], ...]  # (id of the mark, place, note)
    placement: Placement | None
    decides: bool  # whether it fails the draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One draft's part of the page."""

    number: int
    review: Review
    verdict: str
    counts: dict[Severity, int]
    suppressed: int
    unread: tuple[Unread, ...]
    cards: tuple[Card, ...]
    blocks: tuple[Block, ...]
    pieces: dict[int, tuple[Piece, ...]]  # by the start of the leaf
    personal: bool


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The page."""
    template = _environment(run.lang).get_template("report.html.j2")
    found = counts(reviews)
    return template.render(
        run=run,
        pages=[_page(n, r, run) for n, r in enumerate(reviews, 1)],
        severities=SEVERITIES,
        counts=found,
        total=sum(found.values()),
        suppressed=suppressed(reviews),
    )


@cache
def _environment(lang: str) -> Environment:
    say = words(lang)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(say.gettext, say.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {
        "lang": "zh-CN" if say.info().get("language") == "zh_CN" else "en",
        "hash": lambda name: _hash(environment.get_template(name).render()),
    }
    environment.filters |= {"term": lambda word: term(say, word), "own": lambda text, f: own_words(f, text)}
    return environment


def _hash(text: str) -> str:
    """What a content security policy allows this script or style by."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _page(number: int, review: Review, run: RunInfo) -> Page:
    cards = tuple(_cards(number, review, run))
    blocks = outline(review.document) if review.document else ()
    pieces = _pieces(review, cards, blocks)
    drawn = {name for line in pieces.values() for piece in line for name in piece.opening}
    return Page(
        number=number,
        review=review,
        verdict=verdict(review, run),
        counts=counts([review]),
        suppressed=suppressed([review]),
        unread=unread(review),
        # A place in nothing but white space has no mark to lead to.
        cards=tuple(c if c.mark in drawn else replace(c, mark="") for c in cards),
        blocks=blocks,
        pieces=pieces,
        personal=any(personal(c.finding) for c in cards),
    )


def _cards(page: int, review: Review, run: RunInfo) -> Iterator[Card]:
    places = Places(review.document) if review.document else None
    placed = {p.finding: p for p in review.placements}
    for number, index in enumerate(ranked(review.findings), 1):
        finding, name = review.findings[index], f"d{page}f{number}"
        related = [(places.of(r.span), r.note) for r in finding.related] if places else []
        yield Card(
            number=number,
            id=name,
            mark=f"{name}m" if places and finding.span else "",
            finding=finding,
            place=places.of(finding.span) if places and finding.span else None,
            related=tuple((f"{name}r{n}", *place) for n, place in enumerate(related, 1)),
            placement=placed.get(index),
            decides=fails(finding, run),
        )


def _marks(review: Review, cards: Sequence[Card]) -> list[Mark]:
    """All stretches to mark, those of findings, of related places and of hidden words."""
    out = []
    for card in cards:
        finding = card.finding
        if card.mark and finding.span:
            state = "off" if finding.suppression else finding.severity.word
            css = f"hit {state} {finding.kind}"
            out.append(Mark(finding.span, card.mark, css, card.number, finding.title))
        for (name, _, note), related in zip(card.related, finding.related, strict=False):
            out.append(Mark(related.span, name, "rel", title=note))
    if review.document:
        out += [Mark(span, f"{kind}{span.start}", kind) for kind, span in inline(review.document)]
    return out


class _Part(NamedTuple):
    """A mark on one line; whether the mark's first and last line."""

    mark: Mark
    first: bool
    last: bool


def _pieces(review: Review, cards: Sequence[Card], blocks: tuple[Block, ...]) -> dict[int, tuple[Piece, ...]]:
    """Every leaf's text, cut where marks begin and end."""
    if review.document is None:
        return {}
    lines = list(leaves(blocks))
    starts, ends = [b.start for b in lines], [b.end for b in lines]
    on_line: dict[int, list[_Part]] = {b.start: [] for b in lines}
    for mark in _marks(review, cards):
        near = lines[bisect_left(ends, mark.span.start) : bisect_right(starts, mark.span.end)]
        touched = [b for b in near if _touches(mark.span, b)]
        for block in touched:
            on_line[block.start].append(_Part(mark, block is touched[0], block is touched[-1]))
    return {b.start: tuple(_cut(review.document.text, b, on_line[b.start])) for b in lines}


def _touches(span: Span, block: Block) -> bool:
    """Whether a span has a character in a line, or is empty and stands in it."""
    return (span.start < block.end and block.start < span.end) or (
        span.start == span.end and block.start <= span.start <= block.end
    )


def _cut(text: str, block: Block, parts: list[_Part]) -> Iterator[Piece]:
    """The pieces of one line, each wrapped by the marks that cover it, the longest outermost."""
    parts = sorted(parts, key=lambda p: (p.mark.span.start - p.mark.span.end, p.mark.span.start, p.mark.id))
    edges = {block.start, block.end}.union(*(_clipped(p, block) for p in parts))
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        for part in parts:
            if part.mark.span == (start, start):
                yield Piece("", (part.mark,), frozenset((part.mark.id,)), (part.mark,))
        over = [p for p in parts if p.mark.span.start <= start and end <= p.mark.span.end]
        opening = frozenset(p.mark.id for p in over if p.first and start == _clipped(p, block)[0])
        closing = tuple(p.mark for p in over if p.last and end == _clipped(p, block)[1])
        yield Piece(page_text(text[start:end]), tuple(p.mark for p in over), opening, closing)
    for part in parts:
        if part.mark.span == (block.end, block.end):
            yield Piece("", (part.mark,), frozenset((part.mark.id,)), (part.mark,))


def _clipped(part: _Part, block: Block) -> tuple[int, int]:
    return max(part.mark.span.start, block.start), min(part.mark.span.end, block.end)
