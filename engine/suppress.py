"""Findings that somebody decided not to count: by a comment in the draft, a decisions file, or a baseline.

Input: a review, the draft's source text, decisions, a baseline. Output: the review with those findings marked,
and with a finding of its own for each faulty or unused decision. Law: a decision names one rule, a reason, an
owner and an end date; a malformed one suppresses nothing; nothing suppressed is left out of a report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from engine.document import Document
from engine.finding import Finding, Review, Suppression
from engine.fingerprint import fingerprints
from engine.rule import Severity
from engine.said import said
from engine.text import Span

# <!-- zhupi-ignore cn/pack/file/rule: reason; owner=name; until=2026-12-31 -->
_COMMENT = re.compile(r"<!--\s*zhupi-ignore(?P<whole>-document)?\b(?P<body>.*?)-->", re.DOTALL)
_BODY = re.compile(r"\s*(?P<rule>[\w./-]+)\s*[:：]\s*(?P<reason>[^;；]*)(?P<fields>(?:[;；].*)?)", re.DOTALL)
_FIELD = re.compile(r"[;；]\s*(?P<name>\w+)\s*=\s*(?P<value>[^;；]*)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIELDS = ("owner", "until")
MARK = b"zhupi-ignore"  # what a draft with such a comment holds, in every encoding that drafts come in


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Not to count a rule's findings: in drafts whose name matches `draft`, within `span` of the text (None:
    anywhere), on these `words` ("": any)."""

    rule: str
    suppression: Suppression
    draft: str = "*"
    span: Span | None = None
    words: str = ""
    place: str = ""

    def names(self, review: Review) -> bool:
        """Whether the decision is about this draft."""
        return fnmatchcase(review.name, self.draft.replace("\\", "/"))

    def covers(self, finding: Finding, review: Review) -> bool:
        """Whether the decision is about this finding."""
        if finding.rule != self.rule or not self.names(review):
            return False
        if self.words and _words(finding, review) != self.words:
            return False
        return self.span is None or (finding.span is not None and self.span.overlaps(finding.span))


def _words(finding: Finding, review: Review) -> str | None:
    """The words that a finding is on."""
    if finding.span is None or review.document is None:
        return None
    return review.document.text[slice(*finding.span)]


@dataclass(frozen=True, slots=True)
class Faulty:
    """A comment that suppresses nothing, and why."""

    span: Span | None
    why: str


def in_draft(
    source: str, document: Document, rules: Collection[str], day: str
) -> tuple[list[Decision], list[Faulty]]:
    """The decisions in the comments of a Markdown or HTML source: each about the next paragraph, or, as
    `zhupi-ignore-document`, about the whole draft."""
    decisions: list[Decision] = []
    faulty: list[Faulty] = []
    for comment in _COMMENT.finditer(source):
        span = None if comment["whole"] else _next_paragraph(document, comment.end())
        why, rule, suppression = _read(comment["body"], rules, day)
        if not why and not comment["whole"] and span is None:
            why = "no paragraph follows"
        if why:
            faulty.append(Faulty(span, why))
        else:
            line = source.count("\n", 0, comment.start()) + 1
            decisions.append(Decision(rule=rule, suppression=suppression, span=span, place=f"line {line}"))
    return decisions, faulty


def _next_paragraph(document: Document, offset: int) -> Span | None:
    """The paragraph that begins next after an offset of the source."""
    from engine.structure import regions

    start = next((anchor.start for anchor in document.anchors if anchor.offset >= offset), None)
    if start is None:
        return None
    return next((span for span in regions(document, "paragraph") if span.end > start), None)


def _read(body: str, rules: Collection[str], day: str) -> tuple[str, str, Suppression]:
    """Why a comment is faulty ("" where it is not), its rule, and the suppression."""
    none = Suppression(source="draft")
    match = _BODY.fullmatch(body.strip())
    if match is None:
        return "not of the form `zhupi-ignore RULE: reason; owner=…; until=2026-12-31`", "", none
    given = {m["name"]: m["value"].strip() for m in _FIELD.finditer(match["fields"])}
    if unknown := [name for name in given if name not in _FIELDS]:
        return f"no field `{unknown[0]}`", "", none
    made = Suppression(
        source="draft",
        reason=match["reason"].strip(),
        owner=given.get("owner", ""),
        until=given.get("until", ""),
    )
    return check(match["rule"], made, rules, day), match["rule"], made


