"""Mail (.eml, RFC 5322 and MIME) → Document.

Input: the file's bytes. Output: the subject as a heading, then the body as its own loader reads it: HTML where there
is one, for that is what a recipient sees, else plain text. Law: attachments are listed as not read; nothing that the
mail links to is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default

from engine.document import Anchor, Document, Heading, StyleRun, Unread
from engine.errors import ReviewError
from engine.loaders import html, text
from engine.text import Span

_HEADERS = ("from", "to", "subject", "date", "content-type", "received", "mime-version")


def load(data: bytes, name: str) -> Document:
    """The document of a mail. Raises ReviewError."""
    try:
        mail = message_from_bytes(data, policy=default)
        assert isinstance(mail, EmailMessage)
        if not any(header in mail for header in _HEADERS):
            raise ReviewError("unknown-format", f"{name}：内容不是邮件，与文件名不符。")
        subject = " ".join(str(mail.get("subject", "")).split())
        part = mail.get_body(("html", "plain"))
        body = _body(part, name) if part is not None else None
        unread = tuple(_unread(mail, part))
    except (MessageError, RecursionError, LookupError, ValueError) as fault:
        raise ReviewError("damaged", f"{name}：邮件已损坏（{fault}），请重新导出。") from fault
    return _joined(name, subject, body, unread)


def _body(part: MIMEPart, name: str) -> Document:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    with suppress(LookupError, UnicodeError):  # where the charset is a wrong one it is found from the bytes
        data = b"\xef\xbb\xbf" + data.decode(part.get_content_charset("utf-8")).encode()
    return html.load(data, name) if part.get_content_subtype() == "html" else text.load(data, name)


def _unread(mail: EmailMessage, body: MIMEPart | None) -> Iterator[Unread]:
    """What is neither the body nor the same in another form."""
    for number, part in enumerate(mail.walk()):
        if part is body or part.is_multipart():
            continue
        where = part.get_filename() or part.get_content_type()
        if part.get_content_maintype() == "image":
            yield Unread("picture", where, "图片中的文字没有识别", source=str(number))
        elif part.is_attachment() or part.get_content_maintype() != "text":
            yield Unread("attachment", where, "附件没有审查，请另存后单独审查")


def _joined(name: str, subject: str, body: Document | None, unread: tuple[Unread, ...]) -> Document:
    """Subject and body as one text."""
    head = f"{subject}\n" if subject else ""
    by, after = len(head), body or Document(name=name, format="eml", text="")
    structure = {kind: tuple(_moved(span, by) for span in spans) for kind, spans in after.structure.items()}
    if "paragraph" in structure and subject:
        structure["paragraph"] = (Span(0, len(subject)), *structure["paragraph"])
    first = (Heading(0, len(subject), 1),) if subject else ()
    headings = tuple(Heading(h.start + by, h.end + by, h.level) for h in after.headings or ())
    return Document(
        name=name,
        format="eml",
        text=head + after.text,
        structure=structure,
        headings=(*first, *headings) or None,
        anchors=tuple(_anchors(subject, after, by)),
        styles=None if after.styles is None else tuple(_style(run, by) for run in after.styles),
        unread=(*unread, *after.unread),
        notes=after.notes,
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _style(run: StyleRun, by: int) -> StyleRun:
    return run._replace(start=run.start + by, end=run.end + by)


def _anchors(subject: str, body: Document, by: int) -> Iterator[Anchor]:
    if subject:
        yield Anchor(0, len(subject), "subject", 0, 0, len(subject))
    for anchor in body.anchors:
        yield anchor._replace(start=anchor.start + by, end=anchor.end + by, part="body")
