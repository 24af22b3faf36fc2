"""PDF files → Document.

Input: the file's bytes. Output: paragraphs of joined lines, a `page` for each page, the look of each stretch; an
anchor's `part` is the page's number from 0, its `node` the index of the first character. Headers and footers that
recur are given once. Law: a page without text is listed as not read; invisible text is read, as `hidden`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium

from engine.document import Document, StyleRun, Unread
from engine.errors import ReviewError
from engine.formats.paged import Page, document_of
from engine.formats.pdf_page import Char, Line, read_lines
from engine.formats.story import Story
from engine.style import contrast

MAX_PAGES = 2000
_FEW = 8  # characters below which a page counts as a picture
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
    pages = [_page(pdf, number, story) for number in range(len(pdf))]
    return document_of(story, pages, name, "pdf")


def _page(pdf: Any, number: int, story: Story) -> Page:
    """A page; one with nothing to read is noted."""
    try:
        page = pdf[number]
    except pdfium.PdfiumError:
        story.unread.append(Unread("page", f"第{number + 1}页", "这一页已损坏，无法读取", blocking=True))
        return Page([], 0.0)
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
        return Page(lines, page.get_height())
    finally:
        page.close()


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
