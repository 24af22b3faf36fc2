"""Classes of characters and escapes in RE2's syntax: `[…]`, `\\d`, `\\p{Han}`, `\\x{4fdd}`.

Input: one such sign. Output: the characters that it stands for, as ranges of code points. Errors: RegexFault,
its offset counted from the sign's own start.
Law: a class is folded before it is negated, so that what it leaves out is left out however it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from engine.matching.fold import fold_ranges
from engine.matching.tree import (
    ANY,
    LAST,
    Ranges,
    RegexFault,
    either_case,
    invert,
    merge,
    without_line_feed,
)
from engine.said import said

ESCAPE = r"\\(?:[pP](?:\{\^?\w+\}|\w)|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|0[0-7]{0,2}|.)"
QUOTED = r"\\Q.*?(?:\\E|\Z)"
_MEMBER = re.compile(rf"\[:\^?\w+:\]|{QUOTED}|{ESCAPE}|.", re.DOTALL)
_HAN = (
    "2E80-2E99 2E9B-2EF3 2F00-2FD5 3005-3005 3007-3007 3021-3029 3038-303B 3400-4DBF 4E00-9FFF F900-FA6D "
    "FA70-FAD9 16FE2-16FE3 16FF0-16FF1 20000-2A6DF 2A700-2B739 2B740-2B81D 2B820-2CEA1 2CEB0-2EBE0 "
    "2F800-2FA1D 30000-3134A 31350-323AF"
)
_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": "\\x00-\\x7f", "blank": "\\t ",
    "cntrl": "\\x00-\\x1f\\x7f", "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~",
    "punct": "!-/:-@\\[-`{-~", "space": "\\t\\n\\v\\f\\r ", "upper": "A-Z", "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_PERL: dict[str, Ranges] = {
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "s": ((9, 10), (12, 13), (32, 32)),
}
_CONTROL = {"a": 7, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_NOT_RE2 = {
    "Z": said("write `\\z` or `$`"),
    "C": said("write `.`"),
    "G": said("leave it out"),
    "N": said("write the character itself"),
    "K": said("name the part you want: `(?P<name>…)`"),
    "X": said("write `.`"),
    "R": said("a pattern never crosses a line"),
}

Widen = Callable[[Ranges], Ranges]


def members(sign: str, exact: bool, blind: bool) -> Ranges:
    """What a class or an escape stands for in the text of a paragraph, which is folded unless `exact`; `blind`:
    in either case."""
    if sign == ".":
        return ANY
    negated = sign.startswith("[^")
    ranges = merge(_listed(sign, exact) if len(sign) > 1 and sign[0] == "[" else _range_of(sign, 0, exact))
    if blind:
        ranges = either_case(ranges)
    return without_line_feed(invert(ranges) if negated else ranges)


def character(sign: str, at: int) -> str:
    """The one character that an escape stands for; "" where it is a class."""
    letter = sign[1:2]
    if sign[0] != "\\":
        return sign
    if letter in _CONTROL:
        return chr(_CONTROL[letter])
    if letter in ("x", "u", "U") and len(sign) > 2:
        return _numbered(int(sign[2:].strip("{}"), 16), at)
    if letter == "0":
        return chr(int(sign[1:], 8))
    if (letter in ("p", "P") and len(sign) > 2) or letter.lower() in _PERL:
        return ""
    if letter in _NOT_RE2:
        raise RegexFault(at, said("`%(sign)s` is not RE2's", sign=sign), _NOT_RE2[letter])
    if not letter or (letter.isascii() and letter.isalnum()):
        raise RegexFault(at, said("bad escape %(sign)s", sign=sign))
    return letter


def _numbered(code: int, at: int) -> str:
    if code > LAST:
        raise RegexFault(at, said("no such character"))
    return chr(code)


def _range_of(sign: str, at: int, exact: bool) -> Ranges:
    """What one member of a class stands for."""
    widen: Widen = tuple if exact else fold_ranges
    one = character(sign, at) if not sign.startswith("[:") else ""
    if one:
        return widen(((ord(one), ord(one)),))
    if sign[0] == "[":
        return _posix(sign, at, widen)
    if sign[1] in "pP":
        return _property(sign, at, widen)
    ranges = merge(widen(_PERL[sign[1].lower()]))
    return invert(ranges) if sign[1].isupper() else ranges


def _listed(sign: str, exact: bool) -> list[tuple[int, int]]:
    """The members of `[…]` or `[^…]`."""
    start = 2 if sign.startswith("[^") else 1
    found: list[tuple[str, int]] = []
    for token in _MEMBER.finditer(sign, start, len(sign) - 1):
        piece, at = token.group(), token.start()
        if piece.startswith("\\Q"):
            found.extend((c if c.isalnum() else f"\\{c}", at) for c in piece[2:].removesuffix("\\E"))
        else:
            found.append((piece, at))
    out: list[tuple[int, int]] = []
    index = 0
    while index < len(found):
        piece, at = found[index]
        if index + 2 < len(found) and found[index + 1][0] == "-":
            out.extend(_span(piece, found[index + 2][0], at, exact))
            index += 3
        else:
            out.extend(_range_of(piece, at, exact))
            index += 1
    return out


def _span(first: str, last: str, at: int, exact: bool) -> Ranges:
    """`a-z`"""
    ends = [character(end, at) if not end.startswith("[:") else "" for end in (first, last)]
    if not all(ends) or ends[0] > ends[1]:
        raise RegexFault(at, said("bad character range %(first)s-%(last)s", first=first, last=last))
    ranges = ((ord(ends[0]), ord(ends[1])),)
    return ranges if exact else fold_ranges(ranges)


def _posix(sign: str, at: int, widen: Widen) -> Ranges:
    name = sign[2:-2].lstrip("^")
    if name not in _POSIX:
        known = ", ".join(f"[:{n}:]" for n in sorted(_POSIX))
        raise RegexFault(at, said("no class `%(sign)s`", sign=sign), said("one of %(known)s", known=known))
    ranges = merge(widen(merge(_listed(f"[{_POSIX[name]}]", exact=True))))
    return invert(ranges) if sign[2] == "^" else ranges


def _property(sign: str, at: int, widen: Widen) -> Ranges:
    name = sign[2:].strip("{}")
    negated = (sign[1] == "P") != name.startswith("^")
    name = name.lstrip("^")
    if name == "Han":
        pairs = (item.split("-") for item in _HAN.split())
        ranges: Ranges = tuple((int(a, 16), int(b, 16)) for a, b in pairs)
    elif name == "Any":
        ranges = ((0, LAST),)
    elif re.fullmatch("L[ulmo]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[slp]?|M[nce]?|C[cf]?", name):
        ranges = _category(name)
    else:
        help = said("Han, Any and the general categories (L, Lu, N, Nd, P …)")
        raise RegexFault(at, said("no class `%(sign)s`", sign=sign), help)
    ranges = merge(widen(ranges))
    return invert(ranges) if negated else ranges


@cache
def _category(name: str) -> Ranges:
    codes = (c for c in range(LAST + 1) if unicodedata.category(chr(c)).startswith(name))
    return merge((c, c) for c in codes)
