from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reporters.plain import one_line, page_text, shorten, width

TEXTS = st.text(alphabet=st.characters(), max_size=80)


@given(TEXTS)
def test_one_line_has_no_control_character_and_keeps_length(text: str) -> None:
    line = one_line(text)
    assert len(line) == len(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in line)
    assert not any(c in line for c in "\u202e\u2066")


@given(TEXTS)
def test_page_text_keeps_length_and_breaks(text: str) -> None:
    page = page_text(text)
    assert len(page) == len(text)
    assert [c for c in page if c in "\t\n"] == [c if c != "\v" else "\n" for c in text if c in "\t\n\v"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("保本", 4), ("ＡＢ", 4), ("e\u0301", 1), ("保\u200b本", 4), ("★", 1), ("", 0)],
)
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@given(TEXTS, st.integers(1, 30))
def test_shorten_fits(text: str, columns: int) -> None:
    short = shorten(text, columns)
    assert width(short) <= columns
    assert short == one_line(text) or short.endswith("…")
