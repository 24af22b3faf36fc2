"""A PDF and findings → the PDF with highlights and notes.

Input: the file's bytes, its Document, findings. Output: the copy, and how each finding was placed. Law: every mark
has an appearance stream of its own; the copy is read again and its text is unchanged, or nothing is written. A file
that is protected or signed is not rewritten. Source: ISO 32000-2, 12.5.6 (markup annotations).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from ctypes import c_double
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, String
from pypdfium2 import raw

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.reporters.comment_text import lines
from engine.reporters.frames import COLORS, Box, frames, merged
from engine.rule import Severity

_COLORS = {
    Severity.CRITICAL: (1.0, 0.55, 0.5),
    Severity.HIGH: (1.0, 0.68, 0.45),
    Severity.MEDIUM: (1.0, 0.86, 0.4),
    Severity.LOW: (0.6, 0.85, 1.0),
    Severity.INFO: (0.8, 0.85, 0.85),
}
_AUTHOR = "朱批"
_PRINT = 4  # the annotation is printed
_SIGNED = 1  # SigFlags: the file holds a signature
_FINE = 16  # units of a device in a point, for turning a place on the page as shown into one of the file
_MARGIN = 2.0  # points between words and the frame around them
_LINE = 1.6  # points, the frame's width
_HALO = 3.2  # of the white line under it, which sets it off from a dark ground


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding]
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy. Raises ReviewError where the file must not be rewritten or the copy came out wrong."""
    source = pdfium.PdfDocument(data)
    try:
        boxes = _boxes(source, document, findings)
        framed = _frames(source, document, findings)
        before = _texts(source)
    finally:
        source.close()
    copy = _written(data, findings, boxes, framed)
    again = pdfium.PdfDocument(copy)
    try:
        if _texts(again) != before:
            raise ReviewError("changed", "批注后的 PDF 文字与原稿不一致，未写出批注稿。")
    finally:
        again.close()
    return copy, tuple(_placement(i, findings[i], boxes[i] or framed[i]) for i in range(len(findings)))


def _placement(index: int, finding: Finding, boxes: Mapping[int, Sequence[Box]]) -> Placement:
    if boxes:
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


def _boxes(pdf: Any, document: Document, findings: Sequence[Finding]) -> list[dict[int, list[Box]]]:
    """For each finding, by page, the boxes of its words, one a line. A page is opened once for all."""
    found: list[dict[int, list[Box]]] = [{} for _ in findings]
    wanted: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
    for index, finding in enumerate(findings):
        for number, characters in _characters(document, finding).items():
            wanted[number].append((index, characters))
    for number, places in wanted.items():
        page = pdf[number]
        text_page = page.get_textpage()
        for index, characters in places:
            boxes = merged(_char_boxes(text_page.raw, characters))
            if boxes:
                found[index][number] = boxes
        text_page.close()
        page.close()
    return found


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


def _characters(document: Document, finding: Finding) -> dict[int, list[int]]:
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


def _char_boxes(page: Any, characters: Sequence[int]) -> Iterator[Box]:
    box = raw.FS_RECTF()
    for index in characters:
        if raw.FPDFText_GetLooseCharBox(page, index, box) and box.right > box.left:
            yield box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise ReviewError("protected", "PDF 设有密码保护，不能改写，因此不写批注稿；问题见报告。") from None
    except pikepdf.PdfError as fault:
        raise ReviewError(
            "damaged", f"PDF 已损坏（{fault}），不能改写，因此不写批注稿；问题见报告。"
        ) from fault


def _written(
    data: bytes,
    findings: Sequence[Finding],
    boxes: Sequence[Mapping[int, Sequence[Box]]],
    framed: Sequence[Mapping[int, Sequence[Box]]],
) -> bytes:
    with _opened(data) as pdf:
        _refuse(pdf)
        for index, (finding, places, frames) in enumerate(zip(findings, boxes, framed, strict=True)):
            for number, found in places.items():
                _add(pdf, number, _highlight(pdf, finding, found, index))
            for number, found in frames.items():
                _add(pdf, number, _frame(pdf, finding, found, index))
            if not places and not frames:
                _add(pdf, 0, _note(finding, index, pdf.pages[0].mediabox))
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


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


