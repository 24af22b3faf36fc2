"""What is kept as blocks of bytes is what was put into them."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching.blocks import Rows, Strings, by_number, numbered, packed, unpacked

NUMBERS = st.integers(-(2**31), 2**31 - 1)


@given(st.lists(st.binary(max_size=20)))
def test_parts_come_out_as_they_went_in(parts: list[bytes]) -> None:
    assert list(unpacked(packed(parts))) == parts


@pytest.mark.parametrize("order", ["little", "big"])
@given(st.lists(st.lists(NUMBERS, max_size=4)))
def test_rows_of_numbers(order: str, rows: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "byteorder", order)
        kept = Rows.load(Rows.of(rows).dump())
    assert [list(kept[at]) for at in range(kept.count)] == rows


def test_the_low_byte_stands_first() -> None:
    assert Rows.of([[1]]).dump().endswith(b"\x01\x00\x00\x00")


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6) | st.just("\ud800")))
def test_strings(strings: list[str]) -> None:
    made = Strings.of(strings)
    kept = Strings.load(made.dump())
    assert made.all() == kept.all() == strings
    assert kept.count == len(strings)


@given(st.dictionaries(st.integers(0, 99), st.binary(max_size=9).map(lambda line: line.replace(b"\n", b" "))))
def test_texts_by_number(texts: dict[int, bytes]) -> None:
    assert by_number(numbered(texts)) == texts
