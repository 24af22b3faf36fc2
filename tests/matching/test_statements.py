"""Statements: exact up to punctuation, width, space and case; altered ones with their difference."""

from __future__ import annotations

import pytest

from engine.matching.matcher import compile_matcher
from engine.rule import Statement

RISK = Statement(("理财非存款、产品有风险、投资[须|需]谨慎",))
CRYPTO = Statement(
    (
        "Don't invest unless you're prepared to lose all the money you invest. You should not expect to be protected if something goes wrong.",
    )
)
UNLISTED = Statement(
    (
        "Don't invest unless you're prepared to lose all the money you invest. You are unlikely to be protected if something goes wrong.",
    )
)


@pytest.mark.parametrize(
    ("statement", "text", "expected"),
    [
        (RISK, "注:理财非存款、产品有风险、投资须谨慎。", ["理财非存款、产品有风险、投资须谨慎"]),
        (RISK, "理财非存款 产品有风险,投资需谨慎!", ["理财非存款 产品有风险,投资需谨慎"]),
        (RISK, "理財非存款產品有風險\n投資須謹慎", ["理財非存款產品有風險\n投資須謹慎"]),
        (RISK, "理 财 非 存 款,产品有风险,投资须谨慎", ["理 财 非 存 款,产品有风险,投资须谨慎"]),
        (RISK, "理财非存款、产品有风险、投资应谨慎", []),
        (RISK, "产品有风险、投资须谨慎", []),
        (
            CRYPTO,
            "DON’T INVEST unless you’re prepared to lose all the money you invest.\nYou should not expect to be protected if something goes wrong",
            [
                "DON’T INVEST unless you’re prepared to lose all the money you invest.\nYou should not expect to be protected if something goes wrong"
            ],
        ),
        (CRYPTO, UNLISTED.wordings[0], []),
        (Statement(("本产品由<发行人>发行",)), "本产品由天山银行发行,本产品由发行", ["本产品由天山银行发行"]),
        (Statement(("年化3.5%",)), "年化3.5%,年化35%,年化3.5", ["年化3.5%"]),
        (Statement(("甲声明", "乙声明")), "乙声明,甲声明", ["乙声明", "甲声明"]),
        (RISK, "理财非存款、产品有风险、投资须谨慎" * 2, ["理财非存款、产品有风险、投资须谨慎"] * 2),
        (Statement(("[甲|乙]",)), "乙", ["乙"]),
    ],
)
def test_exact(statement: Statement, text: str, expected: list[str]) -> None:
    spans = compile_matcher((statement,)).scan(text).spans.get(0, ())
    assert [text[a:b] for a, b in spans] == expected


def test_a_statement_needs_text_of_its_own() -> None:
    with pytest.raises(ValueError, match="no text"):
        compile_matcher((Statement(("<甲>、。",)),))


def altered(
    text: str, *statements: Statement, near: list[tuple[int, int]] | None = None
) -> list[tuple[str, str, str]]:
    found = compile_matcher(statements).altered(0, text, near)
    return [(text[a.start : a.end], a.difference, a.wording) for a in found]


WORDING = "理财非存款、产品有风险、投资须谨慎"


@pytest.mark.parametrize(
    ("text", "place", "difference"),
    [
        (
            "提示:理财非存款,产品有风险,投资应谨慎。谢谢",
            "理财非存款,产品有风险,投资应谨慎",
            "「投资应谨慎」→「投资须谨慎」",
        ),
        (
            "理财非存款、产品有一定风险、投资须谨慎",
            "理财非存款、产品有一定风险、投资须谨慎",
            "「产品有一定风险」→「产品有风险」",
        ),
        ("理财非存款、投资须谨慎", "理财非存款、投资须谨慎", "缺少「产品有风险」"),
        (
            "理财不是存款、产品有风险、投资要谨慎",
            "理财不是存款、产品有风险、投资要谨慎",
            "「理财不是存款」→「理财非存款」; 「投资要谨慎」→「投资须谨慎」",
        ),
    ],
)
def test_altered(text: str, place: str, difference: str) -> None:
    assert altered(text, RISK) == [(place, difference, WORDING)]


@pytest.mark.parametrize(
    "text", ["", "本行提醒您注意防范诈骗。", WORDING, "理财非存款 产品有风险 投资需谨慎", "投资"]
)
def test_what_is_not_altered(text: str) -> None:
    assert altered(text, RISK) == []


def test_two_places() -> None:
    text = "理财非存款、产品有风险、投资应谨慎。中间的话。理财非存款、产品有风险、投资要谨慎。"
    assert [found[1] for found in altered(text, RISK)] == [
        "「投资应谨慎」→「投资须谨慎」",
        "「投资要谨慎」→「投资须谨慎」",
    ]


def test_near() -> None:
    text = "理财非存款、产品有风险、投资应谨慎。\n理财非存款、产品有风险、投资要谨慎。"
    at = text.index("\n")
    assert [found[1] for found in altered(text, RISK, near=[(at, len(text))])] == [
        "「投资要谨慎」→「投资须谨慎」"
    ]


def test_the_wording_of_another_product_is_not_an_altered_one() -> None:
    assert altered(UNLISTED.wordings[0], CRYPTO, UNLISTED) == []
    (only,) = altered(UNLISTED.wordings[0], CRYPTO)
    assert (
        only[1]
        == "“You are unlikely to be protected if something goes wrong” → “You should not expect to be protected if something goes wrong”"
    )


def test_a_hole_is_filled_with_what_stands_there() -> None:
    statement = Statement(("本产品由<发行人>发行与管理",))
    assert altered("本产品由天山银行发行和管理。", statement) == [
        (
            "本产品由天山银行发行和管理",
            "「本产品由天山银行发行和管理」→「本产品由<发行人>发行与管理」",
            "本产品由天山银行发行与管理",
        )
    ]


def test_other_patterns_are_never_altered() -> None:
    assert compile_matcher((RISK,)).altered(7, "理财非存款、投资须谨慎") == ()
