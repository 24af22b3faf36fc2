"""Numbers as a workbook shows them: percentages, thousands, dates, signs of currencies.

Input: the number that a cell holds, and the code of its format. Output: the text that a reader sees. Law: what a code
asks for beyond that (fractions, powers of ten) leaves the number as it stands. Source: ECMA-376 part 1, 18.8.30
(number formats and those that need no code), 18.17.4 (dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-m-yy", 16: "m-d",
    17: "m-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: 'AM/PMh"时"mm"分"', 35: 'AM/PMh"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0",
    38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'AM/PMh"时"mm"分"', 56: 'AM/PMh"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<sign>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|a{3,4})|(?P<digits>[0#?][0#?,.]*|\.[0#?]+)|(?P<other>.)",
    re.I | re.S,
)
_DAYS = "一二三四五六日"
_LONG = 11  # digits that a cell without a format shows
_LAST_DAY = 2_958_465  # 31 December 9999
_FIRST = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}


class _Token(NamedTuple):
    """`kind`: text (as it stands), date, half (of the day), digits, or other."""

    kind: str
    text: str


def shown(value: str, code: str, *, since_1904: bool = False) -> str:
    """The text for a number. One that is none stays as it is."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not code or code.lower() in ("general", "@"):
        return _general(value, number)
    sections = _sections(code)
    at = 0 if number > 0 or len(sections) < 2 else 1 if number < 0 else min(2, len(sections) - 1)
    if number == 0 and len(sections) == 2:
        at = 0
    section = sections[at]
    tokens = section if at != 1 else tuple(token for token in section if token.text not in "()")
    if any(token.kind == "date" for token in tokens):
        return _date(number, tokens, since_1904=since_1904) or value
    return _number(number, tokens, signed=at == 0 or len(sections) < 2) or _general(value, number)


def _general(value: str, number: float) -> str:
    """A number without a format: as it stands, one with many digits rounded."""
    return (
        value if len(value.strip("-").replace(".", "")) <= _LONG or number.is_integer() else f"{number:.10g}"
    )


@lru_cache(256)
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    """The parts of a code for numbers above, below and at zero."""
    parts: list[list[_Token]] = [[]]
    for token in _tokens(code):
        if token == ("other", ";"):
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(tuple, parts))


def _tokens(code: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or ""
        if kind == "bracket":
            if re.fullmatch("h+|m+|s+", found[kind], re.I):
                yield _Token("date", found[kind])
        elif kind in ("quoted", "escaped", "sign"):
            yield _Token("text", found[kind])
        elif kind:
            yield _Token(kind, found[kind])


def _number(number: float, tokens: tuple[_Token, ...], *, signed: bool) -> str:
    """A number by its format; "" where the format is beyond this."""
    digits = [token.text for token in tokens if token.kind == "digits"]
    if any(token.kind == "other" and token.text in "/Ee" for token in tokens) or len(digits) > 1:
        return ""
    share = 100 if any(token == ("other", "%") for token in tokens) else 1
    out = [
        _digits(abs(number) * share, token.text) if token.kind == "digits" else token.text for token in tokens
    ]
    minus = "-" if number < 0 and signed and digits else ""
    return minus + "".join(out).strip()


def _digits(number: float, pattern: str) -> str:
    plain = pattern.rstrip(",")
    whole, _, part = plain.partition(".")
    number /= 1000 ** (len(pattern) - len(plain))
    least = part.count("0")
    text = f"{number:{',' if ',' in whole else ''}.{len(part)}f}"
    while part and len(text.partition(".")[2]) > least and text.endswith("0"):
        text = text[:-1]
    return text.rstrip(".")


def _date(number: float, tokens: tuple[_Token, ...], *, since_1904: bool) -> str:
    """A date or time by its format; "" for a number that is none."""
    if not 0 <= number <= _LAST_DAY:
        return ""
    when = _FIRST[since_1904] + timedelta(seconds=round(number * 86_400))
    halved = any(token.kind == "half" for token in tokens)
    out, before = [], ""
    for at, (kind, text) in enumerate(tokens):
        if kind == "date":
            after = next((t.text.lower()[0] for t in tokens[at + 1 :] if t.kind == "date"), "")
            is_minute = text[0] in "mM" and (before == "h" or after == "s")
            out.append(_part(when, "n" * len(text) if is_minute else text.lower(), halved=halved))
            before = text.lower()[0]
        elif kind == "half":
            out.append("上午" if when.hour < 12 else "下午")
        else:
            out.append(text)
    return "".join(out).strip()


def _part(when: datetime, code: str, *, halved: bool) -> str:
    hour = (when.hour % 12 or 12) if halved else when.hour
    values = {"m": when.month, "d": when.day, "h": hour, "n": when.minute, "s": when.second}
    if code[0] == "y":
        return f"{when.year:04d}" if len(code) > 2 else f"{when.year % 100:02d}"
    if code[0] == "a" or (code[0] == "d" and len(code) > 2):
        return f"{'星期' if len(code) > 3 else '周'}{_DAYS[when.weekday()]}"
    return f"{values[code[0]]:0{min(len(code), 2)}d}"
