"""The fold: characters that count as one for matching.

Input: a text. Output: a text of the same length in code points, so that every offset stays what it was.
Law: `fold(fold(t)) == fold(t)`, `len(fold(t)) == len(t)`, and a line feed is folded neither from nor to.
The table `fold.txt` is written by `tools/generate_fold.py`; lone surrogates become U+FFFD, because neither
automaton takes them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from importlib.resources import files
from typing import NamedTuple

KINDS = ("case", "width", "traditional", "look-alike")
_MANY = 24  # from so many distinct characters on, one translation is cheaper than replacing each


class Table(NamedTuple):
    """The fold's table: what each character becomes, and by which of `KINDS`."""

    targets: dict[str, str]
    kinds: dict[str, str]
    codes: dict[int, str]  # as str.translate wants it
    foldable: re.Pattern[str]


@cache
def table() -> Table:
    """Read on first use, then kept."""
    targets: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for line in files("engine.matching").joinpath("fold.txt").read_text("utf-8").split("\n")[:-1]:
        kind, sources, ends = line.split("\t")
        targets.update(zip(sources, ends, strict=True))
        kinds.update(dict.fromkeys(sources, kind))
    codes = {ord(source): end for source, end in targets.items()}
    codes.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    basic = "".join(map(re.escape, (c for c in targets if c <= "\uffff")))
    return Table(targets, kinds, codes, re.compile(f"[{basic}\ud800-\udfff\U00010000-\U0010ffff]"))


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
    targets, sources = table().targets, _sources()
    out = []
    for low, high in ranges:
        if low == high:
            code = ord(targets.get(chr(low), chr(low)))
            out.append((code, code))
            continue
        out.append((low, high))
        held = sources[bisect_left(sources, low) : bisect_right(sources, high)]
        out.extend((end, end) for end in {ord(targets[chr(code)]) for code in held})
    return tuple(out)


@cache
def _sources() -> list[int]:
    return sorted(map(ord, table().targets))


def changes(source: str, plain: tuple[str, ...]) -> str:
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
    rows = table()
    kind = rows.kinds.get(found)
    if kind is None:
        return 0 if rows.targets.get(meant) == found else KINDS.index("look-alike")
    return 0 if kind == "width" and rows.targets[found].isascii() else KINDS.index(kind)
