"""A run as a GitLab code quality report.

Input: reviews and the run. Output: a JSON list. Law: fingerprints are unique within the report and stay the
same while a draft is edited elsewhere; a part that was not reviewed is an entry of its own, a suppressed finding one of severity
`info`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from gettext import NullTranslations
from hashlib import sha256

from engine.finding import Review, RunInfo
from engine.reporters.amendments import OVERLAY, amended
from engine.reporters.brief import NOT_REVIEWED, counted, details, dismissed, hidden, message, missed
from engine.reporters.words import words

_SEVERITY = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor", "info": "info"}


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The list."""
    say = words(run.lang)
    entries = [
        _entry(told.file, OVERLAY, told.text, "info", line=told.line, identity=told.text)
        for told in amended(run, say)
    ]
    entries += [entry for review in reviews for entry in _entries(review, run, say)]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _entries(review: Review, run: RunInfo, say: NullTranslations) -> Iterator[dict[str, object]]:
    for part in missed(review, run, say):
        severity = "blocker" if part.grave else "minor"
        yield _entry(review.name, NOT_REVIEWED, part.text, severity, line=1, identity=part.text)
    for item in counted(review):
        finding = item.finding
        told = "; ".join([message(finding), *(f"{name}: {value}" for name, value in details(finding, say))])
        severity = "info" if finding.kind == "review" else _SEVERITY[finding.severity.word]
        yield _entry(review.name, finding.rule, told, severity, line=item.line, identity=item.fingerprint)
    for item in hidden(review):
        told = dismissed(item.finding, say)
        yield _entry(review.name, item.finding.rule, told, "info", line=item.line, identity=item.fingerprint)


def _entry(
    path: str, rule: str, description: str, severity: str, *, line: int, identity: str
) -> dict[str, object]:
    # The same words in two drafts are two entries.
    fingerprint = sha256(f"{path}\0{rule}\0{identity}".encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "description": description,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
