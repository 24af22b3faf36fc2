"""Latin words in disguise are read as what they stand for; what texts are made of stays what it is."""

from __future__ import annotations

import pytest

from engine.matching.fold import fold
from engine.matching.respelled import windows


def read(text: str) -> list[str]:
    return [window.text for window in windows(fold(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Z3ro risk", ["zero risk"]),
        ("n0 fee", ["no fee"]),
        ("r1sk", ["risk", "rlsk"]),
        ("a p1an", ["a pian", "a plan"]),
        ("gu4r4nt33d", ["guaranteed"]),
        ("ca$h prof!t", ["cash profit"]),
        ("it is f.r.e.e today", ["it is free today"]),
        ("fr*ee money", ["free money"]),
        ("100% prlncipal", ["100% principal"]),
        ("an rlsk", ["an risk"]),
        ("lnterest", ["interest"]),
    ],
)
def test_disguised_words_are_read(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Your 401k grew 10x by the 3rd of May.",
        "Write to dpo@valdor.example or see www.example.com/a1.",
        "Up to $500 at 5.35% APR for 24h, Q3 results, MP3, B2B.",
        "e.g. the U.S. and the U.K., i.e. a.m. and p.m.",
        "The world of girls, pearls and emails, kilns and vulnerable llamas; Ltd, LLC, LTAF.",
        "ISO27001 and COVID19, ZIP code EC4R 9AA.",
        "**Data** and *purpose*: a_list, x*y.",
    ],
)
def test_plain_texts_stay(text: str) -> None:
    assert all("ec" in one for one in read(text))


def test_each_paragraph_is_read_by_itself() -> None:
    found = list(windows("n0 fee\nplain\nf.r.e.e"))
    assert [window.text for window in found] == ["no fee", "free"]
    assert found[1].starts == [13, 15, 17, 19]
    assert found[1].ends == [14, 16, 18, 20]
