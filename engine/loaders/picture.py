"""Pictures (.png, .jpg, .webp, .bmp, .tiff, .gif) → Document, by recognition (OCR).

Input: the file's bytes. Output: paragraphs of recognised lines on one `page`, with the size and colours that their
pixels show, and the box of every character. Law: without the recogniser, and where it finds nothing, the draft is
not reviewed; frames after the first are listed as not read.
"""

from __future__ import annotations

from engine.document import Document, Unread
from engine.errors import ReviewError
from engine.formats.ocr import UNIT, Reader
from engine.formats.ocr_choice import AUTO, Ocr
from engine.formats.paged import Page, document_of
from engine.formats.pdf_page import ordered
from engine.formats.story import Story


def load(data: bytes, name: str, ocr: Ocr = AUTO) -> Document:
    """The document. Raises ReviewError."""
    reader = Reader(ocr)
    if reader.missing:
        raise ReviewError("no-ocr", f"{name} 是图片，未能审查：{reader.missing}。")
    from engine.formats.ocr_look import lines_of, settled
    from engine.formats.picture import open_picture

    try:
        picture = open_picture(data)
    except ReviewError as fault:
        raise ReviewError(fault.code, f"{name}：{fault.message}。") from fault
    story = Story()
    reading = reader.read(picture.image, "图片")
    story.unread.extend(reading.unread)
    if picture.frames > 1:
        several = f"共 {picture.frames} 帧，只识别了第一帧"
        story.unread.append(Unread("page", "其余各帧", several, blocking=picture.format == "TIFF"))
    (lines,) = settled([ordered(lines_of(reading, UNIT))])
    width, height = (side * UNIT for side in reading.image.size)
    story.notes.append("文字由识别（OCR）得到，可能有误，引用前请对照原图")
    return document_of(story, [Page(lines, height, (), width, reading.turned)], name, "picture")
