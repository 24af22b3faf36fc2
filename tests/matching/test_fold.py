"""The fold keeps every offset and folds what a reader takes for one."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.matching.fold import changes, fold, fold_ranges, table
from tests.matching.strategies import any_text


@given(any_text)
def test_offsets_stay(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert [i for i, c in enumerate(folded) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


@given(any_text)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_a_character_folds_alike_wherever_it_stands(text: str) -> None:
    assert fold(text) == "".join(map(fold, text))


def test_no_target_is_a_source() -> None:
    codes = table().codes
    assert not [end for end in codes.values() if ord(end) in codes]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ABC\uff21\uff42\uff13\uff0c\uff05\u3000", "abcab3,% "),
        ("萬無一失的產品", "万无一失的产品"),
        ("苐一 蕞高 髙收益 保夲", "第一 最高 高收益 保本"),
        ("壹佰贰拾元 〇", "一百二十元 零"),
        ("раура ТОР", "paypa top"),  # Cyrillic
        ("\U0001d400\U0001d7d1 \u2f00", "a3 一"),
        ("a\ud800b", "a\ufffdb"),
        ("①②", "①②"),  # a list's marks are no digits
        ("多行\r\n文\t本", "多行\r\n文\t本"),
    ],
)
def test_table(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("source", "words", "kind"),
    [
        ("保本", ("保本",), ""),
        ("APP", ("app",), ""),
        ("\uff21pp", ("app",), ""),
        ("保險", ("保险",), "traditional"),
        ("保险", ("保險",), ""),
        ("苐一", ("第一",), "look-alike"),
        ("0险", ("零险",), "look-alike"),
        ("苐險", ("第险",), "look-alike"),
        ("苐險", ("第险", "苐險"), ""),
    ],
)
def test_disguise(source: str, words: tuple[str, ...], kind: str) -> None:
    assert changes(source, words) == kind


def test_a_class_reads_as_its_members_fold() -> None:
    codes = {
        c
        for a, b in fold_ranges(((ord("\uff10"), ord("\uff19")), (ord("險"), ord("險"))))
        for c in range(a, b + 1)
    }
    assert set(map(ord, "0123456789险")) <= codes
    assert ord("險") not in codes


def test_many_foldable_characters() -> None:
    text = "".join(map(chr, sorted(table().codes)[:4000]))
    assert fold(text) == "".join(map(fold, text))
