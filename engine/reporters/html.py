"""A run as one self-contained page: every draft whole, its findings marked in place and listed beside it.

Input: reviews and the run. Output: an HTML page that needs no network and works without JavaScript. Law: all
that comes from a draft is escaped by the template engine; the page's policy lets only its own script and
style run; the draft stands in its own words, so personal data in it stays, unless the run is to redact it; the page
says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.document import Unread
from engine.finding import Finding, Placement, Review, RunInfo
from engine.reporters.amendments import amended, headline
from engine.reporters.checklist import Told, tally, told
from engine.reporters.masking import personal, veiled
from engine.reporters.outline import Block, inline, outline
from engine.reporters.pages import environment
from engine.reporters.pieces import Mark, Piece, cut
from engine.reporters.place import Place, Places
from engine.reporters.summary import SEVERITIES, counts, fails, ranked, suppressed, unread, verdict
from engine.reporters.words import words
from engine.rule import Severity


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
    tally: str  # of the points of review
    points: tuple[Told, ...]


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The page."""
    template = environment(run.lang).get_template("report.html.j2")
    found = counts(reviews)
    return template.render(
        run=run,
        pages=[_page(n, r, run) for n, r in enumerate(reviews, 1)],
        severities=SEVERITIES,
        counts=found,
        total=sum(found.values()),
        suppressed=suppressed(reviews),
        changed=headline(run, words(run.lang)),
        amended=amended(run, words(run.lang)),
    )


def _page(number: int, review: Review, run: RunInfo) -> Page:
    places = Places(review, review.document) if review.document else None  # masked, whatever is shown
    review = veiled(review) if run.redact else review
    cards = tuple(_cards(number, review, places, run))
    blocks = outline(review.document) if review.document else ()
    pieces = cut(review.document.text, blocks, _marks(number, review, cards)) if review.document else {}
    drawn = {name for line in pieces.values() for piece in line for name in piece.opening}
    return Page(
        number=number,
        review=review,
        verdict=verdict(review, run),
        counts=counts([review]),
        suppressed=suppressed([review]),
        unread=unread(review),
        cards=tuple(_linked(card, drawn) for card in cards),
        blocks=blocks,
        pieces=pieces,
        personal=any(personal(c.finding) for c in cards),
        tally=tally(review, words(run.lang)),
        points=tuple(told(review, words(run.lang))),
    )


def _linked(card: Card, drawn: set[str]) -> Card:
    """A card that leads only to marks that are drawn: a place in nothing but white space has none."""
    related = tuple((name if name in drawn else "", place, note) for name, place, note in card.related)
    return replace(card, mark=card.mark if card.mark in drawn else "", related=related)


def _cards(page: int, review: Review, places: Places | None, run: RunInfo) -> Iterator[Card]:
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


def _marks(page: int, review: Review, cards: Sequence[Card]) -> list[Mark]:
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
        apart = enumerate(inline(review.document), 1)
        out += [Mark(span, f"d{page}{kind}{n}", kind) for n, (kind, span) in apart]
    return out
