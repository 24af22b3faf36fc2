"""Mail: subject, body in any form, attachments told."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from engine.errors import ReviewError
from engine.loaders.mail import load


def mail(subject: str = "限时理财") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"] = subject, "a@example.com"
    return made


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5"])
def test_subject_and_plain_body(charset: str) -> None:
    made = mail()
    made.set_content("保本保息\n名額有限\n", charset=charset)
    document = load(made.as_bytes(), "a.eml")
    assert document.text.split() == ["限时理财", "保本保息", "名額有限"]
    assert document.headings is not None
    assert document.headings[0][:2] == (0, 4)
    for anchor in document.anchors:
        assert 0 <= anchor.start < anchor.end <= len(document.text)


def test_html_is_what_a_recipient_sees_and_the_rest_is_told() -> None:
    made = mail()
    made.set_content("纯文本")
    made.add_alternative("<meta charset=gbk><p>保本</p><p>保息</p>", subtype="html")
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="说明.pdf")
    made.add_attachment(b"x", maintype="image", subtype="png", filename="海报.png")
    document = load(made.as_bytes(), "a.eml")
    assert document.text.split() == ["限时理财", "保本", "保息"]
    shown = [document.text[slice(*span)].strip() for span in document.structure["paragraph"]]
    assert shown == ["限时理财", "保本", "保息"]
    assert [(u.what, u.where, u.blocking) for u in document.unread] == [
        ("attachment", "说明.pdf", False),
        ("picture", "海报.png", False),
    ]


def test_a_wrong_charset_is_found_out() -> None:
    data = 'Subject: a\nContent-Type: text/plain; charset="x-none"\n\n保本保息'.encode("gb18030")
    assert "保本保息" in load(data, "a.eml").text


@pytest.mark.parametrize("data", [b"", b"\x00\x01", "保本".encode()])
def test_what_is_no_mail_is_refused(data: bytes) -> None:
    with pytest.raises(ReviewError, match="不是邮件"):
        load(data, "a.eml")
