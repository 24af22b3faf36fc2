"""How much work a regular expression can make.

Input: a pattern's tree. Output: how many ways a backtracking engine could take from one place.
Law: an upper bound, so that a pattern is left to `re` only where it cannot run away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from engine.matching.required import facts
from engine.matching.tree import Alt, Chars, Edge, Group, Node, Ranges, Repeat, Seq, Text, merge

_ENDLESS = 99


class Work(NamedTuple):
    """From one start: at most `ways * n**degree` ways; `endless`: how many repeats have no upper bound."""

    ways: int
    degree: int
    endless: int


_LEAF = Work(1, 0, 0)


def work(node: Node, follow: Ranges = ()) -> Work:
    """How far backtracking can go, `follow` being what may come next."""
    known = _settled(node)
    if known is not None:
        return known
    match node:
        case Seq(items):
            return _work_of_sequence(items, follow)
        case Alt(items):
            return _work_of_choice([(work(item, follow), *first(item)) for item in items])
        case Repeat():
            return _work_of_repeat(node, follow)
        case Group(item, _):
            return work(item, follow)
        case _:
            return _LEAF


@cache
def _settled(node: Node) -> Work | None:
    """The work of a part that makes each of its few strings in one way, which nothing that follows can change."""
    if isinstance(node, Text | Chars | Edge):
        return _LEAF
    strings = facts(node).exact
    if strings is None or strings.ways != len(strings.texts):
        return None
    return _LEAF if strings.least == strings.most else Work(_longest_chain(strings.texts), 0, 0)


def _longest_chain(strings: frozenset[str]) -> int:
    """How many of the strings can begin at one place, each a prefix of the next."""
    ordered = sorted(strings)
    if not any(map(str.startswith, ordered[1:], ordered)):  # else one stands right after its prefix
        return 1
    longest = 0
    chain: list[str] = []
    for text in ordered:
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
    for index, item in enumerate(items, 1):
        part = _settled(item) or work(item, _next(items[index:], follow))
        ways, degree, endless = ways * part.ways, degree + part.degree, endless + part.endless
    return Work(ways, degree, endless)


def _next(items: Sequence[Node], follow: Ranges) -> Ranges:
    """The characters that may come first in a sequence, `follow` being what comes after it."""
    heads, empty = _first_of_sequence(items)
    return merge((*heads, *follow)) if empty else heads


def _work_of_repeat(node: Repeat, follow: Ranges) -> Work:
    heads, empty = first(node.item)
    part = _settled(node.item) or work(node.item, merge((*heads, *follow)))
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
        case Text(text):
            return ((ord(text[0]), ord(text[0])),), False
        case Seq(items):
            return _first_of_sequence(items)
        case Alt(items):
            parts = list(map(first, items))
            return merge([r for heads, _ in parts for r in heads]), any(empty for _, empty in parts)
        case Chars(ranges):
            return ranges, False
        case Repeat(item, least, most, _):
            heads, empty = first(item)
            return (heads if most != 0 else ()), empty or least == 0
        case Edge():
            return (), True
        case Group(item, _):
            return first(item)


def _first_of_sequence(items: Sequence[Node]) -> tuple[Ranges, bool]:
    out: list[tuple[int, int]] = []
    for item in items:
        heads, empty = first(item)
        if not (empty or out):
            return heads, False
        out.extend(heads)
        if not empty:
            return merge(out), False
    return merge(out), True


def _meet(a: Ranges, b: Ranges) -> bool:
    return any(x[0] <= y[1] and y[0] <= x[1] for x in a for y in b)
