"""Regexes: RE2's meaning, the same spans as the plain engine's, and faults by name."""

from __future__ import annotations

import json
import re
import warnings

import pytest
from hypothesis import given

from engine.matching import running
from engine.matching.fold import fold
from engine.matching.matcher import Matcher, compile_matcher
from engine.matching.prepared import read, row
from engine.matching.regexes import RegexFault, check, compile_regex
from engine.rule import Regex
from tests.matching.strategies import regexes, texts


def found(source: str, text: str, exact: bool = False) -> list[str]:
    return [text[a:b] for a, b in compile_matcher((Regex(source, exact),)).scan(text).spans.get(0, ())]


def undisguised(source: str, text: str) -> list[tuple[int, int]]:
    """What a regex finds without looking through inserted characters."""
    matches = compile_matcher((Regex(source),)).scan(text)
    return [span for span in matches.spans.get(0, ()) if (0, *span) not in matches.disguises]


def plain(source: str, text: str) -> list[tuple[int, int]]:
    """`re.finditer` on each paragraph of the folded text."""
    out = []
    start = 0
    engine = re.compile(compile_regex(source).regex.source, re.MULTILINE | re.ASCII)
    for paragraph in fold(text).split("\n"):
        out += [(m.start() + start, m.end() + start) for m in engine.finditer(paragraph) if m.group()]
        start += len(paragraph) + 1
    return out


@given(regexes, texts)
def test_spans_are_those_of_the_plain_engine(source: str, text: str) -> None:
    spans = undisguised(source, text)
    compiled = compile_regex(source).regex
    assert spans == plain(source, text)
    assert running.spans(compiled, fold(text)) == spans


@given(regexes, texts)
def test_re2_gives_the_same_spans(source: str, text: str) -> None:
    compiled = compile_regex(source).regex
    folded = fold(text)
    by_re2 = running.spans(compiled._replace(limit=0), folded)
    assert by_re2 == running.spans(compiled._replace(limit=None), folded)
    assert by_re2 == undisguised(source, text)


@given(regexes, texts)
def test_every_match_holds_required_text(source: str, text: str) -> None:
    folded = fold(text)
    for compiled, need in compile_regex(source).branches:
        for start, end in running.spans(compiled, folded):
            assert not need or any(
                folded.startswith(texts, at)
                for near, far, texts in need
                for at in range(start + near, end if far is None else start + far + 1)
            )


@given(regexes)
def test_what_is_known_is_read_again_from_json(source: str) -> None:
    known = compile_regex(source)
    assert read(json.loads(json.dumps(row(known)))) == known


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (r"(?P<value>\d+(?:\.\d+)?)\s*%", "约3.5%、\uff13\uff05、5 %", ["3.5%", "\uff13\uff05", "5 %"]),
        ("保险.*收益", "保險的收益\n保险\n收益", ["保險的收益"]),
        ("[險]金", "险金 險金", ["险金", "險金"]),
        ("[A-C]+", "abCd", ["abC"]),
        ("[^A-C]+", "abCd保", ["d保"]),
        (r"\W+", "ab保、C", ["保、"]),
        (r"[\W]+", "ab保、\uff21", ["保、"]),
        (r"^第.条$", "第一条\n第二条。\n第三条", ["第一条", "第三条"]),
        (r"\A第.条\z", "第一条\n第二条", ["第一条", "第二条"]),
        (r"保本\s+收益", "保本\n收益 保本\u3000收益", ["保本\u3000收益"]),
        (r"[^a]+", "保\n本", ["保", "本"]),
        (r"(?s)保.本", "保\n本保的本", ["保的本"]),
        (r"\p{Han}+", "保本ab險々", ["保本", "險々"]),
        (r"\P{Han}+", "保口a%保", ["a%"]),
        (r"[^\p{Han}]+", "保ab保", ["ab"]),
        (r"[\p{Nd}]+", "1\uff12保", ["1\uff12"]),
        (r"[[:digit:]]+[[:^digit:]]", "12保", ["12保"]),
        (r"\Qa.b\E+", "a.bb axb", ["a.bb"]),
        (r"\x{4fdd}本", "保本", ["保本"]),
        (r"(?<n>保)(?:本|息)", "保息", ["保息"]),
        (r"(?i)apr\b", "APR aprs", ["APR"]),
        (r"\bapp\b", "用app买 apps", ["app"]),
        (r"[零〇]风险", "〇风险", ["〇风险"]),
        (r"[一二三]+百", "壹佰 叁百", ["壹佰", "叁百"]),
        (r"a{2,3}?", "aaaa", ["aa", "aa"]),
        (r"[]a]+", "]a", ["]a"]),
        (r"x*保", "xx保xx", ["xx保"]),
        (r"(?:[保本]|息|險)金", "本金险金息金", ["本金", "险金", "息金"]),
        (r"(?:保险|保險|保费)金", "保險金", ["保險金"]),
        ("\U000f0000+", "a\U000f0000\U000f0000", ["\U000f0000\U000f0000"]),
        (r"\Q[a\E]", "[a]", ["[a]"]),
        (r"[\Qa-c]\E]", "a-b]", ["a", "-", "]"]),
        (r"\u4fdd\x41{2}", "保AA", ["保AA"]),
    ],
)
def test_meaning(source: str, text: str, expected: list[str]) -> None:
    assert found(source, text) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("秒(?:批|到账)", "最快秒·批,秒 到账", [("秒·批", "symbols"), ("秒 到账", "spaces")]),
        ("零(?:利息|门槛)", "零 利 息、零*门*槛", [("零 利 息", "spaces"), ("零*门*槛", "symbols")]),
        ("在校.{0,3}生", "面向在 校 大学 生", [("在 校 大学 生", "spaces")]),
        ("零利息", "零\u200b利息,零利息", [("零\u200b利息", "zero-width"), ("零利息", "")]),
        ("保险理财", "存款 保险 理财 贷款", []),  # words of a list
        ("零利息", "零,利息。零\n利息", []),
        ("零利息", "零\t利息", []),  # cells of a table
        ("(?P<v>零)利息", "零*利息", [("零*利息", "symbols")]),
        ("利.息", "利*息", [("利*息", "")]),
        ("(?:业绩比较)?基准", "业绩*比较基准", [("业绩*比较基准", "symbols")]),  # the longer one
        ("主播.?带货|带货基金", "主*播带货基金", [("主*播带货", "symbols")]),  # that begins sooner
        ("首席.{0,4}推荐|倾情推荐", "首席倾*情推荐", [("首席倾*情推荐", "")]),
    ],
)
def test_inserted_characters(source: str, text: str, expected: list[tuple[str, str]]) -> None:
    matches = compile_matcher((Regex(source),)).scan(text)
    found = [(text[a:b], matches.disguises.get((0, a, b), "")) for a, b in matches.spans.get(0, ())]
    assert found == expected


