"""The answers to the points of the checklists, for reports.

Input: a review. Output: how many points have each answer, and a line for each point. Law: what is left for a person is
told whatever the rules found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from gettext import NullTranslations
from typing import NamedTuple

from engine.finding import Answer, Review
from engine.reporters.brief import cited
from engine.reporters.plain import one_line
from engine.reporters.words import N_, term

_STATUSES = ("found", "undecided", "person", "clear", "not-concerned")
_COUNTED = {
    "found": N_("something found"),
    "undecided": N_("could not be decided"),
    "person": N_("for a person"),
    "clear": N_("nothing found by the rules"),
    "not-concerned": N_("for other drafts"),
}


class Told(NamedTuple):
    """A point and its answer in words. `left`: what a person has still to do, "" where that is nothing."""

    number: str
    stage: str
    title: str
    status: str
    answer: str
    rules: tuple[str, ...]
    left: str
    basis: str


def tally(review: Review, say: NullTranslations) -> str:
    """How many points have each answer, "" where there is no checklist."""
    counts = Counter(answer.status for answer in review.answers)
    if not counts:
        return ""
    parts = [f"{say.gettext(_COUNTED[status])} {counts[status]}" for status in _STATUSES if counts[status]]
    total = say.ngettext("%(n)d point of review", "%(n)d points of review", counts.total())
    return f"{total % {'n': counts.total()}}: {', '.join(parts)}"


def told(review: Review, say: NullTranslations) -> list[Told]:
    """Every point, in the order of the checklists."""
    return [_told(answer, say) for answer in review.answers]


def left(review: Review, say: NullTranslations) -> Iterator[Told]:
    """The points that a person has still to answer."""
    return (one for one in told(review, say) if one.left)


def plain(answer: Answer) -> dict[str, object]:
    """A point and its answer as plain values."""
    return {
        "id": answer.point.id,
        "point": answer.point.title,
        "stage": answer.point.stage,
        "status": answer.status,
        "rules": list(answer.rules),
        "hits": list(answer.hits),
        "doubts": list(answer.doubts),
        "ask": answer.point.ask,
        "basis": [citation.label for citation in answer.point.basis],
    }


def _told(answer: Answer, say: NullTranslations) -> Told:
    point, open_ = answer.point, answer.status != "not-concerned"
    doubts = say.gettext("not known: %(what)s") % {
        "what": ", ".join(term(say, doubt) for doubt in answer.doubts)
    }
    left = (doubts if answer.status == "undecided" else "", point.ask if open_ else "")
    return Told(
        number=point.number,
        stage=one_line(point.stage),
        title=one_line(point.title),
        status=answer.status,
        answer=say.gettext(_COUNTED[answer.status]),
        rules=answer.hits or answer.rules,
        left=one_line(" · ".join(filter(None, left))),
        basis=one_line(", ".join(cited(citation, say) for citation in point.basis)),
    )
