"""Words in disguise: characters put between theirs, or a Latin syllable put for one of theirs.

Input: a folded text and the pairs of neighbours that occur in the words (`bigrams`). Output: windows of the
text with the disguises taken out, each character with its place in the text.
Law: only where the characters on both sides of a gap are neighbours in some word is anything taken out, so
that plain text costs one search for gaps.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import add
from pathlib import Path
from typing import NamedTuple

Span = tuple[int, int]
Pairs = Mapping[str, str]  # characters, each with those that may follow it

_ZERO = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufffd"
)
_SYMBOLS = (
    r"*.\-_~|/\\+=#@^&$`'\u00a4-\u00ac\u00ae-\u00b1\u00b4-\u00b8\u00d7\u00f7\u02b0-\u02ff\u2016-\u2017\u2020-\u2027"
    r"\u2030-\u205e\u2190-\u245f\u2500-\u2775\u2794-\u2bff\u3003\u3013\u3030\u30fb\uff65\U0001F000-\U0001FAFF"
)
_BREAKS = r"\t\n\r\x0b\x0c\x85\u2028\u2029"
_NOISE = f"[ {_ZERO}{_SYMBOLS}{_BREAKS}]"
_GAP = re.compile(  # beside a character that is no Latin one, or of invisible ones alone
    f"{_NOISE}(?<=\\w{_NOISE})(?:(?<=[^\\x00-\\x7f]{_NOISE}){_NOISE}{{0,7}}(?=\\w)"
    f"|{_NOISE}{{0,7}}(?=[^\\x00-\\x7f])(?=\\w)|(?<=[{_ZERO}])[{_ZERO}]{{0,7}}(?=\\w))"
)
_ONLY_ZERO = re.compile(f"[{_ZERO}]+")
_ANY_BREAK = re.compile(f"[{_BREAKS}]")
_CONTEXT = 2
_LONGEST = 6  # letters of a syllable


class Edit(NamedTuple):
    """`[start, end)` of the text is left out, or read as one of the characters `instead`."""

    start: int
    end: int
    instead: str


class Window(NamedTuple):
    """A stretch of text as it reads without disguises; `starts` and `ends` are each character's place."""

    text: str
    starts: list[int]
    ends: list[int]


def bigrams(words: Iterable[str]) -> Pairs:
    """The pairs of neighbours in the words: each first character with those that follow it, in order."""
    text = "\n".join(words)  # none of them holds a line feed
    found: dict[str, list[str]] = {}
    for first, other in sorted(set(map(add, text, text[1:]))):
        if "\n" not in (first, other):
            found.setdefault(first, []).append(other)
    return {first: "".join(others) for first, others in found.items()}


@cache
def _syllable() -> re.Pattern[str]:
    """Letters between other scripts. Compiled when the first draft is read: it takes some milliseconds."""
    return re.compile(
        "[a-z](?:(?<=[^\\x00-\\xff][a-z])[a-z]{0,5}(?![a-z0-9])"
        "|(?<![a-z0-9][a-z])[a-z]{0,5}(?=[^\\x00-\\xff]))"
    )


_LETTER = bytes(0x61 <= code < 0x7B for code in range(0x100))
_LATIN = bytes(code == 0 for code in range(0x100))
_OTHER = bytes(code != 0 for code in range(0x100))


def syllables(folded: str) -> Iterator[re.Match[str]]:
    """The letters that stand beside other scripts. Which do is worked out for all characters at once, as bytes of
    long numbers, because a search would stop at each letter."""
    found, last = _syllable(), 0
    for place in _letters_beside(folded):
        if place < last:
            continue
        start = place
        while start > max(last, place - _LONGEST + 1) and "a" <= folded[start - 1] <= "z":
            start -= 1
        for begin in (place, start):
            if run := found.match(folded, begin):
                last = run.end()
                yield run
                break


def _letters_beside(folded: str) -> Iterator[int]:
    """Where an ASCII letter has a neighbour beyond Latin-1."""
    units = folded.encode("utf-16-le", "surrogatepass")
    if len(units) != 2 * len(folded):  # characters of two units
        yield from (at.start() for at in re.finditer("[a-z]", folded))
        return
    high = units[1::2]
    letters = _number(units[::2].translate(_LETTER)) & _number(high.translate(_LATIN))
    others = _number(high.translate(_OTHER))
    beside = (letters & (others << 8 | others >> 8)).to_bytes(len(folded), "little")
    at = beside.find(1)
    while at >= 0:
        yield at
        at = beside.find(1, at + 1)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def gaps(folded: str) -> list[Span]:
    """Where signs, spaces or invisible characters stand between letters or digits; between Latin ones only invisible
    ones, because there all others are what texts are made of."""
    return [] if folded.isascii() else [gap.span() for gap in _GAP.finditer(folded)]


def edits(folded: str, found: Iterable[Span], pairs: Pairs) -> list[Edit]:
    """What could be a disguise of a word, sorted by place, `found` being the `gaps`."""
    if folded.isascii():
        return []
    out = [Edit(start, end, "") for start, end in found if folded[end] in pairs.get(folded[start - 1], "")]
    for run in syllables(folded):
        instead = _characters(folded, run.start(), run.end(), pairs)
        if instead:
            out.append(Edit(*run.span(), instead))
    return sorted(out)


