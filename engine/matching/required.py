"""What a regular expression cannot match without.

Input: a pattern's tree. Output: strings one of which occurs in every match, with their distance from its start.
Law: every match of the pattern holds one of the strings at such a distance (property test). Russ Cox,
"Regular Expression Matching with a Trigram Index" (2012), derives required text likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from math import fsum, inf
from typing import NamedTuple

from engine.matching.frequency import expected
from engine.matching.tree import Alt, Chars, Edge, Group, Node, Ranges, Repeat, Seq, Text

_SMALL = 10  # a class of so few characters is spelled out
_STRINGS = 48
_LENGTH = 24
_CHOICES = 400  # strings of one alternation
_HINTS = 2000
_PLACE = 0.03  # what one more place to try costs, against finding the string
_ANYWHERE = 100  # the places to try where a string may stand anywhere in its paragraph
_STRING = 0.0005  # what one more string costs, however rare

Place = tuple[
    int, int | None
]  # so many characters after a match's start, at least and at most (None: without end)
Need = Mapping[Place, AbstractSet[str]]  # in every match one of these strings starts at its place


class Strings(NamedTuple):
    """All strings that a part matches, in how many ways it makes them, the shortest's and the longest's length."""

    texts: frozenset[str]
    ways: int
    least: int
    most: int


class Facts(NamedTuple):
    """Of a part: its strings if they are few; the strings that it needs and that cost least to look for; its
    shortest and its longest match.
    """

    exact: Strings | None
    need: Need | None
    least: int
    most: int | None


_START: Place = (0, 0)
_NOTHING = Strings(frozenset(("",)), 1, 0, 0)


@cache
def facts(node: Node) -> Facts:
    """What is known of a part; kept, because each level of the tree asks for those below."""
    match node:
        case Seq(items):
            return _sequence(items)
        case Alt(items):
            return _choice(items)
        case Repeat(item, least, most, _):
            return _repeated(facts(item), least, most)
        case Text(text) if len(text) <= _LENGTH:
            return _known(_string(text))
        case Text():
            return _sequence((node,))
        case Chars(ranges):
            return _character(ranges)
        case Edge():
            return _known(_NOTHING)
        case Group(item, _):
            return facts(item)


def _known(strings: Strings) -> Facts:
    return Facts(strings, None, strings.least, strings.most)


def _string(text: str) -> Strings:
    return Strings(frozenset((text,)), 1, len(text), len(text))


def _character(ranges: Ranges) -> Facts:
    count = sum([b - a + 1 for a, b in ranges])
    if not 0 < count <= _SMALL:
        return Facts(None, None, 1, 1)
    return _known(Strings(frozenset([chr(c) for a, b in ranges for c in range(a, b + 1)]), count, 1, 1))


def need_of(part: Facts) -> Need | None:
    """The strings that a part needs and that cost least to look for."""
    own: list[Need] = [{_START: part.exact.texts}] if part.exact and part.exact.least else []
    return _cheapest(own if part.need is None else [*own, part.need])


def _cheapest(needs: Sequence[Need]) -> Need | None:
    """The first of those that cost least."""
    if len(needs) < 2:
        return needs[0] if needs else None
    best, least = None, inf
    for need in needs:
        if _STRING * sum(map(len, need.values())) < least and (cost := _cost(need)) < least:
            best, least = need, cost
    return best


def _cost(need: Need) -> float:
    """By how often its strings are to be expected, and how many places each leaves to try."""
    costs: list[float] = []
    for (near, far), texts in need.items():
        places = 1 + _PLACE * (_ANYWHERE if far is None else min(far - near, _ANYWHERE))
        costs += [rare * places + _STRING for rare in map(expected, texts)]
    return fsum(costs)


def _choice(items: Sequence[Node]) -> Facts:
    """Neighbouring or not, all words are one part of a choice."""
    words = [item.text for item in items if item.__class__ is Text and len(item.text) <= _LENGTH]
    if not words:
        return _either(list(map(facts, items)))
    lengths = list(map(len, words))
    listed = _known(Strings(frozenset(words), len(words), min(lengths), max(lengths)))
    if len(words) == len(items):
        return listed
    others = [facts(item) for item in items if item.__class__ is not Text or len(item.text) > _LENGTH]
    return _either([listed, *others])


def _either(parts: Sequence[Facts]) -> Facts:
    exact = _union([part.exact for part in parts])
    own = exact and all(part.need is None for part in parts)  # all that is needed is told by `exact`
    need = None if own else _joined(list(map(need_of, parts)))
    longest = [part.most for part in parts if part.most is not None]
    most = max(longest) if len(longest) == len(parts) else None
    return Facts(exact, need, min([part.least for part in parts]), most)


def _union(parts: Sequence[Strings | None]) -> Strings | None:
    held = [part for part in parts if part is not None]
    if len(held) < len(parts):
        return None
    texts, ways, least, most = zip(*held, strict=True)
    union = frozenset[str]().union(*texts)
    return Strings(union, sum(ways), min(least), max(most)) if len(union) <= _CHOICES else None


def _joined(needs: Sequence[Need | None]) -> Need | None:
    """What every one of some parts needs, as far as that is few strings."""
    found: dict[Place, set[str]] = {}
    for need in needs:
        if need is None:
            return None
        for place, texts in need.items():
            found.setdefault(place, set()).update(texts)
    return found if sum(map(len, found.values())) <= _HINTS else None


def _repeated(part: Facts, least: int, most: int | None) -> Facts:
    longest = None if most is None or part.most is None else most * part.most
    need = need_of(part) if least else None
    exact = None
    if part.exact is not None and most is not None and most <= _LENGTH:
        exact = _powers(part.exact, least, most)
    return Facts(exact, need, least * part.least, 0 if most == 0 else longest)


def _powers(strings: Strings, least: int, most: int) -> Strings | None:
    power = _NOTHING.texts
    out = power if least == 0 else frozenset()
    for count in range(1, most + 1):
        power = frozenset([a + b for a in power for b in strings.texts])
        if count >= least:
            out |= power
        if len(out) > _STRINGS or len(power) > _STRINGS or count * strings.most > _LENGTH:
            return None
    ways = sum(strings.ways**count for count in range(least, most + 1))
    return Strings(out, ways, least * strings.least, most * strings.most)


def _sequence(items: Sequence[Node]) -> Facts:
    run = _NOTHING
    start: Place = _START
    least = 0
    most: int | None = 0
    needs: list[Need] = []
    whole = True
    for item in items:
        for part in _pieces(item, run) if item.__class__ is Text else (facts(item),):
            longer = _product(run, part.exact) if part.exact else None
            before = (least, most)
            least += part.least
            most = None if most is None or part.most is None else most + part.most
            if longer is not None:
                run = longer
                continue
            whole = False
            if run.least:
                needs.append({start: run.texts})
            if part.need is not None and part.exact is None:
                needs.append(_moved(part.need, before))
            run, start = (part.exact, before) if part.exact else (_NOTHING, (least, most))
    if whole:
        return Facts(run, None, least, most)
    if run.least:
        needs.append({start: run.texts})
    return Facts(None, _cheapest(needs), least, most)


def _pieces(item: Text, run: Strings) -> Iterator[Facts]:
    """A text as far as it can lengthen the strings so far, and what is left of it."""
    room = (_LENGTH - run.most if len(run.texts) <= _STRINGS else 0) or _LENGTH
    yield _known(_string(item.text[:room]))
    for at in range(room, len(item.text), _LENGTH):
        yield _known(_string(item.text[at : at + _LENGTH]))


def _product(run: Strings, part: Strings) -> Strings | None:
    """The strings of a part after those of another, where they are few and short."""
    if run is _NOTHING:
        return part if len(part.texts) <= _STRINGS else None
    if len(run.texts) * len(part.texts) > _STRINGS or run.most + part.most > _LENGTH:
        return None
    texts = frozenset([a + b for a in run.texts for b in part.texts])
    return Strings(texts, run.ways * part.ways, run.least + part.least, run.most + part.most)


def _moved(need: Need, by: Place) -> Need:
    least, most = by
    found: dict[Place, AbstractSet[str]] = {}
    for (near, far), texts in need.items():
        place = (near + least, None if far is None or most is None else far + most)
        found[place] = found[place] | texts if place in found else texts
    return found
