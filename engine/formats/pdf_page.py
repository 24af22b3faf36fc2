"""One page of a PDF: its characters with their boxes and look, and the lines that they make, in reading order.

Input: a page of pypdfium2. Output: `Line`s. Law: every printed character is in one line, once; characters that are
printed twice at one place (false bold) are one, and bold. Source of the order: Nagy & Seth's recursive X-Y cut, 1984.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pypdfium2 import raw

from engine.formats.flow import is_wide

_BOLD = re.compile(r"bold|heavy|black|hei|黑|粗", re.IGNORECASE)
_INVISIBLE = 3  # text render mode
_STROKED = 2  # fill and stroke: a false bold
_CELL = 30  # characters that a cell of a table seldom has
_GAP = 1.8  # ems between two characters from which they are not on one line
_LOOK_BACK = 40  # characters among which a second print of one is looked for
_HYPHENS = ("\x02", "\ufffe")
_SUPPLIED = "\x1f"  # a space that pdfium supplies where characters stand apart


class Look(NamedTuple):
    """How a character is set. Size in points."""

    size: float
    bold: bool
    color: str
    hidden: bool


class Char(NamedTuple):
    """A character: its ordinal on the page, its box in points, size, look. `recognised`: it was read from pixels."""

    at: int
    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool | None
    color: str | None
    hidden: bool
    background: str | None = None
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Characters (at least one) on one base line. `box`: left, bottom, right, top of what is seen; `size`: the
    largest. They follow from the characters and are asked for often."""

    chars: tuple[Char, ...]
    text: str = field(init=False)
    box: tuple[float, float, float, float] = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        seen = [char for char in self.chars if not char.text.isspace()] or self.chars
        left, bottom = min([c.left for c in seen]), min([c.bottom for c in seen])
        right, top = max([c.right for c in seen]), max([c.top for c in seen])
        object.__setattr__(self, "text", "".join([c.text for c in self.chars]))
        object.__setattr__(self, "box", (left, bottom, right, top))
        object.__setattr__(self, "size", max([c.size for c in self.chars]))


def read_lines(page: Any) -> list[Line]:
    """The lines of a page in reading order."""
    text_page = page.get_textpage()
    try:
        lines = [line for line in _lines(_chars(text_page.raw)) if line.text.strip()]
    finally:
        text_page.close()
    return ordered(lines)


def _chars(page: Any) -> Iterator[Char | None]:
    """The characters of a page; None where pdfium sees a line end."""
    look = _look(page)
    pending = 0
    for index in range(raw.FPDFText_CountChars(page)):
        code = raw.FPDFText_GetUnicode(page, index)
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000 and pending:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00)
            pending = 0
        text = chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"
        if text in "\r\n":
            yield None
        elif text not in _HYPHENS and code:
            char = _char(page, index, text, look)
            yield (
                char._replace(text=_SUPPLIED)
                if text == " " and raw.FPDFText_IsGenerated(page, index) == 1
                else char
            )


def _char(page: Any, index: int, text: str, look: Callable[[int], Look]) -> Char:
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, index, box)
    return Char(index, text, box.left, box.bottom, box.right, box.top, *look(index))


def _look(page: Any) -> Callable[[int], Look]:
    """A function that says how a character is set; asked once for each text object, whose characters are alike."""
    known: dict[int, Look] = {}
    ask = _asking(page)

    def look(index: int) -> Look:
        item = raw.FPDFText_GetTextObject(page, index)
        address = ctypes.cast(item, ctypes.c_void_p).value
        if address is None:
            return ask(index, 0)
        if address not in known:
            known[address] = ask(index, int(raw.FPDFTextObj_GetTextRenderMode(item)))
        return known[address]

    return look


def _asking(page: Any) -> Callable[[int, int], Look]:
    """A function that asks pdfium how a character with a render mode is set."""
    matrix, name = raw.FS_MATRIX(), ctypes.create_string_buffer(128)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    flags = ctypes.c_int()

    def ask(index: int, mode: int) -> Look:
        raw.FPDFText_GetMatrix(page, index, matrix)
        size = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
        length = raw.FPDFText_GetFontInfo(page, index, name, 128, flags)
        font = name.raw[: max(length - 1, 0)].decode("utf-8", "replace")
        raw.FPDFText_GetFillColor(page, index, red, green, blue, alpha)
        color = f"#{red.value:02x}{green.value:02x}{blue.value:02x}"
        return Look(round(size, 2), bool(_BOLD.search(font)) or mode == _STROKED, color, mode == _INVISIBLE)

    return ask


def _lines(chars: Iterator[Char | None]) -> Iterator[Line]:
    line: list[Char] = []
    for char in chars:
        if char is None:
            yield from _line(line)
            line = []
        elif line and _printed_again(line, char):
            _embolden(line, char)
        else:
            if line and _apart(line[-1], char):
                yield from _line(line)
                line = []
            line.append(char)
    yield from _line(line)


def _spaced(chars: Sequence[Char]) -> list[Char]:
    """The characters with supplied spaces kept only between words of letters."""
    kept = []
    for at, char in enumerate(chars):
        if char.text != _SUPPLIED:
            kept.append(char)
        elif kept and at + 1 < len(chars) and not is_wide(kept[-1].text) and not is_wide(chars[at + 1].text):
            kept.append(char._replace(text=" "))
    return kept


def _line(chars: list[Char]) -> Iterator[Line]:
    chars = _spaced(chars)
    while chars and chars[-1].text.isspace():
        chars.pop()
    if chars:
        yield Line(tuple(chars))