def test_a_choice_is_not_taken_for_the_sequence_of_its_parts() -> None:
    assert found("(?:保+险+){2}", "保险保险") == ["保险保险"]
    assert found("(?:保+|险+){2}", "险险") == ["险险"]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("險", "险險", ["險"]),
        ("(?i)Apr", "APR apr \uff21pr", ["APR", "apr"]),
        ("A", "aA", ["A"]),
        ("A(?i)p|r", "Ap AP aP R r", ["Ap", "AP", "R", "r"]),
        ("(?:(?i)b|c)d", "BD Bd Cd cd", ["Bd", "Cd", "cd"]),
        ("(?i)\\Qa.b\\E", "A.B", ["A.B"]),
        ("(?i)保(?:Ab|保c)+", "保ABaB保Cx", ["保ABaB保C"]),
        ("保.", "保\ud800", ["保\ud800"]),
    ],
)
def test_exact(source: str, text: str, expected: list[str]) -> None:
    assert found(source, text, exact=True) == expected


@pytest.mark.parametrize(
    ("source", "offset", "message"),
    [
        ("a(?=b)", 1, "look-ahead"),
        ("保(?!本)", 1, "look-ahead"),
        ("(?<=a)b", 0, "look-behind"),
        ("(?<!a)b", 0, "look-behind"),
        (r"(a)\1", 3, "back-reference"),
        ("(?P<x>a)(?P=x)", 8, "back-reference"),
        ("(?>a)", 0, "atomic"),
        ("a*+", 1, "possessive"),
        ("a{2}+", 1, "possessive"),
        ("(a)?(?(1)b)", 4, "conditional"),
        ("保a{2,1001}", 2, "count above 1000"),
        ("a{,5}", 1, "plain text"),
        (r"\p{Klingon}", 0, "no class"),
        ("[[:word2:]]", 1, "no class"),
        (r"保\Z", 1, r"\\Z"),
        ("(?x)a", 0, "flag"),
        ("保(", 1, "missing"),
        ("保[a", 1, "unterminated"),
        ("保*?*", 3, "multiple repeat"),
        ("(?P<n>a)(?P<n>b)", 12, "redefinition"),
        ("保?本*", 0, "empty"),
        ("^$", 0, "empty"),
        (r"\x{110000}", 0, "no such character"),
        ("[[:digit:]", 0, "unterminated"),
        ("a[b-a]", 2, "bad character range"),
        (r"a[\d-z]", 2, "bad character range"),
        (r"[\b]", 1, "bad escape"),
        ("保)", 1, "unbalanced"),
        ("|*", 1, "nothing to repeat"),
        ("^*", 1, "nothing to repeat"),
        ("a{3,1}", 1, "greater than"),
        ("(?ia", 0, "begins no group"),
        ("(?P<1>a)", 4, "bad name"),
        ("保\\", 1, "bad escape"),
        ("(" * 101 + "a" + ")" * 101, 101, "too deep"),
        ("(?:(?:(?:[a-z保]{1,1000}){1,1000}){1,1000}){1,9}", 0, "too large"),
    ],
)
def test_faults(source: str, offset: int, message: str) -> None:
    with pytest.raises(RegexFault, match=message) as caught:
        check(source)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ("保险|保險|保费率", "保(?:险|费率)"),
        ("(?:保险|保險)|保费率", "保(?:险|费率)"),
        ("(?:保险|保險)?金", "(?:保险)?金"),
        ("甲乙|丙丁|甲乙", "甲乙|丙丁"),
        ("零|〇|0", "[0零]"),
    ],
)
def test_an_alternative_that_reads_like_another_is_left_out(source: str, short: str) -> None:
    assert compile_regex(source).regex.source == short