def check(rule: str, made: Suppression, rules: Collection[str], day: str) -> str:
    """Why a suppression does not hold, "" where it does."""
    if rule not in rules:
        from difflib import get_close_matches

        near = get_close_matches(rule, list(rules), 1)
        if near:
            return said("no rule `%(rule)s`; did you mean `%(near)s`?", rule=rule, near=near[0])
        return said("no rule `%(rule)s`", rule=rule)
    missing = [
        name
        for name, value in (("reason", made.reason), ("owner", made.owner), ("until", made.until))
        if not value
    ]
    if missing:
        return said("no %(missing)s", missing=missing[0])
    if not _is_day(made.until):
        return said("`until=%(until)s` is no day such as 2026-12-31", until=made.until)
    return said("expired on %(until)s", until=made.until) if made.until < day else ""


def _is_day(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def suppressed(review: Review, decisions: Sequence[Decision], faulty: Sequence[Faulty] = ()) -> Review:
    """The review with the findings that decisions cover marked, and a finding for each faulty or unused one
    that stands in the draft itself."""
    used: set[int] = set()
    findings = [_marked(finding, review, decisions, used) for finding in review.findings]
    own = (d for i, d in enumerate(decisions) if d.suppression.source == "draft" and i not in used)
    return replace(review, findings=(*findings, *map(_faulty, faulty), *map(_unused, own)))


def _marked(finding: Finding, review: Review, decisions: Sequence[Decision], used: set[int]) -> Finding:
    if finding.suppression is not None:
        return finding
    for index, decision in enumerate(decisions):
        if decision.covers(finding, review):
            used.add(index)
            return replace(finding, suppression=decision.suppression)
    return finding


def _faulty(fault: Faulty) -> Finding:
    return Finding(
        rule="zhupi/suppression-faulty",
        title="忽略说明无效",
        severity=Severity.HIGH,
        message="稿中的 zhupi-ignore 说明无效，没有忽略任何问题。",
        span=fault.span,
        suggestion="写明规则全名、理由、负责人和截止日期。",
        notes=(fault.why,),
    )


def _unused(decision: Decision) -> Finding:
    return Finding(
        rule="zhupi/suppression-unused",
        title="忽略说明没有用到",
        severity=Severity.LOW,
        message="稿中的 zhupi-ignore 说明没有用到：规则在此没有问题，可以删除。",
        span=decision.span,
        notes=(f"{decision.place}: {decision.rule}",),
    )


# ---- baseline -------------------------------------------------------------------------------------------


def baseline(reviews: Sequence[Review]) -> dict[str, int]:
    """How often each fingerprint is found: what a baseline holds."""
    return dict(sorted(Counter(print_ for review in reviews for print_ in fingerprints(review)).items()))


def known_before(review: Review, left: Counter[str]) -> Review:
    """The review with the findings that the baseline knows marked; `left` is what it still has, and shrinks."""
    return replace(review, findings=tuple(_known(review, left)))


def _known(review: Review, left: Counter[str]) -> Iterator[Finding]:
    for finding, print_ in zip(review.findings, fingerprints(review), strict=True):
        if left[print_] > 0 and finding.suppression is None and not finding.rule.startswith("zhupi/"):
            left[print_] -= 1
            yield replace(finding, suppression=Suppression(source="baseline"))
        else:
            yield finding


def read_baseline(data: Mapping[str, object]) -> Counter[str]:
    """The baseline in a JSON object. Raises ValueError."""
    found = data.get("fingerprints")
    if data.get("version") != 1 or not isinstance(found, dict):
        raise ValueError("not a baseline of version 1")
    if not all(isinstance(key, str) and isinstance(count, int) and count > 0 for key, count in found.items()):
        raise ValueError("a fingerprint with something else than a count")
    return Counter(found)
