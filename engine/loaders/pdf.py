"""PDF files → Document.

Input: the file's bytes. Output: paragraphs of joined lines, a `page` for each page, the look of each stretch; an
anchor's `part` is the page's number from 0, its `node` the index of the first character. Headers and footers that
recur are given once. Law: a page without text is listed as not read; invisible text is read, as `hidden`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import pypdfium2 as pdfium

from engine.document import Document, StyleRun, Unread
from engine.errors import ReviewError
from engine.formats.pdf_page import Char, Line, glue, joins, read_lines, same_base
from engine.formats.story import Piece, Story
from engine.style import contrast
from engine.text import Span

MAX_PAGES = 2000
_FEW = 8  # characters below which a page counts as a picture
_EDGE = 0.12  # share of a page's height at which headers and footers stand
_FAINT = 1.6  # contrast with white paper below which text is as good as invisible


def load(data: bytes, name: str) -> Document:
    """The document. Raises ReviewError for what is encrypted, damaged or too long."""
    pdf = _open(data, name)
    try:
        if len(pdf) > MAX_PAGES:
            raise ReviewError("too-large", f"{name} 有 {len(pdf)} 页，超过上限 {MAX_PAGES} 页。")
        return _read(pdf, name)
    finally:
        pdf.close()


def _open(data: bytes, name: str) -> Any:
    if not data.lstrip().startswith(b"%PDF") and b"%PDF" not in data[:1024]:
        raise ReviewError("unknown-format", f"{name} 的内容不是 PDF，与文件名不符。")
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if "assword" in str(fault):
            raise ReviewError("encrypted", f"{name} 设有密码，请去掉密码后再审。") from None
        raise ReviewError("damaged", f"{name} 已损坏（{fault}），请重新导出。") from None


def _read(pdf: Any, name: str) -> Document:
    story = Story()
    pages: list[list[Line]] = []
    heights: list[float] = []
    for number in range(len(pdf)):
        lines, height = _page(pdf, number, story)
        pages.append(lines)
        heights.append(height)
    repeated = _repeated(pages, heights)
    return _written(story, pages, heights, repeated).document_of(name)


def _page(pdf: Any, number: int, story: Story) -> tuple[list[Line], float]:
    """The lines of a page and its height; a page with nothing to read is noted."""
    try:
        page = pdf[number]
    except pdfium.PdfiumError:
        story.unread.append(Unread("page", f"第{number + 1}页", "这一页已损坏，无法读取", blocking=True))
        return [], 0.0
    try:
        lines = _with_paper(page, read_lines(page))
        pictures = any(item.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3))
        if sum(len(line.text) for line in lines) < _FEW and pictures:
            story.unread.append(
                Unread(
                    "page", f"第{number + 1}页", "这一页是图片，没有文字层，需要识别（OCR）", blocking=True
                )
            )
        elif pictures:
            story.unread.append(Unread("picture", f"第{number + 1}页", "图片中的文字没有识别"))
        return lines, page.get_height()
    finally:
        page.close()


def _repeated(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[str]:
    """Texts, digits aside, that stand at the edge of at least three pages and half of them."""
    seen: Counter[str] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        seen.update({_key(line) for line in lines if _at_edge(line, height)})
    needed = max(3, len(pages) / 2)
    return {key for key, count in seen.items() if count >= needed}


def _key(line: Line) -> str:
    return re.sub(r"\d+|[一二三四五六七八九十]+", "#", line.text.strip())


def _at_edge(line: Line, height: float) -> bool:
    _, bottom, _, top = line.box
    return height > 0 and (top > height * (1 - _EDGE) or bottom < height * _EDGE)


class _Writer:
    """Puts paragraphs of lines into the story and remembers on which page they are."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.pages: dict[int, list[Span]] = {}
        self.extra: list[tuple[str, int, Line]] = []

    def paragraph(self, lines: Sequence[tuple[int, Line]]) -> None:
        pieces: list[Piece] = []
        marks: list[tuple[int, int, int]] = []
        size = 0
        before, previous = "", None
        for number, line in lines:
            between = "\t" if previous and same_base(previous, line) else glue(before, line.text)
            start = size
            for piece in _pieces(number, line, between):
                pieces.append(piece)
                size += len(piece.text)
            marks.append((number, start, size))
            before, previous = line.text, line
        span = self.story.paragraph(pieces)
        for number, start, end in marks if span else ():
            assert span is not None
            self.pages.setdefault(number, []).append(Span(span.start + start, span.start + end))

    def document_of(self, name: str) -> Document:
        for kind, items in groupby(self.extra, key=lambda item: item[0]):
            with self.story.region(kind):
                for _, number, line in items:
                    self.paragraph([(number, line)])
        document = self.story.document(name, "pdf", styled=True)
        pages = tuple(
            Span(spans[0].start, max(s.end for s in spans)) for _, spans in sorted(self.pages.items())
        )
        return replace(document, structure={**document.structure, "page": pages})


