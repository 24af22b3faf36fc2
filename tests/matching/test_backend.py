"""Both automata find the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.matching import backend
from engine.matching.fold import fold
from tests.matching.strategies import texts, words


def naive(strings: list[str], text: str) -> list[tuple[int, int, int]]:
    return sorted(
        (at, at + len(string), i)
        for i, string in enumerate(strings)
        for at in range(len(text))
        if text.startswith(string, at)
    )


@given(st.lists(words, unique=True, max_size=6), texts)
def test_all_occurrences(strings: list[str], text: str) -> None:
    find, saved = backend.build(strings)
    expected = naive(strings, text)
    assert sorted(find(text)) == expected
    assert sorted(backend.load(lambda: strings, saved)(text)) == expected
    assert sorted(backend.other(strings)(text)) == expected


def test_astral_characters_count_as_one() -> None:
    strings = ["本", "😀保"]
    text = fold("😀保𠀀本")
    assert (
        sorted(backend.build(strings)[0](text))
        == sorted(backend.other(strings)(text))
        == [(0, 2, 1), (3, 4, 0)]
    )
