"""Automatic numbers of Word paragraphs (ECMA-376 part 1, 17.9): 第一条, （一）, 1.1, which no text node holds.

Input: the numbering part and, in document order, each paragraph's properties. Output: the number as Word shows
it. Law: levels count per list; a level starts anew when a higher one has counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.formats.word_names import Element, W, attr, number, switch
from engine.formats.word_styles import Styles

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a list. `text` holds %1 … %9 for the numbers of the levels. `restart`: below which level."""

    start: int
    format: str
    text: str
    legal: bool
    restart: int


@dataclass(slots=True)
class _List:
    """The levels and the counts so far of one list (an abstract numbering)."""

    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)  # paragraph style → level


class Numbering:
    """The lists of one file, and how far they have counted."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = (
            {} if root is None else {_id(el, "abstractNumId"): el for el in root.findall(W + "abstractNum")}
        )
        self._nums = {} if root is None else {_id(el, "numId"): el for el in root.findall(W + "num")}
        self._lists: dict[str, _List] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, p_pr: Element | None) -> str | None:
        """The paragraph's number, "" for a bullet, None where it is not numbered. Counts on."""
        num, level = self._of(p_pr)
        instance = self._nums.get(num)
        if instance is None:
            return None
        listing = self._list(instance)
        if not listing.levels:
            return None
        self._count(listing, num, instance, level)
        return _shown(listing, self._level(listing, instance, level), level)

    def _of(self, p_pr: Element | None) -> tuple[str, int]:
        """The list and level of a paragraph, by itself or by its style."""
        own = None if p_pr is None else p_pr.find(W + "numPr")
        by_style = (
            self._styles.paragraph_property(p_pr, "numPr")
            if own is None or attr(own, "numId") is None
            else own
        )
        num = attr(own, "numId") or attr(by_style, "numId") or ""
        level = number(attr(own, "ilvl"))
        if level is None and attr(own, "numId") is None and num in self._nums:
            level = self._style_level(num, self._styles.paragraph_style(p_pr))
        if level is None:
            level = number(attr(by_style, "ilvl")) or 0
        return num, min(max(level, 0), 8)

    def _style_level(self, num: str, style: str) -> int | None:
        listing = self._list(self._nums[num])
        ids = [el.get(W + "styleId", "") for el in self._styles.chain(style)]
        return next((listing.styles[s] for s in ids if s in listing.styles), None)

    def _list(self, instance: Element) -> _List:
        key = attr(instance, "abstractNumId") or ""
        if key not in self._lists:
            self._lists[key] = _read_list(self._definition(key))
        return self._lists[key]

    def _definition(self, key: str) -> Element | None:
        """An abstract numbering, through a list style where it only names one."""
        el = self._abstract.get(key)
        link = attr(el, "numStyleLink")
        if link is None:
            return el
        return next((other for other in self._abstract.values() if attr(other, "styleLink") == link), el)

    def _level(self, listing: _List, instance: Element, level: int) -> Level:
        for override in instance.findall(W + "lvlOverride"):
            own = override.find(W + "lvl")
            if number(override.get(W + "ilvl")) == level and own is not None:
                return _read_level(own, level)
        return listing.levels.get(level, Level(start=1, format="none", text="", legal=False, restart=level))

    def _count(self, listing: _List, num: str, instance: Element, level: int) -> None:
        spec = self._level(listing, instance, level)
        start = self._restarted(num, instance, level)
        if start is not None:
            listing.counts[level] = start
        elif level in listing.counts:
            listing.counts[level] += 1
        else:
            listing.counts[level] = spec.start
        for above in range(level):
            listing.counts.setdefault(above, self._level(listing, instance, above).start)
        for below in [at for at in listing.counts if at > level]:
            if level < self._level(listing, instance, below).restart:
                del listing.counts[below]

    def _restarted(self, num: str, instance: Element, level: int) -> int | None:
        """The start that this instance of the list sets, at its first paragraph of the level."""
        if (num, level) in self._started:
            return None
        self._started.add((num, level))
        for override in instance.findall(W + "lvlOverride"):
            if number(override.get(W + "ilvl")) == level:
                return number(attr(override, "startOverride"))
        return None


def _read_list(el: Element | None) -> _List:
    found = [] if el is None else el.findall(W + "lvl")
    levels = {number(lvl.get(W + "ilvl")) or 0: lvl for lvl in found}
    styles = {attr(lvl, "pStyle") or "": at for at, lvl in levels.items() if attr(lvl, "pStyle")}
    return _List({at: _read_level(lvl, at) for at, lvl in levels.items()}, styles=styles)


def _read_level(lvl: Element, at: int) -> Level:
    restart = number(attr(lvl, "lvlRestart"))  # 0: never, else the level (from 1) whose count starts it anew
    start = number(attr(lvl, "start"))
    return Level(
        start=1 if start is None else start,
        format=attr(lvl, "numFmt") or "decimal",
        text=attr(lvl, "lvlText") or "",
        legal=bool(switch(lvl, "isLgl")),
        restart=at if restart is None else restart,
    )


def _shown(listing: _List, spec: Level, level: int) -> str:
    if spec.format == "bullet":
        return ""

    def fill(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        kind = (
            spec.format if at == level else listing.levels[at].format if at in listing.levels else "decimal"
        )
        return write(listing.counts.get(at, 1), "decimal" if spec.legal else kind)

    return re.sub(r"%([1-9])", fill, spec.text).strip()


def write(value: int, kind: str) -> str:
    """A number in a format of ST_NumberFormat; unknown formats give digits."""
    if kind == "none":
        return ""
    return _WRITERS.get(kind, str)(value)


def _chinese(value: int, digits: str = _DIGITS, tens: str = "十百千") -> str:
    """Counting numerals below ten thousand: 十二, 一百零三."""
    if not 0 < value < 10_000:
        return str(value)
    zero = "零"
    out = ""
    for power in range(3, -1, -1):
        digit = value // 10**power % 10
        if digit:
            out += digits[digit] + (tens[power - 1] if power else "")
        elif out and value % 10**power and not out.endswith(zero):
            out += zero
    return out[1:] if digits == _DIGITS and out.startswith("一十") else out


def _positional(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _letters(value: int) -> str:
    """a … z, aa, bb …"""
    return chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 780 else str(value)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    out = ""
    for worth, letters in _ROMAN:
        out += letters * (value // worth)
        value %= worth
    return out


def _from(first: str, limit: int) -> Callable[[int], str]:
    """Characters that Unicode has in a row."""
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= limit else str(value)


def _cycle(letters: str) -> Callable[[int], str]:
    return lambda value: letters[value - 1] if 0 < value <= len(letters) else str(value)


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_WRITERS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "taiwaneseDigital": _positional,
    "chineseLegalSimplified": lambda value: _chinese(value, _FORMAL, "拾佰仟"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "ordinal": _ordinal,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalFullWidth2": lambda value: str(value).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
}


def _id(el: Element, name: str) -> str:
    return el.get(W + name, "")
