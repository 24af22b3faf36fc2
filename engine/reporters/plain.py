"""Text that is safe and measurable where a reporter shows it.

Input: any text of a draft. Output: text of equal length without control characters; widths in columns of a
terminal. Law: nothing from a draft can steer a terminal or break a record; one code point stays one.
"""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NOT_IN_PAGES = re.compile("[\x00-\x08\x0c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def _picture(match: re.Match[str]) -> str:
    c = match.group()
    if c in "\t\n\v\r\u2028\u2029":
        return " "
    return chr(0x2400 + ord(c)) if c < " " else "\ufffd"


def one_line(text: str) -> str:
    """`text` on one line: breaks and tabs as spaces, control and direction characters made visible."""
    return _CONTROLS.sub(_picture, text)


def page_text(text: str) -> str:
    """`text` as HTML and XML can carry it: breaks and tabs stay, other control and direction
    characters made visible."""
    return _NOT_IN_PAGES.sub(_picture, text.replace("\v", "\n"))


def char_width(c: str) -> int:
    """Columns of one character: 0 combining or invisible, 2 wide or full-width, else 1."""
    if c.isascii():
        return 1
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def width(text: str) -> int:
    """Columns of a text on one line."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def shorten(text: str, columns: int) -> str:
    """`text` on one line, cut with an ellipsis so that it takes `columns` at most."""
    text = one_line(text)
    if width(text) <= columns:
        return text
    taken = 0
    for i, c in enumerate(text):
        taken += char_width(c)
        if taken > columns - 1:
            return text[:i] + "…"
    return text
