"""PDF files whose pages are pictures."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image


def scan(
    images: Sequence[Image.Image],
    *,
    rotate: int = 0,
    text: str = "",
    crop: Sequence[float] = (0, 0, 600, 400),
    place: Sequence[float] = (600, 400, 0, 0),
) -> bytes:
    """A file with a page for each picture, drawn `place` (width, height, x, y) on a page of 600 × 400 points; `text`:
    operators that come after it, with the font F."""
    made = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for image in images:
        stream = made.make_stream(image.tobytes())
        stream.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=image.width,
                Height=image.height,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
            )
        )
        width, height, x, y = place
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, 600, 400]),
            CropBox=Array(list(crop)),
            Rotate=rotate,
            Resources=Dictionary(XObject=Dictionary(P=stream), Font=Dictionary(F=font)),
            Contents=made.make_stream(f"q {width} 0 0 {height} {x} {y} cm /P Do Q {text}".encode()),
        )
        made.pages.append(pikepdf.Page(made.make_indirect(page)))
    out = BytesIO()
    made.save(out)
    return out.getvalue()