def paragraphs(folded: str, found: Sequence[Span], pairs: Pairs) -> Iterator[Window]:
    """Each paragraph in which a gap could disguise what a regex needs, without all the gaps that could be put into
    it; `found` are the `gaps`, `pairs` the neighbours in the regexes' required texts."""
    done = -1
    for at, (start, end) in enumerate(found):
        if (
            start < done
            or folded[end] not in pairs.get(folded[start - 1], "")
            or not _removable(folded, start, end)
        ):
            continue
        first = folded.rfind("\n", 0, start) + 1
        done = folded.find("\n", end)
        done = len(folded) if done < 0 else done
        low = bisect_left(found, (first, 0), 0, at)
        cuts = [gap for gap in found[low : bisect_left(found, (done, 0), at)] if _removable(folded, *gap)]
        yield _without(folded, first, done, cuts)


def through(paragraph: str) -> Window:
    """A folded paragraph without all the gaps that could be put into it."""
    cuts = [gap for gap in gaps(paragraph) if _removable(paragraph, *gap)]
    return _without(paragraph, 0, len(paragraph), cuts)


def _removable(folded: str, start: int, end: int) -> bool:
    """Whether a gap stands between two characters that are no Latin ones, in one line and cell. Spaces part words,
    so that they count only beside a character that stands alone."""
    if folded[start - 1].isascii() or folded[end].isascii() or _ANY_BREAK.search(folded, start, end):
        return False
    return folded[start:end].strip(" ") != "" or _alone(folded, start - 1) or _alone(folded, end)


def _alone(folded: str, at: int) -> bool:
    """Whether no letter or digit stands beside a character."""
    before, after = folded[at - 1 : at], folded[at + 1 : at + 2]
    return not (before.isalnum() or after.isalnum())


def _without(folded: str, start: int, end: int, cuts: Iterable[Span]) -> Window:
    pieces: list[str] = []
    places: list[int] = []
    for low, high in (*cuts, (end, end)):
        pieces.append(folded[start:low])
        places.extend(range(start, low))
        start = high
    return Window("".join(pieces), places, [place + 1 for place in places])


def _characters(folded: str, start: int, end: int, pairs: Pairs) -> str:
    """The characters read like this syllable that are a neighbour's neighbour in some word."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    read = _syllables().get(folded[start:end], "")
    follow = pairs.get(before, "")
    return "".join(c for c in read if c in follow or (after and after in pairs.get(c, "")))


@cache
def _syllables() -> dict[str, str]:
    lines = Path(__file__).with_name("pinyin.txt").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def windows(folded: str, found: list[Edit], longest: int) -> Iterator[Window]:
    """The text around the edits as it reads with them, `longest` being the longest word's length."""
    at = 0
    while at < len(found):
        last = at + 1
        while last < len(found) and found[last].start - found[last - 1].end < longest:
            last += 1
        group = found[at:last]
        for version in range(max(1, *(len(edit.instead) for edit in group)) if len(group) else 0):
            yield _window(folded, group, longest, version)
        at = last


def _window(folded: str, group: list[Edit], margin: int, version: int) -> Window:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = max(0, group[0].start - margin)
    for edit in group:
        pieces.append(folded[at : edit.start])
        starts.extend(range(at, edit.start))
        ends.extend(range(at + 1, edit.start + 1))
        if edit.instead:
            pieces.append(edit.instead[min(version, len(edit.instead) - 1)])
            starts.append(edit.start)
            ends.append(edit.end)
        at = edit.end
    stop = min(len(folded), at + margin)
    pieces.append(folded[at:stop])
    starts.extend(range(at, stop))
    ends.extend(range(at + 1, stop + 1))
    return Window("".join(pieces), starts, ends)


def disguise(window: Window, start: int, end: int, folded: str) -> str:
    """The kind of disguise of the characters `[start, end)` of a window, "" where there is none or none that counts.

    Words of two characters are not put together across a line or a table cell: 担保 and 本产品 meet there.
    """
    kind = ""
    for i in range(start, end):
        if window.ends[i] - window.starts[i] != 1 or folded[window.starts[i]] != window.text[i]:
            kind = kind or (
                "look-alike" if folded[window.starts[i]].isascii() and window.text[i].isascii() else "pinyin"
            )
        if i + 1 < end and window.ends[i] != window.starts[i + 1]:
            gap = folded[window.ends[i] : window.starts[i + 1]]
            found = _kind(gap)
            if found == "line-break" and end - start <= _CONTEXT:
                return ""
            kind = min(kind, found, key=_ORDER.index) if kind else found
    return kind


_ORDER = ("zero-width", "symbols", "spaces", "line-break", "look-alike", "pinyin")


def _kind(gap: str) -> str:
    if _ANY_BREAK.search(gap):
        return "line-break"
    if not gap.strip(" "):
        return "spaces"
    return "zero-width" if _ONLY_ZERO.fullmatch(gap.replace(" ", "")) else "symbols"
