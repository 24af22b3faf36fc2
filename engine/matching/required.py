"""What a regular expression cannot match without, and how much work it can make.

Input: a pattern's tree. Output: strings one of which occurs in every match, with their distance from its
start; and how many ways a backtracking engine could take from one place.
Law: every match of the pattern holds one of the strings at such a distance (property test). Russ Cox,
"Regular Expression Matching with a Trigram Index" (2012), derives required text likewise.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from math import fsum, prod
from typing import NamedTuple

from engine.matching.frequency import expected
from engine.matching.tree import Alt, Chars, Edge, Group, Node, Ranges, Repeat, Seq, Text, merge

_SMALL = 10  # a class of so few characters is spelled out
_STRINGS = 48
_LENGTH = 24
_CHOICES = 400  # strings of one alternation
_HINTS = 2000
_ENDLESS = 99
_PLACE = 0.03  # what one more place to try costs, against finding the string
_ANYWHERE = 100  # the places to try where a string may stand anywhere in its paragraph
_STRING = 0.0005  # what one more string costs, however rare


class Hint(NamedTuple):
    """A string that starts `near` … `far` characters after a match's start (`None`: anywhere after)."""

    text: str
    near: int
    far: int | None


Need = frozenset[Hint]  # of these at least one is in every match


class Facts(NamedTuple):
    """Of a part: all strings that it matches if they are few; the strings that it needs and that cost least to
    look for; its shortest and its longest match.
    """

    exact: frozenset[str] | None
    need: Need | None
    least: int
    most: int | None


@cache
def facts(node: Node) -> Facts:
    """What is known of a part; kept, because each level of the tree asks for those below."""
    match node:
        case Chars(ranges):
            few = sum(b - a + 1 for a, b in ranges) <= _SMALL and bool(ranges)
            exact = frozenset(chr(c) for a, b in ranges for c in range(a, b + 1)) if few else None
            return Facts(exact, None, 1, 1)
        case Text(text) if len(text) <= _LENGTH:
            return Facts(frozenset((text,)), None, len(text), len(text))
        case Text():
            return _sequence((node,))
        case Edge():
            return Facts(frozenset(("",)), None, 0, 0)
        case Group(item, _):
            return facts(item)
        case Alt(items) if len(words := _words(items)) == len(items):
            return Facts(frozenset(words), None, min(map(len, words)), max(map(len, words)))
        case Alt(items):
            return _either(tuple(map(facts, items)))
        case Repeat(item, least, most, _):
            return _repeated(facts(item), least, most)
        case Seq(items):
            return _sequence(items)


def _words(items: Sequence[Node]) -> list[str]:
    return [item.text for item in items if isinstance(item, Text) and len(item.text) <= _LENGTH]


def need_of(part: Facts) -> Need | None:
    """The strings that a part needs and that cost least to look for."""
    return _cheapest((*_own(part), *_given(part.need)))


def _own(part: Facts) -> tuple[Need, ...]:
    return (frozenset(Hint(text, 0, 0) for text in part.exact),) if part.exact and all(part.exact) else ()


def _given(need: Need | None) -> tuple[Need, ...]:
    return () if need is None else (need,)


def _cheapest(needs: Sequence[Need]) -> Need | None:
    return min(needs, key=_cost) if len(needs) > 1 else needs[0] if needs else None


@lru_cache(maxsize=1 << 14)
def _cost(need: Need) -> float:
    """By how often its strings are to be expected, and how many places each leaves to try."""
    return fsum(
        [
            expected(text) * (1 + _PLACE * (_ANYWHERE if far is None else min(far - near, _ANYWHERE)))
            + _STRING
            for text, near, far in need
        ]
    )


def _either(parts: Sequence[Facts]) -> Facts:
    exact: frozenset[str] | None = frozenset()
    for part in parts:
        exact = None if exact is None or part.exact is None else exact | part.exact
    if exact is not None and len(exact) > _CHOICES:
        exact = None
    own = exact is not None and all(
        part.need is None for part in parts
    )  # all that is needed is told by `exact`
    need = None if own else _joined([need_of(part) for part in parts])
    longest = [part.most for part in parts if part.most is not None]
    most = max(longest) if len(longest) == len(parts) else None
    return Facts(exact, need, min(part.least for part in parts), most)


