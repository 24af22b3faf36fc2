"""Presentations (.pptx, .pptm, .ppsx) → Document.

Input: the file's bytes. Output: a `page` for each slide, speaker's notes as `footnote`; an anchor's `part` is the
OPC part, its `node` the ordinal of the text node in it (negative: a place that holds no text node). Law: hidden
slides are read too, as hidden text; pictures are listed as not read.
"""

from __future__ import annotations

from engine.document import Document, Unread
from engine.errors import ReviewError
from engine.formats.opc import Package, open_package
from engine.formats.slides import read_deck, slides
from engine.formats.story import Story

_EMBEDDED = ("attachment", "嵌入的文件没有审查", True)
_UNREAD = {  # the kind of a slide's link → what it is, why it is not read, whether it may hold text to review
    "image": ("picture", "其中的文字没有识别", False),
    "video": ("attachment", "其中的话没有审查", False),
    "audio": ("attachment", "其中的话没有审查", False),
    "oleObject": _EMBEDDED,
    "package": _EMBEDDED,
}


def load(data: bytes, name: str) -> Document:
    """The document. Raises ReviewError."""
    try:
        return _read(open_package(data), name)
    except ReviewError as fault:
        raise ReviewError(fault.code, f"{name}：{fault.message}。") from fault


def _read(package: Package, name: str) -> Document:
    story = Story()
    read_deck(package, story)
    for slide in slides(package):
        for link in package.relationships(slide.part):
            if link.kind in _UNREAD and not link.external:
                what, why, blocking = _UNREAD[link.kind]
                source = link.target if what == "picture" else ""
                where = f"第{slide.number}页 {link.target}"
                story.unread.append(Unread(what, where, why, blocking, source))
    if any(info.filename.lower().endswith("vbaproject.bin") for info in package.entries):
        story.notes.append("文件含有宏，未运行。")
    return story.document(name, "pptx", styled=True)
