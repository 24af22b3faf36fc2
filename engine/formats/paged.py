"""Pages of lines → a document: paragraphs joined over lines and pages, recurring headers and footers once.

Input: for each page its lines in reading order. Output: the document, with a `page` for each page that holds text, the
look of each stretch, and boxes for recognised characters; an anchor's `part` is the page's number from 0, its `node`
the ordinal of the first character there, or RECOGNISED. Law: every line is in the text once, but headers and footers
that recur; invisible text is read, as `hidden`; what stands on pictures within a page comes last, as `picture`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from engine.document import Box, Document, StyleRun
from engine.formats.pdf_page import CLOSE, Char, Line, glue, joins, same_base
from engine.formats.story import Piece, Story
from engine.text import Span

RECOGNISED = -2  # the node of text that was read from pixels
_EDGE = 0.12  # share of a page's height at which headers and footers stand
_ENOUGH = 4  # lines from which the distance between them can be called usual
_LONG = 15  # characters of a line of running text; a poster's slogans are shorter
_WIDEST = 2.2  # ems between lines that may belong together at most
_Numbered = tuple[int, Line]  # a line and the number of its page


class Page(NamedTuple):
    """A page's lines, its height in points, and the lines of each picture within it. `turned`: by how many degrees
    the page was turned (counter-clockwise) before its lines were recognised; width and height are then those."""

    lines: Sequence[Line]
    height: float
    pictures: Sequence[Sequence[Line]] = ()
    width: float = 0.0
    turned: int = 0


def document_of(story: Story, pages: Sequence[Page], name: str, format: str) -> Document:
    """The document; what the story says of unread parts is kept."""
    writer = _Writer(story)
    repeated = _repeated(pages)
    extra = _write(writer, pages, repeated)
    body = writer.spans.copy()
    for kind, items in groupby(extra, key=lambda item: item[0]):
        with story.region(kind):
            for _, number, line in items:
                writer.paragraph([(number, line)])
    for number, page in enumerate(pages):
        for lines in page.pictures:
            with story.region("picture"):
                _paragraphs(writer, number, lines)
    document = story.document(name, format, styled=True)
    spans = sorted(_page_spans(body, writer.spans))
    boxes = tuple(_turned_back(box, pages[int(box.part)]) for box in writer.boxes)
    return replace(document, structure={**document.structure, "page": tuple(spans)}, boxes=boxes)


def _turned_back(box: Box, page: Page) -> Box:
    """A box on the page as it is shown."""
    left, bottom, right, top = box[3:]
    width, height = page.width, page.height
    turned = {
        0: (left, bottom, right, top),
        90: (bottom, width - right, top, width - left),
        180: (width - right, height - top, width - left, height - bottom),
        270: (height - top, left, height - bottom, right),
    }
    return Box(box.start, box.end, box.part, *turned[page.turned])


def _page_spans(body: Sequence[tuple[int, Span]], all_spans: Sequence[tuple[int, Span]]) -> Iterator[Span]:
    """A page's running text; of a page that has none, whatever else it has."""
    running = {number for number, _ in body}
    for number in {number for number, _ in all_spans}:
        spans = [span for at, span in (body if number in running else all_spans) if at == number]
        yield Span(spans[0].start, max(span.end for span in spans))


def _repeated(pages: Sequence[Page]) -> set[str]:
    """Texts, digits aside, that stand at the edge of at least three pages and half of them."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_key(line) for line in page.lines if _at_edge(line, page.height)})
    needed = max(3, len(pages) / 2)
    return {key for key, count in seen.items() if count >= needed}


def _key(line: Line) -> str:
    return re.sub(r"\d+|[一二三四五六七八九十]+", "#", line.text.strip())


def _at_edge(line: Line, height: float) -> bool:
    _, bottom, _, top = line.box
    return height > 0 and (top > height * (1 - _EDGE) or bottom < height * _EDGE)


class _Writer:
    """Puts paragraphs of lines into the story and remembers where each line and recognised character is."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.spans: list[tuple[int, Span]] = []  # of each line, with its page
        self.boxes: list[Box] = []

    def paragraph(self, lines: Sequence[_Numbered]) -> None:
        pieces: list[Piece] = []
        places: list[tuple[int, int, Line]] = []
        size = 0
        before, previous = "", None
        for number, line in lines:
            between = "\t" if previous and same_base(previous, line) else glue(before, line.text)
            pieces.extend(_pieces(number, line, between))
            places.append((number, size + len(between), line))
            size += len(between) + len(line.text)
            before, previous = line.text, line
        span = self.story.paragraph(pieces)
        for number, at, line in places if span else ():
            assert span is not None
            start = span.start + at
            self.spans.append((number, Span(start, start + len(line.text))))
            self.boxes.extend(_boxes(start, number, line))


