"""Reviews for a terminal: each finding under its line, and one line at the end that sums up.

Input: reviews, the run, whether to colour, the columns at hand. Output: text. Law: no control character of a
draft is shown; personal data is masked; what was not reviewed, what was suppressed and what overlays changed is always
named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import NullTranslations

from engine.finding import Finding, Review, RunInfo
from engine.reporters.amendments import amended, headline
from engine.reporters.brief import details, excuse, message, scope, title
from engine.reporters.checklist import tally
from engine.reporters.masking import masked, own_words
from engine.reporters.plain import one_line
from engine.reporters.snippet import Canvas, Mark, Paint, Source, draw, painter
from engine.reporters.summary import counts, ranked, suppressed, unread, verdict
from engine.reporters.words import term, words

_VERDICT_STYLE = {
    "not-reviewed": "critical",
    "fail": "high",
    "attention": "medium",
    "partial": "low",
    "clean": "good",
}


def report(reviews: Sequence[Review], run: RunInfo, *, color: bool = False, columns: int = 100) -> str:
    """The whole view, ending in a newline."""
    say, canvas = words(run.lang), Canvas(painter(color), columns)
    out = [line for r in reviews for line in _draft(r, run, say, canvas)]
    return "\n".join([*out, *_summary(reviews, run, say, canvas.paint)]) + "\n"


def overview(reviews: Sequence[Review], run: RunInfo, *, color: bool = False, columns: int = 100) -> str:
    """A line for each draft, what was not reviewed, and the totals."""
    say, canvas = words(run.lang), Canvas(painter(color), columns)
    out = [line for r in reviews for line in _line(r, run, say, canvas.paint)]
    return "\n".join([*out, *_summary(reviews, run, say, canvas.paint)]) + "\n"


def written(reports: Sequence[str], out: str, copies: int, lang: str) -> str:
    """Where the reports and the annotated copies are."""
    say = words(lang)
    where = say.gettext("reports: %(reports)s") % {"reports": "  ".join(reports)}
    told = say.ngettext("%(num)d annotated copy in %(out)s", "%(num)d annotated copies in %(out)s", copies)
    return f"{where}\n" + (f"{told % {'num': copies, 'out': out}}\n" if copies else "")


def _line(review: Review, run: RunInfo, say: NullTranslations, paint: Paint) -> Iterator[str]:
    result = verdict(review, run)
    found = ", ".join(
        paint(severity.word, f"{term(say, severity.word)} {count}")
        for severity, count in counts([review]).items()
        if count
    )
    name = paint("label", one_line(review.name))
    yield f"{name}  {paint(_VERDICT_STYLE[result], term(say, result))}{'  ' if found else ''}{found}"
    for part in unread(review):
        told = one_line(f": {term(say, part.what)} {part.where}: {part.why}")
        yield f"  {paint('high' if part.blocking else 'medium', say.gettext('not reviewed'))}{told}"


def _draft(review: Review, run: RunInfo, say: NullTranslations, canvas: Canvas) -> Iterator[str]:
    paint = canvas.paint
    result = verdict(review, run)
    name = paint("label", one_line(review.name))
    yield f"{name}  {paint(_VERDICT_STYLE[result], term(say, result))}"
    if profile := _profile(review, say):
        yield paint("faint", f"  {profile}")
    if points := tally(review, say):
        yield paint("faint", f"  {points}")
    yield ""
    source = Source.of(review.name, masked(review))
    for index in ranked(review.findings):
        finding = review.findings[index]
        if finding.suppression:
            yield paint("faint", _suppressed(finding, say))
        else:
            yield from _finding(source, finding, say, canvas)
        yield ""
    for part in unread(review):
        yield paint("high" if part.blocking else "medium", say.gettext("not reviewed")) + one_line(
            f": {term(say, part.what)} {part.where}: {part.why}"
        )
    if unread(review):
        yield ""


def _profile(review: Review, say: NullTranslations) -> str:
    taken = [
        f"{term(say, a.name)}: {', '.join(term(say, v) for v in a.values)} ({term(say, a.source)})"
        for a in review.profile
        if a.values
    ]
    return one_line(" · ".join(taken))


def _finding(source: Source, finding: Finding, say: NullTranslations, canvas: Canvas) -> Iterator[str]:
    severity, paint = finding.severity.word, canvas.paint
    kind = f" · {say.gettext('to be judged')}" if finding.kind == "review" else ""
    head = paint(severity, f"{term(say, severity)}[{finding.rule}]{kind}")
    yield f"{head}: {paint('label', title(finding))}"
    indent = "  "
    if finding.span is None:
        yield f" {paint('gutter', '-->')} {one_line(source.name)} ({say.gettext('the document as a whole')})"
        yield f"{indent}{paint('gutter', '=')} {message(finding)}"
    else:
        marks = [Mark(finding.span, message(finding), severity)]
        marks += [Mark(r.span, own_words(finding, r.note), "related", "-") for r in finding.related]
        drawing = draw(source, marks, canvas)
        indent = drawing.indent
        yield from drawing.lines
    for label, value in details(finding, say):
        yield f"{indent}{paint('gutter', '=')} {paint('label', label)}: {value}"


def _suppressed(finding: Finding, say: NullTranslations) -> str:
    assert finding.suppression is not None
    told = f"{say.gettext('suppressed')}[{finding.rule}]: {title(finding)}"
    return f"{told} ({one_line(excuse(finding.suppression, say))})"


def _summary(reviews: Sequence[Review], run: RunInfo, say: NullTranslations, paint: Paint) -> Iterator[str]:
    if told := headline(run, say):
        yield paint("medium", told)
        yield from (paint("faint", f"  {entry.text}") for entry in amended(run, say))
    found = counts(reviews)
    total = sum(found.values())
    drafts = say.ngettext("%(n)d draft", "%(n)d drafts", len(reviews)) % {"n": len(reviews)}
    findings = say.ngettext("%(n)d finding", "%(n)d findings", total) % {"n": total}
    parts = [paint(s.word, f"{term(say, s.word)} {n}") for s, n in found.items() if n]
    line = f"{drafts}, {findings}" + (f": {', '.join(parts)}" if parts else "")
    if hidden := suppressed(reviews):
        line += f"; {say.gettext('suppressed')} {hidden}"
    open_ones = [r for r in reviews if verdict(r, run) == "not-reviewed"]
    if open_ones:
        line += "; " + paint("critical", f"{say.gettext('not fully reviewed')} {len(open_ones)}")
    if told := scope(run, say):
        line += f"; {told}"
    yield line
