"""Draws lines of a text with places marked under them, as rustc does.

Input: a source and marked spans with notes. Output: lines for a terminal. Law: carets stand under the marked
words by East Asian width; a line longer than the room is shown around each mark; what is drawn holds no
control character, whatever the text holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from engine.reporters.plain import char_width, one_line, width
from engine.text import Lines, Span

# Wraps text in a style's colours, or leaves it: (style, text) → text.
Paint = Callable[[str, str], str]

_CODES = {
    "critical": "1;35",
    "high": "1;31",
    "medium": "1;33",
    "low": "1;36",
    "info": "1;34",
    "error": "1;31",
    "warning": "1;33",
    "gutter": "1;34",
    "label": "1",
    "related": "1;34",
    "good": "1;32",
    "faint": "2",
}


def painter(color: bool) -> Paint:
    """Paints with ANSI colours, or not at all."""
    if not color:
        return lambda _style, text: text
    return lambda style, text: f"\033[{_CODES[style]}m{text}\033[0m" if text else text


class Canvas(NamedTuple):
    """How to draw: colours, and the columns at hand."""

    paint: Paint
    columns: int = 100


class Mark(NamedTuple):
    """A place to mark. `style` names its colours, `sign` is what is drawn under each column."""

    span: Span
    note: str = ""
    style: str = "label"
    sign: str = "^"


class _Piece(NamedTuple):
    """The part of a mark that lies on one line: columns are code points of the line, half-open."""

    line: int
    start: int
    end: int
    mark: Mark
    last: bool


class Source(NamedTuple):
    """A text that is drawn, its name and its lines."""

    name: str
    text: str
    lines: Lines

    @classmethod
    def of(cls, name: str, text: str) -> Source:
        """The source; its lines are found once for many drawings."""
        return cls(name, text, Lines(text))


class Drawing(NamedTuple):
    """Drawn lines, and the columns before the bar, for what follows under it."""

    lines: list[str]
    indent: str


def draw(source: Source, marks: Sequence[Mark], canvas: Canvas, arrow: str = "-->") -> Drawing:
    """Where the first mark stands, and the marked lines of `text` in order, beside a gutter of line numbers."""
    text, lines, paint = source.text, source.lines, canvas.paint
    pieces = sorted(piece for mark in marks for piece in _pieces(lines, mark, len(text)))
    gutter = len(str(max(p.line for p in pieces)))
    indent = " " * (gutter + 1)
    at = lines.position(min(marks[0].span.start, len(text)))
    out = [f"{' ' * gutter}{paint('gutter', arrow)} {one_line(source.name)}:{at.line}:{at.column}"]
    bar = paint("gutter", f"{indent}|")
    out.append(bar)
    previous = 0
    for number in sorted({p.line for p in pieces}):
        if previous and number > previous + 1:
            out.append(paint("gutter", "..."))
        head = paint("gutter", f"{number:>{gutter}} |")
        on_line = [p for p in pieces if p.line == number]
        room = Canvas(paint, max(20, canvas.columns - gutter - 3))
        for drawn, row in _line(one_line(lines.line(number)), on_line, room):
            out.append(f"{head if drawn else bar} {row}".rstrip())
        previous = number
    return Drawing([*out, bar], indent)


def _pieces(lines: Lines, mark: Mark, length: int) -> list[_Piece]:
    """A mark's first and last line: between them the reader needs no carets."""
    start, end = min(mark.span.start, length), min(mark.span.end, length)
    first, last = lines.position(start).line, lines.position(max(start, end - 1)).line
    out = []
    for number in dict.fromkeys((first, last)):
        at, size = lines.start(number), len(lines.line(number))
        begin = min(max(start - at, 0), size)
        out.append(_Piece(number, begin, max(begin, min(end - at, size)), mark, number == last))
    return out


def _line(text: str, pieces: Sequence[_Piece], canvas: Canvas) -> Iterator[tuple[bool, str]]:
    """Rows: the line itself (True) and the marks under it (False); a window for each mark that needs one."""
    room = canvas.columns
    whole = Span(min(p.start for p in pieces), max(p.end for p in pieces))
    together = width(text[whole.start : whole.end]) <= room - 2
    shown = None
    for piece in pieces:
        window = _window(text, whole if together else Span(piece.start, piece.end), room)
        if window != shown:
            yield True, window.text
        yield from ((False, row) for row in _carets(window.text, _moved(piece, window), canvas))
        shown = window


def _carets(text: str, piece: _Piece, canvas: Canvas) -> list[str]:
    """The signs under a mark, and its note after them or, where there is no room, below."""
    indent = width(text[: piece.start])
    signs = piece.mark.sign * max(1, width(text[piece.start : piece.end]))
    note = one_line(piece.mark.note) if piece.last else ""
    style, paint = piece.mark.style, canvas.paint
    if not note or indent + len(signs) + 1 + width(note) <= canvas.columns:
        return [" " * indent + paint(style, f"{signs} {note}".rstrip())]
    below = min(indent, max(0, canvas.columns - width(note)))
    return [" " * indent + paint(style, signs), " " * below + paint(style, note)]


class _Window(NamedTuple):
    """What is shown of a line: code points from `start`, `text` with an ellipsis on each side that is cut."""

    text: str
    start: int
    end: int


def _window(text: str, span: Span, room: int) -> _Window:
    """As much of a line as fits, the span's beginning in it."""
    if width(text) <= room:
        return _Window(text, 0, len(text))
    marked = width(text[span.start : span.end])
    before = max((room - marked) // 2 - 1, 0)
    begin = span.start - _reach(text[: span.start][::-1], before)
    if width(text[begin:]) < room - 1:
        begin = len(text) - _reach(text[::-1], room - 1)
    end = begin + _reach(text[begin:], room - 2)
    prefix, suffix = "…" if begin else "", "…" if end < len(text) else ""
    return _Window(prefix + text[begin:end] + suffix, begin - len(prefix), end)


def _moved(piece: _Piece, window: _Window) -> _Piece:
    """A mark in a window's own columns."""
    start = piece.start - window.start
    return piece._replace(start=start, end=max(start, min(piece.end, window.end) - window.start))


def _reach(text: str, columns: int) -> int:
    """How many characters from the start of `text` fit into `columns`."""
    taken = 0
    for i, c in enumerate(text):
        taken += char_width(c)
        if taken > columns:
            return i
    return len(text)
