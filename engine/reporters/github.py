"""A run as workflow commands of GitHub Actions, which annotate the lines of a change.

Input: reviews and the run. Output: one command a line, for standard output. Law: nothing from a draft can
end a command or begin another (`%`, line breaks, and in properties `:` and `,` are escaped).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import NullTranslations

from engine.finding import Review, RunInfo
from engine.reporters.amendments import OVERLAY, amended
from engine.reporters.brief import Item, counted, details, dismissed, hidden, level, message, missed, title
from engine.reporters.words import words

_COMMAND = {"error": "error", "warning": "warning", "note": "notice"}


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The commands."""
    say = words(run.lang)
    lines = [
        _command("notice", {"file": told.file, "line": str(told.line), "title": OVERLAY}, told.text)
        for told in amended(run, say)
    ]
    lines += [line for review in reviews for line in _commands(review, run, say)]
    return "".join(f"{line}\n" for line in lines)


def _commands(review: Review, run: RunInfo, say: NullTranslations) -> Iterator[str]:
    for part in missed(review, run, say):
        at = {"file": review.name, "title": say.gettext("not reviewed")}
        yield _command("error" if part.grave else "warning", at, part.text)
    for item in counted(review):
        told = [message(item.finding), *(f"{name}: {value}" for name, value in details(item.finding, say))]
        yield _command(_COMMAND[level(item.finding, run)], _at(review, item), "\n".join(told))
    if excused := hidden(review):
        at = {"file": review.name, "title": f"{say.gettext('suppressed')} {len(excused)}"}
        told = [f"{dismissed(item.finding, say)} [{item.finding.rule}]" for item in excused]
        yield _command("notice", at, "\n".join(told))


def _at(review: Review, item: Item) -> dict[str, str]:
    at = {"file": review.name, "title": f"{title(item.finding)} [{item.finding.rule}]"}
    if item.place:
        start, end = item.place.start, item.place.end
        at |= {"line": str(start.line), "endLine": str(end.line)}
        if start.line == end.line:
            at |= {"col": str(start.column), "endColumn": str(end.column)}
    return at


def _command(name: str, properties: dict[str, str], text: str) -> str:
    told = ",".join(f"{key}={_escaped(value, True)}" for key, value in properties.items())
    return f"::{name} {told}::{_escaped(text, False)}"


def _escaped(text: str, in_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
