"""A run as JSON (`docs/json.md`), and the short record form for batch input.

Input: reviews and the run. Output: one object with `version`, or one record a line. Law: offsets are code
points of the draft's text; a finding on the whole document has none; personal data is masked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from engine.document import Unread
from engine.finding import Finding, Placement, Related, Review, RunInfo
from engine.fingerprint import fingerprints
from engine.reporters import checklist
from engine.reporters.amendments import plain
from engine.reporters.masking import own_words, veil
from engine.reporters.place import Places
from engine.reporters.summary import counts, suppressed, unread, verdict, verdicts
from engine.rule import Citation

VERSION = 1
Plain = dict[str, object]


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The run as one object."""
    data = header(reviews, run) | {"drafts": [draft(r, run) | {"findings": findings(r)} for r in reviews]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def header(reviews: Sequence[Review], run: RunInfo) -> Plain:
    """What stands before the drafts."""
    return {
        "version": VERSION,
        "tool": {"name": "zhupi", "version": run.version},
        "run": _run(run),
        "summary": _summary(reviews, run),
    }


def line(value: object) -> str:
    """One JSON value on one line; line separators inside strings are escaped, so that it stays one."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"


def _run(run: RunInfo) -> Plain:
    return {
        "as_of": run.as_of,
        "started": run.started,
        "fail_on": run.fail_on,
        "strict": run.strict,
        "base": run.base or None,
        "unchanged": run.unchanged,
        "packs": [{"name": name, "rules": rules} for name, rules in run.packs],
        "overlays": [{"rule": amendment.rule, **plain(amendment)} for amendment in run.amendments],
    }


def _summary(reviews: Sequence[Review], run: RunInfo) -> Plain:
    found = counts(reviews)
    return {
        "drafts": len(reviews),
        "findings": sum(found.values()),
        "by_severity": {s.word: n for s, n in found.items()},
        "suppressed": suppressed(reviews),
        "verdicts": verdicts(reviews, run),
    }


def draft(review: Review, run: RunInfo) -> Plain:
    """All of a review but its findings."""
    document = review.document
    return {
        "name": review.name,
        "format": document.format if document else None,
        "characters": len(document.text) if document else None,
        "verdict": verdict(review, run),
        "error": review.error or None,
        "profile": [
            {"name": a.name, "values": list(a.values), "source": a.source, "why": a.why}
            for a in review.profile
        ],
        "unread": [_unread(u) for u in unread(review)],
        "notes": [veil(review).over(note) for note in document.notes] if document else [],
        "copy": review.copy or None,
        "points": [checklist.plain(answer) for answer in review.answers],
    }


def _unread(part: Unread) -> Plain:
    return {"what": part.what, "where": part.where, "why": part.why, "blocking": part.blocking}


def findings(review: Review) -> list[Plain]:
    """Every finding of a review in full, in the review's order."""
    places = Places(review, review.document) if review.document else None
    placed = {p.finding: p for p in review.placements}
    prints = fingerprints(review)
    return [
        {"fingerprint": prints[i]} | _finding(f, places, placed.get(i)) for i, f in enumerate(review.findings)
    ]


def _finding(finding: Finding, places: Places | None, placement: Placement | None) -> Plain:
    return {
        "rule": finding.rule,
        "title": own_words(finding, finding.title),
        "severity": finding.severity.word,
        "kind": finding.kind,
        "missing": finding.missing,
        "topic": finding.topic,
        "message": own_words(finding, finding.message),
        **_place(finding, places),
        "suggestion": own_words(finding, finding.suggestion),
        "ask": finding.ask,
        "basis": [_citation(c) for c in finding.basis],
        "related": [_related(r, finding, places) for r in finding.related],
        "replacement": _replacement(finding),
        "difference": own_words(finding, finding.difference),
        "disguise": own_words(finding, finding.disguise),
        "notes": [own_words(finding, note) for note in finding.notes],
        "placement": {"how": placement.how, "why": placement.why} if placement else None,
        "suppression": _suppression(finding),
    }


def _replacement(finding: Finding) -> str | None:
    return None if finding.replacement is None else own_words(finding, finding.replacement)


def _place(finding: Finding, places: Places | None) -> Plain:
    if finding.span is None or places is None:
        return dict.fromkeys(("start", "end", "line", "column", "story", "section", "match"))
    at = places.of(finding.span)
    return {
        "start": finding.span.start,
        "end": finding.span.end,
        "line": at.start.line,
        "column": at.start.column,
        "story": at.story,
        "section": list(at.headings),
        "match": at.words,
    }


def _related(related: Related, finding: Finding, places: Places | None) -> Plain:
    at = places.of(related.span) if places else None
    return {
        "start": related.span.start,
        "end": related.span.end,
        "match": at.words if at else None,
        "note": own_words(finding, related.note),
    }


def _citation(citation: Citation) -> Plain:
    return {
        "label": citation.label,
        "cite": citation.cite,
        "title": citation.title,
        "number": citation.number,
        "article": citation.article,
        "quote": citation.quote,
        "status": citation.status,
        "url": citation.url,
    }


def _suppression(finding: Finding) -> Plain | None:
    s = finding.suppression
    return None if s is None else {"source": s.source, "reason": s.reason, "owner": s.owner, "until": s.until}


def lines(reviews: Iterable[Review], _run: RunInfo) -> str:
    """One short record for each draft: `{"id", "findings": […]}`; `error`, `suppressed` and `unread` only where there is one."""
    return "".join(line(record(r)) for r in reviews)


def record(review: Review) -> Plain:
    """A draft's short record."""
    record: Plain = {"id": review.name, "findings": [_short(f) for f in review.findings if not f.suppression]}
    if review.error or review.document is None:
        record["error"] = review.error or "not-reviewed"
    if excused := [f for f in review.findings if f.suppression]:
        record["suppressed"] = [
            {"rule": f.rule, "by": f.suppression.source} for f in excused if f.suppression
        ]
    if left_out := unread(review):
        record["unread"] = [_unread(u) for u in left_out]
    return record


def _short(finding: Finding) -> Plain:
    return {
        "rule": finding.rule,
        "severity": finding.severity.word,
        "kind": finding.kind,
        "start": finding.span.start if finding.span else None,
        "end": finding.span.end if finding.span else None,
        "missing": finding.missing,
        "message": own_words(finding, finding.message),
        "basis": [c.label for c in finding.basis],
    }
