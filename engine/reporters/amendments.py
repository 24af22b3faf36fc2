"""What overlays changed of the rules, for reports: no rule falls silent without a word.

Input: the run. Output: a line for each entry of an overlay, and where the entry stands. Law: every rule that was
switched off is counted; an entry for many rules names the first and says how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from itertools import groupby
from typing import NamedTuple

from engine.finding import RunInfo
from engine.reporters.plain import one_line
from engine.reporters.words import N_
from engine.rule import Amendment

OVERLAY = "zhupi/overlay"  # the name under which they stand where a rule's id is wanted
_SHOWN = 3
_CHANGES = {
    "off": N_("switched off"),
    "severity": N_("other severity"),
    "narrow": N_("narrowed"),
}


class Told(NamedTuple):
    """An entry of an overlay in words, its file and line, and the rules that it changed."""

    text: str
    file: str
    line: int
    rules: tuple[str, ...]


def what(amendment: Amendment, say: NullTranslations) -> str:
    """What was changed, without the rule: `other severity: high → medium`."""
    told = say.gettext(_CHANGES[amendment.change])
    return one_line(f"{told}: {amendment.detail}" if amendment.detail else told)


def why(amendment: Amendment, say: NullTranslations) -> str:
    """The reason, who decided, until when, and where that stands."""
    until = say.gettext("until %(date)s") % {"date": amendment.until}
    return one_line(f"{amendment.reason} · {amendment.owner} · {until} · {amendment.place}")


def plain(amendment: Amendment) -> dict[str, object]:
    """What was changed as plain values, without the rule."""
    return {
        "change": amendment.change,
        "detail": amendment.detail,
        "reason": amendment.reason,
        "owner": amendment.owner,
        "until": amendment.until,
        "place": amendment.place,
    }


def amended(run: RunInfo, say: NullTranslations) -> list[Told]:
    """All entries, in the order of their files."""

    def entry(amendment: Amendment) -> tuple[str, int, str, str]:
        file, _, line = amendment.place.rpartition(":")
        return file, int(line), amendment.change, amendment.detail

    return [
        _told(tuple(group), file, line, say)
        for (file, line, _, _), group in groupby(sorted(run.amendments, key=entry), entry)
    ]


def _told(group: Sequence[Amendment], file: str, line: int, say: NullTranslations) -> Told:
    rules = tuple(amendment.rule for amendment in group)
    shown = ", ".join(rules[:_SHOWN]) + (f" +{len(rules) - _SHOWN}" if len(rules) > _SHOWN else "")
    return Told(one_line(f"{what(group[0], say)} · {shown} · {why(group[0], say)}"), file, line, rules)


def headline(run: RunInfo, say: NullTranslations) -> str:
    """How many rules overlays switched off and how many they changed, "" where they did nothing."""
    off = len({a.rule for a in run.amendments if a.change == "off"})
    other = len({a.rule for a in run.amendments if a.change != "off"})
    parts = [
        say.ngettext("%(n)d rule switched off", "%(n)d rules switched off", off) % {"n": off} if off else "",
        say.ngettext("%(n)d rule changed", "%(n)d rules changed", other) % {"n": other} if other else "",
    ]
    told = ", ".join(part for part in parts if part)
    return say.gettext("by overlays: %(what)s") % {"what": told} if told else ""
