"""Which findings a change touched.

Input: the review of a draft and that of its version before the change. Output: the review with the findings that
the change did not touch marked. Law: a finding counts where it stands on a paragraph that the version before has
not, or where that version did not have it, so that what a removed disclosure leaves behind counts wherever its
trigger stands. Paragraphs are compared by their content: moved ones, and those of a renamed draft, are unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.document import Document
from engine.finding import Finding, Review, Suppression
from engine.fingerprint import fingerprints, normal
from engine.structure import regions
from engine.text import Span

UNTOUCHED = Suppression(source="unchanged")
_ALIKE = (
    0.5  # share of common paragraphs from which a new draft is taken for a removed one under another name
)
_Print = tuple[str, str, int]


def narrowed(now: Review, before: Review) -> Review:
    """The review `now` with what the change since `before` did not touch marked; all of it counts where there was
    no draft to compare with."""
    if now.document is None or before.document is None or before.error:
        return now
    changed = touched(now.document, before.document)
    known = Counter(_prints(before))
    return replace(now, findings=tuple(_marked(now, changed, known)))


def _marked(now: Review, changed: list[Span], known: Counter[_Print]) -> Iterator[Finding]:
    for finding, print_ in zip(now.findings, _all_prints(now), strict=True):
        was_there = known[print_] > 0
        known[print_] -= was_there
        own = finding.suppression is not None or finding.rule.startswith("zhupi/")
        yield (
            finding
            if own or not was_there or _on(finding, changed)
            else replace(finding, suppression=UNTOUCHED)
        )


def _all_prints(review: Review) -> Iterator[_Print]:
    """What tells findings apart, and how grave they are: one that became graver is another."""
    for print_, finding in zip(fingerprints(review), review.findings, strict=True):
        yield print_, finding.kind, finding.severity


def _prints(review: Review) -> Iterator[_Print]:
    """Of the findings that counted: one whose suppression the change took away was not there."""
    for print_, finding in zip(_all_prints(review), review.findings, strict=True):
        if finding.suppression is None:
            yield print_


def _on(finding: Finding, changed: Iterable[Span]) -> bool:
    """Whether a finding, or a place that belongs to it, stands on a changed paragraph."""
    places = [finding.span] if finding.span else []
    places += [related.span for related in finding.related]
    return any(place.overlaps(span) for place in places for span in changed)


def touched(now: Document, before: Document) -> list[Span]:
    """The paragraphs that the version before has not, or has less often."""
    left = _paragraphs(before)
    found = []
    for span in regions(now, "paragraph"):
        words = normal(now.text[slice(*span)])
        if left[words] > 0:
            left[words] -= 1
        else:
            found.append(span)
    return found


def _paragraphs(document: Document) -> Counter[str]:
    return Counter(normal(document.text[slice(*span)]) for span in regions(document, "paragraph"))


def likeness(one: Document, other: Document) -> float:
    """The share of paragraphs, by length, that two documents have in common."""
    ours, theirs = _paragraphs(one), _paragraphs(other)
    both, all_ = ours & theirs, ours | theirs
    return _length(both) / (_length(all_) or 1)


def _length(paragraphs: Counter[str]) -> int:
    return sum(len(words) * count for words, count in paragraphs.items())


def renamed(new: Document, removed: Iterable[tuple[int, Document]]) -> int | None:
    """Which of the removed drafts, by their numbers, a new one is under another name."""
    alike, best = max(((likeness(new, old), at) for at, old in removed), default=(0.0, None))
    return best if alike >= _ALIKE else None
