"""What marks on a PDF stand on, and whether those in a copy cover their words.

Input: pages of pypdfium2 and boxes; the copy's bytes and the characters that each finding is on. Output: whether a
ground is dark; how the marks cover the words. Law: the copy is read as it is written, not as it was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from ctypes import c_int
from io import BytesIO
from statistics import median
from typing import Any, NamedTuple

import pikepdf
from pypdfium2 import raw

from engine.reporters.frames import Box
from engine.reporters.pdf_marks import NAME

_SCALE = 1.0  # pixels in a point
_LONGEST = 1_500  # pixels
_DARK = 110  # of 255, below which a highlight is hardly seen
_THIN = 2.0  # points up to which a shape is a line
_AROUND = 40  # characters before and after a finding's among which others that are covered are looked for
_NEAR = 0.3  # of a character's height within which a second print of it stands


def is_dark(page: Any, groups: Sequence[Sequence[Box]]) -> list[bool]:
    """For groups of boxes whether the page is dark behind them. A page is rendered only where something is painted
    behind one of them."""
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)
    painted = [item.get_bounds() for item in page.get_objects(max_depth=3) if item.type in kinds]
    solid = [box for box in painted if box[2] - box[0] > _THIN and box[3] - box[1] > _THIN]
    candidates = [bool(boxes) and _is_on(boxes[0], solid) for boxes in groups]
    if not any(candidates):
        return candidates
    width, height = page.get_size()
    scale = min(_SCALE, _LONGEST / max(width, height, 1.0))
    image = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    shades = [
        _shade(page, image, boxes[0]) if on else 255.0 for on, boxes in zip(candidates, groups, strict=True)
    ]
    image.close()
    return [shade < _DARK for shade in shades]


def _is_on(box: Box, painted: Sequence[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in painted)


def _shade(page: Any, image: Any, box: Box) -> float:
    """How light a page is at the upper and lower edge of a box, where letters seldom reach: 0 to 255."""
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = c_int(), c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, image.width, image.height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (a, b), (c, d) = corners
    columns = range(max(min(a, c), 0), min(max(a, c) + 1, image.width))
    rows = [row for edge in (min(b, d), max(b, d)) for row in (edge - 1, edge) if 0 <= row < image.height]
    shades = [[image.buffer[row * image.stride + column] for column in columns] for row in rows if columns]
    return max(map(median, shades), default=255.0)  # the line of a table's cell makes no dark ground


def coverage(pdf: Any, copy: bytes, wanted: Sequence[Mapping[int, Sequence[int]]]) -> list[str]:
    """For each finding how its marks in the copy cover its characters: "" exactly, "missing" not all of them, "more"
    others besides. `pdf` is the copy too."""
    marks = _marks(copy)
    said = [""] * len(wanted)
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, pages in enumerate(wanted):
        for number in pages:
            by_page[number].append(index)
    for number, indices in by_page.items():
        page = pdf[number]
        text_page = page.get_textpage()
        for index in indices:
            mark = marks.get((index, number), _Mark((), framed=True))
            found = _covering(text_page.raw, wanted[index][number], mark)
            said[index] = "missing" if "missing" in (found, said[index]) else found or said[index]
        text_page.close()
        page.close()
    return said


class _Mark(NamedTuple):
    """Where a mark is. `framed`: the words are within its one box, beside others maybe."""

    boxes: Sequence[Box]
    framed: bool


def _marks(copy: bytes) -> dict[tuple[int, int], _Mark]:
    """Our marks by finding and page."""
    marks: dict[tuple[int, int], _Mark] = {}
    with pikepdf.open(BytesIO(copy)) as file:
        for number, page in enumerate(file.pages):
            for mark in page.obj.get("/Annots", ()):
                name = str(mark.get("/NM", "")) if isinstance(mark, pikepdf.Dictionary) else ""
                if name.startswith(NAME):
                    at = int(name.removeprefix(NAME)) - 1, number
                    marks[at] = _Mark(list(_boxes(mark)), framed="/QuadPoints" not in mark)
    return marks


def _boxes(mark: Any) -> Iterator[Box]:
    """The boxes of a highlight's quadrilaterals, or the one around a frame."""
    if "/QuadPoints" not in mark:
        left, bottom, right, top = (float(n) for n in mark.Rect)
        yield left, bottom, right, top
        return
    points = [float(n) for n in mark.QuadPoints]
    for at in range(0, len(points), 8):
        left, top, right, _, _, bottom = points[at : at + 6]
        yield left, bottom, right, top


def _covering(page: Any, characters: Sequence[int], mark: _Mark) -> str:
    own = {index: box for index in characters if is_printed(page, index) and (box := box_of(page, index))}
    if any(not _is_on(box, mark.boxes) for box in own.values()):
        return "missing"
    if mark.framed:
        return ""
    first, last = min(characters) - _AROUND, max(characters) + _AROUND
    others = set(range(max(first, 0), min(last + 1, raw.FPDFText_CountChars(page)))) - set(characters)
    return "more" if any(_is_other(page, index, own, mark.boxes) for index in others) else ""


def _is_other(page: Any, index: int, own: Mapping[int, Box], marks: Sequence[Box]) -> bool:
    """Whether a character is covered that is none of the finding's, nor a second print of one."""
    code = raw.FPDFText_GetUnicode(page, index)
    box = box_of(page, index)
    if box is None or not _is_on(box, marks) or not is_printed(page, index):
        return False
    near = (box[3] - box[1]) * _NEAR
    return not any(
        raw.FPDFText_GetUnicode(page, other) == code
        and abs(at[0] - box[0]) < near
        and abs(at[1] - box[1]) < near
        for other, at in own.items()
    )


def is_printed(page: Any, index: int) -> bool:
    """Whether a character is more than white space, the sign of a hyphen or the first half of another."""
    char = chr(raw.FPDFText_GetUnicode(page, index))
    return not char.isspace() and char not in "\x02\ufffe\ufeff" and not "\ud800" <= char < "\udc00"


def box_of(page: Any, index: int) -> Box | None:
    """The box of a character; None where it has none."""
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(page, index, box) or box.right <= box.left:
        return None
    return box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)


def char_boxes(page: Any, characters: Sequence[int]) -> Iterator[Box]:
    """The boxes of the characters that are printed."""
    for index in characters:
        box = box_of(page, index) if is_printed(page, index) else None
        if box is not None:
            yield box
