"""The same paragraphs as a draft of every format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.officefile import presentation, shape, workbook
from tests.wordfile import p, word

Paragraphs = Sequence[str]


def _lines(paragraphs: Paragraphs) -> bytes:
    return "".join(f"{text}\n" for text in paragraphs).encode()


def _markdown(paragraphs: Paragraphs) -> bytes:
    return ("# " + "\n\n".join(paragraphs) + "\n").encode()


def _html(paragraphs: Paragraphs) -> bytes:
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'></head><body>\n{body}\n</body></html>\n".encode()
    )


def _word(paragraphs: Paragraphs) -> bytes:
    return word("".join(p(text) for text in paragraphs))


def _sheet(paragraphs: Paragraphs) -> bytes:
    cell = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    return workbook({"文案": "".join(cell.format(n, text) for n, text in enumerate(paragraphs, 1))})


def _slides(paragraphs: Paragraphs) -> bytes:
    return presentation(["".join(shape(text) for text in paragraphs)])


def _mail(paragraphs: Paragraphs) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "文案"
    mail["From"] = mail["To"] = "a@jiangzhou.example"
    mail.set_content("\n\n".join(paragraphs) + "\n")
    return mail.as_bytes()


def _rich(paragraphs: Paragraphs) -> bytes:
    body = "".join("".join(f"\\u{ord(c)}?" for c in text) + "\\par\n" for text in paragraphs)
    return f"{{\\rtf1\\ansi\n{body}}}".encode()


def _pdf(paragraphs: Paragraphs) -> bytes:
    """A page in a font that every reader has for Chinese, so that none is embedded."""
    made = pikepdf.new()
    system = Dictionary(Registry="Adobe", Ordering="GB1", Supplement=2)
    own = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/STSong-Light"), CIDSystemInfo=system
    )
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/STSong-Light"), Encoding=Name("/UniGB-UTF16-H"),
        DescendantFonts=Array([made.make_indirect(own)]),
    )  # fmt: skip
    shown = "\n".join(
        f"BT /F 11 Tf 50 {800 - 30 * n} Td <{text.encode('utf-16-be').hex()}> Tj ET"
        for n, text in enumerate(paragraphs)
    )
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, 595, 842]),
        Resources=Dictionary(Font=Dictionary(F=made.make_indirect(font))),
        Contents=made.make_stream(shown.encode()),
    )
    made.pages.append(pikepdf.Page(made.make_indirect(page)))
    out = BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


MADE: dict[str, Callable[[Paragraphs], bytes]] = {
    ".md": _markdown,
    ".docx": _word,
    ".txt": _lines,
    ".html": _html,
    ".pdf": _pdf,
    ".xlsx": _sheet,
    ".pptx": _slides,
    ".csv": _lines,
    ".eml": _mail,
}
THROUGH_OFFICE: dict[str, Callable[[Paragraphs], bytes]] = {".rtf": _rich}
