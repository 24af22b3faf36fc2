"""A run as Markdown: a comment on a pull request, or a job's summary.

Input: reviews and the run. Output: GitHub-flavoured Markdown that other hosts read too. Law: text of drafts
and rules cannot be markup, mention anybody or break a table; what does not fit the host's limit is counted in
the last line, never cut silently. The first line is a mark by which an earlier comment is found and replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from gettext import NullTranslations

from engine.finding import Review, RunInfo
from engine.reporters.amendments import amended, headline
from engine.reporters.brief import Item, counted, details, excuse, items, message, missed, scope, story, title
from engine.reporters.checklist import left, tally
from engine.reporters.plain import one_line, shorten
from engine.reporters.summary import counts, suppressed, verdict
from engine.reporters.words import term, words
from engine.rule import Severity

MARKER = "<!-- zhupi-review -->"
_COMMENT_LIMIT = 60_000  # GitHub allows 65,536 characters in a comment, GitLab 1,000,000
_SUMMARY_LIMIT = 300_000  # GitHub allows 1 MiB in a summary; Chinese takes three bytes a character
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")
_SIGN = {
    Severity.CRITICAL: "🛑",
    Severity.HIGH: "🔴",
    Severity.MEDIUM: "🟠",
    Severity.LOW: "🔵",
    Severity.INFO: "⚪",
}


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """A comment on a pull request."""
    return _fitted(reviews, run, _COMMENT_LIMIT)


def summary(reviews: Sequence[Review], run: RunInfo) -> str:
    """A job's summary."""
    return _fitted(reviews, run, _SUMMARY_LIMIT)


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    text = _MARKUP.sub(r"\\\1", one_line(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;")


def _fitted(reviews: Sequence[Review], run: RunInfo, limit: int) -> str:
    """The head, then as many findings as fit, gravest drafts' first as given, and how many are left out."""
    say = words(run.lang)
    out = "\n".join(_head(reviews, run, say))
    left = 0
    for review in reviews:
        for block in _draft(review, run, say):
            if left or len(out) + len(block) > limit - 200:
                left += 1
            else:
                out += f"\n{block}\n"
    if left:
        told = say.ngettext(
            "%(n)d entry left out here: see the report.", "%(n)d entries left out here: see the report.", left
        )
        out += f"\n**{told % {'n': left}}**\n"
    return out


def _head(reviews: Sequence[Review], run: RunInfo, say: NullTranslations) -> Iterator[str]:
    found = counts(reviews)
    yield MARKER
    yield f"## {say.gettext('Consumer-protection review')}"
    yield ""
    told = [f"{_SIGN[s]} {term(say, s.word)} {n}" for s, n in found.items() if n]
    if hidden := suppressed(reviews):
        told.append(f"{say.gettext('suppressed')} {hidden}")
    if since := scope(run, say):
        told.append(plain(since))
    yield " · ".join(told) or say.gettext("No finding counts.")
    yield ""
    if changed := headline(run, say):
        yield plain(changed)
        yield ""
        yield from (f"- {plain(entry.text)}" for entry in amended(run, say))
        yield ""
    yield f"| {say.gettext('Draft')} | {say.gettext('Verdict')} | {say.gettext('Findings')} | {say.gettext('Not reviewed')} |"
    yield "| --- | --- | --: | --: |"
    for review in reviews:
        number, lost = len(counted(review)), len(missed(review, run, say))
        yield f"| {plain(review.name)} | {term(say, verdict(review, run))} | {number} | {lost} |"
    yield ""


def _draft(review: Review, run: RunInfo, say: NullTranslations) -> Iterator[str]:
    """A draft's blocks: its name with what was not reviewed, then each finding."""
    lost, found = missed(review, run, say), items(review)
    if lost or found or review.answers:
        yield "\n".join([f"### {plain(review.name)}", *(f"- ⚠️ **{plain(part.text)}**" for part in lost)])
    for item in found:
        yield _suppressed(item, say) if item.finding.suppression else _finding(item, say)
    if points := tally(review, say):
        yield "\n".join(
            [
                f"<details><summary>{plain(points)}</summary>",
                "",
                *(f"- {one.number} {plain(one.title)}: {plain(one.left)}" for one in left(review, say)),
                "</details>",
            ]
        )


def _finding(item: Item, say: NullTranslations) -> str:
    finding = item.finding
    judged = f" · {say.gettext('to be judged')}" if finding.kind == "review" else ""
    head = f"- {_SIGN[finding.severity]} **{plain(title(finding))}** · {term(say, finding.severity.word)}{judged}"
    lines = [f"{head} · {plain(story(item, say))} · `{finding.rule}`"]
    if item.place:
        lines.append(f"  > {plain(shorten(item.place.words, 120))}")
        lines.append("")
    lines.append(f"  {plain(message(finding))}")
    lines += [f"  - {name}: {plain(value)}" for name, value in details(finding, say)]
    return "\n".join(lines)


def _suppressed(item: Item, say: NullTranslations) -> str:
    assert item.finding.suppression is not None
    why = excuse(item.finding.suppression, say)
    return f"- ~~{plain(title(item.finding))}~~ · {say.gettext('suppressed')}: {plain(why)} · `{item.finding.rule}`"
