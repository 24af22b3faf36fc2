"""Text that a style sheet puts before or after what an element holds.

Input: the value of `content`, its place in the page, and the element's attributes. Output: pieces of text with the
place of each. Law: strings and `attr()` are read; counters, quotation marks and pictures are not, nor what has no
letter, character or digit in it (bullets, arrows, signs of icon fonts). Source: CSS 2.2 (4.3.7 strings, 12.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.formats.css import Look
from engine.formats.css_rules import Declared
from engine.formats.html import Attribute, Piece, pieces

_PART = re.compile(
    r"\"(?P<double>(?:\\.|[^\"\\\n])*+)\"?|'(?P<single>(?:\\.|[^'\\\n])*+)'?|attr\(\s*+(?P<name>[\w-]++)"
    r"|[\w-]++\([^)]*+|(?P<aside>/)",
    re.S,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|\n)|(.))", re.S)
_LAST = 0x10FFFF


class Generated(NamedTuple):
    """Text beside an element, and how it looks."""

    pieces: tuple[Piece, ...]
    look: Look
    block: bool


def generated(source: str, content: Declared, said: Mapping[str, Attribute]) -> tuple[Piece, ...]:
    """The pieces of a `content` value; none where there is nothing to read. `said`: the element's attributes."""
    found = tuple(_pieces(source, content, said))
    return found if any(char.isalnum() for piece in found for char in piece.text) else ()


def _pieces(source: str, content: Declared, said: Mapping[str, Attribute]) -> Iterator[Piece]:
    for part in _PART.finditer(content.value):
        kind = part.lastgroup or ""
        if kind == "aside":  # what follows is told to those who do not see it
            return
        if kind == "name":
            value = said.get(part["name"].lower())
            if value is not None:
                yield from pieces(source, value.value_at, value.value_at + len(value.value))
        elif kind:
            yield from _unescaped(part[kind], content.at + part.start(kind))


def _unescaped(written: str, at: int) -> Iterator[Piece]:
    """The text of a string, an escape as a unit."""
    done = 0
    for escape in _ESCAPE.finditer(written):
        if done < escape.start():
            yield Piece("plain", written[done : escape.start()], at + done, escape.start() - done)
        shown = _character(escape[1]) if escape[1] else escape[3] or ""
        if shown:
            yield Piece("entity", shown, at + escape.start(), len(escape[0]))
        done = escape.end()
    if done < len(written):
        yield Piece("plain", written[done:], at + done, len(written) - done)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if 0 < code <= _LAST and not 0xD800 <= code < 0xE000 else "\ufffd"
