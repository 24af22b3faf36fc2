"""The review ledger: one finding a row, with columns left empty for the decision; as CSV or XLSX.

Input: reviews and the run. Output: CSV with a byte order mark (so that spreadsheets read it as UTF-8), or a
minimal OPC package (ECMA-376) with a sheet of findings, one of drafts and one of the points of review. Law: no cell can be a formula; what
was not reviewed has a row of its own, and every draft stands in the second sheet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from gettext import NullTranslations
from io import StringIO

from engine.finding import Review, RunInfo
from engine.formats.workbook import Sheet, workbook
from engine.reporters.amendments import OVERLAY, amended, headline
from engine.reporters.brief import (
    NOT_REVIEWED,
    Item,
    cited,
    details,
    excuse,
    items,
    message,
    missed,
    story,
    title,
)
from engine.reporters.checklist import told
from engine.reporters.plain import one_line
from engine.reporters.summary import counts, verdict
from engine.reporters.words import N_, term, words

# (heading, width in characters)
_COLUMNS = (
    (N_("Draft"), 24),
    (N_("severity"), 8),
    (N_("kind"), 10),
    (N_("title"), 24),
    (N_("place"), 24),
    (N_("words of the draft"), 32),
    (N_("message"), 40),
    (N_("basis"), 36),
    (N_("suggestion"), 36),
    (N_("further"), 32),
    (N_("rule"), 32),
    (N_("suppressed"), 20),
    (N_("fingerprint"), 12),
)
_DECISION = ((N_("decision"), 12), (N_("reason"), 28), (N_("decided by"), 12), (N_("decided on"), 12))
_CHOICES = (N_("change"), N_("keep"), N_("clarify"))
_POINTS = (
    (N_("Draft"), 24),
    (N_("number"), 8),
    (N_("stage"), 8),
    (N_("point of review"), 40),
    (N_("answer"), 24),
    (N_("left for a person"), 40),
    (N_("basis"), 36),
    (N_("rule"), 40),
    (N_("decision"), 12),
    (N_("decided by"), 12),
)
# What a spreadsheet may take for a formula, in either width, and what it strips before it looks.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def report(reviews: Sequence[Review], run: RunInfo) -> bytes:
    """The ledger as CSV."""
    say = words(run.lang)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(say.gettext(name) for name, _ in (*_COLUMNS, *_DECISION))
    writer.writerows(_rows(reviews, run, say))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def xlsx(reviews: Sequence[Review], run: RunInfo) -> bytes:
    """The ledger as a workbook."""
    say = words(run.lang)
    columns = _named((*_COLUMNS, *_DECISION), say)
    choices = {len(_COLUMNS): tuple(map(say.gettext, _CHOICES))}
    findings = Sheet(say.gettext("Findings"), columns, tuple(_rows(reviews, run, say)), choices)
    drafts = Sheet(
        say.gettext("Drafts"),
        (
            (say.gettext("Draft"), 40),
            (say.gettext("Verdict"), 20),
            (say.gettext("Findings"), 10),
            (say.gettext("Not reviewed"), 60),
        ),
        tuple(_draft(review, run, say) for review in reviews),
    )
    points = tuple(_points(reviews, say))
    return workbook((findings, drafts, Sheet(say.gettext("Points of review"), _named(_POINTS, say), points)))


def _named(columns: Sequence[tuple[str, int]], say: NullTranslations) -> tuple[tuple[str, int], ...]:
    return tuple((say.gettext(name), size) for name, size in columns)


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" \u3000\ufeff").startswith(_FORMULA) else text


def _rows(reviews: Sequence[Review], run: RunInfo, say: NullTranslations) -> Iterator[tuple[str, ...]]:
    for entry in amended(run, say):
        place = f"{entry.file}:{entry.line}"
        yield _padded([place, "", "", headline(run, say), "", "", entry.text, "", "", "", OVERLAY])
    for review in reviews:
        for part in missed(review, run, say):
            row = [
                review.name,
                "",
                "",
                say.gettext("not reviewed"),
                "",
                "",
                part.text,
                "",
                "",
                "",
                NOT_REVIEWED,
            ]
            yield _padded(row)
        for item in items(review):
            yield _padded(_row(review, item, say))


def _padded(row: list[str]) -> tuple[str, ...]:
    """A row with its cells made safe and the columns for the decision left empty."""
    return tuple(cell(value) for value in row) + ("",) * (len(_COLUMNS) + len(_DECISION) - len(row))


def _row(review: Review, item: Item, say: NullTranslations) -> list[str]:
    finding, s = item.finding, item.finding.suppression
    further = details(finding, say)
    shown = (say.gettext("basis"), say.gettext("suggestion"))
    return [
        one_line(review.name),
        term(say, finding.severity.word),
        say.gettext("to be judged") if finding.kind == "review" else say.gettext("violation"),
        title(finding),
        story(item, say),
        item.place.words if item.place else "",
        message(finding),
        "\n".join(cited(citation, say) for citation in finding.basis),
        next((value for name, value in further if name == shown[1]), ""),
        "\n".join(f"{name}: {value}" for name, value in further if name not in shown),
        finding.rule,
        excuse(s, say) if s else "",
        item.fingerprint,
    ]


def _points(reviews: Sequence[Review], say: NullTranslations) -> Iterator[tuple[str, ...]]:
    for review in reviews:
        for one in told(review, say):
            row = (one_line(review.name), one.number, one.stage, one.title, one.answer, one.left, one.basis)
            yield (*map(cell, (*row, "\n".join(one.rules))), "", "")


def _draft(review: Review, run: RunInfo, say: NullTranslations) -> tuple[str, ...]:
    lost = "\n".join(part.text for part in missed(review, run, say))
    total = str(sum(counts([review]).values()))
    return cell(one_line(review.name)), term(say, verdict(review, run)), total, cell(lost)
