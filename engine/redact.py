"""A draft with its personal data masked, to be annotated in place of the draft itself.

Input: a draft's bytes, its document and its review. Output: the bytes with what is masked written over, and the
document that they give. Errors: ReviewError `redact` where that cannot be done. Law: it is done or there is no copy: the
file is loaded again, everything that is to be masked must be so, and nothing else may differ but by masks; so findings
keep their spans.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from urllib.parse import unquote

from engine.document import Document, own_text
from engine.errors import ReviewError
from engine.finding import Review
from engine.formats.encoding import Decoded, encode
from engine.loaders import LOADERS
from engine.reporters.masking import Veil, masked, veil

_SOURCES = {"md": "engine.formats.markdown_page", "html": "engine.formats.html_page"}
_PACKAGES = ("docx", "xlsx", "pptx")
_MASKS = "*＊"
_AUTOLINK = re.compile(r"<[^<>\s]+[@:][^<>\s]+>")


def redacted(data: bytes, document: Document, review: Review) -> tuple[bytes, Document]:
    """The file with personal data masked, and its document."""
    wanted, own = masked(review), len(own_text(document))
    if wanted[own:] != document.text[own:]:
        raise _refused("图片上识别出的个人信息无法遮盖")
    if document.format in _SOURCES:
        made = _source(data, document, wanted, veil(review))
    elif document.format in _PACKAGES:
        made = _package(data, veil(review))
    else:
        raise _refused("这种格式的文件无法遮盖个人信息")
    return made, _loaded(made, document, wanted[:own])


def _refused(why: str) -> ReviewError:
    return ReviewError("redact", f"{why}，因此不写批注稿；问题见报告")


def _package(data: bytes, veil: Veil) -> bytes:
    from engine.formats.opc import open_package
    from engine.formats.overwriting import overwritten

    try:
        return overwritten(open_package(data), veil.over)
    except ReviewError as fault:
        raise _refused(fault.message) if fault.code == "redact" else fault from None


def _source(data: bytes, document: Document, wanted: str, veil: Veil) -> bytes:
    """A text file masked: what a reader sees by its place in the source, and the rest of the source as it is."""
    from html import unescape

    decoded: Decoded = import_module(_SOURCES[document.format]).read(data, document.name)[0]
    hidden = veil.over(decoded.text)
    places = {
        at: (1, 1) for at, (old, new) in enumerate(zip(decoded.text, hidden, strict=True)) if old != new
    }
    places |= {at: (length, width) for at, length, width in _places(document, wanted)}
    source, star = list(decoded.text), _stars(decoded.text, document.format)
    for at, (length, width) in places.items():
        source[at : at + length] = [star[at] * width, *[""] * (length - 1)]
    text = "".join(source)
    if any(veil.over(plain) != plain for plain in (unescape(text), unquote(text))):
        raise _refused("文件里有编码过的个人信息")
    return encode(text, decoded)


def _places(document: Document, wanted: str) -> Iterator[tuple[int, int, int]]:
    """Where in the source each masked character stands: offset, length, and how many characters of the text it is."""
    anchors = document.anchors
    for at, (old, new) in enumerate(zip(document.text, wanted, strict=True)):
        anchor = anchors[bisect_right(anchors, at, key=lambda a: a.start) - 1]
        if old == new or at >= anchor.end:
            continue
        width = anchor.end - anchor.start
        if anchor.length == width:
            yield anchor.offset + at - anchor.start, 1, 1
        elif anchor.length:
            yield anchor.offset, anchor.length, width


def _stars(source: str, format: str) -> str:
    """What a masked character is written as at each place: Markdown reads * as syntax but in an address in <>."""
    if format != "md":
        return "*" * len(source)
    stars = ["＊"] * len(source)
    for link in _AUTOLINK.finditer(source):
        stars[link.start() : link.end()] = "*" * len(link.group())
    return "".join(stars)


def _loaded(data: bytes, document: Document, wanted: str) -> Document:
    """The document that the masked file gives, with what was recognised on pictures. Raises ReviewError where it is
    not the draft masked."""
    again: Document = import_module(LOADERS[f".{document.format}"]).load(data, document.name)
    old, own = own_text(document), len(wanted)
    if len(again.text) != own or not all(map(_agrees, old, wanted, again.text)):
        raise _refused("个人信息不能全部遮盖")
    beyond = tuple(anchor for anchor in document.anchors if anchor.start >= own)
    return replace(
        document,
        text=again.text + document.text[own:],
        anchors=(*again.anchors, *beyond),
        source_lines=again.source_lines,
        notes=again.notes,
    )


def _agrees(old: str, wanted: str, new: str) -> bool:
    """Whether a character is masked where it is to be, and else the draft's own or a mask."""
    return new in _MASKS or (wanted == old and new == old)
