"""Pictures for tests and a recogniser that reads exactly those: every character is a block of a colour of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import pytest
from PIL import Image, ImageChops, ImageDraw

from engine.formats import ocr
from engine.formats.ocr_tiles import Found, Glyph

_SEEN = 0.6  # share of a character that must be seen to be read
_INSET = 0.05  # ems around the ink of a character
_ROOM = 0.2  # ems around a line


class Words(NamedTuple):
    """A line of text: its upper left corner, the size of its characters, how red it is (its lightness)."""

    text: str
    left: int
    top: int
    size: int = 40
    red: int = 20
    confidence: float = 0.99


@dataclass(frozen=True)
class Sheet:
    """A picture with lines of text, at most 250 of at most 250 characters."""

    size: tuple[int, int]
    lines: Sequence[Words]
    ground: str = "white"
    shaded: tuple[int, int] | None = None  # how green the ground is, from top to bottom

    def image(self) -> Image.Image:
        image = Image.new("RGB", self.size, self.ground)
        pen = ImageDraw.Draw(image)
        for row in range(self.size[1]) if self.shaded else ():
            first, last = self.shaded or (0, 0)
            green = round(first + (last - first) * row / self.size[1])
            pen.line((0, row, self.size[0], row), fill=(0, green, 60))
        for at, line in enumerate(self.lines):
            for column, char in enumerate(line.text):
                if char != " ":
                    pen.rectangle(_block(line, column), fill=(line.red, at, column))
        return image

    def data(self, format: str = "PNG", **options: object) -> bytes:
        out = BytesIO()
        self.image().save(out, format, **options)
        return out.getvalue()

    def recognise(self, image: Image.Image) -> list[Found]:
        """What a recogniser finds on the picture or a part of it; like one, it leaves spaces out."""
        red, green, blue = image.split()
        found = []
        for at, line in enumerate(self.lines):
            mine = ImageChops.multiply(_equal(red, line.red), _equal(green, at))
            if mine.getbbox() is None:
                continue
            columns = [(char, _box(mine, blue, column), line) for column, char in enumerate(line.text)]
            glyphs = tuple(Glyph(char, box) for char, box, _ in columns if box and _is_seen(box, line))
            if glyphs:
                found.append(Found(glyphs, line.confidence, _around(mine, line.size * _ROOM)))
        return found


def _block(line: Words, column: int) -> tuple[int, int, int, int]:
    inset = max(1, round(line.size * _INSET))
    left = line.left + column * line.size
    return left + inset, line.top + inset, left + line.size - inset - 1, line.top + line.size - inset - 1


def _equal(channel: Image.Image, value: int) -> Image.Image:
    return channel.point([255 if level == value else 0 for level in range(256)])


def _box(mine: Image.Image, blue: Image.Image, column: int) -> tuple[int, int, int, int] | None:
    return ImageChops.multiply(mine, _equal(blue, column)).getbbox()


def _around(mine: Image.Image, room: float) -> tuple[float, float, float, float]:
    """A line's box, with the room around the letters that a recogniser leaves."""
    left, top, right, bottom = mine.getbbox() or (0, 0, 0, 0)
    return (
        max(left - room, 0),
        max(top - room, 0),
        min(right + room, mine.width),
        min(bottom + room, mine.height),
    )


def _is_seen(box: tuple[int, int, int, int], line: Words) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) >= _SEEN * line.size * (1 - 2 * _INSET)


def use(monkeypatch: pytest.MonkeyPatch, *sheets: Sheet) -> list[tuple[int, int]]:
    """Makes the recogniser one that reads these sheets (told apart by their lines' redness); gives the sizes of the
    pictures that it was shown."""
    shown: list[tuple[int, int]] = []

    def recognise(image: Image.Image) -> list[Found]:
        shown.append(image.size)
        return [found for sheet in sheets for found in sheet.recognise(image)]

    monkeypatch.setattr(ocr, "recognise", recognise)
    monkeypatch.setattr(ocr, "find_spec", lambda name: name)
    return shown


def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where the extra is not installed."""
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
