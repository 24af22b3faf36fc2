"""A picture and findings → the picture with numbered frames and a legend below it, in the same format.

Input: the file's bytes, its Document, findings. Output: the copy, and how each finding was placed. Law: a frame leaves
its words free and is seen on light and dark grounds; the copy is opened again, and beside frames, numbers and legend
it is the picture, or nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageStat

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.formats.ocr import UNIT
from engine.formats.picture import Picture, open_picture, saved
from engine.reporters.frames import COLORS, frames
from engine.reporters.legend import Entry, drawn, font

_SIDES = {"JPEG": 65_500, "WEBP": 16_383, "GIF": 65_535}  # the longest side that a format can hold
_LOSSY = ("JPEG", "GIF")
_STRIP = 512  # rows that are compared at a time
_NOISE = 6.0  # mean difference that compression may make
Pixels = tuple[int, int, int, int]  # left, top, right, bottom


class _Mark(NamedTuple):
    """A finding's number and frames in pixels."""

    number: int
    finding: Finding
    boxes: tuple[Pixels, ...]


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding]
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy. Raises ReviewError where the format cannot hold it or the copy came out wrong."""
    picture = open_picture(data)
    marks = [
        _Mark(number, finding, _boxes(document, finding, picture.image))
        for number, finding in enumerate(findings, 1)
    ]
    width, height = picture.image.size
    entries = [Entry(mark.number, mark.finding, _words(document, mark.finding)) for mark in marks]
    legend = drawn(entries, width)
    if max(height + legend.height, width) > _SIDES.get(picture.format, 1_000_000):
        raise ReviewError("too-large", "图片过长，这种格式容不下图例，因此不写批注稿；问题见报告。")
    whole = Image.new("RGB", (width, height + legend.height), "white")
    whole.paste(picture.image, (0, 0))
    whole.paste(legend, (0, height))
    painted = _draw(whole, picture.image.size, marks, [_pixels(box[3:], height) for box in document.boxes])
    copy = saved(whole, picture)
    del whole  # a large picture is not held more often than needed
    _check(copy, picture, painted, (width, height + legend.height))
    return copy, tuple(_placement(mark) for mark in marks)


def _placement(mark: _Mark) -> Placement:
    if mark.boxes:
        return Placement(mark.number - 1, "exact")
    why = "针对全文，列在图例中" if mark.finding.span is None else "原文位置没有可框的字，列在图例中"
    return Placement(mark.number - 1, "nearby", why)


def _words(document: Document, finding: Finding) -> str:
    return "" if finding.span is None else " ".join(document.text[slice(*finding.span)].split())


def _boxes(document: Document, finding: Finding, image: Image.Image) -> tuple[Pixels, ...]:
    if finding.span is None:
        return ()
    return tuple(_pixels(box, image.height) for box in frames(document, finding.span).get(0, ()))


def _pixels(box: tuple[float, float, float, float], height: int) -> Pixels:
    left, bottom, right, top = (side / UNIT for side in box)
    return round(left), round(height - top), round(right), round(height - bottom)


def _draw(
    image: Image.Image, size: tuple[int, int], marks: Sequence[_Mark], words: Sequence[Pixels]
) -> Image.Image:
    """Draws frames, then numbers where they hide the least, within `size`; gives back a mask of what was painted."""
    pen = ImageDraw.Draw(image)
    painted = Image.new("L", size)
    trace = ImageDraw.Draw(painted)
    line = max(2, min(size) // 300)
    taken: list[Pixels] = []
    for mark in marks:
        for box in mark.boxes:
            outer = _around(box, line)
            trace.rectangle(outer, outline=255, width=line + 2)
            pen.rectangle(outer, outline="white", width=line + 2)
            pen.rectangle(_grown(outer, -1), outline=_color(mark), width=line)
    for mark in marks:
        if mark.boxes:
            tag = _tag(mark, size, _around(mark.boxes[0], line), [*words, *taken])
            taken.append(tag)
            trace.rectangle(tag, fill=255)
            _number(pen, tag, mark)
    return painted


def _color(mark: _Mark) -> tuple[int, int, int]:
    red, green, blue = (round(channel * 255) for channel in COLORS[mark.finding.severity])
    return red, green, blue


def _around(box: Pixels, line: int) -> Pixels:
    """A frame's outer edge: close beside the words, where others follow, with more room above and below."""
    return box[0] - line - 2, box[1] - 2 * line - 2, box[2] + line + 2, box[3] + 2 * line + 2


def _grown(box: Pixels, by: int) -> Pixels:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _tag(mark: _Mark, size: tuple[int, int], frame: Pixels, taken: Sequence[Pixels]) -> Pixels:
    """Where a finding's number stands: beside its frame, within the picture, over as few words as can be."""
    height = max(18, min(size) // 36)
    width = round(height * (0.55 + 0.55 * len(str(mark.number))))
    left, top, right, bottom = frame
    corners = (
        (left - width, top),
        (right, top),
        (left, top - height),
        (right - width, top - height),
        (left, bottom),
        (right - width, bottom),
        (left - width, top - height),
        (right, bottom),
    )
    places = [
        (min(max(x, 0), max(size[0] - width, 0)), min(max(y, 0), max(size[1] - height, 0)))
        for x, y in corners
    ]
    boxes = [(x, y, x + width, y + height) for x, y in places]
    return min(boxes, key=lambda box: _covered(box, [*taken, *mark.boxes]))


def _covered(box: Pixels, others: Iterable[Pixels]) -> int:
    return sum(
        max(min(box[2], other[2]) - max(box[0], other[0]), 0)
        * max(min(box[3], other[3]) - max(box[1], other[1]), 0)
        for other in others
    )


def _number(pen: ImageDraw.ImageDraw, tag: Pixels, mark: _Mark) -> None:
    height = tag[3] - tag[1]
    pen.rectangle(tag, fill=_color(mark), outline="white", width=max(1, height // 14))
    middle = ((tag[0] + tag[2]) / 2, (tag[1] + tag[3]) / 2)
    pen.text(middle, str(mark.number), fill="white", font=font(height * 0.72).face, anchor="mm")


def _check(copy: bytes, picture: Picture, painted: Image.Image, size: tuple[int, int]) -> None:
    """Raises ReviewError where the copy, opened again, is not the picture with what was painted."""
    again = open_picture(copy).image
    if again.size != size:
        raise ReviewError("changed", "批注后的图片大小不对，未写出批注稿。")
    wrong = [_differs(again, picture, painted, top) for top in range(0, picture.image.height, _STRIP)]
    if max(wrong) > (_NOISE if picture.format in _LOSSY else 0.0):
        raise ReviewError("changed", "批注后的图片与原稿不一致，未写出批注稿。")


def _differs(again: Image.Image, picture: Picture, painted: Image.Image, top: int) -> float:
    """How far two pictures are apart in a strip where nothing was painted: the largest mean of a channel."""
    strip = (0, top, picture.image.width, min(top + _STRIP, picture.image.height))
    free = painted.crop(strip).point(lambda value: 255 - value)
    if free.getbbox() is None:
        return 0.0
    return max(ImageStat.Stat(ImageChops.difference(again.crop(strip), picture.image.crop(strip)), free).mean)
