"""How a review does on labelled cases, as one self-contained page for reading them.

Input: a `Score`. Output: an HTML page that needs no network and no script: figures by topic, then the cases with
misses or false alarms. Law: all that comes from a case or a rule is escaped by the template engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.cases import Outcome, Score
from engine.reporters.pages import environment
from engine.text import Span


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a case's text: `css` says what it is."""

    text: str
    css: str


def page(score: Score, *, name: str, lang: str) -> str:
    """The page."""
    wrong = [outcome for outcome in score.outcomes if outcome.missed or outcome.false_alarms]
    return (
        environment(lang)
        .get_template("score.html.j2")
        .render(name=name, score=score, wrong=[(outcome, list(_pieces(outcome))) for outcome in wrong])
    )


def _pieces(outcome: Outcome) -> Iterator[_Piece]:
    """A case's text in pieces: what was missed, and what was reported without being wrong."""
    text = outcome.case.text
    missed = [span for violation in outcome.missed for span in violation.spans]
    false = [finding.span for finding in outcome.false_alarms if finding.span is not None]
    edges = sorted({0, len(text), *(edge for span in (*missed, *false) for edge in span)})
    for start, end in pairwise(edges):
        kinds = [css for css, spans in (("missed", missed), ("false", false)) if _covered(start, end, spans)]
        yield _Piece(text[start:end], " ".join(kinds))


def _covered(start: int, end: int, spans: list[Span]) -> bool:
    return any(span.start <= start and end <= span.end for span in spans)
