"""Words are found as a naive search finds them; exceptions win; Latin words stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching.fold import fold
from engine.matching.matcher import compile_matcher
from engine.matching.words import latin, spellings, uncovered
from engine.rule import Words
from tests.matching.strategies import texts, words


def found(pattern: Words, text: str) -> list[str]:
    return [text[a:b] for a, b in compile_matcher((pattern,)).scan(text).spans.get(0, ())]


def naive(pattern: Words, text: str) -> list[tuple[int, int]]:
    """Every plain occurrence of the words' spellings, less those within an exception."""
    folded = fold(text)
    hits: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
    for spelling in spellings(pattern):
        for at in range(len(folded)):
            end = at + len(spelling.text)
            inner = folded[at:end]
            if inner != spelling.text or (pattern.exact and text[at:end] != spelling.word):
                continue
            before, after = folded[at - 1 : at], folded[end : end + 1]
            left = at > 0 and latin(inner[0]) and latin(before)
            right = bool(after) and latin(inner[-1]) and latin(after)
            if not left and not right:
                hits[spelling.word in pattern.exceptions].add((at, end))
    return sorted(s for s in hits[0] if not any(c[0] <= s[0] and s[1] <= c[1] for c in hits[1]))


@given(st.lists(words, min_size=1, max_size=4), st.lists(words, max_size=2), st.booleans(), texts)
def test_naive(own: list[str], exceptions: list[str], exact: bool, text: str) -> None:
    pattern = Words(tuple(own), tuple(e for e in exceptions if e not in own), exact)
    matches = compile_matcher((pattern,)).scan(text)
    plain = [
        s
        for s in matches.spans.get(0, ())
        if matches.disguises.get((0, *s)) in (None, "look-alike", "traditional")
    ]
    through_gaps = [s for s in matches.spans.get(0, ()) if s not in plain]
    expected = naive(pattern, text)
    assert [s for s in plain if s in expected] == plain
    covers = "".join(pattern.exceptions)
    if not covers:
        assert plain == expected
    assert not exact or not through_gaps


@pytest.mark.parametrize(
    ("own", "exceptions", "text", "expected"),
    [
        (["保本"], ["不保本"], "不保本,保本", ["保本"]),
        (["保本保息", "保本"], ["保本保息险"], "保本保息险", []),
        (["最佳"], ["最佳实践"], "最佳实践 最佳", ["最佳"]),
        (["app"], [], "APP apps happy 我的app好", ["APP", "app"]),
        (["100%"], [], "100%,1100%,100%的", ["100%", "100%"]),
        (["零风险"], [], "0风险 O风险 〇风险 zero风险 10风险", ["0风险", "O风险", "〇风险"]),
        (["第一"], ["第一条"], "第1 第① 苐壹 第1条 第10", ["第1", "第①", "苐壹"]),
        (["保本"], [], "保保本本", ["保本"]),
        (["保保"], [], "保保保", ["保保", "保保"]),
        (["a"], [], "", []),
    ],
)
def test_cases(own: list[str], exceptions: list[str], text: str, expected: list[str]) -> None:
    assert found(Words(tuple(own), tuple(exceptions)), text) == expected


def test_exact_words_are_neither_folded_nor_disguised() -> None:
    assert found(Words(("險",), exact=True), "險险 ") == ["險"]
    assert found(Words(("保本",), exact=True), "保 本 保本 苐") == ["保本"]


def test_an_empty_word_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        compile_matcher((Words(("",)),))


spans = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 4)).map(lambda p: (p[0], p[0] + p[1])), max_size=6
)


@given(spans.map(sorted), spans.map(sorted))
def test_uncovered(own: list[tuple[int, int]], covers: list[tuple[int, int]]) -> None:
    expected = [s for s in own if not any(c[0] <= s[0] and s[1] <= c[1] for c in covers)]
    assert uncovered(own, covers) == expected


def test_many_numerals_change_together() -> None:
    assert found(Words(("一二三四五",)), "1二三四五 12345 一二三四五") == ["12345", "一二三四五"]
