"""Picture files: opened within limits, refused by name."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from engine.errors import ReviewError
from engine.formats.picture import open_picture, saved
from tests.ocrfile import Sheet, Words

SHEET = Sheet((300, 200), [Words("字", 50, 50)])


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"])
def test_every_format_is_opened_and_written_back(format: str) -> None:
    picture = open_picture(SHEET.data(format))
    assert (picture.image.size, picture.image.mode, picture.format, picture.frames) == (
        (300, 200),
        "RGB",
        format,
        1,
    )
    again = open_picture(saved(picture.image, picture))
    assert (again.image.size, again.format) == ((300, 200), format)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_becomes_what_is_seen(mode: str) -> None:
    out = BytesIO()
    image = Image.new(mode, (20, 10), None) if mode == "I;16" else SHEET.image().convert(mode)
    image.save(out, "TIFF" if mode == "CMYK" else "PNG")
    assert open_picture(out.getvalue()).image.mode == "RGB"


def test_what_is_transparent_shows_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert open_picture(out.getvalue()).image.getpixel((5, 5)) == (255, 255, 255)


def test_a_turned_photograph_is_shown_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert open_picture(SHEET.data("JPEG", exif=exif)).image.size == (200, 300)


def png_head(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 30_000])
def test_too_many_pixels_are_refused_before_they_are_decoded(side: int) -> None:
    with pytest.raises(ReviewError) as refused:
        open_picture(png_head(side, side))
    assert refused.value.code == "too-large"
    assert "像素" in refused.value.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unknown-format"),
        (b"%PDF-1.7", "unknown-format"),
        (SHEET.data()[:80], "damaged"),
        (png_head(100, 100), "damaged"),
        (SHEET.data("JPEG")[:400], "damaged"),
    ],
)
def test_what_is_no_picture_or_a_broken_one_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReviewError) as refused:
        open_picture(data)
    assert refused.value.code == code
