"""HTML source → tags and stretches of text, each with its place.

Input: the decoded source. Output: tokens in order; together they cover the source. Law: linear time on any
input; the tokenizer follows the HTML standard (13.2.5) in what is a tag, a comment and raw text, with one
exception: a tag that never ends is text, so that nothing after it is lost to the review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# Elements whose content holds no tags. Entities are read in the last two only.
RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"))
ESCAPABLE = frozenset(("textarea", "title"))

_VALUE = r"\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\s>]++|"
_NAME = r"=++[^\s/>=]*+|[^\s/>=]++"
_TAG = re.compile(rf"</?([a-zA-Z][^\s/>]*+)(?:[\s/]++|(?:{_NAME})(?:\s*+=\s*+(?:{_VALUE}))?+)*+>")
_ATTRIBUTE = re.compile(rf"[\s/]*+({_NAME})(?:(\s*+=\s*+)({_VALUE}))?+")
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.S)
_BOGUS = re.compile(r"<[!?/][^>]*+>?+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,7};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
_BLANKS = " \t\n\r\f"
_TEXT = re.compile(rf"(?P<blank>[{_BLANKS}]+)|(?P<entity>{_ENTITY.pattern})|[^{_BLANKS}&]+|&")


class Token(NamedTuple):
    """`kind`: text, raw (the content of a raw element), start, end, other. `name` in lower case."""

    kind: str
    start: int
    end: int
    name: str = ""


class Attribute(NamedTuple):
    """An attribute with the place of its name and of its value, quotes left out. `value` is as written."""

    name: str
    at: int
    value: str
    value_at: int


class Piece(NamedTuple):
    """A stretch of text: `blank` is white space, `entity` shows other characters than it is written with."""

    kind: str  # plain | blank | entity
    text: str
    start: int
    length: int


def tokens(source: str) -> Iterator[Token]:
    """Tags, comments and text of the source."""
    at = written = 0
    while (at := source.find("<", at)) >= 0:
        token = _tag(source, at)
        if token is None:  # a tag without an end
            break
        if token.kind == "text":
            at = token.end
            continue
        if written < at:
            yield Token("text", written, at)
        yield token
        at = written = token.end
        if token.kind == "start" and token.name in RAW:
            at = written = _raw_end(source, token)
            yield Token("raw", token.end, at, token.name)
    if written < len(source):
        yield Token("text", written, len(source))


def _tag(source: str, at: int) -> Token | None:
    following = source[at + 1 : at + 3]
    letter = following[1:] if following[:1] == "/" else following[:1]
    if letter.isascii() and letter.isalpha():
        if match := _TAG.match(source, at):
            return Token("end" if following[0] == "/" else "start", at, match.end(), match[1].lower())
        return None
    if following[:1] in ("!", "?", "/") and following:
        match = _COMMENT.match(source, at) or _BOGUS.match(source, at)
        return Token("other", at, match.end() if match else at + 2)
    return Token("text", at, at + 1)


def _raw_end(source: str, token: Token) -> int:
    end = re.compile(rf"</{re.escape(token.name)}[\s/>]", re.I).search(source, token.end)
    return end.start() if end else len(source)


def attributes(source: str, token: Token) -> list[Attribute]:
    """The attributes of a start tag, in order. The first of a name counts."""
    found: list[Attribute] = []
    at = token.start + 1 + len(token.name)
    while (match := _ATTRIBUTE.match(source, at, token.end - 1)) and match.end() > at:
        at = match.end()
        value, value_at = match[3] or "", match.start(3)
        if value[:1] in ("'", '"') and value:
            value, value_at = value[1:-1], value_at + 1
        found.append(Attribute(match[1].lower(), match.start(1), value, value_at))
    return found


def pieces(source: str, start: int, end: int) -> Iterator[Piece]:
    """A text node or an attribute's value, as a reader sees it."""
    for match in _TEXT.finditer(source, start, end):
        kind, written = match.lastgroup or "plain", match[0]
        if kind != "entity":
            yield Piece(kind, written, match.start(), len(written))
        else:
            yield from _entity(written, match.start())


def _entity(written: str, at: int) -> Iterator[Piece]:
    shown = unescape(written)
    if shown == written:
        yield Piece("plain", written, at, len(written))
        return
    # A name may run on into letters that belong to the text: `&copy2026`.
    length = len(written)
    while (
        length > 2
        and shown
        and shown[-1] == written[length - 1]
        and unescape(written[: length - 1]) == shown[:-1]
    ):
        length -= 1
        shown = shown[:-1]
    if shown:
        yield Piece("entity" if shown.strip(_BLANKS) else "blank", shown, at, length)
    if length < len(written):
        yield Piece("plain", written[length:], at + length, len(written) - length)