def _boxes(start: int, number: int, line: Line) -> Iterator[Box]:
    for char in line.chars:
        end = start + len(char.text)
        if char.recognised:
            yield Box(start, end, str(number), char.left, char.bottom, char.right, char.top)
        start = end


def _pieces(number: int, line: Line, between: str) -> Iterator[Piece]:
    """A line's characters, those set alike together."""
    if between:
        yield Piece(between, str(number), -1)
    for style, chars in groupby(line.chars, key=_style):
        yield from _runs(tuple(chars), str(number), style)


def _style(char: Char) -> StyleRun:
    return StyleRun(0, 0, char.size, char.bold, char.color, char.background, char.hidden)


def _runs(chars: Sequence[Char], part: str, style: StyleRun) -> Iterator[Piece]:
    """Stretches whose characters follow each other on the page."""
    for _, run in groupby(enumerate(chars), key=lambda item: item[1].at - item[0]):
        found = [char for _, char in run]
        text, first = "".join(char.text for char in found), found[0]
        node, offset = (RECOGNISED, first.at) if first.recognised else (first.at, 0)
        yield Piece(text, part, node, offset, style)


def _write(writer: _Writer, pages: Sequence[Page], repeated: set[str]) -> list[tuple[str, int, Line]]:
    """Writes the running text; what stands outside it is given back, by kind."""
    told: set[str] = set()
    opened: list[_Numbered] = []
    extra: list[tuple[str, int, Line]] = []
    for number, page in enumerate(pages):
        setting = _setting(page.lines)
        for line in page.lines:
            key = _key(line)
            if key in repeated and _at_edge(line, page.height):
                if key not in told:
                    told.add(key)
                    extra.append(("header" if line.box[3] > page.height / 2 else "footer", number, line))
            elif _unseen(line):
                extra.append(("hidden", number, line))
            elif opened and _goes_on(opened[-1], (number, line), setting):
                opened.append((number, line))
            else:
                writer.paragraph(opened)
                opened = [(number, line)]
    writer.paragraph(opened)
    return sorted(extra, key=lambda item: item[0])


def _paragraphs(writer: _Writer, number: int, lines: Sequence[Line]) -> None:
    """Writes what stands on one picture."""
    setting = _setting(lines)
    opened: list[_Numbered] = []
    for line in lines:
        if opened and not _goes_on(opened[-1], (number, line), setting):
            writer.paragraph(opened)
            opened = []
        opened.append((number, line))
    writer.paragraph(opened)


def _unseen(line: Line) -> bool:
    """Whether a line is printed so that nobody sees it."""
    return all(char.hidden for char in line.chars)


class _Setting(NamedTuple):
    """How a page is set: the right edge of each line's column, and how far lines are apart that belong together."""

    edges: dict[int, float]
    close: float


def _setting(lines: Sequence[Line]) -> _Setting:
    return _Setting(_right_edges(lines), _leading(lines))


def _leading(lines: Sequence[Line]) -> float:
    """The ems between two lines up to which they may belong together: of recognised lines, whose boxes are those of
    their ink, what is usual between long ones on the page, for drafts are often set with double spacing."""
    steps = [
        (line.box[1] - following.box[3]) / max(line.size, 1.0)
        for line, following in pairwise(lines)
        if line.chars[0].recognised and line.size == following.size and line.box[1] > following.box[3]
        if min(len(line.text), len(following.text)) >= _LONG
    ]
    if len(steps) < _ENOUGH:
        return CLOSE
    return min(max(median(steps) * 1.15, CLOSE), _WIDEST)


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """For each line (by identity of its first character) the right edge of the column that it stands in."""
    edges: dict[int, float] = {}
    boxes = [line.box for line in lines]
    for line, (left, _, right, _) in zip(lines, boxes, strict=True):
        beside = [box[2] for box in boxes if box[0] < right and box[2] > left]
        edges[line.chars[0].at] = max(beside, default=right)
    return edges


def _goes_on(before: _Numbered, after: _Numbered, setting: _Setting) -> bool:
    """Whether a line goes on in the next, on the same page or over to the next one."""
    (page, line), (next_page, following) = before, after
    if page == next_page:
        edge = setting.edges.get(line.chars[0].at, line.box[2])
        beside = same_base(line, following) and following.box[0] > line.box[2]
        return beside or joins(line, following, edge, setting.close)
    alike = abs(line.size - following.size) < 1
    return next_page == page + 1 and alike and line.text[-1] not in "。！？；：.!?;:" and _is_text(following)


def _is_text(line: Line) -> bool:
    """Whether a line may be the rest of a sentence: it begins with a letter or a character, not with a number."""
    return not re.match(
        r"\s*(?:第[一二三四五六七八九十百\d]+[条章节页]|[一二三四五六七八九十]+、|[（(]|\d|[·•●■◆★])",
        line.text,
    )
