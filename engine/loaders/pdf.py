"""PDF files → Document.

Input: the file's bytes. Output: paragraphs of joined lines, a `page` for each page, the look of each stretch; an
anchor's `part` is the page's number from 0, its `node` the index of the first character. Headers and footers that
recur are given once. A page without text is recognised where that is installed. Law: a page without text that was not
recognised is listed as not read; invisible text is read, as `hidden`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ctypes import c_ushort
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from engine.document import Document, StyleRun, Unread
from engine.errors import ReviewError
from engine.formats.ocr import Reader
from engine.formats.ocr_choice import AUTO, Ocr
from engine.formats.paged import Page, document_of
from engine.formats.pdf_page import Char, Line, read_lines
from engine.formats.pdf_scan import (
    FEW,
    MANY_PATHS,
    Painted,
    is_scan,
    painted_on,
    pictures,
    scanned,
    settled_pages,
)
from engine.formats.story import Story
from engine.style import contrast

MAX_PAGES = 2000
_SHOWN = 40  # characters of what is not read
_FAINT = 1.6  # contrast with white paper below which text is as good as invisible


def load(data: bytes, name: str, ocr: Ocr = AUTO) -> Document:
    """The document. Raises ReviewError for what is encrypted, damaged or too long."""
    pdf = _open(data, name)
    try:
        if len(pdf) > MAX_PAGES:
            raise ReviewError("too-large", f"{name} 有 {len(pdf)} 页，超过上限 {MAX_PAGES} 页。")
        return _read(pdf, name, Reader(ocr))
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


def _read(pdf: Any, name: str, reader: Reader) -> Document:
    story = Story()
    pages = [_page(pdf, number, story, reader) for number in range(len(pdf))]
    if any(
        line.chars[0].recognised for page in pages for lines in (page.lines, *page.pictures) for line in lines
    ):
        pages = settled_pages(pages)
        story.notes.append("图片上的文字由识别（OCR）得到，可能有误，引用前请对照原页")
    return document_of(story, pages, name, "pdf")


def _page(pdf: Any, number: int, story: Story, reader: Reader) -> Page:
    """A page; what of it cannot be read is noted."""
    where = f"第{number + 1}页"
    try:
        page = pdf[number]
    except pdfium.PdfiumError:
        story.unread.append(Unread("page", where, "这一页已损坏，无法读取", blocking=True))
        return Page([], 0.0)
    try:
        if boxes := _written_on(page):
            why = "页面上的文本框批注和表单内容没有审查"
            story.unread.append(Unread("annotation", where, f"{why}：{boxes[0][:_SHOWN]}"))
        lines = _with_paper(page, read_lines(page))
        painted = painted_on(page)
        shown = [line for line in lines if not all(char.hidden for char in line.chars)]
        if not is_scan(shown, painted):
            return Page(lines, page.get_height(), _pictures(page, lines, painted, where, story, reader))
        if not reader.missing:
            return scanned(page, lines, where, story, reader)
        story.unread.extend(_unread(lines, painted, where, reader.missing))
        return Page(lines, page.get_height())
    finally:
        page.close()


def _written_on(page: Any) -> list[str]:
    """The words in text boxes that were laid upon a page and in the fields of a form."""
    found = []
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        item = raw.FPDFPage_GetAnnot(page.raw, index)
        key = {raw.FPDF_ANNOT_FREETEXT: b"Contents", raw.FPDF_ANNOT_WIDGET: b"V"}.get(
            raw.FPDFAnnot_GetSubtype(item) if item else 0
        )
        if key:
            found.append(_string(item, key))
        if item:
            raw.FPDFPage_CloseAnnot(item)
    return [words for words in found if words.strip()]


def _string(annotation: Any, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = (c_ushort * (length // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, length)
    return bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _pictures(
    page: Any, lines: Sequence[Line], painted: Painted, where: str, story: Story, reader: Reader
) -> list[list[Line]]:
    """What stands on the pictures of a page that has text too."""
    if not painted.images:
        return []
    if reader.embedded:
        return pictures(page, lines, painted, where, story, reader)
    story.unread.append(Unread("picture", where, "图片中的文字没有识别"))
    return []


def _unread(lines: Sequence[Line], painted: Painted, where: str, missing: str) -> Iterator[Unread]:
    """What to say of a page that was to be recognised and was not."""
    if sum(len(line.text) for line in lines) >= FEW:
        yield Unread("picture", where, f"这一页是图片，只审查了它的隐藏文字层；{missing}")
    elif painted.images or painted.paths > MANY_PATHS:
        yield Unread("page", where, f"这一页是图片，没有文字层；{missing}", blocking=True)


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
