"""The legend below an annotated picture: what each number stands for.

Input: numbered findings and a width in pixels. Output: a strip of that width. Law: its words are Chinese where a font
on the machine has Chinese characters, else English words and the rule's name: no boxes in place of letters.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from engine.finding import Finding
from engine.reporters.comment_text import lines
from engine.reporters.frames import COLORS

_FOLDERS = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}
_FACES = (  # names of font files that hold Chinese characters, the first found is taken
    "NotoSansCJK-Regular.ttc", "NotoSansSC*.ttf", "NotoSansCJKsc-Regular.otf", "SourceHanSans*.ttc", "msyh.ttc",
    "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "simhei.ttf", "simsun.ttc", "wqy-microhei.ttc",
    "wqy-zenhei.ttc", "DroidSansFallback*.ttf",
)  # fmt: skip
_QUOTED = 24


class Entry(NamedTuple):
    """A finding, its number on the picture and its words."""

    number: int
    finding: Finding
    words: str


class Face(NamedTuple):
    """A font, and whether it has Chinese characters."""

    face: ImageFont.FreeTypeFont | ImageFont.ImageFont
    chinese: bool


@cache
def _file() -> str:
    """A font file with Chinese characters, "" where there is none."""
    folders = [Path(folder).expanduser() for folder in _FOLDERS.get(sys.platform, _FOLDERS["linux"])]
    for name in _FACES:
        for folder in folders:
            found = next(iter(sorted(folder.rglob(name))), None) if folder.is_dir() else None
            if found is not None:
                return str(found)
    return ""


@lru_cache(maxsize=8)
def font(size: float) -> Face:
    """The font of a size in pixels."""
    path = _file()
    if path:
        return Face(ImageFont.truetype(path, round(size)), True)
    return Face(ImageFont.load_default(round(size)), False)


def text_of(entry: Entry, *, chinese: bool) -> str:
    """What the legend says of a finding."""
    if not chinese:
        return f"[{entry.finding.severity.word}] {entry.finding.rule} (see the report)"
    heading = lines(entry.finding)[0]
    words = entry.words if len(entry.words) <= _QUOTED else entry.words[: _QUOTED - 1] + "…"
    said = entry.finding.suggestion or entry.finding.ask
    return heading + (f"「{words}」" if words else "（全文）") + (f"　{said}" if said else "")


def drawn(entries: Sequence[Entry], width: int) -> Image.Image:
    """The legend as a strip."""
    size = min(max(width // 40, 14), 120)
    face, chinese = font(size)
    indent, step = round(size * 2.6), round(size * 1.5)
    rows = [
        (entry, list(wrapped(text_of(entry, chinese=chinese), width - indent - size, face)))
        for entry in entries
    ]
    height = size + sum(step * len(texts) + size // 3 for _, texts in rows) + size // 2
    strip = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(strip)
    pen.rectangle((0, 0, width, max(2, size // 8)), fill="#555555")
    top = size
    for entry, texts in rows:
        color = "#" + "".join(f"{round(channel * 255):02x}" for channel in COLORS[entry.finding.severity])
        pen.rectangle((size // 2, top, indent - size // 2, top + step - 4), fill=color)
        middle = (indent / 2, top + (step - 4) / 2)
        pen.text(middle, str(entry.number), fill="white", font=face, anchor="mm")
        for text in texts:
            pen.text((indent, top + (step - 4) / 2), text, fill="#1a1a1a", font=face, anchor="lm")
            top += step
        top += size // 3
    return strip


def wrapped(text: str, width: float, face: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> Iterator[str]:
    """A text in lines that are no wider than `width`."""
    line = ""
    for char in " ".join(text.split("\n")):
        if line and face.getlength(line + char) > width:
            yield line
            line = ""
        line += char
    if line:
        yield line
