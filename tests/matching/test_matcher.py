"""The matcher as a whole: disguises, what is kept on disk, and the budget of a plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching import matcher as module
from engine.matching.matcher import Matcher, Matches, compile_matcher
from engine.rule import Detector, Pattern, Regex, Role, Statement, Words
from tests.matching.strategies import any_text, regexes, texts, words

PATTERNS: tuple[Pattern, ...] = (
    Words(("保本", "稳赚不赔", "第一", "最好", "零风险"), ("不保本", "第一条")),
    Regex(r"(?P<value>\d+(?:\.\d+)?)%"),
    Regex(r"\w+险"),
    Statement(("投资[须|需]谨慎", "由<issuer>发行")),
    Detector("mobile"),
    Detector("email"),
    Detector("password"),
    Role("consumer"),
    Words(("保本",), exact=True),
)


def shown(text: str, patterns: tuple[Pattern, ...] = PATTERNS) -> list[tuple[str, str]]:
    """The words found by the first pattern, each with its disguise."""
    matches = compile_matcher(patterns).scan(text)
    return [(text[a:b], matches.disguises.get((0, a, b), "")) for a, b in matches.spans.get(0, ())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("保 本", [("保 本", "spaces")]),
        ("保\u3000本", [("保\u3000本", "spaces")]),
        ("保   本", [("保   本", "spaces")]),
        ("保\u200b本", [("保\u200b本", "zero-width")]),
        ("保\u00ad\ufeff本", [("保\u00ad\ufeff本", "zero-width")]),
        ("保*本", [("保*本", "symbols")]),
        ("保😀本", [("保😀本", "symbols")]),
        ("保·本", [("保·本", "symbols")]),
        ("保_本", [("保_本", "symbols")]),
        ("稳-赚 不.赔", [("稳-赚 不.赔", "symbols")]),
        ("稳赚\n不赔", [("稳赚\n不赔", "line-break")]),
        ("有担保\n本产品", []),  # two words that meet at a line's end
        ("有担保,本产品", []),
        ("有担保。本产品", []),
        ("zui好", [("zui好", "pinyin")]),
        ("bao本", [("bao本", "pinyin")]),
        ("ZUI好", [("ZUI好", "pinyin")]),
        ("保ben", [("保ben", "pinyin")]),
        ("保benefit", []),
        ("稳zhuan不赔", [("稳zhuan不赔", "pinyin")]),
        ("苐一", [("苐一", "look-alike")]),
        ("0风险", [("0风险", "look-alike")]),
        ("穩賺不賠", [("穩賺不賠", "traditional")]),
        ("穩*賺不賠", [("穩*賺不賠", "symbols")]),
        ("不保*本,保本", [("保本", "")]),
        ("不 保本", []),
        ("第 一 条", []),
        ("保本保 本", [("保本", ""), ("保 本", "spaces")]),
    ],
)
def test_disguises(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected


def test_latin_words_are_not_put_together() -> None:
    assert shown("no risk no\u200brisk", (Words(("norisk",)),)) == [("no\u200brisk", "zero-width")]


def test_a_statement_through_gaps() -> None:
    text = "投 资 须 谨 慎"
    assert compile_matcher(PATTERNS).scan(text).spans[3] == [(0, len(text))]


plans = st.lists(
    st.one_of(
        st.builds(
            Words,
            st.lists(words, min_size=1, max_size=3).map(tuple),
            st.lists(words, max_size=1).map(tuple),
            st.booleans(),
        ),
        st.builds(Regex, regexes, st.booleans()),
        st.sampled_from(PATTERNS),
    ),
    max_size=4,
).map(tuple)


@given(plans, texts)
def test_loading_gives_the_same_matcher(patterns: tuple[Pattern, ...], text: str) -> None:
    matcher = compile_matcher(patterns)
    loaded = Matcher.load(matcher.dump())
    assert loaded.dump() == matcher.dump()
    assert loaded.scan(text) == matcher.scan(text)


@given(any_text)
def test_any_text_is_scanned(text: str) -> None:
    matches = MATCHER.scan(text)
    for pattern, spans in matches.spans.items():
        assert spans == sorted(set(spans))
        assert all(0 <= start < end <= len(text) for start, end in spans), pattern
    assert all((key[1], key[2]) in matches.spans[key[0]] for key in matches.disguises)


@given(plans, texts)
def test_a_pattern_matches_the_same_in_any_company(patterns: tuple[Pattern, ...], text: str) -> None:
    together = compile_matcher((*patterns, *PATTERNS)).scan(text).spans
    for index, pattern in enumerate(patterns):
        alone = compile_matcher((pattern,)).scan(text).spans.get(0, ())
        kept = together.get(index, ())
        assert set(alone) <= set(kept) or not isinstance(pattern, Words)
        assert isinstance(pattern, Words) or list(alone) == list(kept)


MATCHER = compile_matcher(PATTERNS)


def test_nothing_to_look_for() -> None:
    matcher = Matcher.load(compile_matcher(()).dump())
    assert matcher.scan("保本") == Matches({}, {})


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]\n", b'["a"]\n123'])
def test_damaged_data_is_an_error(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Matcher.load(data)


def test_an_unknown_detector_is_an_error() -> None:
    with pytest.raises(ValueError, match="no detector"):
        compile_matcher((Detector("shoe-size"),))


@given(
    st.lists(st.sampled_from(["保本", "稳赚", "不赔", "5%", "第一条", "\n", "x"]), max_size=60).map("".join)
)
def test_a_long_text_is_searched_as_a_short_one(text: str) -> None:
    matcher = compile_matcher(PATTERNS)
    whole = matcher.scan(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LONG", 5)
        assert matcher.scan(text) == whole