def _joined(needs: Sequence[Need | None]) -> Need | None:
    held = [need for need in needs if need is not None]
    hints = Need().union(*held)
    return hints if len(held) == len(needs) and len(hints) <= _HINTS else None


def _repeated(part: Facts, least: int, most: int | None) -> Facts:
    longest = None if most is None or part.most is None else most * part.most
    need = need_of(part) if least else None
    exact = None
    if part.exact is not None and most is not None and most <= _LENGTH:
        exact = _powers(part.exact, least, most)
    return Facts(exact, need, least * part.least, 0 if most == 0 else longest)


def _powers(strings: frozenset[str], least: int, most: int) -> frozenset[str] | None:
    power: frozenset[str] = frozenset(("",))
    out = power if least == 0 else frozenset()
    for count in range(1, most + 1):
        power = frozenset(a + b for a, b in product(power, strings))
        if count >= least:
            out |= power
        if len(out) > _STRINGS or len(power) > _STRINGS or max(map(len, power), default=0) > _LENGTH:
            return None
    return out


def _sequence(items: Sequence[Node]) -> Facts:
    run: frozenset[str] = frozenset(("",))
    start: tuple[int, int | None] = (0, 0)
    least = 0
    most: int | None = 0
    needs: list[Need] = []
    whole = True
    for item in items:
        for part in _pieces(item, run):
            longer = _product(run, part.exact)
            before = (least, most)
            least += part.least
            most = None if most is None or part.most is None else most + part.most
            if longer is not None:
                run = longer
                continue
            whole = False
            needs.extend(_flushed(run, start))
            if part.exact is not None:
                run, start = part.exact, before
            else:
                needs.extend(_moved(part.need, before))
                run, start = frozenset(("",)), (least, most)
    if whole:
        return Facts(run, None, least, most)
    needs.extend(_flushed(run, start))
    return Facts(None, _cheapest(needs), least, most)


def _pieces(item: Node, run: frozenset[str]) -> Iterator[Facts]:
    """A part as far as it can lengthen the strings so far, and what is left of it."""
    if not isinstance(item, Text):
        yield facts(item)
        return
    room = _LENGTH - max(map(len, run)) if len(run) <= _STRINGS else 0
    rest = item.text
    while rest:
        piece, rest = rest[: room or _LENGTH], rest[room or _LENGTH :]
        room = 0
        yield Facts(frozenset((piece,)), None, len(piece), len(piece))


def _product(run: frozenset[str], exact: frozenset[str] | None) -> frozenset[str] | None:
    if exact is None or len(run) * len(exact) > _STRINGS:
        return None
    if max(map(len, run), default=0) + max(map(len, exact), default=0) > _LENGTH:
        return None
    return frozenset([a + b for a in run for b in exact])


def _flushed(run: frozenset[str], start: tuple[int, int | None]) -> tuple[Need, ...]:
    return (frozenset([Hint(text, *start) for text in run]),) if run and all(run) else ()


def _moved(need: Need | None, by: tuple[int, int | None]) -> tuple[Need, ...]:
    if need is None:
        return ()
    least, most = by
    return (
        frozenset(
            Hint(text, near + least, None if far is None or most is None else far + most)
            for text, near, far in need
        ),
    )


class Work(NamedTuple):
    """From one start: at most `ways * n**degree` ways; `endless`: how many repeats have no upper bound."""

    ways: int
    degree: int
    endless: int


def work(node: Node, follow: Ranges = ()) -> Work:
    """How far backtracking can go, `follow` being what may come next."""
    strings = facts(node).exact
    if strings and _derivations(node) == len(strings):
        return Work(_longest_chain(strings), 0, 0)
    match node:
        case Chars() | Text() | Edge():
            return Work(1, 0, 0)
        case Group(item, _):
            return work(item, follow)
        case Alt(items):
            return _work_of_choice([(work(item, follow), *first(item)) for item in items])
        case Seq(items):
            return _work_of_sequence(items, follow)
        case Repeat():
            return _work_of_repeat(node, follow)


