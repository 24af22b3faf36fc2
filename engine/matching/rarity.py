"""How often a sign of a pattern is to be expected, so that what is rare is asked for first.

Input: a pattern. Output: expected places in a thousand characters. Law: it only chooses what is looked at first, never
what is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum, inf

from engine.matching import detectors
from engine.matching.fold import fold
from engine.matching.frequency import expected
from engine.matching.regexes import compile_regex
from engine.rule import Detector, Pattern, Regex, Statement, Words


def rarity(pattern: Pattern) -> float:
    """Infinite where nothing tells."""
    match pattern:
        case Words(words=words):
            return _sum(map(fold, words))
        case Regex(source, exact):
            branches = compile_regex(source, exact).branches
            needed = all(branch.need for branch in branches)
            return _sum(text for branch in branches for text in branch.strings()) if needed else inf
        case Statement(wordings):
            return _sum(fold(wording[:4]) for wording in wordings)
        case Detector(kind) if kind in detectors.KINDS and (labels := detectors.labels(kind)):
            return _sum(map(fold, labels))
    return inf


def _sum(texts: Iterable[str]) -> float:
    return fsum(map(expected, filter(None, texts)))
