"""Detectors report full, valid numbers in their context and nothing that only looks like one."""

from __future__ import annotations

import pytest

from engine.matching.detectors import KINDS
from engine.matching.matcher import compile_matcher
from engine.rule import Detector

CASES = {
    "resident-id": (
        [
            "身份证号⟦360426199101010071⟧。",
            "⟦440113 20141005 001x⟧",
            "证件\uff1a⟦３６０４２６１９９１０１０１００７１⟧",
        ],
        [
            "3306**********0009",
            "360426199101010072",  # checksum
            "360426199113010079",  # month
            "990426199112010074",  # region
            "合同编号:360426199101010071",
            "1360426199101010071",
            "360426199101010071元",
        ],
    ),
    "bank-card": (
        ["卡号⟦6222021234567890128⟧", "⟦4012-8888-8888-1881⟧ ⟦4012 8888 8888 1881⟧", "⟦378282246310005⟧"],
        [
            "6222021234567890129",
            "6222 **** **** 0128",
            "订单号4012888888881881",
            "62220212",
            "https://a.example/4012888888881881",
        ],
    ),
    "mobile": (
        ["手机⟦13812345678⟧,", "⟦+86 138-1234-5678⟧", "⟦138 1234 5678⟧联系我"],
        [
            "138****5678",
            "流水号13812345678",
            "13812345678元",
            "113812345678",
            "13812345678@mail.example",
            "12812345678",
            "https://a.example/?m=13812345678",
            "0.13812345678",
        ],
    ),
    "phone": (
        ["联系电话⟦021-62345678⟧", "⟦(010)62345678⟧", "⟦+86 10 62345678⟧", "家里⟦0571 87654321⟧"],
        [
            "客服热线021-62345678",
            "400-820-8888",
            "95588",
            "投诉电话:010-62345678",
            "2023-01-01",
            "1021-62345678",
        ],
    ),
    "email": (
        ["写信到⟦zhang.san@mail.example.com⟧。", "⟦a@b.cn⟧,⟦c+d@e-f.org⟧", "⟦a@xn--d1acufc.xn--p1ai⟧"],
        ["a@b", "@某人", "a..b@c.cn", "联系@客服 a@.cn", "邮箱@"],
    ),
    "uscc": (
        ["⟦91152201078377449P⟧", "统一社会信用代码:⟦911522010783762860⟧"],
        ["91152201078377449Q", "9115220107837744"],
    ),
    "iban": (
        ["pay to ⟦GB82 WEST 1234 5698 7654 32⟧ or more", "⟦DE89370400440532013000⟧"],
        ["GB82 WEST 1234 5698 7654 33", "AB12 3456 7890 1234"],
    ),
    "passport": (
        ["护照号码:⟦E12345678⟧", "Passport no. ⟦EA1234567⟧"],
        ["E12345678", "护照E1234567", "护照:E1234****"],
    ),
    "cvv": (
        ["CVV码:⟦123⟧", "CVV2 为 ⟦1234⟧", "安全码是⟦987⟧"],
        ["请勿透露CVV码,3天内", "CVV为3位数字", "安全码:12"],
    ),
    "password": (
        ["密码:⟦Abc12345⟧", "初始密码为⟦123456⟧", "password: ⟦s3cret!x⟧"],
        ["密码为6位数字", "密码:请输入", "密码为身份证后6位", "密码:******", "密码:111 "],
    ),
    "person-name": (
        ["姓名:⟦张小明⟧", "联系人:⟦欧阳小华⟧,", "投保人姓名:⟦陆明⟧ 电话"],
        [
            "姓名:张某",
            "姓名:_____",
            "借款人:应当按期还款",
            "联系人:任何人",
            "申请人:于",
            "姓名:张*明",
            "联系人:某某某",
        ],
    ),
    "address": (
        ["家庭住址:⟦杭州市西湖区文三路12号3单元501室⟧,", "通讯地址为⟦北京市海淀区学院路三十号⟧。"],
        [
            "营业地址:上海市浦东新区银城路1号",
            "住址:________",
            "地址:以营业执照为准",
            "网址 地址:www.example.com",
        ],
    ),
}
EVERY = [(kind, text, True) for kind, (yes, _) in CASES.items() for text in yes] + [
    (kind, text, False) for kind, (_, no) in CASES.items() for text in no
]


@pytest.mark.parametrize(("kind", "marked", "there"), EVERY)
def test_cases(kind: str, marked: str, there: bool) -> None:
    expected = [part.split("⟧")[0] for part in marked.split("⟦")[1:]]
    text = marked.replace("⟦", "").replace("⟧", "")
    spans = compile_matcher((Detector(kind),)).scan(text).spans.get(0, ())
    assert [text[a:b] for a, b in spans] == expected
    assert bool(expected) == there


def test_every_kind_has_cases() -> None:
    assert set(CASES) == KINDS
