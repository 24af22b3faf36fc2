"""The region algebra against its definitions by brute force."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from engine import region
from engine.reach import chars_reach, same_reach, units_reach
from tests.strategies import spans

Pair = tuple[int, int]
NEGATED = st.booleans()


def disjoint() -> st.SearchStrategy[list[Pair]]:
    return st.lists(st.integers(0, 30), min_size=2, max_size=8, unique=True).map(
        lambda cuts: list(zip(sorted(cuts), sorted(cuts)[1:], strict=False))
    )


@given(spans(), spans())
def test_union(a: list[Pair], b: list[Pair]) -> None:
    assert region.union(a, b) == sorted(set(a) | set(b))


@given(spans(), spans(), NEGATED)
def test_inside(a: list[Pair], b: list[Pair], negated: bool) -> None:
    assert region.inside(a, b, negated) == [
        x for x in a if any(y[0] <= x[0] and x[1] <= y[1] for y in b) is not negated
    ]


@given(spans(), spans(), NEGATED)
def test_containing(a: list[Pair], b: list[Pair], negated: bool) -> None:
    assert region.containing(a, b, negated) == [
        x for x in a if any(x[0] <= y[0] and y[1] <= x[1] for y in b) is not negated
    ]


@given(spans(), spans(), NEGATED)
def test_overlapping(a: list[Pair], b: list[Pair], negated: bool) -> None:
    assert region.overlapping(a, b, negated) == [
        x for x in a if any(y[0] < x[1] and x[0] < y[1] for y in b) is not negated
    ]


def in_one(paragraphs: list[Pair], first: Pair, second: Pair) -> bool:
    def index(offset: int) -> int:
        return sum(start <= offset for start, _ in paragraphs)

    return index(max(first[0], first[1] - 1)) == index(second[0])


def gap_reached(distance: int, paragraphs: list[Pair], x: Pair, y: Pair) -> bool:
    first, second = (x, y) if x[1] <= y[0] else (y, x)
    if first[1] > second[0]:
        return True
    return second[0] - first[1] <= distance and in_one(paragraphs, first, second)


@given(spans(), spans(), st.integers(0, 8), disjoint(), NEGATED)
def test_near(a: list[Pair], b: list[Pair], distance: int, paragraphs: list[Pair], negated: bool) -> None:
    reach = chars_reach(distance, paragraphs)
    expected = [
        x for x in a if any(y != x and gap_reached(distance, paragraphs, x, y) for y in b) is not negated
    ]
    assert region.near(a, b, reach, negated) == expected


@given(spans(), spans(), st.integers(0, 8), disjoint(), NEGATED)
def test_before_and_after(
    a: list[Pair], b: list[Pair], distance: int, paragraphs: list[Pair], negated: bool
) -> None:
    reach = chars_reach(distance, paragraphs)

    def reached(first: Pair, second: Pair) -> bool:
        return (
            first[1] <= second[0] and second[0] - first[1] <= distance and in_one(paragraphs, first, second)
        )

    assert region.before(a, b, reach, negated) == [
        x for x in a if any(reached(x, y) for y in b) is not negated
    ]
    assert region.after(a, b, reach, negated) == [
        x for x in a if any(reached(y, x) for y in b) is not negated
    ]


@given(spans(), spans(), st.integers(0, 8))
def test_then_joins_to_the_nearest_following_and_keeps_the_shortest(
    a: list[Pair], b: list[Pair], distance: int
) -> None:
    reach = chars_reach(distance, [(0, 99)])
    joined = set()
    for x in a:
        following = [y for y in b if y[0] >= x[1] and y[0] - x[1] <= distance]
        if following:
            joined.add((x[0], min(following)[1]))
    expected = sorted(s for s in joined if not any(o != s and s[0] <= o[0] and o[1] <= s[1] for o in joined))
    assert region.then(a, b, reach) == expected


@given(st.lists(spans(most=4), min_size=2, max_size=3), disjoint(), st.integers(1, 3))
def test_gather_gives_the_smallest_spans_that_hold_enough(
    items: list[list[Pair]], regions: list[Pair], needed: int
) -> None:
    needed = min(needed, len(items))
    windows = set()
    for r in regions:
        inner = [[s for s in item if r[0] <= s[0] and s[1] <= r[1]] for item in items]
        for chosen in product(*[[None, *item] for item in inner]):
            taken = [s for s in chosen if s is not None]
            if len(taken) >= needed:
                windows.add((min(s[0] for s in taken), max(s[1] for s in taken)))
    expected = sorted(
        w for w in windows if not any(o != w and w[0] <= o[0] and o[1] <= w[1] for o in windows)
    )
    assert region.gather(needed, items, regions) == expected


@given(spans())
def test_minimal(a: list[Pair]) -> None:
    assert region.minimal(a) == [s for s in a if not any(o != s and s[0] <= o[0] and o[1] <= s[1] for o in a)]


@given(spans())
def test_merged_covers_the_same_characters_with_gaps_between(a: list[Pair]) -> None:
    merged = region.merged(a)
    assert {c for s in merged for c in range(*s)} == {c for s in a for c in range(*s)}
    assert all(first[1] < second[0] for first, second in pairwise(merged))


@given(spans(), st.integers(0, 30))
def test_innermost_begins_last_and_of_those_is_the_shortest(a: list[Pair], offset: int) -> None:
    around = [s for s in a if s[0] <= offset < s[1]]
    expected = min(around, key=lambda s: (-s[0], s[1]), default=None)
    assert region.innermost(a, offset) == expected


@given(spans(), disjoint(), st.integers(0, 3))
def test_units_reach_counts_regions(a: list[Pair], regions: list[Pair], distance: int) -> None:
    reach = units_reach(distance, regions)
    for x, y in pairwise(a):
        apart = sum(start <= y[0] for start, _ in regions) - sum(start <= x[0] for start, _ in regions)
        assert reach.joins(x, y) == (abs(apart) <= distance)


@given(spans(), spans(), disjoint(), st.integers(0, 3), NEGATED)
def test_nothing_outside_the_bounds_is_in_reach(
    a: list[Pair], b: list[Pair], regions: list[Pair], distance: int, negated: bool
) -> None:
    for reach in (same_reach(regions), units_reach(distance, regions), chars_reach(distance, regions)):
        near = [x for x in a if any(y != x and reach.close(x, y) for y in b) is not negated]
        before = [x for x in a if any(x[1] <= y[0] and reach.joins(x, y) for y in b) is not negated]
        after = [x for x in a if any(y[1] <= x[0] and reach.joins(y, x) for y in b) is not negated]
        joined = {x: next((y for y in b if x[1] <= y[0] and reach.joins(x, y)), None) for x in a}
        assert region.near(a, b, reach, negated) == near
        assert region.before(a, b, reach, negated) == before
        assert region.after(a, b, reach, negated) == after
        assert region.joints(a, b, reach) == [(x, y) for x, y in joined.items() if y]