def _printed_again(line: list[Char], char: Char) -> bool:
    text = char.text
    return any(_same_place(other, char) for other in line[-_LOOK_BACK:] if other.text == text)


def _same_place(one: Char, other: Char) -> bool:
    near = max(one.size, 1.0) * 0.15
    return abs(one.left - other.left) < near and abs(one.bottom - other.bottom) < near


def _embolden(line: list[Char], char: Char) -> None:
    for i in range(len(line) - 1, -1, -1):
        if line[i].text == char.text and _same_place(line[i], char):
            line[i] = line[i]._replace(bold=True)
            return


def _apart(before: Char, after: Char) -> bool:
    """Whether two characters that follow each other are not on one line: another base line, or a wide gap."""
    em = max(before.size, after.size, 1.0)
    if after.text.isspace():
        return False
    return abs(after.bottom - before.bottom) > em * 0.8 or after.left - before.right > em * _GAP


def ordered(lines: Sequence[Line]) -> list[Line]:
    """Lines in reading order."""
    return list(_ordered(lines))


def _ordered(lines: Sequence[Line]) -> Iterator[Line]:
    """The page is cut at its widest white bands, columns before rows."""
    if len(lines) < 2:
        yield from lines
        return
    for axis, low, high in ((0, 0, 2), (1, 1, 3)):
        parts = _cut(lines, low, high, axis)
        if parts:
            for part in parts:
                yield from _ordered(part)
            return
    yield from sorted(lines, key=lambda line: (-line.box[3], line.box[0]))


def _cut(lines: Sequence[Line], low: int, high: int, axis: int) -> list[list[Line]]:
    """The lines cut in two at the widest white band along an axis; empty where there is none that is wide enough."""
    spans = sorted((line.box[low], line.box[high], i) for i, line in enumerate(lines))
    em = sorted(line.size for line in lines)[len(lines) // 2] or 10.0
    best, where, reach = em * (1.0 if axis == 0 else 0.0), 0, spans[0][1]
    for at, (start, end, _) in enumerate(spans[1:], 1):
        if start - reach > best and (axis == 1 or _columns(lines, spans, at)):
            best, where = start - reach, at
        reach = max(reach, end)
    if not where:
        return []
    first, second = ([lines[i] for _, _, i in part] for part in (spans[:where], spans[where:]))
    return [first, second] if axis == 0 else [second, first]


def _columns(lines: Sequence[Line], spans: Sequence[tuple[float, float, int]], at: int) -> bool:
    """Whether a vertical band has columns on both sides: two lines or more on each, side by side."""
    left, right = ([lines[i].box for _, _, i in part] for part in (spans[:at], spans[at:]))
    if len(left) < 2 or len(right) < 2:
        return False
    if _is_table([lines[i] for _, _, i in spans[:at]], [lines[i] for _, _, i in spans[at:]]):
        return False
    top = min(max(b[3] for b in left), max(b[3] for b in right))
    bottom = max(min(b[1] for b in left), min(b[1] for b in right))
    return top > bottom


def _is_table(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two columns are those of a table: short, and line for line on the same base lines."""
    fewer, more = sorted((left, right), key=len)
    level = sum(any(same_base(line, other) for other in more) for line in fewer)
    short = all(len(line.text) < _CELL for line in (*left, *right))
    return short and level > len(fewer) * 0.6 and not (_is_prose(left) and _is_prose(right))


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines are wrapped text: rather long, and most of them reach the edge of their column."""
    edge = max(line.box[2] for line in lines)
    full = sum(line.box[2] > edge - max(line.size, 1.0) * 1.2 for line in lines)
    return full >= len(lines) * 0.6 and sum(len(line.text) for line in lines) >= 8 * len(lines)


def same_base(one: Line, other: Line) -> bool:
    """Whether two lines stand on one base line."""
    return abs(one.box[1] - other.box[1]) < max(one.size, other.size, 1.0) * 0.4


CLOSE = 1.2  # ems between two lines up to which they may belong together


def joins(before: Line, after: Line, right_edge: float, close_by: float = CLOSE) -> bool:
    """Whether a line goes on in the next: it is full, set alike, no further away than `close_by` ems, and the next
    begins no item."""
    em = max(before.size, 1.0)
    alike = abs(before.size - after.size) < em * 0.12
    close = -em < before.box[1] - after.box[3] < em * close_by
    if not alike or not close or _ITEM.match(after.text) or before.text.endswith(_ENDS):
        return False
    if before.text.endswith(_GOES_ON) or after.text.startswith(_CONTINUES):
        return True
    indented = after.box[0] > before.box[0] + em * 0.8 and not _ITEM.match(before.text)
    return before.box[2] > right_edge - em * 2.2 and not indented


_GOES_ON = (
    "，",
    ",",
    "、",
    "（",
    "“",
    "《",
)  # a line that ends so is not the end of a sentence, however short
_CONTINUES = ("，", "。", "、", "；", "）", "”", "》", "“")
_ENDS = ("。", "！", "？", "；", "：", ":")
_ITEM = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+[条章节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、]|[·•●■◆★☆▪-]|[问答][:：])"
)


def glue(before: str, after: str) -> str:
    """What stands between two lines that are joined: nothing beside a wide character, else a space."""
    if not before or not after:
        return ""
    return "" if is_wide(before[-1]) or is_wide(after[0]) else " "
