"""The region algebra: pure functions on sorted spans.

Every function takes sequences of spans sorted by start and end, without duplicates, and gives such a list.
Source: Clarke, Cormack & Burkowski, "An Algebra for Structured Text Search", Computer Journal 38(1), 1995.
Law: each function equals its one-line definition by brute force (`tests/test_region.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

Pair = tuple[int, int]
Spans = Sequence[Pair]
# Whether two places, the end of the first and the start of the second, are in reach of each other.
Reach = Callable[[Pair, Pair], bool]


def union(*operands: Spans) -> list[Pair]:
    """The spans of all operands."""
    return sorted({span for spans in operands for span in spans})


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

    def holds(span: Pair) -> bool:
        return any(close(span, other, reach) for other in right if other != span)

    return [span for span in left if holds(span) is not negated]


def close(span: Pair, other: Pair, reach: Reach) -> bool:
    """Whether two spans overlap or are in reach of each other, whichever stands first."""
    if other[0] >= span[1]:
        return reach(span, other)
    if span[0] >= other[1]:
        return reach(other, span)
    return True


def before(left: Spans, right: Spans, reach: Reach, negated: bool = False) -> list[Pair]:
    """Spans of `left` that end before a span of `right` in reach begins."""
    starts = [start for start, _ in right]

    def holds(span: Pair) -> bool:
        return any(reach(span, other) for other in right[bisect_left(starts, span[1]) :])

    return [span for span in left if holds(span) is not negated]


def after(left: Spans, right: Spans, reach: Reach, negated: bool = False) -> list[Pair]:
    """Spans of `left` that begin after a span of `right` in reach has ended."""

    def holds(span: Pair) -> bool:
        return any(other[1] <= span[0] and reach(other, span) for other in right)

    return [span for span in left if holds(span) is not negated]


def then(left: Spans, right: Spans, reach: Reach) -> list[Pair]:
    """From each span of `left` to the nearest following one of `right` in reach; minimal ones only."""
    return minimal({(first[0], second[1]) for first, second in joints(left, right, reach)})


def joints(left: Spans, right: Spans, reach: Reach) -> list[tuple[Pair, Pair]]:
    """The pairs that `then` joins, before longer ones are dropped."""
    starts = [start for start, _ in right]
    found = []
    for span in left:
        for other in right[bisect_left(starts, span[1]) :]:
            if reach(span, other):
                found.append((span, other))
                break
    return found


def gather(needed: int, items: Sequence[Spans], regions: Spans) -> list[Pair]:
    """The smallest spans, each in one region, that hold spans of at least `needed` different items."""
    events = sorted((*span, which) for which, spans in enumerate(items) for span in spans)
    found: set[Pair] = set()
    for region in regions:
        inner = [event for event in events if region[0] <= event[0] and event[1] <= region[1]]
        for index, (start, _, _) in enumerate(inner):
            end = _shortest(inner[index:], needed)
            if end is not None:
                found.add((start, end))
    return minimal(found)


def _shortest(events: Sequence[tuple[int, int, int]], needed: int) -> int | None:
    """Where the shortest window from the first event on ends that holds `needed` different items."""
    earliest: dict[int, int] = {}
    for _, end, which in events:
        earliest[which] = min(end, earliest.get(which, end))
    if len(earliest) < needed:
        return None
    return max(sorted(earliest.values())[:needed])


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


def chars_reach(distance: int, paragraphs: Spans) -> Reach:
    """At most `distance` characters between, and both in one paragraph."""
    starts = [start for start, _ in paragraphs]

    def reach(first: Pair, second: Pair) -> bool:
        if second[0] - first[1] > distance:
            return False
        return bisect_right(starts, max(first[0], first[1] - 1)) == bisect_right(starts, second[0])

    return reach


def same_reach(regions: Spans) -> Reach:
    """Both begin in the same innermost region."""

    def reach(first: Pair, second: Pair) -> bool:
        region = innermost(regions, first[0])
        return region is not None and region == innermost(regions, second[0])

    return reach


def units_reach(distance: int, regions: Spans) -> Reach:
    """At most `distance` regions further on: 1 is the same or the next one."""
    starts = [start for start, _ in regions]

    def reach(first: Pair, second: Pair) -> bool:
        return abs(bisect_right(starts, second[0]) - bisect_right(starts, first[0])) <= distance

    return reach
