"""Large pictures in tiles: which ones, and what was found on them made one list again.

Input: a picture's size; for each tile what was found on it. Output: tiles that overlap; the found lines in the
picture's own pixels, each once. Law: a line that a tile's edge cuts is taken from the tile that holds all of it, or
put together from the two sides; where neither can be, the pieces stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

SIDE = (
    1280  # pixels of a tile's longer side: a recogniser needs memory by the area, and shrinks what is larger
)
OVERLAP = 160  # a line of text up to this height is whole in one of two tiles
WIDE_OVERLAP = 320
_EDGE = 3  # pixels from a tile's upper or lower edge at which a line counts as cut
_SIDE_EDGE = 0.6  # heights from its sides: the cut may go between two characters
_COVERED = 0.5  # share of a line's area within another from which the two are the same
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


class Tile(NamedTuple):
    """A part of a picture, and which of its sides are cuts: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int
    cuts: tuple[bool, bool, bool, bool] = (False, False, False, False)


class Glyph(NamedTuple):
    """A recognised character and its box in pixels."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Found:
    """A recognised line: its characters, how sure the recogniser is (0 to 1), its box."""

    glyphs: tuple[Glyph, ...]
    confidence: float
    box: Box

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def tiles(width: int, height: int) -> list[Tile]:
    """The tiles of a picture, row by row; one where it is small enough."""
    columns, rows = _cuts(width, SIDE, WIDE_OVERLAP), _cuts(height, SIDE, OVERLAP)
    return [
        Tile(left, top, right, bottom, (left > 0, top > 0, right < width, bottom < height))
        for top, bottom in rows
        for left, right in columns
    ]


def _cuts(length: int, side: int, overlap: int) -> list[tuple[int, int]]:
    """Equal stretches that overlap, none longer than `side`."""
    count = max(1, -(-(length - overlap) // (side - overlap)))
    step = (length - overlap) / count
    return [(round(i * step), min(length, round((i + 1) * step) + overlap)) for i in range(count)]


def moved(found: Found, left: float, top: float, scale: float = 1.0) -> Found:
    """What was found on a tile that was shrunk by `scale`, in the picture's pixels."""

    def box(one: Box) -> Box:
        return (one[0] * scale + left, one[1] * scale + top, one[2] * scale + left, one[3] * scale + top)

    glyphs = tuple(Glyph(glyph.text, box(glyph.box)) for glyph in found.glyphs)
    return replace(found, glyphs=glyphs, box=box(found.box))


def merged(by_tile: Sequence[tuple[Tile, Sequence[Found]]]) -> list[Found]:
    """All lines once, from tiles whose lines are in the picture's pixels."""
    placed = [_Placed(found, tile, _cut_sides(found.box, tile)) for tile, lines in by_tile for found in lines]
    placed = list(_joined(placed))
    placed.sort(key=lambda one: (any(one.cut), -_area(one.found.box)))
    kept: list[_Placed] = []
    for one in placed:
        if not any(other.tile != one.tile and _same(one.found.box, other.found.box) for other in kept):
            kept.append(one)
    return [one.found for one in kept]


class _Placed(NamedTuple):
    """A line, the tile that it is from, and on which sides that cuts it: left, top, right, bottom."""

    found: Found
    tile: Tile
    cut: tuple[bool, bool, bool, bool]


def _cut_sides(box: Box, tile: Tile) -> tuple[bool, bool, bool, bool]:
    beside = (box[3] - box[1]) * _SIDE_EDGE
    near = (
        box[0] - tile.left <= beside,
        box[1] - tile.top <= _EDGE,
        tile.right - box[2] <= beside,
        tile.bottom - box[3] <= _EDGE,
    )
    left, top, right, bottom = (a and b for a, b in zip(near, tile.cuts, strict=True))
    return left, top, right, bottom


def _joined(placed: Sequence[_Placed]) -> Iterator[_Placed]:
    """The lines, those cut on the right with the rest that the next tile holds."""
    rest = [one for one in placed if one.cut[0]]
    used: set[int] = set()
    for one in placed:
        line = one
        while line.cut[2] and not one.cut[0]:
            after = next((r for r in rest if id(r) not in used and _goes_on(line, r)), None)
            if after is None:
                break
            used.add(id(after))
            line = _Placed(_both(line.found, after.found), one.tile, (*line.cut[:2], *after.cut[2:]))
        if not one.cut[0]:
            yield line
    yield from (one for one in rest if id(one) not in used)


def _goes_on(one: _Placed, after: _Placed) -> bool:
    """Whether the second is the same line as the first, seen in the tile to the right."""
    a, b = one.found.box, after.found.box
    level = min(a[3], b[3]) - max(a[1], b[1]) > _COVERED * min(one.found.height, after.found.height)
    return level and a[0] < b[0] <= a[2] < b[2]


def _both(left: Found, right: Found) -> Found:
    """The left line's characters up to the middle of what both show, then those of the right one that come after:
    the tiles may differ by some pixels on where a character is."""
    seam = (left.box[2] + right.box[0]) / 2
    first = tuple(glyph for glyph in left.glyphs if _middle(glyph) < seam)
    reached = _middle(first[-1]) + (first[-1].box[2] - first[-1].box[0]) / 2 if first else left.box[0]
    second = tuple(glyph for glyph in right.glyphs if _middle(glyph) >= reached)
    box = (
        left.box[0],
        min(left.box[1], right.box[1]),
        right.box[2],
        max(left.box[3], right.box[3]),
    )
    return Found(first + second, min(left.confidence, right.confidence), box)


def _middle(glyph: Glyph) -> float:
    return (glyph.box[0] + glyph.box[2]) / 2


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0) * max(box[3] - box[1], 0)


def _same(one: Box, other: Box) -> bool:
    """Whether the smaller of two boxes lies mostly within the other."""
    both = (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    if both[0] >= both[2] or both[1] >= both[3]:
        return False
    return _area(both) > _COVERED * min(_area(one), _area(other))


def with_large(found: Sequence[Found], coarse: Sequence[Found]) -> list[Found]:
    """The lines, with those whose letters are too large for an overlap taken from a smaller picture of the whole."""
    large = [
        one
        for one in coarse
        if one.height > WIDE_OVERLAP * 0.6 or (one.height > OVERLAP * 0.6 and not _holds(found, one))
    ]
    return [one for one in found if not any(_is_piece(one, big) for big in large)] + large


def _is_piece(one: Found, large: Found) -> bool:
    """Whether a line is a piece of a large one, not small print that its box happens to hold."""
    return one.height > 0.3 * large.height and _same(one.box, large.box)


def _holds(found: Sequence[Found], large: Found) -> bool:
    """Whether a line found in the tiles is this one, whole."""
    return any(
        one.height > 0.7 * large.height and _same(one.box, large.box) and len(one.glyphs) >= len(large.glyphs)
        for one in found
    )
