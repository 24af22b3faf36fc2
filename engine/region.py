"""The region algebra: pure functions on sorted spans.

Every function takes sequences of spans sorted by start and end, without duplicates, and gives such a list.
Source: Clarke, Cormack & Burkowski, "An Algebra for Structured Text Search", Computer Journal 38(1), 1995.
Law: each function equals its one-line definition by brute force (`tests/test_region.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

Pair = tuple[int, int]
Spans = Sequence[Pair]


class Reach(NamedTuple):
    """`joins`: whether two places, the first of which ends before the second begins, are in reach of each other.
    `until`: before which offset a later place must begin to be in reach; `since`: at which offset or later an
    earlier one must end.
    """

    joins: Callable[[Pair, Pair], bool]
    until: Callable[[Pair], int]
    since: Callable[[Pair], int]

    def close(self, span: Pair, other: Pair) -> bool:
        """Whether two places overlap or are in reach of each other, whichever stands first."""
        if other[0] >= span[1]:
            return self.joins(span, other)
        return span[0] < other[1] or self.joins(other, span)

    def following(self, span: Pair, starts: Sequence[int]) -> range:
        """Which of the places that begin at `starts` (sorted) follow and may be in reach."""
        return range(bisect_left(starts, span[1]), bisect_left(starts, self.until(span)))

    def preceding(self, span: Pair, starts: Sequence[int], furthest: Sequence[int]) -> range:
        """Which places begin before the span and may overlap it or be in reach; `furthest[i]`: where the first
        `i + 1` places end at the latest."""
        return range(bisect_left(furthest, self.since(span)), bisect_right(starts, span[0]))

    def around(self, span: Pair, starts: Sequence[int], furthest: Sequence[int]) -> range:
        """Which places may overlap the span or be in reach on either side."""
        first, last = min(self.since(span), span[0] + 1), max(self.until(span), span[1])
        return range(bisect_left(furthest, first), bisect_left(starts, last))


def union(*operands: Spans) -> list[Pair]:
    """The spans of all operands."""
    held = [spans for spans in operands if spans]
    if len(held) < 2:
        return list(held[0]) if held else []
    return sorted({span for spans in held for span in spans})


def inside(left: Spans, right: Spans, negated: bool = False) -> list[Pair]:
    """Spans of `left` that lie within a span of `right`."""
    starts = [start for start, _ in right]
    furthest = list(accumulate((end for _, end in right), max))

    def holds(span: Pair) -> bool:
        before = bisect_right(starts, span[0])
        return before > 0 and furthest[before - 1] >= span[1]

    return [span for span in left if holds(span) is not negated]


def containing(left: Spans, right: Spans, negated: bool = False) -> list[Pair]:
    """Spans of `left` that contain a span of `right`."""
    starts = [start for start, _ in right]
    nearest = list(accumulate((end for _, end in reversed(right)), min))[::-1]

    def holds(span: Pair) -> bool:
        first = bisect_left(starts, span[0])
        return first < len(starts) and nearest[first] <= span[1]

    return [span for span in left if holds(span) is not negated]


def overlapping(left: Spans, right: Spans, negated: bool = False) -> list[Pair]:
    """Spans of `left` that share a character with a span of `right`."""
    starts = [start for start, _ in right]
    furthest = list(accumulate((end for _, end in right), max))

    def holds(span: Pair) -> bool:
        before = bisect_left(starts, span[1])
        return before > 0 and furthest[before - 1] > span[0]

    return [span for span in left if holds(span) is not negated]


def near(left: Spans, right: Spans, reach: Reach, negated: bool = False) -> list[Pair]:
    """Spans of `left` with a span of `right`, other than itself, in reach on either side or overlapping."""
    starts, furthest = _edges(right)

    def holds(span: Pair) -> bool:
        at = reach.around(span, starts, furthest)
        return any(right[i] != span and reach.close(span, right[i]) for i in at)

    return [span for span in left if holds(span) is not negated]


def before(left: Spans, right: Spans, reach: Reach, negated: bool = False) -> list[Pair]:
    """Spans of `left` that end before a span of `right` in reach begins."""
    starts = [start for start, _ in right]

    def holds(span: Pair) -> bool:
        return any(reach.joins(span, right[i]) for i in reach.following(span, starts))

    return [span for span in left if holds(span) is not negated]


def after(left: Spans, right: Spans, reach: Reach, negated: bool = False) -> list[Pair]:
    """Spans of `left` that begin after a span of `right` in reach has ended."""
    starts, furthest = _edges(right)

    def holds(span: Pair) -> bool:
        at = reach.preceding(span, starts, furthest)
        return any(right[i][1] <= span[0] and reach.joins(right[i], span) for i in at)

    return [span for span in left if holds(span) is not negated]


def _edges(spans: Spans) -> tuple[list[int], list[int]]:
    """Where each span begins, and where those up to it end at the latest."""
    return [start for start, _ in spans], list(accumulate((end for _, end in spans), max))


def then(left: Spans, right: Spans, reach: Reach) -> list[Pair]:
    """From each span of `left` to the nearest following one of `right` in reach; minimal ones only."""
    return minimal({(first[0], second[1]) for first, second in joints(left, right, reach)})


def joints(left: Spans, right: Spans, reach: Reach) -> list[tuple[Pair, Pair]]:
    """The pairs that `then` joins, before longer ones are dropped."""
    starts = [start for start, _ in right]
    found = []
    for span in left:
        for i in reach.following(span, starts):
            if reach.joins(span, right[i]):
                found.append((span, right[i]))
                break
    return found


def gather(needed: int, items: Sequence[Spans], regions: Spans) -> list[Pair]:
    """The smallest spans, each in one region, that hold spans of at least `needed` different items."""
    events = sorted((*span, which) for which, spans in enumerate(items) for span in spans)
    found: set[Pair] = set()
    for start, end in regions:
        first, last = bisect_left(events, (start,)), bisect_left(events, (end,))
        if last - first >= needed:
            found.update(_windows([event for event in events[first:last] if event[1] <= end], needed))
    return minimal(found)


def _windows(events: Sequence[tuple[int, int, int]], needed: int) -> Iterator[Pair]:
    """From each event the shortest span on that holds `needed` different items; none where there are too few."""
    earliest: dict[int, int] = {}  # where each item ends first, from the event on
    for start, end, which in reversed(events):
        earliest[which] = min(end, earliest.get(which, end))
        if len(earliest) >= needed:
            yield start, sorted(earliest.values())[needed - 1]


def minimal(spans: Iterable[Pair]) -> list[Pair]:
    """Those spans that contain no other one."""
    kept: list[Pair] = []
    for span in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        while kept and kept[-1][1] >= span[1]:
            kept.pop()
        kept.append(span)
    return kept


def merged(spans: Iterable[Pair]) -> list[Pair]:
    """Overlapping or touching spans made one."""
    joined: list[Pair] = []
    for span in sorted(spans):
        if joined and span[0] <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span[1]))
        else:
            joined.append(span)
    return joined


def innermost(regions: Spans, offset: int) -> Pair | None:
    """The region that holds the character at `offset` and begins last; of several, the shortest."""
    best: Pair | None = None
    for index in range(bisect_right(regions, (offset, 1 << 62)) - 1, -1, -1):
        region = regions[index]
        if best is not None and region[0] < best[0]:
            break
        if region[1] > offset:
            best = region
    return best