@cache
def _derivations(node: Node) -> int:
    """In how many ways a part with few strings makes them all."""
    match node:
        case Chars(ranges):
            return sum(b - a + 1 for a, b in ranges)
        case Text() | Edge():
            return 1
        case Group(item, _):
            return _derivations(item)
        case Alt(items):
            return sum(map(_derivations, items))
        case Seq(items):
            return prod(map(_derivations, items))
        case Repeat(item, least, most, _):
            return sum(_derivations(item) ** count for count in range(least, (most or 0) + 1))


def _longest_chain(strings: frozenset[str]) -> int:
    """How many of the strings can begin at one place, each a prefix of the next."""
    if len(strings) == 1:
        return 1
    longest = 0
    chain: list[str] = []
    for text in sorted(strings):
        while chain and not text.startswith(chain[-1]):
            chain.pop()
        chain.append(text)
        longest = max(longest, len(chain))
    return longest


def _work_of_choice(branches: Sequence[tuple[Work, Ranges, bool]]) -> Work:
    """Only branches that may begin with the same character are tried at one place."""
    places = sorted({low for _, heads, _ in branches for low, _ in heads}) or [0]
    always = sum(part.ways for part, _, empty in branches if empty)
    ways = dict.fromkeys(places, always)
    for part, heads, empty in branches:
        for low, high in () if empty else heads:
            for place in places[bisect_left(places, low) : bisect_right(places, high)]:
                ways[place] += part.ways
    parts = [part for part, _, _ in branches]
    return Work(max(ways.values()), max(part.degree for part in parts), sum(part.endless for part in parts))


def _work_of_sequence(items: Sequence[Node], follow: Ranges) -> Work:
    ways, degree, endless = 1, 0, 0
    for item in reversed(items):
        part = work(item, follow)
        ways, degree, endless = ways * part.ways, degree + part.degree, endless + part.endless
        heads, empty = first(item)
        follow = merge((*heads, *follow)) if empty else heads
    return Work(ways, degree, endless)


def _work_of_repeat(node: Repeat, follow: Ranges) -> Work:
    heads, empty = first(node.item)
    part = work(node.item, merge((*heads, *follow)))
    endless = part.endless + (node.most is None)
    if node.most is not None and node.most <= 1:
        skipped = node.least == 0 and (empty or _meet(heads, follow))
        return Work(part.ways + skipped, part.degree, endless)
    if empty or part.degree or (part.ways > 1 and node.most is None):
        return Work(1, _ENDLESS, endless)
    if part.ways > 1:
        ways = part.ways ** min(node.most or 1, 64)
        return Work(min(ways, 10**9), 0, endless)
    if not _meet(heads, follow):
        return Work(1, 0, endless)
    return Work(1, 1, endless) if node.most is None else Work(node.most - node.least + 1, 0, endless)


@cache
def first(node: Node) -> tuple[Ranges, bool]:
    """The characters that a match may begin with, and whether it may be empty."""
    match node:
        case Chars(ranges):
            return ranges, False
        case Text(text):
            return ((ord(text[0]), ord(text[0])),), False
        case Edge():
            return (), True
        case Group(item, _):
            return first(item)
        case Repeat(item, least, most, _):
            heads, empty = first(item)
            return (heads if most != 0 else ()), empty or least == 0
        case Alt(items):
            parts = [first(item) for item in items]
            return merge(r for heads, _ in parts for r in heads), any(empty for _, empty in parts)
        case Seq(items):
            return _first_of_sequence(items)


def _first_of_sequence(items: Sequence[Node]) -> tuple[Ranges, bool]:
    out: list[tuple[int, int]] = []
    for item in items:
        heads, empty = first(item)
        out.extend(heads)
        if not empty:
            return merge(out), False
    return merge(out), True


def _meet(a: Ranges, b: Ranges) -> bool:
    return any(x[0] <= y[1] and y[0] <= x[1] for x in a for y in b)
