"""Bytes of a text file → its characters, and line ends made alike.

Input: bytes. Output: the text as decoded, without its byte order mark. Law: nothing is guessed away: the
order is byte order mark, declared charset, strict UTF-8, UTF-16 without a mark, then GB18030 or Big5 by
the share of common characters; bytes that fit no encoding, and binary files, are refused with their place.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from engine.document import Anchor
from engine.errors import ReviewError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What people call GB2312 or GBK is written with characters that only GB18030 has.
_ALIASES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "unicode": "utf-8", "utf8": "utf-8", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8",
}  # fmt: skip
# The characters that running text of either script is mostly made of; two thirds of them are in neither
# encoding's place of the other.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
    "里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已"
    "老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问"
    "力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却"
    "代军产入先山五太水万市结社利期金品险资投保息款收费率合基服务客户银卡账"
    "這個來國們為說時對過學後樣現將與進實開發當還經頭長動兩問機給業間電門東氣關並內軍產險資費務戶銀帳"
    "，。、；：？！（）《》「」“”％０１２３４５６７８９"
)
_CHINESE = ("gb18030", "big5hkscs")
_LIKELY = 0.1
_MOST = 32 * 2**20
_LINE_END = re.compile(r"\r\n?")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")


class Decoded(NamedTuple):
    """A text, the encoding that it was in, and the byte order mark before it."""

    text: str
    encoding: str
    mark: bytes = b""


def decode(data: bytes, name: str, declared: str = "") -> Decoded:
    """The characters of a text file. `declared`: the charset that the file itself names.

    Raises ReviewError: `binary` for what is no text, `encoding` where no encoding fits, with the byte,
    `too-large` beyond 32 MiB.
    """
    if len(data) > _MOST:
        raise ReviewError("too-large", f"{name}: {len(data)} bytes of text; at most {_MOST} are reviewed")
    decoded = _marked(data, name) or _declared(data, declared) or _unmarked(data, name)
    if unseen := _UNSEEN.search(decoded.text):
        where = f"character U+{ord(unseen[0]):04X} at {unseen.start()}"
        raise ReviewError("binary", f"{name}: not a text file ({where})")
    return decoded


def encode(text: str, as_in: Decoded) -> bytes:
    """A changed text in the encoding of its original; in UTF-8 where that lacks a character."""
    try:
        return as_in.mark + text.encode(as_in.encoding)
    except UnicodeEncodeError:
        return codecs.BOM_UTF8 + text.encode("utf-8")


def _marked(data: bytes, name: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], encoding, name, len(mark)), encoding, mark)
    return None


def _declared(data: bytes, declared: str) -> Decoded | None:
    """What the file says of itself, unless its bytes say otherwise."""
    encoding = _ALIASES.get(declared.lower(), declared)
    text = _try(data, encoding) if encoding else None
    if text is None:
        return None
    others = [other for name in ("utf-8", *_CHINESE) if (other := _as(data, name)) is not None]
    best = max(others, key=lambda other: _share(other.text), default=None)
    if best and _share(best.text) >= _LIKELY and _share(best.text) > _share(text):
        return best
    return Decoded(text, encoding)


def _unmarked(data: bytes, name: str) -> Decoded:
    if b"\x00" in data and (wide := _utf16(data)):
        return wide
    if plain := _as(data, "utf-8"):
        return plain
    candidates = [decoded for encoding in _CHINESE if (decoded := _as(data, encoding))]
    best = max(candidates, key=lambda decoded: _share(decoded.text), default=None)
    if best and _share(best.text) >= _LIKELY:
        return best
    if wide := _utf16(data):
        return wide
    if _mostly_ascii(data) and (western := _as(data, "cp1252")):
        return western
    return best or Decoded(_strict(data, "utf-8", name, 0), "utf-8")


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, in the byte order that gives common characters; None for neither."""
    if len(data) % 2:
        return None
    orders = [decoded for order in ("utf-16-le", "utf-16-be") if (decoded := _as(data, order))]
    best = max(orders, key=lambda decoded: _readable(decoded.text), default=None)
    return best if best and _readable(best.text) >= 0.3 and not _UNSEEN.search(best.text) else None


def _as(data: bytes, encoding: str) -> Decoded | None:
    text = _try(data, encoding)
    return None if text is None else Decoded(text, encoding)


def _share(text: str) -> float:
    """The part of common characters among those beyond ASCII; one of private use speaks against the reading."""
    beyond = [char for char in text[:20_000] if char > "\x7f"]
    common = sum(map(_COMMON.__contains__, beyond))
    private = sum("\ue000" <= char <= "\uf8ff" for char in beyond)
    return (common - private) / max(len(beyond), 1)


def _readable(text: str) -> float:
    """The part of common characters and of ASCII."""
    head = text[:20_000]
    return sum(char < "\x7f" or char in _COMMON for char in head) / max(len(head), 1)


def _mostly_ascii(data: bytes) -> bool:
    return sum(byte < 0x80 for byte in data[:20_000]) >= 0.8 * len(data[:20_000])


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _strict(data: bytes, encoding: str, name: str, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        at = skipped + error.start
        raise ReviewError(
            "encoding",
            f"{name}: byte {at} is not valid {encoding.upper()} and the file fits no other encoding; "
            "save it as UTF-8",
        ) from None


def newlines(source: str) -> tuple[str, tuple[Anchor, ...]]:
    """The text with `\\n` for every line end, and the anchors of its stretches in the source."""
    if "\r" not in source:
        return source, (Anchor(0, len(source), "", 0, 0, len(source)),) if source else ()
    anchors: list[Anchor] = []
    at = start = 0  # in the source; in the text
    for end in _LINE_END.finditer(source):
        width = end.start() - at
        if width:
            anchors.append(Anchor(start, start + width, "", 0, at, width))
        anchors.append(Anchor(start + width, start + width + 1, "", 0, end.start(), len(end[0])))
        at, start = end.end(), start + width + 1
    if at < len(source):
        anchors.append(Anchor(start, start + len(source) - at, "", 0, at, len(source) - at))
    return _LINE_END.sub("\n", source), tuple(anchors)
