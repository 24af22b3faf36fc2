"""The marks in an annotated PDF: highlights, frames and notes, each with what is painted.

Input: a finding and boxes in the page's own coordinates. Output: annotation dictionaries. Source: ISO 32000-2, 12.5.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from engine.finding import Finding
from engine.reporters.comment_text import lines
from engine.reporters.frames import COLORS, Box
from engine.rule import Severity

NAME = "zhupi-"  # of an annotation, before the number of its finding
_COLORS = {
    Severity.CRITICAL: (1.0, 0.55, 0.5),
    Severity.HIGH: (1.0, 0.68, 0.45),
    Severity.MEDIUM: (1.0, 0.86, 0.4),
    Severity.LOW: (0.6, 0.85, 1.0),
    Severity.INFO: (0.8, 0.85, 0.85),
}
_AUTHOR = "朱批"
_PRINT = 4  # the annotation is printed
_MARGIN = 2.0  # points between words and the frame around them
_LINE = 1.6  # points, the frame's width
_HALO = 3.2  # of the white line under it, which sets it off from a dark ground


def _common(finding: Finding, index: int) -> dict[str, Any]:
    return {
        "/Type": Name.Annot,
        "/Contents": String("\n".join(lines(finding))),
        "/T": String(_AUTHOR),
        "/NM": String(f"{NAME}{index + 1}"),
        "/C": Array(list(_COLORS[finding.severity])),
        "/F": _PRINT,
    }


def highlight(pdf: pikepdf.Pdf, finding: Finding, boxes: Sequence[Box], index: int) -> Dictionary:
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


def frame(pdf: pikepdf.Pdf, finding: Finding, boxes: Sequence[Box], index: int) -> Dictionary:
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


def note(finding: Finding, index: int, media: Any) -> Dictionary:
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
