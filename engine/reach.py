"""How far apart two places may be for `near`, `before`, `after`, `then` and `within`.

Input: a distance and the regions that it counts. Output: a `Reach`. Law: no place outside `since` … `until` is in
reach, so that what is looked at does not grow with the text.
"""

from __future__ import annotations

from bisect import bisect_right

from engine.region import Pair, Reach, Spans, innermost

_ENDLESS = 1 << 62


def chars_reach(distance: int, paragraphs: Spans) -> Reach:
    """At most `distance` characters between, and both in one paragraph."""
    starts = [start for start, _ in paragraphs]

    def joins(first: Pair, second: Pair) -> bool:
        if second[0] - first[1] > distance:
            return False
        return bisect_right(starts, max(first[0], first[1] - 1)) == bisect_right(starts, second[0])

    return Reach(joins, lambda span: span[1] + distance + 1, lambda span: span[0] - distance)


def same_reach(regions: Spans) -> Reach:
    """Both begin in the same innermost region."""
    known: dict[int, Pair | None] = {}

    def around(offset: int) -> Pair | None:
        if offset not in known:
            known[offset] = innermost(regions, offset)
        return known[offset]

    def joins(first: Pair, second: Pair) -> bool:
        region = around(first[0])
        return region is not None and region == around(second[0])

    def until(span: Pair) -> int:
        region = around(span[0])
        return region[1] if region else 0

    def since(span: Pair) -> int:
        region = around(span[0])
        return region[0] if region else _ENDLESS

    return Reach(joins, until, since)


def units_reach(distance: int, regions: Spans) -> Reach:
    """At most `distance` regions further on: 1 is the same or the next one."""
    starts = [start for start, _ in regions]

    def joins(first: Pair, second: Pair) -> bool:
        return abs(bisect_right(starts, second[0]) - bisect_right(starts, first[0])) <= distance

    def until(span: Pair) -> int:
        next_ = bisect_right(starts, span[0]) + distance
        return starts[next_] if next_ < len(starts) else _ENDLESS

    def since(span: Pair) -> int:
        first = bisect_right(starts, span[0]) - distance - 1
        return starts[first] if first >= 0 else 0

    return Reach(joins, until, since)
