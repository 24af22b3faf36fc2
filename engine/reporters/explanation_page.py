"""Why a rule did or did not report, as one self-contained page.

Input: an `Explanation` and a language. Output: an HTML page that needs no network and no script. Law: all that
comes from a draft or a rule is escaped by the template engine; the draft stands in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from engine.explanation import Explanation
from engine.reporters.amendments import what, why
from engine.reporters.explanation import reason_text
from engine.reporters.pages import environment
from engine.reporters.words import words
from engine.text import Lines, Span

_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")  # where `Lines` ends a line
_SHOWN = 40  # places of a part that are listed


class _Places:
    """Places of one text, for a template."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)

    def of(self, spans: tuple[Span, ...]) -> list[tuple[int, int, str]]:
        return [(*self.lines.position(s.start), self.text[s.start : s.end]) for s in spans[:_SHOWN]]

    def rows(self, marks: tuple[Span, ...]) -> Iterator[list[tuple[str, bool]]]:
        """Each line of the text in pieces, marked ones and others."""
        edges = sorted({edge for mark in marks for edge in mark})
        at = 0
        for line in _LINE_END.split(self.text):
            end = at + len(line)
            cuts = [at, *(edge for edge in edges if at < edge < end), end]
            yield [
                (self.text[a:b].rstrip("\r\n"), any(m.start <= a and b <= m.end for m in marks))
                for a, b in pairwise(cuts)
            ]
            at = end


def page(explanation: Explanation, *, lang: str) -> str:
    """The page."""
    say = words(lang)
    places = _Places(explanation.document.text)
    marks = tuple(finding.span for finding in explanation.findings if finding.span is not None)
    return (
        environment(lang)
        .get_template("explanation.html.j2")
        .render(
            e=explanation,
            reasons=[(reason_text(reason, say), reason.spans) for reason in explanation.reasons],
            amended=[f"{what(change, say)} · {why(change, say)}" for change in explanation.amendments],
            places=places.of,
            rows=list(places.rows(marks)),
            shown=_SHOWN,
        )
    )
