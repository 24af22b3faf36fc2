"""A PDF and findings → the PDF with highlights and notes.

Input: the file's bytes, its Document, findings. Output: the copy, and how each finding was placed. Law: every mark
has an appearance stream of its own; the copy is read again and its text is unchanged, or nothing is written. A file
that is protected or signed is not rewritten. Source: ISO 32000-2, 12.5.6 (markup annotations).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from ctypes import c_double
from io import BytesIO
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary
from pypdfium2 import raw

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.reporters.frames import Box, frames, merged
from engine.reporters.pdf_check import char_boxes, coverage, is_dark
from engine.reporters.pdf_marks import frame, highlight, note

_SIGNED = 1  # SigFlags: the file holds a signature
_FINE = 16  # units of a device in a point, for turning a place on the page as shown into one of the file


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding]
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy. Raises ReviewError where the file must not be rewritten or the copy came out wrong."""
    wanted = [characters_of(document, finding) for finding in findings]
    source = pdfium.PdfDocument(data)
    try:
        boxes, dark = _boxes(source, wanted)
        framed = _frames(source, document, findings)
        before = _texts(source)
    finally:
        source.close()
    places = [
        _Places({n: found for n, found in boxes[at].items() if (at, n) not in dark},
                framed[at] | {n: found for n, found in boxes[at].items() if (at, n) in dark})
        for at in range(len(findings))
    ]  # fmt: skip
    copy = _written(data, findings, places)
    again = pdfium.PdfDocument(copy)
    try:
        if _texts(again) != before:
            raise ReviewError("changed", "批注后的 PDF 文字与原稿不一致，未写出批注稿。")
        covered = coverage(again, copy, wanted)
    finally:
        again.close()
    return copy, tuple(_placement(i, findings[i], places[i], covered[i]) for i in range(len(findings)))


class _Places(NamedTuple):
    """Where a finding is marked, by page: boxes to highlight, boxes to put a frame around."""

    marked: Mapping[int, Sequence[Box]]
    framed: Mapping[int, Sequence[Box]]


def _placement(index: int, finding: Finding, places: _Places, covered: str) -> Placement:
    if covered == "missing":
        return Placement(index, "report-only", "副本中的标记未能对准文字")
    if covered == "more":
        return Placement(index, "widened", "标记盖住了相邻的字")
    if places.marked or places.framed:
        return Placement(index, "exact")
    why = "针对全文，批注在首页" if finding.span is None else "原文位置没有可标的字"
    return Placement(index, "nearby", why)


def _texts(pdf: Any) -> list[str]:
    """The text of every page, "" of one that cannot be opened."""
    found = []
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pdfium.PdfiumError:
            found.append("")
            continue
        text_page = page.get_textpage()
        found.append(text_page.get_text_range())
        text_page.close()
        page.close()
    return found


def _boxes(
    pdf: Any, wanted: Sequence[Mapping[int, Sequence[int]]]
) -> tuple[list[dict[int, list[Box]]], set[tuple[int, int]]]:
    """For each finding, by page, the boxes of its words, one a line; and which (finding, page) stand on a dark ground.
    A page is opened once for all."""
    found: list[dict[int, list[Box]]] = [{} for _ in wanted]
    dark: set[tuple[int, int]] = set()
    by_page: dict[int, list[tuple[int, Sequence[int]]]] = defaultdict(list)
    for index, pages in enumerate(wanted):
        for number, characters in pages.items():
            by_page[number].append((index, characters))
    for number, places in by_page.items():
        page = pdf[number]
        text_page = page.get_textpage()
        on_page = [(index, merged(char_boxes(text_page.raw, characters))) for index, characters in places]
        shades = is_dark(page, [boxes for _, boxes in on_page])
        for (index, boxes), shade in zip(on_page, shades, strict=True):
            if boxes:
                found[index][number] = boxes
                dark |= {(index, number)} if shade else set()
        text_page.close()
        page.close()
    return found, dark


