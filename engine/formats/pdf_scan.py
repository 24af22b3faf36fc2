"""Pages and pictures of a PDF that hold no text: rendered, and what is written on them recognised.

Input: a page of pypdfium2. Output: lines in points of the page as it is shown. Law: the number of pixels is bounded; a
page that would be too coarse to read within it is listed as not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from ctypes import c_int
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdfium2 import raw

from engine.document import Unread
from engine.formats.ocr import Reader
from engine.formats.paged import Page
from engine.formats.pdf_page import Line, ordered
from engine.formats.story import Story

if TYPE_CHECKING:
    from PIL.Image import Image

FEW = 8  # characters below which a page counts as a picture
MANY_PATHS = 60  # drawn shapes that may be letters turned into outlines
_FEW_ON_IMAGE = 60  # characters below which a page does where an image covers most of it
_MOST = 0.5
_GARBLED = 0.2  # share of characters without meaning from which the text layer is useless
_SCALE = 2.5  # pixels in a point: 180 dpi
_COARSE = 1.0  # pixels in a point below which a page is not read
_MAX_PIXELS = 16_000_000
_SMALL = 12.0  # points below which a picture holds no words
_ALIKE = 75  # per cent from which a hidden line says what the picture shows
_Box = tuple[float, float, float, float]  # left, bottom, right, top in user space


class Painted(NamedTuple):
    """What a page shows beside text: the boxes of its images, how many shapes, how much images cover of it."""

    images: tuple[_Box, ...]
    paths: int
    covered: float


def painted_on(page: Any) -> Painted:
    """What a page shows beside text."""
    kinds = _kinds(page)
    if not kinds.keys() & {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM}:
        return Painted((), kinds[raw.FPDF_PAGEOBJ_PATH], 0.0)
    images: list[_Box] = []
    paths = 0
    for item in page.get_objects(max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            images.append(item.get_bounds())
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
    width, height = page.get_size()
    largest = max(((right - left) * (top - bottom) for left, bottom, right, top in images), default=0.0)
    return Painted(tuple(images), paths, largest / max(width * height, 1.0))


def _kinds(page: Any) -> Counter[int]:
    """How many objects of each kind a page has, those within others left out."""
    count = range(raw.FPDFPage_CountObjects(page.raw))
    return Counter(raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page.raw, at)) for at in count)


def is_scan(shown: Sequence[Line], painted: Painted) -> bool:
    """Whether the words of a page are in its pictures or shapes, or its text layer means nothing."""
    text = "".join(line.text for line in shown)
    few = _FEW_ON_IMAGE if painted.covered > _MOST else FEW
    if len(text) < few:
        return bool(painted.images or painted.paths)
    return sum(_is_meaningless(char) for char in text) > _GARBLED * len(text)


def _is_meaningless(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"


def scanned(page: Any, lines: Sequence[Line], where: str, story: Story, reader: Reader) -> Page:
    """The lines that are seen on a page, then those of its hidden text that say something else."""
    from engine.formats.ocr_look import lines_of

    image, scale = _rendered(page, where, story)
    if image is None:
        return Page(lines, page.get_height())
    reading = reader.read(image, where)
    story.unread.extend(reading.unread)
    seen = ordered(lines_of(reading, 1 / scale))
    if not seen:
        story.unread.append(Unread("page", where, "这一页是图片，没有识别出文字，请看原页"))
    hidden = [line for line in lines if all(char.hidden for char in line.chars)]
    width, height = (side / scale for side in reading.image.size)
    return Page([*seen, *_other(hidden, seen)], height, (), width, reading.turned)


def _rendered(page: Any, where: str, story: Story) -> tuple[Image | None, float]:
    """The page as a picture, and how many pixels a point has."""
    width, height = page.get_size()
    scale = min(_SCALE, sqrt(_MAX_PIXELS / max(width * height, 1.0)))
    if scale < _COARSE:
        why = f"这一页太大（{width:.0f}×{height:.0f} 点），无法识别，请拆分"
        story.unread.append(Unread("page", where, why, blocking=True))
        return None, scale
    return page.render(scale=scale).to_pil().convert("RGB"), scale


def _other(hidden: Sequence[Line], seen: Sequence[Line]) -> list[Line]:
    """The hidden lines that are not the words of the picture: a scanner lays those behind it."""
    if not hidden:
        return []
    from rapidfuzz.fuzz import partial_ratio

    words = _plain("".join(line.text for line in seen))
    return [line for line in hidden if partial_ratio(_plain(line.text), words) < _ALIKE]


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def pictures(
    page: Any, lines: Sequence[Line], painted: Painted, where: str, story: Story, reader: Reader
) -> list[list[Line]]:
    """What stands on each picture of a page; the page's own text on it is blotted out, for it is read already."""
    from engine.formats.ocr_look import lines_of

    image, scale = _rendered(page, where, story)
    if image is None:
        return []
    for line in lines:
        left, top, right, bottom = _on_picture(page, line.box, image)
        image.paste("white", (left, top, right, bottom))
    found = []
    for box in dict.fromkeys(painted.images):
        left, top, right, bottom = part = _on_picture(page, box, image)
        if min(right - left, bottom - top) < _SMALL * scale:
            continue
        reading = reader.read(image.crop(part), where)
        story.unread.extend(reading.unread)
        if not reading.turned:
            there = ordered(lines_of(reading, 1 / scale))
            found.append([_moved(line, left / scale, (image.height - bottom) / scale) for line in there])
        elif reading.lines:
            story.unread.append(Unread("picture", where, "图片中的文字横放或倒置，没有审查"))
    return [lines for lines in found if lines]


def _on_picture(page: Any, box: _Box, image: Image) -> tuple[int, int, int, int]:
    """A box of the page's user space in the pixels of its picture."""
    xs, ys = [], []
    x, y = c_int(), c_int()
    for corner in ((box[0], box[1]), (box[2], box[3])):
        raw.FPDF_PageToDevice(page.raw, 0, 0, image.width, image.height, 0, *corner, x, y)
        xs.append(min(max(x.value, 0), image.width))
        ys.append(min(max(y.value, 0), image.height))
    return min(xs), min(ys), max(xs), max(ys)


def _moved(line: Line, right: float, up: float) -> Line:
    return Line(
        tuple(
            char._replace(
                left=char.left + right, right=char.right + right, bottom=char.bottom + up, top=char.top + up
            )
            for char in line.chars
        )
    )


def settled_pages(pages: Sequence[Page]) -> list[Page]:
    """The pages with one size for what is set in one size throughout."""
    from engine.formats.ocr_look import settled

    flat = settled([lines for page in pages for lines in (page.lines, *page.pictures)])
    rest = iter(flat)
    return [page._replace(lines=next(rest), pictures=[next(rest) for _ in page.pictures]) for page in pages]
