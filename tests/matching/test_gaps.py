"""What could be a disguise, found in one go, against the definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.matching import gaps

TEXTS = st.text(alphabet="abyz09 .,银保本\u00e9\U0001f600\n", max_size=40)


@given(TEXTS)
def test_syllables_are_those_that_a_search_finds(text: str) -> None:
    searched = [run.span() for run in gaps._syllable().finditer(text)]
    assert [run.span() for run in gaps.syllables(text)] == searched


@given(st.lists(st.text(alphabet="保本收益a", max_size=5)))
def test_neighbours_are_those_of_the_words(words: list[str]) -> None:
    pairs = gaps.bigrams(words)
    found = {first + other for first, others in pairs.items() for other in others}
    assert found == {word[at : at + 2] for word in words for at in range(len(word) - 1)}
