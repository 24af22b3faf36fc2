"""Picture files: opened within limits, and put back in their own format.

Input: bytes. Output: the first frame in RGB as a person sees it. Law: the size is known from the head of the file
before a pixel is decoded; what is too large is refused by name, never shrunk in silence.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from engine.errors import ReviewError

MAX_PIXELS = 50_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError)  # what Pillow's readers raise


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's first frame, its format as Pillow names it, how many frames there are, and what is kept of it."""

    image: Image.Image
    format: str
    frames: int
    kept: dict[str, Any]  # colour profile and resolution, for a copy


def open_picture(data: bytes) -> Picture:
    """The picture. Raises ReviewError where it is damaged, of an unknown format or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's warning of large pictures: the limit here is lower
            source = Image.open(BytesIO(data), formats=_FORMATS)
            width, height = source.size
            if width * height > MAX_PIXELS:
                raise _too_large(f"{width}×{height} 像素")
            frames = int(getattr(source, "n_frames", 1))
            kept: dict[str, Any] = {
                name: source.info[name] for name in ("icc_profile", "dpi") if name in source.info
            }
            shown = ImageOps.exif_transpose(source)
            return Picture(_flat(shown), source.format or "", frames, kept)
    except Image.DecompressionBombError:
        raise _too_large("像素过多") from None
    except UnidentifiedImageError:
        raise ReviewError("unknown-format", "内容不是能读取的图片") from None
    except _FAULTS as fault:
        raise ReviewError("damaged", f"图片已损坏（{type(fault).__name__}），请重新导出") from None


def _too_large(what: str) -> ReviewError:
    return ReviewError(
        "too-large", f"图片过大（{what}，上限 {MAX_PIXELS // 1_000_000} 百万像素），请缩小或拆分后再审"
    )


def _flat(image: Image.Image) -> Image.Image:
    """The picture in RGB; what is transparent shows white paper."""
    if image.mode in ("I", "I;16", "I;16B", "F"):
        image = (
            image.point(lambda value: value / 256).convert("L") if image.mode != "F" else image.convert("L")
        )
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def saved(image: Image.Image, picture: Picture) -> bytes:
    """The image in the picture's format."""
    out = BytesIO()
    options: dict[str, Any] = dict(picture.kept)
    if picture.format == "JPEG":
        options |= {"quality": 92, "subsampling": 0}
    elif picture.format == "WEBP":
        options |= {"lossless": True, "quality": 30}
        options.pop("dpi", None)
    elif picture.format == "TIFF":
        options |= {"compression": "tiff_adobe_deflate"}
    elif picture.format == "GIF":
        image, options = image.quantize(256), {}
    image.save(out, picture.format, **options)
    return out.getvalue()
