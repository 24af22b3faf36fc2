"""How recognised lines are set, measured from their pixels: size, colour, ground, blanks between words.

Input: a picture and the lines found on it. Output: lines of characters in points from the picture's lower left corner.
Law: what cannot be measured is None; sizes that differ by less than the measurement's own error are one size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from PIL import Image, ImageStat

from engine.formats.flow import is_wide
from engine.formats.ocr import Reading
from engine.formats.ocr_tiles import Box, Found, Glyph
from engine.formats.pdf_page import Char, Line

_HAN_INK = 0.92  # the ink's height of a line in ems, with Chinese characters
_LATIN_INK = 0.74  # and without
_BLANK = 0.265  # ems without ink between two characters from which a space stands there
_WIDER = 0.15  # ems that it is wider than what is usual around it: words may be spaced out
_NEXT_SIZE = 1.07  # a larger size that is nearer than this may be the same
_ONE_SIZE = 1.3  # but no two sizes that are further apart
_SNAP = 0.35  # ems by which a recogniser may misplace the edge of a character
_FLAT = 12  # difference in luminance below which text and ground cannot be told apart
_NEAR_WHITE = 248
_BIN = 16  # levels of luminance that count as one
_SHADE = 0.25  # of the contrast, by which the text's own colour may vary
_SOLID = 0.4  # share of the ink from which one colour is the text's


@dataclass(frozen=True, slots=True)
class Look:
    """A line's size in pixels, colours, the ink's top and bottom, and the columns of its box that hold ink."""

    size: float
    color: str | None
    background: str | None
    top: float
    bottom: float
    ink: tuple[bool, ...]


def lines_of(reading: Reading, unit: float) -> list[Line]:
    """The lines with their look; `unit` is the size of a pixel in points."""
    image, first = reading.image, 0
    lines = []
    for one in reading.lines:
        look = measured(image, one)
        glyphs = _spaced(_snapped(one.glyphs, look, one.box[0]), look, one.box[0])
        lines.append(Line(tuple(_chars(glyphs, look, first, image.height, unit))))
        first += len(glyphs)
    return lines


def _chars(glyphs: Sequence[Glyph], look: Look, first: int, height: int, unit: float) -> Iterator[Char]:
    for at, (text, (left, _, right, _)) in enumerate(glyphs, first):
        yield Char(
            at,
            text,
            left * unit,
            (height - look.bottom) * unit,
            right * unit,
            (height - look.top) * unit,
            round(look.size * unit, 1),
            None,
            look.color,
            False,
            look.background,
            recognised=True,
        )


def measured(image: Image.Image, found: Found) -> Look:
    """The look of a line."""
    box = _within(found.box, image)
    crop = image.crop(box)
    mask = _ink(crop.convert("L"))
    if mask is None:
        return Look(_size(found, found.height / 1.3), None, None, found.box[1], found.box[3], ())
    color, background, mask = _colors(crop, mask)
    top, bottom = _rows(mask)
    columns = mask.resize((mask.width, 1), Image.Resampling.BOX).tobytes()
    ink = tuple(value > 0 for value in columns)
    return Look(_size(found, bottom - top), color, background, box[1] + top, box[1] + bottom, ink)


def _within(box: Box, image: Image.Image) -> tuple[int, int, int, int]:
    left, top = min(max(int(box[0]), 0), image.width - 1), min(max(int(box[1]), 0), image.height - 1)
    return (
        left,
        top,
        max(min(round(box[2]), image.width), left + 1),
        max(min(round(box[3]), image.height), top + 1),
    )


def _ink(gray: Image.Image) -> Image.Image | None:
    """255 where a pixel belongs to the text; the ground is what the box's rim is made of."""
    histogram = gray.histogram()
    threshold = _otsu(histogram)
    below, above = histogram[: threshold + 1], histogram[threshold + 1 :]
    if not any(below) or not any(above) or threshold + 1 + _mean(above) - _mean(below) < _FLAT:
        return None
    width, height = gray.size
    rim = [*gray.crop((0, 0, width, 1)).tobytes(), *gray.crop((0, height - 1, width, height)).tobytes()]
    light_ground = sum(value > threshold for value in rim) * 2 > len(rim)
    return gray.point([255 if (value <= threshold) is light_ground else 0 for value in range(256)])


