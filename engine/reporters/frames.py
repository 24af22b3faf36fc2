"""Frames around recognised words, for copies of pictures and of scanned pages.

Input: a document with boxes and a span. Output: for each page the boxes of the span's words, one a line; colours that
tell the severity and are seen on light and dark grounds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from engine.document import Document
from engine.rule import Severity
from engine.text import Span

Box = tuple[float, float, float, float]  # left, bottom, right, top in points
COLORS = {
    Severity.CRITICAL: (0.83, 0.07, 0.10),
    Severity.HIGH: (0.90, 0.33, 0.00),
    Severity.MEDIUM: (0.70, 0.49, 0.00),
    Severity.LOW: (0.05, 0.40, 0.78),
    Severity.INFO: (0.35, 0.40, 0.42),
}


def frames(document: Document, span: Span) -> dict[int, list[Box]]:
    """For each page (from 0) the boxes of the recognised words of a span."""
    first = bisect_right(document.boxes, span.start, key=lambda box: box.end)
    last = bisect_left(document.boxes, span.end, key=lambda box: box.start)
    found: dict[int, list[Box]] = {}
    for box in document.boxes[first:last]:
        found.setdefault(int(box.part), []).append(box[3:])
    return {page: merged(boxes) for page, boxes in found.items()}


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Boxes that follow each other in one line made one."""
    joined: list[Box] = []
    for box in boxes:
        if joined and (_beside(joined[-1], box) or _below(joined[-1], box)):
            last = joined[-1]
            joined[-1] = (
                min(last[0], box[0]),
                min(last[1], box[1]),
                max(last[2], box[2]),
                max(last[3], box[3]),
            )
        else:
            joined.append(box)
    return joined


def _beside(one: Box, other: Box) -> bool:
    height = max(one[3] - one[1], 1.0)
    return abs(one[1] - other[1]) < height * 0.5 and other[0] - one[2] < height * 2 and other[2] > one[0]


def _below(one: Box, other: Box) -> bool:
    """Whether a box goes on in a line that stands: as wide, in the same place, up or down."""
    width = max(one[2] - one[0], 1.0)
    same = abs(one[0] - other[0]) < width * 0.2 and abs(one[2] - other[2]) < width * 0.2
    return same and max(one[1] - other[3], other[1] - one[3]) < width
