from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reporters.masking import mask

CASES = {
    "身份证110101199003070134。": "身份证110*************34。",
    "证件 11010119900307002X": "证件 110*************2X",
    "１１０１０１１９９００３０７０１３４": "１１０*************３４",
    "110101 19900307 0134": "110*** ******** **34",
    "卡号6222020012345678903到账": "卡号***************8903到账",
    "6222-0200-1234-5678": "****-****-****-5678",
    "电话13800138000": "电话138****8000",
    "+86 138 0013 8000": "+** *** **** 8000",
    "8613800138000": "*********8000",
    "1\u200b3800138000": "1\u200b38****8000",
    "写信给wang.xiaoyan@jiangzhou.example吧": "写信给w***********@jiangzhou.example吧",
}


@pytest.mark.parametrize(("text", "masked"), CASES.items())
def test_personal_numbers_and_addresses_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "年化收益率3.86%",
        "金额1,000,000元",
        "客服0700-9500022",
        "2026-03-15至2026-12-31",
        "第12期",
        "关注@江州银行",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


NUMBERS = st.text(alphabet="0123456789Xx１２３ -\u200b一@.a", max_size=60)


@given(NUMBERS)
def test_masking_keeps_length_and_is_done_once(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert mask(masked) == masked
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))