def _pieces(number: int, line: Line, between: str) -> Iterator[Piece]:
    """A line's characters, those set alike together."""
    if between:
        yield Piece(between, str(number), -1)
    for look, chars in groupby(line.chars, key=lambda char: (char.size, char.bold, char.color, char.hidden)):
        run = tuple(chars)
        size, bold, color, hidden = look
        style = StyleRun(0, 0, size=size, bold=bold, color=color, hidden=hidden)
        yield from _runs(run, str(number), style)


def _runs(chars: Sequence[Char], part: str, style: StyleRun) -> Iterator[Piece]:
    """Stretches whose characters follow each other on the page."""
    for _, run in groupby(enumerate(chars), key=lambda item: item[1].at - item[0]):
        found = [char for _, char in run]
        yield Piece("".join(char.text for char in found), part, found[0].at, 0, style)


def _written(
    story: Story, pages: Sequence[Sequence[Line]], heights: Sequence[float], repeated: set[str]
) -> _Writer:
    writer = _Writer(story)
    told: set[str] = set()
    opened: list[tuple[int, Line]] = []
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        edges = _right_edges(lines)
        for line in lines:
            key = _key(line)
            if key in repeated and _at_edge(line, height):
                if key not in told:
                    told.add(key)
                    kind = "header" if line.box[3] > height / 2 else "footer"
                    writer.extra.append((kind, number, line))
            elif _unseen(line):
                writer.extra.append(("hidden", number, line))
            elif opened and _goes_on(opened[-1], (number, line), edges):
                opened.append((number, line))
            else:
                writer.paragraph(opened)
                opened = [(number, line)]
    writer.paragraph(opened)
    writer.extra.sort(key=lambda item: item[0])
    return writer


def _with_paper(page: Any, lines: Sequence[Line]) -> list[Line]:
    """The lines, white ones on white paper as hidden: with nothing painted behind them nobody sees them."""
    white = [line for line in lines if all(_is_faint(char) for char in line.chars)]
    if not white:
        return list(lines)
    kinds = (pdfium.raw.FPDF_PAGEOBJ_PATH, pdfium.raw.FPDF_PAGEOBJ_IMAGE, pdfium.raw.FPDF_PAGEOBJ_SHADING)
    painted = [item.get_bounds() for item in page.get_objects(max_depth=3) if item.type in kinds]
    return [_hidden(line) if line in white and not _behind(line, painted) else line for line in lines]


def _is_faint(char: Char) -> bool:
    return contrast(StyleRun(0, 0, color=char.color)) < _FAINT


def _behind(line: Line, painted: Sequence[tuple[float, float, float, float]]) -> bool:
    left, bottom, right, top = line.box
    x, y = (left + right) / 2, (bottom + top) / 2
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in painted)


def _hidden(line: Line) -> Line:
    return Line(tuple(char._replace(hidden=True) for char in line.chars))


def _unseen(line: Line) -> bool:
    """Whether a line is printed so that nobody sees it."""
    return all(char.hidden for char in line.chars)


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """For each line (by identity of its first character) the right edge of the column that it stands in."""
    edges: dict[int, float] = {}
    boxes = [line.box for line in lines]
    for line, (left, _, right, _) in zip(lines, boxes, strict=True):
        beside = [box[2] for box in boxes if box[0] < right and box[2] > left]
        edges[line.chars[0].at] = max(beside, default=right)
    return edges


def _goes_on(before: tuple[int, Line], after: tuple[int, Line], edges: dict[int, float]) -> bool:
    """Whether a line goes on in the next, on the same page or over to the next one."""
    (page, line), (next_page, following) = before, after
    edge = edges.get(line.chars[0].at, line.box[2]) if page == next_page else line.box[2]
    if page == next_page:
        beside = same_base(line, following) and following.box[0] > line.box[2]
        return beside or joins(line, following, edge)
    alike = abs(line.size - following.size) < 1
    return next_page == page + 1 and alike and line.text[-1] not in "。！？；：.!?;:" and _is_text(following)


def _is_text(line: Line) -> bool:
    """Whether a line may be the rest of a sentence: it begins with a letter or a character, not with a number."""
    return not re.match(
        r"\s*(?:第[一二三四五六七八九十百\d]+[条章节页]|[一二三四五六七八九十]+、|[（(]|\d|[·•●■◆★])",
        line.text,
    )