def _frames(pdf: Any, document: Document, findings: Sequence[Finding]) -> list[dict[int, list[Box]]]:
    """For each finding, by page, the boxes of its recognised words in the page's own coordinates."""
    found: list[dict[int, list[Box]]] = []
    for finding in findings:
        shown = frames(document, finding.span) if finding.span is not None and document.boxes else {}
        found.append(
            {number: [_in_page(pdf[number], box) for box in boxes] for number, boxes in shown.items()}
        )
    return found


def _in_page(page: Any, box: Box) -> Box:
    """A box on the page as it is shown in the page's own coordinates, which its rotation and crop box move."""
    width, height = (round(side * _FINE) for side in page.get_size())
    x, y = c_double(), c_double()
    corners = []
    for left, up in ((box[0], box[1]), (box[2], box[3])):
        raw.FPDF_DeviceToPage(
            page.raw, 0, 0, width, height, 0, round(left * _FINE), round(height - up * _FINE), x, y
        )
        corners.append((x.value, y.value))
    (a, b), (c, d) = corners
    return min(a, c), min(b, d), max(a, c), max(b, d)


def characters_of(document: Document, finding: Finding) -> dict[int, list[int]]:
    """For each page the ordinals of a finding's characters on it."""
    found: dict[int, list[int]] = defaultdict(list)
    if finding.span is None:
        return found
    first = max(bisect_left(document.anchors, (finding.span.start,)) - 1, 0)
    for anchor in document.anchors[first : bisect_left(document.anchors, (finding.span.end,))]:
        start, end = max(anchor.start, finding.span.start), min(anchor.end, finding.span.end)
        if start < end and anchor.node >= 0:
            at = anchor.node + start - anchor.start
            found[int(anchor.part)].extend(range(at, at + end - start))
    return found


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise ReviewError("protected", "PDF 设有密码保护，不能改写，因此不写批注稿；问题见报告。") from None
    except pikepdf.PdfError as fault:
        raise _damaged(fault) from fault


def _written(data: bytes, findings: Sequence[Finding], places: Sequence[_Places]) -> bytes:
    with _opened(data) as pdf:
        _refuse(pdf)
        for index, (finding, at) in enumerate(zip(findings, places, strict=True)):
            for number, found in at.marked.items():
                _add(pdf, number, highlight(pdf, finding, found, index))
            for number, found in at.framed.items():
                _add(pdf, number, frame(pdf, finding, found, index))
            if not at.marked and not at.framed:
                _add(pdf, 0, note(finding, index, pdf.pages[0].cropbox))
        out = BytesIO()
        try:
            with catch_warnings():  # a form whose fields the file does not list is copied as it is
                simplefilter("ignore")
                pdf.save(out, deterministic_id=True)
        except pikepdf.PdfError as fault:
            raise _damaged(fault) from fault
        return out.getvalue()


def _damaged(fault: Exception) -> ReviewError:
    return ReviewError("damaged", f"PDF 已损坏（{fault}），不能改写，因此不写批注稿；问题见报告。")


def _refuse(pdf: pikepdf.Pdf) -> None:
    """Raises ReviewError for what must not be rewritten."""
    if pdf.is_encrypted:
        raise ReviewError("protected", "PDF 设有权限保护，改写会去掉保护，因此不写批注稿；问题见报告。")
    form = pdf.Root.get("/AcroForm")
    if form is not None and int(form.get("/SigFlags", 0)) & _SIGNED:
        raise ReviewError("signed", "PDF 已签名，改写会使签名失效，因此不写批注稿；问题见报告。")


def _add(pdf: pikepdf.Pdf, number: int, annotation: Dictionary) -> None:
    page = pdf.pages[number].obj
    if "/Annots" not in page:
        page.Annots = Array([])
    page.Annots.append(pdf.make_indirect(annotation))