def _otsu(histogram: Sequence[int]) -> int:
    """The threshold that parts a histogram best (N. Otsu, 1979)."""
    total, whole = sum(histogram), sum(value * count for value, count in enumerate(histogram))
    below = weight = 0
    best, where = -1.0, 0
    for value, count in enumerate(histogram[:-1]):
        below, weight = below + value * count, weight + count
        if 0 < weight < total:
            spread = weight * (total - weight) * (below / weight - (whole - below) / (total - weight)) ** 2
            if spread > best:
                best, where = spread, value
    return where


def _mean(histogram: Sequence[int]) -> float:
    return sum(value * count for value, count in enumerate(histogram)) / max(sum(histogram), 1)


def _rows(mask: Image.Image) -> tuple[int, int]:
    """The first and last row that hold ink; what a neighbouring line leaves at the rim is passed over."""
    rows = mask.resize((1, mask.height), Image.Resampling.BOX).tobytes()
    full = [at for at, value in enumerate(rows) if value > 4]
    if not full or full[-1] + 1 - full[0] < mask.height * 0.4:
        return 0, mask.height
    return full[0], full[-1] + 1


def _colors(crop: Image.Image, mask: Image.Image) -> tuple[str, str, Image.Image]:
    """The colours of text and ground, and the ink that is of the text's colour.

    Where much of the ink is of one colour that is the text's (a box may hold a piece of another line), else its core:
    the edges of thin strokes are mixed with the ground."""
    gray, inverse = crop.convert("L"), mask.point(lambda value: 255 - value)
    ground = ImageStat.Stat(gray, inverse).median[0]
    histogram = gray.histogram(mask)
    bins = [sum(histogram[at : at + _BIN]) for at in range(256 - _BIN)]
    most = max(range(len(bins)), key=bins.__getitem__)
    if bins[most] > _SOLID * sum(histogram):
        reach = abs(most + _BIN / 2 - ground) * _SHADE
        wanted = [255 if abs(value - most - _BIN / 2) <= reach else 0 for value in range(256)]
        core = wide = _both(mask, gray.point(wanted))
    else:
        level = _mean(histogram)
        core = _both(
            mask, gray.point([255 if (v - level) * (level - ground) >= 0 else 0 for v in range(256)])
        )
        wide = mask
    return _hex(ImageStat.Stat(crop, core).median), _hex(ImageStat.Stat(crop, inverse).median), wide


def _both(one: Image.Image, other: Image.Image) -> Image.Image:
    return Image.composite(one, Image.new("L", one.size), other)


def _hex(color: Sequence[float]) -> str:
    channels = [round(channel) for channel in color[:3]]
    return "#ffffff" if min(channels) >= _NEAR_WHITE else "#" + "".join(f"{c:02x}" for c in channels)


def _size(found: Found, ink: float) -> float:
    """The size in pixels, from the ink's height; no more than the pitch of neighbouring Chinese characters."""
    han = [is_wide(glyph.text) for glyph in found.glyphs]
    middles = [(glyph.box[0] + glyph.box[2]) / 2 for glyph in found.glyphs]
    steps = [b - a for (a, b), (x, y) in zip(pairwise(middles), pairwise(han), strict=True) if x and y]
    by_ink = ink / (_HAN_INK if any(han) else _LATIN_INK)
    return min(median(steps), by_ink) if len(steps) >= 3 else by_ink


