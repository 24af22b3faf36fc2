"""How text is set: bold and prominent stretches, size and contrast of a span against another.

Input: a document's style runs. Output: spans and values. Law: what the format does not tell is None, and a
comparison with it is undecided, never false.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from engine.document import StyleRun
from engine.formats.colors import channels, ratio
from engine.region import Pair, merged

_LARGER = 1.1  # a size from which text stands out
_WHITE = "#ffffff"
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


def prominent(runs: Sequence[StyleRun]) -> list[Pair]:
    """The stretches that stand out: bold, larger than the body, or on a background of their own."""
    size, ground = body_size(runs), _usual_ground(runs)

    def stands_out(run: StyleRun) -> bool:
        larger = size is not None and run.size is not None and run.size >= size * _LARGER
        return not run.hidden and (bool(run.bold) or larger or _is_own_ground(run.background, ground))

    return merged((run.start, run.end) for run in runs if stands_out(run))


def _usual_ground(runs: Sequence[StyleRun]) -> str:
    """The background that is, in one shade or another, that of most characters; white where not told."""
    grounds: Counter[str] = Counter()
    for run in runs:
        if not run.hidden:
            grounds[run.background or _WHITE] += run.end - run.start
    if len(grounds) < 2:
        return next(iter(grounds), _WHITE)

    def reach(ground: str) -> tuple[int, int]:
        own = channels(ground)
        alike = (count for other, count in grounds.items() if math.dist(own, channels(other)) <= _SHADES)
        return sum(alike), grounds[ground]

    return max(grounds, key=reach)


def _is_own_ground(background: str | None, ground: str) -> bool:
    """Whether a background differs from the usual one: from white paper at all, from a picture's clearly, for a
    picture's ground runs from one shade into another."""
    own = background or _WHITE
    if ground == _WHITE:
        return own != _WHITE
    return math.dist(channels(own), channels(ground)) > _SHADES


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
