"""What the reporters for other tools share: findings with their places, in words that stand alone.

Input: a review. Output: its findings in reading order with place and fingerprint; plain sentences; what was
not reviewed, as one list. Law: personal data is masked; no text holds control characters.
"""

from __future__ import annotations

from gettext import NullTranslations
from typing import NamedTuple

from engine.finding import Finding, Review, RunInfo, Suppression
from engine.fingerprint import fingerprints
from engine.reporters.masking import own_words
from engine.reporters.place import Place, Places
from engine.reporters.plain import one_line
from engine.reporters.summary import fails, ranked, unread
from engine.reporters.words import term
from engine.rule import Citation, Severity

NOT_REVIEWED = "zhupi/not-reviewed"  # the name under which unread parts stand where a rule's id is wanted


class Item(NamedTuple):
    """A finding as another tool needs it. `place` is None on the document as a whole."""

    finding: Finding
    place: Place | None
    fingerprint: str
    related: tuple[Place, ...] = ()

    @property
    def line(self) -> int:
        """The line that a tool shows it at: the first for the document as a whole."""
        return self.place.start.line if self.place else 1


class Missed(NamedTuple):
    """A part that was not reviewed, in words. `grave`: it makes the draft count as not reviewed."""

    text: str
    grave: bool


def scope(run: RunInfo, say: NullTranslations) -> str:
    """What the run left out because a change did not touch it, "" where whole drafts were reviewed."""
    if not run.base:
        return ""
    told = say.ngettext(
        "the change since %(base)s alone; %(num)d draft not touched by it was not reviewed",
        "the change since %(base)s alone; %(num)d drafts not touched by it were not reviewed",
        run.unchanged,
    )
    return one_line(told % {"base": run.base, "num": run.unchanged})


def items(review: Review) -> list[Item]:
    """All findings of a review in reading order, suppressed ones last."""
    places = Places(review, review.document) if review.document else None
    prints = fingerprints(review)
    out = []
    for index in ranked(review.findings):
        finding = review.findings[index]
        place = places.of(finding.span) if places and finding.span else None
        related = tuple(places.of(one.span) for one in finding.related) if places else ()
        out.append(Item(finding, place, prints[index], related))
    return out


def counted(review: Review) -> list[Item]:
    """The findings that are not suppressed."""
    return [item for item in items(review) if item.finding.suppression is None]


def hidden(review: Review) -> list[Item]:
    """The findings that are suppressed."""
    return [item for item in items(review) if item.finding.suppression is not None]


def excuse(suppression: Suppression, say: NullTranslations) -> str:
    """By what a finding is suppressed, why, by whom and until when."""
    by = "in-draft" if suppression.source == "draft" else suppression.source
    until = say.gettext("until %(date)s") % {"date": suppression.until} if suppression.until else ""
    return ", ".join(filter(None, (term(say, by), suppression.reason, suppression.owner, until)))


def dismissed(finding: Finding, say: NullTranslations) -> str:
    """A suppressed finding on one line: its title and its excuse."""
    assert finding.suppression is not None
    return one_line(f"{say.gettext('suppressed')}: {title(finding)} ({excuse(finding.suppression, say)})")


def missed(review: Review, run: RunInfo, say: NullTranslations) -> list[Missed]:
    """Whatever was not reviewed, the whole draft included."""
    out = []
    # A draft that could not be read is a finding already, with its reason.
    if (review.document is None or review.error) and not review.findings:
        why = f" ({review.error})" if review.error else ""
        out.append(Missed(say.gettext("The draft could not be read") + why, True))
    for part in unread(review):
        told = f"{say.gettext('not reviewed')}: {term(say, part.what)} {part.where}: {part.why}"
        out.append(Missed(one_line(told), part.blocking or run.strict))
    return out


def cited(citation: Citation, say: NullTranslations) -> str:
    """A provision's label, with its status where it is not simply in force."""
    if citation.status == "in_force":
        return citation.label
    return f"{citation.label} ({term(say, citation.status)})"


def details(finding: Finding, say: NullTranslations) -> list[tuple[str, str]]:
    """What a finding says beside its message: names and masked values, on one line each."""
    named = (
        *((say.gettext("basis"), cited(citation, say)) for citation in finding.basis),
        (say.gettext("suggestion"), finding.suggestion),
        (say.gettext("replace with"), _replacement(finding, say)),
        (say.gettext("difference"), finding.difference),
        (say.gettext("to be answered"), finding.ask),
        (say.gettext("disguise"), term(say, finding.disguise)),
        *((say.gettext("note"), note) for note in finding.notes),
    )
    return [(name, one_line(own_words(finding, value))) for name, value in named if value]


def _replacement(finding: Finding, say: NullTranslations) -> str:
    if finding.replacement is None:
        return ""
    return finding.replacement or say.gettext("nothing: delete it")


def message(finding: Finding) -> str:
    """A finding's message, masked and on one line."""
    return one_line(own_words(finding, finding.message))


def title(finding: Finding) -> str:
    """A finding's title, masked and on one line."""
    return one_line(own_words(finding, finding.title))


def story(item: Item, say: NullTranslations) -> str:
    """Where a finding stands, for a person: headings or part, and paragraph."""
    if item.place is None:
        return say.gettext("the document as a whole")
    above = [term(say, item.place.story)] if item.place.story != "body" else list(item.place.headings)
    return " › ".join([*above, where(item.place, say)])


def where(place: Place, say: NullTranslations) -> str:
    """The line of the source, or the paragraph where the source has no lines."""
    if place.source:
        return say.gettext("line %(n)d") % {"n": place.start.line}
    return say.gettext("paragraph %(n)d") % {"n": place.paragraph}


def level(finding: Finding, run: RunInfo) -> str:
    """How loudly a tool should show it: `error` where it fails the draft or tells that it was not
    reviewed, else `warning` or `note`."""
    own = finding.rule.startswith("zhupi/")
    if fails(finding, run) or (own and finding.severity >= Severity.HIGH):
        return "error"
    grave = own or (finding.severity >= Severity.MEDIUM and finding.kind != "review")
    return "warning" if grave else "note"
