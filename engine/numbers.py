"""Numbers as drafts write them → values in the unit that rules compare in.

Input: the captured words and what follows them. Output: percent as 24 for 24%, ‰ and BP in percent, money in
yuan, periods in days (a month 30, a year 365). Chinese numerals, 万, 亿 and thousands separators are read.
Law: a word that is no number gives None, never a wrong value.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9
}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_TRADITIONAL = str.maketrans("萬億貳陸參點釐個週", "万亿贰陆叁点厘个周")
_CHINESE = "".join({*_DIGITS, *_TENS, *_MYRIADS})
_NUMBER = re.compile(
    rf"(?P<prefix>百分之|千分之|万分之)?\s*(?:(?P<arabic>\d[\d,]*(?:\.\d+)?)|(?P<chinese>[{_CHINESE}]+(?:点[{_CHINESE}]+)?))"
)
_UNIT = re.compile(
    r"\s*(?:(?P<scale>[百千]?[万亿]|[百千])\s*)?(?P<unit>%|‰|‱|bps?|个?基点|个百分点|分之|个?工作日|日|天|周|星期|个?月|季度?|年|厘|分(?!之)|(?:人民币)?元|块)?",
    re.IGNORECASE,
)
_PREFIXES = {"百分之": 1.0, "千分之": 0.1, "万分之": 0.01}
_UNITS = {
    "%": 1.0, "个百分点": 1.0, "‰": 0.1, "‱": 0.01, "bp": 0.01, "bps": 0.01, "基点": 0.01, "个基点": 0.01,
    "日": 1.0, "天": 1.0, "工作日": 1.0, "个工作日": 1.0, "周": 7.0, "星期": 7.0,
    "月": 30.0, "个月": 30.0, "季": 90.0, "季度": 90.0, "年": 365.0,
}  # fmt: skip
_SCALES = {
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 10**8,
    "百万": 10**6,
    "千万": 10**7,
    "百亿": 10**10,
    "千亿": 10**11,
}


def _plain(text: str) -> str:
    """A text in the forms that are read here: full width and traditional characters as plain ones."""
    return unicodedata.normalize("NFKC", text).translate(_TRADITIONAL)


def read_number(text: str, start: int, end: int) -> float | None:
    """The value of the number in `text[start:end]` with the unit in it or right after it."""
    words = _plain(text[start:end])
    number = _NUMBER.search(words)
    if number is None:
        return None
    value = _value(number)
    if value is None:
        return None
    before = _plain(text[max(0, start - 3) : start])
    prefix = number["prefix"] or next((p for p in _PREFIXES if before.endswith(p)), "")
    if prefix:
        return round(value * _PREFIXES[prefix], 12)
    rest = words[number.end() :] + _plain(text[end : end + 8])
    return _scaled(value, rest)


def _scaled(value: float, rest: str) -> float:
    unit = _UNIT.match(rest)
    if unit is None:
        return value
    scale = _SCALES.get(unit["scale"] or "", 1)
    return round(value * scale * _UNITS.get((unit["unit"] or "").lower(), 1.0), 12)


def _value(number: re.Match[str]) -> float | None:
    if number["arabic"]:
        return float(number["arabic"].replace(",", ""))
    whole, _, fraction = number["chinese"].partition("点")
    value = chinese_number(whole)
    if value is None or not fraction:
        return value
    digits = [_DIGITS.get(c) for c in fraction]
    if None in digits:
        return None
    return float(f"{int(value)}.{''.join(map(str, digits))}")


def chinese_number(words: str) -> float | None:
    """The value of a numeral such as 三百零五, 一万二千, 二〇二六; None where it is no numeral."""
    if words and all(c in _DIGITS for c in words):
        return float("".join(str(_DIGITS[c]) for c in words))
    total, section, digit = 0, 0, -1
    for c in words:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (1 if digit < 0 else digit) * _TENS[c]
            digit = -1
        elif c in _MYRIADS:
            section += max(digit, 0)
            total = (total + section) * _MYRIADS[c] if section or total else -1
            if total < 0:
                return None
            section, digit = 0, -1
        else:
            return None
    return float(total + section + max(digit, 0)) if words else None