def _snapped(glyphs: Sequence[Glyph], look: Look, left: float) -> list[Glyph]:
    """The characters with their edges at the nearest columns without ink: a recogniser is some pixels off."""
    if True not in look.ink:
        return list(glyphs)
    gaps = _gaps(look.ink)
    edges = [float(look.ink.index(True))]
    for before, after in pairwise(glyphs):
        edges += _edges(before.box[2] - left, after.box[0] - left, gaps, _SNAP * look.size)
    edges.append(len(look.ink) - float(look.ink[::-1].index(True)))
    sides = zip(glyphs, edges[::2], edges[1::2], strict=True)
    return [
        Glyph(text, (first + left, box[1], last + left, box[3])) if first < last else Glyph(text, box)
        for (text, box), first, last in sides
    ]


def _edges(right: float, left: float, gaps: Sequence[tuple[int, int]], reach: float) -> tuple[float, float]:
    """Where one character ends and the next begins; a wide gap counts as nearer than a narrow one."""
    middle = (right + left) / 2

    def distance(gap: tuple[int, int]) -> float:
        return abs((gap[0] + gap[1]) / 2 - middle) - (gap[1] - gap[0]) / 2

    near = min(gaps, key=distance, default=None)
    return near if near is not None and distance(near) < reach else (right, left)


def _gaps(ink: Sequence[bool]) -> list[tuple[int, int]]:
    """The stretches of columns without ink between others with it."""
    edges = [at for at in range(1, len(ink)) if ink[at] != ink[at - 1]]
    if edges and ink[0] is False:
        edges = edges[1:]
    return list(zip(edges[::2], edges[1::2], strict=False))


def _spaced(glyphs: Sequence[Glyph], look: Look, left: float) -> list[Glyph]:
    """The characters, with a space where a stretch without ink is as wide as one: a recogniser leaves out those
    between Chinese characters."""
    blanks = [_blank(before, after, look, left) for before, after in pairwise(glyphs)]
    spaced = list(glyphs[:1])
    for at, (before, after) in enumerate(pairwise(glyphs)):
        around = [*blanks[max(at - 2, 0) : at], *blanks[at + 1 : at + 3]]
        usual = median(around) if around else 0.0
        letters = all(is_wide(glyph.text) and glyph.text.isalpha() for glyph in (before, after))
        if letters and blanks[at] > _BLANK * look.size and blanks[at] > usual + _WIDER * look.size:
            spaced.append(Glyph(" ", (before.box[2], before.box[1], after.box[0], before.box[3])))
        spaced.append(after)
    return spaced


def _blank(before: Glyph, after: Glyph, look: Look, left: float) -> float:
    """The longest stretch without ink between the middles of two characters."""
    first, last = (max(int((glyph.box[0] + glyph.box[2]) / 2 - left), 0) for glyph in (before, after))
    longest = run = 0
    for inked in look.ink[first : last + 1]:
        run = 0 if inked else run + 1
        longest = max(longest, run)
    return longest


def settled(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages with the sizes of recognised lines that may be one size made one."""
    weights = sorted((line.size, len(line.chars)) for page in pages for line in page if _is_recognised(line))
    common: dict[float, float] = {}
    group: list[tuple[float, int]] = []
    for size, count in [*weights, (float("inf"), 0)]:
        if group and (size > group[-1][0] * _NEXT_SIZE or size > group[0][0] * _ONE_SIZE):
            common |= dict.fromkeys([s for s, _ in group], _middle(group))
            group = []
        group.append((size, count))
    return [[_resized(line, common) if _is_recognised(line) else line for line in page] for page in pages]


def _middle(group: Sequence[tuple[float, int]]) -> float:
    """The size in which half of the group's characters are set or smaller."""
    sizes = [size for size, count in group for _ in range(count)]
    return sizes[(len(sizes) - 1) // 2]


def _resized(line: Line, common: dict[float, float]) -> Line:
    size = common[line.size]
    return Line(tuple(char._replace(size=size) for char in line.chars))


def _is_recognised(line: Line) -> bool:
    return line.chars[0].recognised
