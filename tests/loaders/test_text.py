"""Text files in the encodings of the trade, and strings as they are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Anchor
from engine.errors import ReviewError
from engine.formats.encoding import decode, encode
from engine.loaders.text import from_text, load
from tests.loaders.anchors import assert_anchored

SIMPLIFIED = (
    "本理财产品不保证本金和收益，投资者可能承担损失。过往业绩不代表未来表现，请仔细阅读产品说明书后谨慎投资。"
    "贷款年化利率以合同约定为准，逾期将计收罚息并报送征信系统。个人信息仅用于身份核验，未经同意不向第三方提供。"
)
TRADITIONAL = (
    "本理財產品不保證本金和收益，投資者可能承擔損失。過往業績不代表未來表現，請仔細閱讀產品說明書後謹慎投資。"
    "貸款年化利率以合同約定為準，逾期將計收罰息並報送徵信系統。個人資料僅用於身份核驗，未經同意不向第三方提供。"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_simplified_text(encoding: str) -> None:
    assert load(SIMPLIFIED.encode(encoding), "a.txt").text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "big5hkscs", "utf-16-le"])
def test_traditional_text(encoding: str) -> None:
    assert load(TRADITIONAL.encode(encoding), "a.txt").text == TRADITIONAL


@pytest.mark.parametrize(
    ("text", "encoding"), [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5"), (TRADITIONAL, "gb18030")]
)
@pytest.mark.parametrize("length", [20, 60])
def test_short_pieces(text: str, encoding: str, length: int) -> None:
    chance = random.Random(length)
    for _ in range(60):
        start = chance.randrange(len(text) - length)
        piece = text[start : start + length]
        assert load(piece.encode(encoding), "a.txt").text == piece


def test_a_form_in_full_width_digits() -> None:
    text = "身份證號３０２０８０００９\n聯絡電話"
    assert load(text.encode("big5"), "a.txt").text == text


def test_english_text_of_windows() -> None:
    text = "Don’t miss it – fees of €5 apply, naïve or not. " * 3
    assert load(text.encode("cp1252"), "a.txt").text == text


def test_line_ends_become_one_and_keep_their_places() -> None:
    source = "一行\r\n二行\r三行\n\r\n尾"
    document = load(source.encode("gb18030"), "a.txt")
    assert document.text == "一行\n二行\n三行\n\n尾"
    assert_anchored(document, source)
    assert document.anchors[1] == Anchor(2, 3, "", 0, 2, 2)


@given(st.text(alphabet="保本a\r\n \t🎉", max_size=40))
def test_every_anchor_leads_back(source: str) -> None:
    document = load(source.encode("utf-8-sig"), "a.txt")
    assert "\r" not in document.text
    assert_anchored(document, source)


@given(st.text(max_size=60))
def test_a_string_stays_as_it_is(text: str) -> None:
    document = from_text(text, "draft")
    assert document.text == text
    assert_anchored(document, text)


def test_a_broken_byte_is_named() -> None:
    data = SIMPLIFIED.encode()[:30] + b"\xff\xff" + SIMPLIFIED.encode()[30:]
    with pytest.raises(ReviewError, match="byte 30 ") as caught:
        load(data, "a.txt")
    assert caught.value.code == "encoding"


def test_a_broken_byte_after_a_mark_is_named() -> None:
    with pytest.raises(ReviewError, match="byte 6 "):
        load(b"\xef\xbb\xbfabc\xff", "a.txt")


@pytest.mark.parametrize(
    "data", [b"MZ\x00\x01\x02\x03", b"PK\x03\x04\x14\x00\x00\x00", b"text\x00text", bytes(range(32))]
)
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(ReviewError) as caught:
        load(data, "a.txt")
    assert caught.value.code == "binary"


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(ReviewError) as caught:
        load(b"a" * (32 * 2**20 + 1), "a.txt")
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_goes_back_as_it_came(encoding: str) -> None:
    data = (SIMPLIFIED + "\r\n").encode(encoding)
    decoded = decode(data, "a.txt")
    assert encode(decoded.text, decoded) == data


def test_a_text_that_its_encoding_cannot_hold_goes_back_as_utf_8() -> None:
    decoded = decode(TRADITIONAL.encode("big5"), "a.txt")
    assert encode(TRADITIONAL + "🎉", decoded).decode("utf-8-sig") == TRADITIONAL + "🎉"


def test_an_empty_file() -> None:
    assert load(b"", "a.txt").text == ""
