"""Pictures within a draft (Word, PowerPoint, Excel, HTML data URIs, mail), recognised where that is asked for.

Input: a draft's bytes and its document. Output: the document with what stands on its pictures after all else, as
`picture`; an anchor's `part` is the picture's place in the file. Law: nothing is fetched; a picture that could not be
read stays listed, with the reason.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from urllib.parse import unquote_to_bytes

from engine.document import Anchor, Document, StyleRun, Unread
from engine.errors import ReviewError
from engine.formats.encoding import decode
from engine.formats.ocr import UNIT, Reader
from engine.formats.ocr_choice import Ocr
from engine.formats.opc import open_package
from engine.formats.paged import Page, document_of
from engine.formats.pdf_page import Line, ordered
from engine.formats.story import Story
from engine.text import Span

_LEAST = 20  # pixels of a side below which a picture holds no words


def with_pictures(data: bytes, document: Document, ocr: Ocr) -> Document:
    """The document with the words on its pictures."""
    reader = Reader(ocr)
    wanted = list(dict.fromkeys(entry.source for entry in document.unread if entry.source))
    if not wanted:
        return document
    if reader.missing:
        return replace(document, unread=tuple(_kept(document, dict.fromkeys(wanted, reader.missing))))
    read = _SOURCES[document.format](data, document.name)
    story, refused, sources, pages = Story(), dict[str, str](), [], []
    for source in wanted:
        try:
            lines = _lines(read(source), story, reader, _where(document, source))
        except ReviewError as fault:
            refused[source] = fault.message
            continue
        if lines:
            sources.append(source)
            pages.append(Page([], 0.0, [lines]))
    found = document_of(story, pages, document.name, document.format)
    whole = _joined(document, found, sources)
    return replace(whole, unread=(*_kept(document, refused), *story.unread))


def _where(document: Document, source: str) -> str:
    return next(entry.where for entry in document.unread if entry.source == source)


def _kept(document: Document, refused: dict[str, str]) -> list[Unread]:
    """What stays unread, pictures with the reason why they could not be recognised."""
    return [
        replace(entry, why=refused[entry.source]) if entry.source else entry
        for entry in document.unread
        if not entry.source or entry.source in refused
    ]


def _lines(data: bytes, story: Story, reader: Reader, where: str) -> list[Line]:
    """The lines of a picture, without sizes: how large it is shown is not known. Raises ReviewError."""
    from engine.formats.ocr_look import lines_of
    from engine.formats.picture import open_picture

    picture = open_picture(data)
    if min(picture.image.size) < _LEAST:
        return []
    reading = reader.read(picture.image, where)
    story.unread.extend(reading.unread)
    if picture.frames > 1:
        story.unread.append(Unread("picture", where, f"共 {picture.frames} 帧，只识别了第一帧"))
    return ordered(lines_of(reading, UNIT))


def _joined(document: Document, found: Document, sources: list[str]) -> Document:
    """Both texts, one after the other."""
    if not found.text:
        return document
    by = len(document.text) + 1 if document.text else 0

    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    structure = dict(document.structure)
    for kind in ("paragraph", "picture"):
        structure[kind] = (*structure.get(kind, ()), *map(moved, found.structure.get(kind, ())))
    anchors = tuple(
        Anchor(a.start + by, a.end + by, sources[int(a.part)], a.node, a.offset, a.length)
        for a in found.anchors
    )
    return replace(
        document,
        text=document.text + "\n" + found.text if document.text else found.text,
        structure=structure,
        anchors=(*document.anchors, *anchors),
        styles=None
        if document.styles is None
        else (*document.styles, *(_style(s, by) for s in found.styles or ())),
        notes=(*document.notes, "图片上的文字由识别（OCR）得到，可能有误，引用前请对照原图"),
    )


def _style(run: StyleRun, by: int) -> StyleRun:
    return run._replace(start=run.start + by, end=run.end + by, size=None)


def _from_package(data: bytes, name: str) -> Callable[[str], bytes]:  # noqa: ARG001 - one form for all formats
    return open_package(data).read


def _from_page(data: bytes, name: str) -> Callable[[str], bytes]:
    """Pictures in `data:` addresses; a source is the place of one in the page."""
    text = decode(data, name).text

    def read(source: str) -> bytes:
        start, end = map(int, source.split(":"))
        head, _, body = text[start:end].partition(",")
        try:
            content = unquote_to_bytes(body.strip())
            return b64decode(content) if head.rstrip().lower().endswith(";base64") else content
        except (binascii.Error, ValueError):
            raise ReviewError("damaged", "图片数据已损坏") from None

    return read


def _from_mail(data: bytes, name: str) -> Callable[[str], bytes]:  # noqa: ARG001 - one form for all formats
    """Pictures of a mail; a source is the number of its part."""
    parts = list(message_from_bytes(data, policy=default).walk())

    def read(source: str) -> bytes:
        payload = parts[int(source)].get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""

    return read


_SOURCES: dict[str, Callable[[bytes, str], Callable[[str], bytes]]] = {
    "docx": _from_package,
    "pptx": _from_package,
    "xlsx": _from_package,
    "html": _from_page,
    "eml": _from_mail,
}
