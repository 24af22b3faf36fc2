"""A run as SARIF 2.1.0 (OASIS Standard, 2020).

Input: reviews and the run. Output: one log with one run. Law: valid against the standard's schema; columns
and offsets are code points, of the source where it is one text, else of the draft's text as it was read; where a person must decide, `kind` is `review` and `level`
is `none`, and severity stays a property; what was not reviewed is a notification of a failed execution.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from gettext import NullTranslations
from urllib.parse import quote

from engine.finding import Finding, Related, Review, RunInfo, Suppression
from engine.reporters.amendments import Told, amended
from engine.reporters.brief import Item, cited, items, level, message, missed, title
from engine.reporters.masking import own_words, personal
from engine.reporters.place import Place
from engine.reporters.summary import verdict
from engine.reporters.words import words
from engine.text import Span

Plain = dict[str, object]
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The log."""
    say = words(run.lang)
    found = [(review, item) for review in reviews for item in items(review)]
    rules: dict[str, Finding] = {}
    for _, item in found:
        rules.setdefault(item.finding.rule, item.finding)
    index = {rule: n for n, rule in enumerate(rules)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(run, rules.values(), say)},
                "invocations": [_invocation(reviews, run, say)],
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": _location(r)} for r in reviews],
                "results": [_result(r, i, index[i.finding.rule], run) for r, i in found],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _location(review: Review) -> Plain:
    return {"uri": quote(review.name.replace("\\", "/"))}


def _driver(run: RunInfo, rules: Iterable[Finding], say: NullTranslations) -> Plain:
    return {
        "name": "Zhupi",
        "version": run.version,
        "language": "zh-CN" if say.info().get("language") == "zh_CN" else "en",
        "rules": [_rule(finding, say) for finding in rules],
    }


def _rule(finding: Finding, say: NullTranslations) -> Plain:
    """A rule as its findings tell of it: what it rests on, in the provision's own words where they are known."""
    told = [f"{say.gettext('basis')}: {cited(c, say)}\n{c.quote}".rstrip() for c in finding.basis]
    rule: Plain = {
        "id": finding.rule,
        "shortDescription": {"text": title(finding)},
        "help": {"text": "\n".join([title(finding), *told])},
        "defaultConfiguration": {"level": _LEVELS[finding.severity.word]},
        "properties": {"severity": finding.severity.word, "tags": [finding.topic] if finding.topic else []},
    }
    links = [c.url for c in finding.basis if c.url.startswith(("https://", "http://"))]
    return rule | ({"helpUri": links[0]} if links else {})


def _invocation(reviews: Sequence[Review], run: RunInfo, say: NullTranslations) -> Plain:
    notes = [
        {
            "level": "error" if part.grave else "warning",
            "message": {"text": part.text},
            "locations": [{"physicalLocation": {"artifactLocation": _location(review)}}],
        }
        for review in reviews
        for part in missed(review, run, say)
    ]
    return {
        "executionSuccessful": all(verdict(r, run) != "not-reviewed" for r in reviews),
        "toolExecutionNotifications": notes,
        "toolConfigurationNotifications": [_amended(entry) for entry in amended(run, say)],
        "properties": {
            "asOf": run.as_of,
            "failOn": run.fail_on,
            "strict": run.strict,
            "base": run.base,
            "unchanged": run.unchanged,
        },
    }


def _amended(entry: Told) -> Plain:
    """What an entry of an overlay changed of the rules."""
    place = {"artifactLocation": {"uri": quote(entry.file)}, "region": {"startLine": entry.line}}
    return {"level": "note", "message": {"text": entry.text}, "locations": [{"physicalLocation": place}]}


def _result(review: Review, item: Item, index: int, run: RunInfo) -> Plain:
    finding = item.finding
    judged = finding.kind == "review"
    result: Plain = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": "review" if judged else "fail",
        "level": "none" if judged else _LEVELS[finding.severity.word],
        "message": {"text": _message(finding)},
        "locations": [_place(review, finding.span, item.place)],
        "partialFingerprints": {"zhupiContext/v1": item.fingerprint},
        "properties": _properties(finding, run),
    }
    return result | _further(review, item)


def _message(finding: Finding) -> str:
    return " ".join(filter(None, (message(finding), own_words(finding, finding.suggestion), finding.ask)))


def _properties(finding: Finding, run: RunInfo) -> Plain:
    return {
        "severity": finding.severity.word,
        "missing": finding.missing,
        "topic": finding.topic,
        "basis": [c.label for c in finding.basis],
        "fails": level(finding, run) == "error",
    }


def _further(review: Review, item: Item) -> Plain:
    """What only some results have."""
    finding = item.finding
    out: Plain = {}
    if item.related:
        out["relatedLocations"] = [
            _related(review, finding, n, related, place)
            for n, (related, place) in enumerate(zip(finding.related, item.related, strict=True))
        ]
    if fix := _fix(review, finding, item.place):
        out["fixes"] = [fix]
    if finding.suppression:
        out["suppressions"] = [_suppression(finding.suppression)]
        if finding.suppression.source in ("baseline", "unchanged"):
            out["baselineState"] = "unchanged"
    return out


def _place(review: Review, span: Span | None, place: Place | None) -> Plain:
    """A location; the headings above it are its logical location."""
    physical: Plain = {"artifactLocation": _location(review)}
    location: Plain = {"physicalLocation": physical}
    if span is not None and place is not None:
        physical["region"] = _region(span, place)
        if place.headings:
            name = " › ".join(place.headings)
            location["logicalLocations"] = [{"name": place.headings[-1], "fullyQualifiedName": name}]
    return location


def _region(span: Span, place: Place) -> Plain:
    at = place.source or span
    return {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
        "charOffset": at.start,
        "charLength": at.end - at.start,
        "snippet": {"text": place.words},
    }


def _related(review: Review, finding: Finding, number: int, related: Related, place: Place) -> Plain:
    location = _place(review, related.span, place)
    return {"id": number, **location, "message": {"text": own_words(finding, related.note) or place.words}}


def _fix(review: Review, finding: Finding, place: Place | None) -> Plain | None:
    """The change to the source, where it is one text that holds the finding's words without markup between.

    None for personal data: a masked fix would put asterisks into the draft.
    """
    span, text = finding.span, finding.replacement
    if text is None or span is None or place is None or personal(finding):
        return None
    at = place.source
    if at is None or at.end - at.start != span.end - span.start:
        return None
    region = {"charOffset": at.start, "charLength": at.end - at.start}
    change = {
        "artifactLocation": _location(review),
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": text}}],
    }
    told = finding.suggestion or finding.difference or text or finding.title
    return {"description": {"text": told}, "artifactChanges": [change]}


def _suppression(suppression: Suppression) -> Plain:
    return {
        "kind": "inSource" if suppression.source == "draft" else "external",
        "status": "accepted",
        "justification": suppression.reason or suppression.source,
        "properties": {"owner": suppression.owner, "until": suppression.until, "source": suppression.source},
    }