def test_a_doubtful_class_gives_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check("[[a]").shortest == 1


@pytest.mark.parametrize(
    ("source", "required", "engine"),
    [
        ("保本.{0,20}收益", {"收益"}, "re"),
        ("(?:保本|保息)收益", {"保本收益", "保息收益"}, "re"),
        (r"\d+%", {"%"}, "re, re2 on long paragraphs"),
        (r"\w+", set(), "re, re2 on long paragraphs"),
        ("(a+)+$", {"a"}, "re2"),
        ("(?:保本|保|本)+收益", {"收益"}, "re2"),
        (".*.*.*=.*", {"="}, "re2"),
        ("[一-龥]{2}", set(), "re"),
    ],
)
def test_check(source: str, required: set[str], engine: str) -> None:
    checked = check(source)
    assert checked.required == required
    assert checked.engine == engine


def test_check_names_groups_and_length() -> None:
    checked = check(r"(?P<value>\d{2,})(?<unit>元|万元)")
    assert checked.names == ("value", "unit")
    assert checked.shortest == 3


@pytest.mark.parametrize("source", ["(a+)+$", "(?:保本|保|本)+收益", ".*.*.*=.*", r"\d+%", "[^。]*担保"])
def test_nothing_runs_away(source: str) -> None:
    """Each of these takes `re` minutes or longer on such a text."""
    text = ("a" * 30 + "!" + "保本" * 40 + "=" + "1" * 20_000 + "担") * 2
    compile_matcher((Regex(source),)).scan(text)


def test_long_paragraphs_give_the_same_spans() -> None:
    text = "年化" + "1" * 6000 + "%,\n约3%\n" + "保" * 9000 + "4%"
    spans = compile_matcher((Regex(r"\d+%"),)).scan(text).spans[0]
    assert [text[a:b][-2:] for a, b in spans] == ["1%", "3%", "4%"]


def test_captures() -> None:
    source = r"(?P<value>\d+)(?P<unit>元|万)?(?P<rest>x)?"
    matcher = Matcher.load(compile_matcher((Regex(source),)).dump())
    text = "首段\n价格\uff13\uff10万"
    (span,) = matcher.scan(text).spans[0]
    held = {name: text[a:b] for name, (a, b) in matcher.captures(0, text, span).items()}
    assert held == {"value": "\uff13\uff10", "unit": "万"}
    assert matcher.captures(1, text, span) == {}


def test_captures_through_inserted_characters() -> None:
    matcher = compile_matcher((Regex(r"(?P<all>百分之(?P<value>[一-十]+))(?P<unit>元)?"),))
    text = "首段\n收益百*分之三*十,百*分之五"
    first, second = matcher.scan(text).spans[0]
    held = [
        {name: text[a:b] for name, (a, b) in matcher.captures(0, text, span).items()}
        for span in (first, second)
    ]
    assert held == [{"all": "百*分之三*十", "value": "三*十"}, {"all": "百*分之五", "value": "五"}]
    assert matcher.plainly(text, (9, 12)) == ("收益百分之三十,百分之五", (5, 7))
    assert matcher.plainly(text, (9, 10)) == (text, (9, 10))


def test_captures_by_re2() -> None:
    text = "段\n" + "保" * 5000 + "30%"
    matcher = compile_matcher((Regex(r"(?P<value>\d+)%"),))
    (span,) = matcher.scan(text).spans[0]
    assert [text[a:b] for a, b in matcher.captures(0, text, span).values()] == ["30"]
