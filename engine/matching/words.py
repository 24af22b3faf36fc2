"""Words and their exceptions as strings for the automaton.

Input: lists of words. Output: folded strings, each with what it stands for.
Law: a word is found wherever its folded text occurs, but one that begins or ends in a Latin letter or a
digit only where no letter or digit of that kind stands against it; a match covered by a match of an
exception of its list is none, whatever their lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from engine.matching.fold import fold

if TYPE_CHECKING:
    from engine.rule import Words

Span = tuple[int, int]

# How else a numeral of a word may be written. Classes of regexes are not widened so: their author says.
NUMERALS = {"零": "0o", "一": "1①❶", "二": "2②❷", "三": "3③❸", "四": "4④", "五": "5⑤", "十": "⑩"}
_MOST = 16  # spellings of one word; beyond that all its numerals change at once

LEFT, RIGHT, EXACT, EXCEPTION = 1, 2, 4, 8


class Spelling(NamedTuple):
    """A string to look for, the word that it spells, and flags: LEFT and RIGHT want a boundary there."""

    text: str
    word: str
    flags: int


def spellings(words: Words) -> Iterator[Spelling]:
    """All strings that stand for the list's words and exceptions."""
    exact = EXACT if words.exact else 0
    for word in words.words:
        yield from _spelled(word, exact)
    for word in words.exceptions:
        yield from _spelled(word, exact | EXCEPTION)


def _spelled(word: str, flags: int) -> Iterator[Spelling]:
    if not word:
        raise ValueError("an empty word")
    folded = fold(word)
    for text in (folded,) if flags & EXACT else _numerals(folded):
        edges = LEFT * latin(text[0]) | RIGHT * latin(text[-1])
        yield Spelling(text, word, flags | edges)


def _numerals(word: str) -> Iterable[str]:
    if NUMERALS.keys().isdisjoint(word):
        return (word,)
    choices = [c + NUMERALS.get(c, "") for c in word]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count <= _MOST:
        return map("".join, product(*choices))
    longest = max(map(len, choices))
    return dict.fromkeys("".join(c[min(n, len(c) - 1)] for c in choices) for n in range(longest))


def latin(c: str) -> bool:
    """Whether a character belongs to a word that spaces set off: a letter or digit west of the CJK blocks."""
    return c < "\u2e80" and c.isalnum() and not "\u2460" <= c <= "\u27bf"


def stands_alone(folded: str, start: int, end: int, flags: int) -> bool:
    """Whether the boundaries that `flags` want are there."""
    if flags & LEFT and start and latin(folded[start - 1]):
        return False
    return not (flags & RIGHT and end < len(folded) and latin(folded[end]))


def uncovered(spans: Sequence[Span], covers: Sequence[Span]) -> list[Span]:
    """The spans that lie within none of the covers. Both sorted."""
    out = []
    reach = -1
    at = 0
    for span in spans:
        while at < len(covers) and covers[at][0] <= span[0]:
            reach = max(reach, covers[at][1])
            at += 1
        if reach < span[1]:
            out.append(span)
    return out
