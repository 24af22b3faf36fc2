"""How text is set: bold and prominent stretches, size and contrast of a span against another.

Input: a document's style runs. Output: spans and values. Law: what the format does not tell is None, and a
comparison with it is undecided, never false.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from engine.document import StyleRun
from engine.formats.colors import channels, ratio
from engine.region import Pair, merged

_LARGER = 1.1  # a size from which text stands out
_NOISE = 12.0  # distance of two colours that a scanner or a compression makes
_SHADES = 96.0  # distance of two colours up to which they may be shades of one ground
_PALER = 0.85  # a contrast ratio of two texts below which the first is paler


def bold(runs: Sequence[StyleRun]) -> list[Pair]:
    """The stretches set in bold."""
    return merged((run.start, run.end) for run in runs if run.bold)


def body_size(runs: Sequence[StyleRun]) -> float | None:
    """The size in points in which most of the characters are set."""
    sizes: Counter[float] = Counter()
    for run in runs:
        if run.size is not None and not run.hidden:
            sizes[run.size] += run.end - run.start
    return sizes.most_common(1)[0][0] if sizes else None


def prominent(runs: Sequence[StyleRun], pages: Sequence[Pair] = ()) -> list[Pair]:
    """The stretches that stand out: bold, larger than the body, or on another background than most of their page
    (of the document, where it has none)."""
    size = body_size(runs)
    grounds = _grounds(runs, pages)

    def stands_out(run: StyleRun) -> bool:
        larger = size is not None and run.size is not None and run.size >= size * _LARGER
        return not run.hidden and (
            bool(run.bold) or larger or _is_own_ground(run, grounds.get(_page(pages, run)))
        )

    return merged((run.start, run.end) for run in runs if stands_out(run))


class _Ground(NamedTuple):
    """The background of most of a page's text, and how far another must be from it to be one of its own."""

    color: str
    tolerance: float


def _is_own_ground(run: StyleRun, ground: _Ground | None) -> bool:
    if run.background is None or ground is None:
        return False
    return math.dist(channels(run.background), channels(ground.color)) > ground.tolerance


def _grounds(runs: Sequence[StyleRun], pages: Sequence[Pair]) -> dict[int, _Ground]:
    """The background that most of a page's text stands on, by the page's number."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for run in runs:
        if run.background is not None and not run.hidden:
            counts[_page(pages, run)][run.background] += run.end - run.start
    return {page: _usual(count) for page, count in counts.items()}


def _usual(count: Counter[str]) -> _Ground:
    """One colour that is most of it, else the one with the most shades of it around: a picture's ground runs from one
    shade into another."""
    color, most = count.most_common(1)[0]
    if most * 2 >= count.total():
        return _Ground(color, _NOISE)

    def reach(ground: str) -> tuple[int, int]:
        own = channels(ground)
        alike = (n for other, n in count.items() if math.dist(own, channels(other)) <= _SHADES)
        return sum(alike), count[ground]

    return _Ground(max(count, key=reach), _SHADES)


def _page(pages: Sequence[Pair], run: StyleRun) -> int:
    return bisect_right(pages, run.start, key=lambda page: page[0])


def smallest(runs: Sequence[StyleRun], span: Pair) -> float | None:
    """The smallest size within a span."""
    return min((run.size for run in _within(runs, span) if run.size is not None), default=None)


def faintest(runs: Sequence[StyleRun], span: Pair) -> float | None:
    """The lowest contrast within a span; None where a colour in it is not known."""
    within = _within(runs, span)
    known = all(run.color is not None for run in within)
    return min(map(contrast, within), default=None) if known else None


def smaller(runs: Sequence[StyleRun], span: Pair, other: Pair) -> bool | None:
    """Whether a span is set smaller than another; None where a size is not known."""
    left, right = smallest(runs, span), smallest(runs, other)
    return None if left is None or right is None else left < right


def paler(runs: Sequence[StyleRun], span: Pair, other: Pair) -> bool | None:
    """Whether a span is set with clearly less contrast than another."""
    left, right = faintest(runs, span), faintest(runs, other)
    return None if left is None or right is None else left < right * _PALER


def _within(runs: Sequence[StyleRun], span: Pair) -> list[StyleRun]:
    return [run for run in runs if run.start < span[1] and span[0] < run.end]


def contrast(run: StyleRun) -> float:
    """The contrast ratio of a run's colour on its background, black on white where not told."""
    return ratio(run.color or "#000000", run.background or "#ffffff")
