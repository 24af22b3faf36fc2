"""How the cost of a draft grows with rules, words and length.

Input: plans and drafts. Output: points (times as much, times the cost). Law: the findings are the same at each point
but those of length.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import measure
from benchmarks.grown import grown
from benchmarks.others import rules
from engine.library import load_packs, plan_of
from engine.plan import Plan

WORDS = 200
Points = list[tuple[float, float]]


def by_rules(plan: Plan, texts: Sequence[str]) -> Points:
    """Ten times the rules and patterns."""
    more = grown(plan, 10)
    least = measure.alternating([(plan, texts), (more, texts)])
    return [(1, 1), (10, least[1] / least[0])]


def by_words(words: Sequence[str], texts: Sequence[str]) -> tuple[float, Points]:
    """As many rules, each with more words; and the review by the fewest ÷ a bare pass over them."""
    further = rules.strange(words, texts, 99 * len(words))
    plans = []
    for times in (1, 10, 100):
        own = [[word, *further[at * 99 : at * 99 + times - 1]] for at, word in enumerate(words)]
        plans.append(_plan(own))
    least = measure.alternating([(plan, texts) for plan in plans])
    points = [(float(times), one / least[0]) for times, one in zip((1, 10, 100), least, strict=True)]
    return least[0] / measure.passing(plans[0], texts), points


def by_length(plan: Plan, texts: Sequence[str], long: Sequence[str]) -> Points:
    """Drafts ten times as long, a tenth as many."""
    least = measure.alternating([(plan, texts), (plan, long)])
    return [(1, 1), (10, least[1] / least[0] * len(texts) / len(long))]


def _plan(lists: Sequence[Sequence[str]]) -> Plan:
    with TemporaryDirectory() as name:
        folder = Path(name) / "words"
        rules.zhupi(folder, lists)
        return plan_of(*load_packs([folder]))
