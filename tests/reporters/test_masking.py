from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Document
from engine.finding import Finding, Review
from engine.reporters.masking import mask, masked, veiled
from engine.rule import Severity
from engine.text import Span

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


def on(text: str, words: str, rule: str = "cn/privacy/leaks/x", message: str = "") -> Review:
    """A review with one finding on these words."""
    start = text.index(words)
    found = Finding(
        rule=rule, title="T", severity=Severity.HIGH, message=message, span=Span(start, start + len(words))
    )
    return Review(name="a.txt", document=Document(name="a.txt", format="txt", text=text), findings=(found,))


# What a finding on personal data stands on, and the same as it is written.
KNOWN_BY_FINDINGS = {
    "浙江省杭州市西湖区文三路12号3幢201室": "浙********************",
    "E12345678": "E********",
    "GB82WEST12345698765432": "G*********************",
    "卡片有效期：09/27": "卡片有效期：0*/**",
    "验证码：392817": "验证码：3*****",
    "动态口令为88213，": "动态口令为8****，",
    "车牌号：京A88888": "车牌号：京******",
    "车架号LSVAA49J132047371": "车架号L****************",
    "保单号：P20241120000123": "保单号：P**************",
    "患者：王五 诊断：2型糖尿病": "患者：王* 诊断：2****",
    "客户：张三，月收入：25,000.00": "客户：张*，月收入：2*,***.**",
    "010-62881234": "0**-********",
    "经度：116.397128": "经度：1**.******",
    "Abc:def#123": "A**:***#***",
    "zhangsan88@163.com": "z*********@163.com",
    "13912345670": "139****5670",
}


@pytest.mark.parametrize(("words", "expected"), KNOWN_BY_FINDINGS.items())
def test_what_a_finding_stands_on_is_masked_and_its_label_stays(words: str, expected: str) -> None:
    assert masked(on(f"前文 {words} 后文", words)) == f"前文 {expected} 后文"


def test_other_findings_mask_nothing() -> None:
    text = "承诺保本保收益"
    assert masked(on(text, "保本保收益", "cn/wealth/promises/x")) == text


def test_telling_words_are_masked_wherever_they_stand_and_short_ones_where_they_are_found() -> None:
    assert (
        masked(on("地址：某市某路12号301室；又：某市某路12号301室", "某市某路12号301室")).count("12号") == 0
    )
    assert masked(on("CVV 123，共123元", "123")) == "CVV 1**，共123元"


def test_a_veiled_review_tells_nothing_either() -> None:
    review = on("密码：Abc12345", "Abc12345", message="「Abc12345」是明文，打13912345670")
    shown = veiled(review)
    assert shown.findings[0].message == "「A*******」是明文，打139****5670"
    assert shown.document is not None
    assert shown.document.text == "密码：A*******"
    assert shown.findings[0].span == review.findings[0].span


def test_numbers_on_lines_of_their_own_are_no_long_number() -> None:
    assert mask("2021\n2022\n2023\n2024") == "2021\n2022\n2023\n2024"
