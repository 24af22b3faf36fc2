"""A run as JSON Lines: one object a line, for logs and pipelines.

Input: reviews and the run. Output: a `run` line, then for each draft a `draft` line and its `finding` lines,
in the fields of `docs/json.md`. Law: a draft that could not be read has its line too.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.finding import Review, RunInfo
from engine.reporters.json import draft, findings, header, line


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """All lines."""
    out = [line({"type": "run"} | header(reviews, run))]
    for review in reviews:
        out.append(line({"type": "draft"} | draft(review, run)))
        out += [line({"type": "finding", "draft": review.name} | f) for f in findings(review)]
    return "".join(out)
