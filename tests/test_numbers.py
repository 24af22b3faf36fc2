"""Numbers as drafts write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.numbers import chinese_number, read_number


@pytest.mark.parametrize(
    ("text", "captured", "value"),
    [
        ("年化3.2%", "3.2", 3.2),
        ("月利率4.2‰", "4.2", 0.42),
        ("万分之五", "五", 0.05),
        ("百分之二十四", "百分之二十四", 24),
        ("上浮50BP", "50", 0.5),
        ("30个基点", "30", 0.3),
        ("5万元", "5", 50_000),
        ("5萬元", "5萬", 50_000),
        ("貳拾億元", "貳拾億", 2_000_000_000),
        ("1,000元", "1,000", 1000),
        ("1.5亿元", "1.5", 150_000_000),
        ("一万二千元", "一万二千", 12_000),
        ("45日", "45", 45),
        ("三个月", "三", 90),
        ("一年", "一", 365),
        ("十五个工作日", "十五", 15),
        ("２４％", "２４", 24),
        ("三点五%", "三点五", 3.5),
        ("二〇二六", "二〇二六", 2026),
        ("叁仟元", "叁仟", 3000),
        ("两百块", "两百", 200),
        ("2周", "2", 14),
        ("无数", "无数", None),
        ("甲", "甲", None),
    ],
)
def test_reads(text: str, captured: str, value: float | None) -> None:
    start = text.index(captured)
    assert read_number(text, start, start + len(captured)) == (
        None if value is None else pytest.approx(value)
    )


def spelled(number: int) -> str:
    """A number up to 9999 in Chinese numerals."""
    digits, units, out, gap = "零一二三四五六七八九", ["", "十", "百", "千"], "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + units[place]
            gap = False
        else:
            gap = bool(out)
    return out


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_chinese_numerals(high: int, low: int) -> None:
    words = spelled(high) + "万" + (("零" if low < 1000 else "") + spelled(low) if low else "")
    assert chinese_number(words) == high * 10_000 + low
