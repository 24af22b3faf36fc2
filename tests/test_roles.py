"""Who 甲方 and 乙方 are: by the head of a document, by what its clauses have them do, or not told."""

from __future__ import annotations

import pytest

from engine.roles import assign

INSTITUTION, CONSUMER = frozenset({"institution"}), frozenset({"consumer"})


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("甲方（借款人）：陶知行\n乙方：江州银行", CONSUMER, INSTITUTION),
        ("甲方为江州银行，乙方为借款人。", INSTITUTION, CONSUMER),
        ("第六条 乙方逾期的，甲方按日计收罚息。", INSTITUTION, CONSUMER),
        ("第三条 甲方可提前还款，乙方不收取违约金。", CONSUMER, INSTITUTION),
        ("甲方对按时还款的持卡人下调利率，乙方可挂失。", INSTITUTION, CONSUMER),
        ("甲方系统发生故障的，甲方先行垫付。", INSTITUTION, CONSUMER),
    ],
)
def test_parties(text: str, first: frozenset[str], second: frozenset[str]) -> None:
    assert assign(text) == {"甲方": first, "乙方": second}


@pytest.mark.parametrize(
    "text",
    [
        "双方各执一份，甲方、乙方签字后生效。",
        "甲方应当还款，乙方应当还款。",
        "",
    ],
)
def test_not_told(text: str) -> None:
    assert assign(text) == {}
