"""The fold: characters that count as one for matching.

Input: a text. Output: a text of the same length in code points, so that every offset stays what it was.
Law: `fold(fold(t)) == fold(t)`, `len(fold(t)) == len(t)`, and a line feed is folded neither from nor to.
The table `fold.txt` is written by `tools/generate_fold.py`; lone surrogates become U+FFFD, because neither
automaton takes them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

KINDS = ("case", "width", "traditional", "look-alike")
_MANY = 24  # from so many distinct characters on, one translation is cheaper than replacing each


_FILE = Path(__file__).with_name("fold.txt")


class Table(NamedTuple):
    """What each character becomes, by code as `str.translate` wants it, and a class of all that change."""

    codes: dict[int, str]
    foldable: re.Pattern[str]


@cache
def table() -> Table:
    """Read on first use, then kept. No source is ASCII but the capitals, so the class needs no escapes."""
    rows = [(sources, targets) for _, sources, targets in _lines()]
    codes = {
        code: end for sources, targets in rows for code, end in zip(map(ord, sources), targets, strict=True)
    }
    codes.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    basic = "".join(sources for sources, _ in rows)
    basic = re.sub("[\U00010000-\U0010ffff]+", "", basic)
    return Table(codes, re.compile(f"[{basic}\ud800-\udfff\U00010000-\U0010ffff]"))


@cache
def _kinds() -> dict[int, str]:
    return {ord(c): kind for kind, sources, _ in _lines() for c in sources}


def _lines() -> list[list[str]]:
    return [line.split("\t") for line in _FILE.read_text("utf-8").split("\n")[:-1]]


def forms(kind: str) -> dict[str, str]:
    """For characters how else they may be written by one kind of change: 银 → 銀, 5 → ５. Common forms only."""
    low, high = ("\uff01", "\uff5e") if kind == "width" else ("\u0080", "\uffff")
    found: dict[str, str] = {}
    for name, sources, targets in _lines():
        for source, target in zip(sources, targets, strict=True):
            if name == kind and low <= source <= high:
                found.setdefault(target, source)
    return found


def fold(text: str) -> str:
    """The text with every character replaced by the one that stands for it."""
    rows = table()
    found = set(rows.foldable.findall(text))
    if len(found) > _MANY:
        return text.translate(rows.codes)
    for source in found:
        text = text.replace(source, rows.codes.get(ord(source), source))
    return text


def fold_ranges(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """A class of characters as it reads on folded text. Members that are folded away may stay: they never occur."""
    codes, sources = table().codes, _sources()
    out = []
    for low, high in ranges:
        if low == high:
            code = ord(codes.get(low, chr(low)))
            out.append((code, code))
            continue
        out.append((low, high))
        held = sources[bisect_left(sources, low) : bisect_right(sources, high)]
        out.extend((end, end) for end in {ord(codes[code]) for code in held})
    return tuple(out)


@cache
def _sources() -> list[int]:
    return sorted(table().codes)


def changes(source: str, plain: Sequence[str]) -> str:
    """The disguise of `source`, which is matched by the words `plain`: a kind, "" for none.

    Case, and the width of what is ASCII at heart, are none; of several kinds the gravest is named.
    """
    if source in plain:
        return ""
    least = min((_difference(source, word) for word in plain if len(word) == len(source)), default=0)
    return KINDS[least] if least else ""


def _difference(source: str, word: str) -> int:
    return max((_rank(a, b) for a, b in zip(source, word, strict=True) if a != b), default=0)


def _rank(found: str, meant: str) -> int:
    """The index in `KINDS` of how one character differs from the other; 0 and what is ASCII at heart is none."""
    kind = _kinds().get(ord(found))
    if kind is None:
        return 0 if fold(meant) == found else KINDS.index("look-alike")
    return 0 if kind == "width" and fold(found).isascii() else KINDS.index(kind)
