"""The automaton that finds all words in one pass: daachorse, or ahocorasick_rs where that has no wheel.

Input: distinct, non-empty strings without lone surrogates. Output: for a text every occurrence of each,
overlapping ones too, as (start, end, index of the string), in code points, ordered by end.
Law: both libraries give the same set of occurrences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Find = Callable[[str], Sequence[tuple[int, int, int]]]


def build(strings: Sequence[str]) -> tuple[Find, bytes]:
    """The search, and what `load` needs to make it again ("" where it must be built anew)."""
    if not strings:
        return _nothing, b""
    try:
        import daachorse
    except ImportError:
        return other(strings), b""
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(list(strings))
    return automaton.find_overlapping, bytes(automaton.serialize())


def load(strings: Callable[[], Sequence[str]], saved: bytes) -> Find:
    """The search that `build` made of the same strings, for which it is asked only where it needs them."""
    if not saved:
        return build(strings())[0]
    try:
        import daachorse
    except ImportError:
        return other(strings())
    automaton: Any = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(saved)
    find: Find = automaton.find_overlapping
    return find


def other(strings: Sequence[str]) -> Find:
    """The search by ahocorasick_rs."""
    import ahocorasick_rs

    automaton = ahocorasick_rs.AhoCorasick(list(strings))

    def find(text: str) -> list[tuple[int, int, int]]:
        hits = automaton.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, index) for index, start, end in hits]

    return find


def _nothing(text: str) -> tuple[tuple[int, int, int], ...]:  # noqa: ARG001
    return ()