def _common(finding: Finding, index: int) -> dict[str, Any]:
    return {
        "/Type": Name.Annot,
        "/Contents": String("\n".join(lines(finding))),
        "/T": String(_AUTHOR),
        "/NM": String(f"zhupi-{index + 1}"),
        "/C": Array(list(_COLORS[finding.severity])),
        "/F": _PRINT,
    }


def _highlight(pdf: pikepdf.Pdf, finding: Finding, boxes: Sequence[Box], index: int) -> Dictionary:
    rect = [
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    ]
    quads = [
        n for left, bottom, right, top in boxes for n in (left, top, right, top, left, bottom, right, bottom)
    ]
    return Dictionary(
        {
            **_common(finding, index),
            "/Subtype": Name.Highlight,
            "/Rect": Array(rect),
            "/QuadPoints": Array(quads),
            "/AP": Dictionary(N=_appearance(pdf, boxes, rect, _COLORS[finding.severity])),
        }
    )


def _frame(pdf: pikepdf.Pdf, finding: Finding, boxes: Sequence[Box], index: int) -> Dictionary:
    """A border around recognised words: a highlight is hardly seen on a dark picture."""
    grown = [(a - _MARGIN, b - _MARGIN, c + _MARGIN, d + _MARGIN) for a, b, c, d in boxes]
    rect = [
        min(b[0] for b in grown) - _HALO,
        min(b[1] for b in grown) - _HALO,
        max(b[2] for b in grown) + _HALO,
        max(b[3] for b in grown) + _HALO,
    ]
    paths = "\n".join(f"{a:.2f} {b:.2f} {c - a:.2f} {d - b:.2f} re" for a, b, c, d in grown)
    color = COLORS[finding.severity]
    stroke = " ".join(f"{channel:.3f}" for channel in color)
    form = pdf.make_stream(f"1 j 1 1 1 RG {_HALO} w\n{paths} S\n{stroke} RG {_LINE} w\n{paths} S\n".encode())
    form.update(
        {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array(rect), "/Resources": Dictionary()}
    )
    return Dictionary(
        {
            **_common(finding, index),
            "/Subtype": Name.Square,
            "/Rect": Array(rect),
            "/C": Array(list(color)),
            "/BS": Dictionary(W=_LINE, S=Name.S),
            "/AP": Dictionary(N=form),
        }
    )


def _appearance(
    pdf: pikepdf.Pdf, boxes: Sequence[Box], rect: Sequence[float], color: tuple[float, float, float]
) -> Any:
    """What is painted: the boxes, multiplied with the page."""
    fill = " ".join(f"{channel:.3f}" for channel in color)
    painted = "\n".join(f"{a:.2f} {b:.2f} {c - a:.2f} {d - b:.2f} re f" for a, b, c, d in boxes)
    form = pdf.make_stream(f"/G gs {fill} rg\n{painted}\n".encode())
    form.update(
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": Array(list(rect)),
            "/Group": Dictionary(S=Name.Transparency),
            "/Resources": Dictionary(ExtGState=Dictionary(G=Dictionary(BM=Name.Multiply))),
        }
    )
    return form


def _note(finding: Finding, index: int, media: Any) -> Dictionary:
    """A note at the page's upper left corner, for what has no words of its own."""
    left, top = float(media[0]) + 12 + 14 * (index % 20), float(media[3]) - 12
    return Dictionary(
        {
            **_common(finding, index),
            "/Subtype": Name.Text,
            "/Name": Name.Comment,
            "/Rect": Array([left, top - 18, left + 18, top]),
        }
    )
