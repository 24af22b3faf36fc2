"""Which findings a change touched.

Input: the review of a draft and that of its version before the change. Output: the review with the findings that
the change did not touch marked. Law: a finding counts where it stands on a sentence that the version before has
not, or where that version did not have it, so that what a removed disclosure leaves behind counts wherever its
trigger stands. Sentences are compared by their content: what was moved or wrapped anew, and what a renamed draft
keeps, is unchanged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.document import Document
from engine.finding import Finding, Review, Suppression
from engine.fingerprint import normal
from engine.structure import regions
from engine.text import Span

UNTOUCHED = Suppression(source="unchanged")
_ALIKE = 0.5  # share of common sentences from which a new draft is taken for a removed one under another name
_Key = tuple[str, str, int, str, str]


def narrowed(now: Review, before: Review) -> Review:
    """The review `now` with what the change since `before` did not touch marked; all of it counts where there was
    no draft to compare with."""
    if now.document is None or before.document is None or before.error:
        return now
    changed = touched(now.document, before.document)
    # A finding whose suppression the change took away was not there.
    counted = [finding for finding in before.findings if finding.suppression is None]
    known = Counter(_keys(counted, before.document))
    return replace(now, findings=tuple(_marked(now.findings, now.document, changed, known)))


def _marked(
    findings: Sequence[Finding], document: Document, changed: list[Span], known: Counter[_Key]
) -> Iterator[Finding]:
    for finding, key in zip(findings, _keys(findings, document), strict=True):
        was_there = known[key] > 0
        known[key] -= was_there
        own = finding.suppression is not None or finding.rule.startswith("zhupi/")
        counts = own or not was_there or _on(finding, changed)
        yield finding if counts else replace(finding, suppression=UNTOUCHED)


def _keys(findings: Iterable[Finding], document: Document) -> Iterator[_Key]:
    """What tells findings apart that stand in the same words, and how grave they are: one that became graver is
    another. Unlike a fingerprint it does not look beyond the sentences that a finding stands in."""
    sentences = regions(document, "sentence")
    for finding in findings:
        words = _sentences(finding.span, sentences, document) if finding.span else ""
        said = normal(finding.message) if finding.missing or not finding.span else ""
        yield finding.rule, finding.kind, finding.severity, words, said


def _sentences(span: Span, sentences: Sequence[Span], document: Document) -> str:
    """The words of all sentences that a span has a part of."""
    first = max(0, bisect_right(sentences, (span.start, len(document.text))) - 1)
    last = bisect_left(sentences, (max(span.end, span.start + 1), 0)) - 1
    if first > last or sentences[first].end <= span.start:
        return normal(document.text[slice(*span)])
    return normal(document.text[sentences[first].start : sentences[last].end])


def _on(finding: Finding, changed: Iterable[Span]) -> bool:
    """Whether a finding, or a place that belongs to it, stands on a changed sentence."""
    places = [finding.span] if finding.span else []
    places += [related.span for related in finding.related]
    return any(place.overlaps(span) for place in places for span in changed)


def touched(now: Document, before: Document) -> list[Span]:
    """The sentences that the version before has not, or has less often."""
    left = _counted(before)
    found = []
    for span in regions(now, "sentence"):
        words = normal(now.text[slice(*span)])
        if left[words] > 0:
            left[words] -= 1
        else:
            found.append(span)
    return found


def _counted(document: Document) -> Counter[str]:
    return Counter(normal(document.text[slice(*span)]) for span in regions(document, "sentence"))


def likeness(one: Document, other: Document) -> float:
    """The share of sentences, by length, that two documents have in common."""
    ours, theirs = _counted(one), _counted(other)
    both, all_ = ours & theirs, ours | theirs
    return _length(both) / (_length(all_) or 1)


def _length(sentences: Counter[str]) -> int:
    return sum(len(words) * count for words, count in sentences.items())


def renamed(new: Document, removed: Iterable[tuple[int, Document]]) -> int | None:
    """Which of the removed drafts, by their numbers, a new one is under another name."""
    alike, best = max(((likeness(new, old), at) for at, old in removed), default=(0.0, None))
    return best if alike >= _ALIKE else None
