"""Pictures within drafts: listed as not read, or recognised where that is asked for."""

from __future__ import annotations

from base64 import b64encode
from email.message import EmailMessage
from io import BytesIO

import docx
import pytest
from docx.shared import Inches

from engine.document import own_text
from engine.finding import Finding
from engine.formats.ocr_choice import Ocr
from engine.formats.opc import Relationship, open_package
from engine.formats.word import read
from engine.loaders import load
from engine.reporters import markup, sheet, slides, word
from engine.rule import Severity
from engine.text import Span
from tests.ocrfile import Sheet, Words, use, without_ocr
from tests.officefile import presentation, relations, shape, workbook

SHEET = Sheet((500, 120), [Words("稳赚不赔", 40, 30)])
ALL = Ocr("all")


def word_file(*pictures: bytes) -> bytes:
    file = docx.Document()
    file.add_paragraph("本产品由测试银行发行。")
    for picture in pictures:
        file.add_picture(BytesIO(picture), width=Inches(4))
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def page(data: bytes) -> bytes:
    return f'<p>测试页面</p><img src="data:image/png;base64,{b64encode(data).decode()}"><img src="x.png">'.encode()


def mail(data: bytes) -> bytes:
    made = EmailMessage()
    made["Subject"] = "测试邮件"
    made.set_content("请看图。")
    made.add_attachment(data, maintype="image", subtype="png", filename="海报.png")
    return made.as_bytes()


DRAFTS = {"a.docx": word_file(SHEET.data()), "a.html": page(SHEET.data()), "a.eml": mail(SHEET.data())}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_picture_is_listed_unless_its_words_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    use(monkeypatch, SHEET)
    plain, full = load(DRAFTS[name], name), load(DRAFTS[name], name, ALL)
    assert [entry.blocking for entry in plain.unread if entry.source] == [False]
    assert [entry for entry in full.unread if entry.source] == []
    assert full.text == f"{plain.text}\n稳赚不赔"
    assert own_text(full) == plain.text == own_text(plain)
    assert [full.text[slice(*span)] for span in full.structure["picture"]] == ["稳赚不赔"]
    assert full.structure["paragraph"][-1] == full.structure["picture"][0]
    assert [anchor.end for anchor in full.anchors] == sorted(anchor.end for anchor in full.anchors)
    assert any("OCR" in note for note in full.notes)
    assert [run.size for run in (full.styles or ())[-1:]] in ([], [None])


def test_what_a_page_links_to_is_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = use(monkeypatch, SHEET)
    (linked,) = load(DRAFTS["a.html"], "a.html", ALL).unread
    assert "x.png" in linked.where
    assert len(shown) == 1


def test_without_the_extra_the_list_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    without_ocr(monkeypatch)
    document = load(DRAFTS["a.docx"], "a.docx", ALL)
    assert document.text == load(DRAFTS["a.docx"], "a.docx").text
    assert ["pip install 'zhupi[ocr]'" in entry.why for entry in document.unread] == [True]


def test_a_picture_that_cannot_be_read_stays_listed_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    for broken, why in ((SHEET.data()[:90], "已损坏"), (b"<svg/>", "不是能读取的图片")):
        document = load(page(broken), "a.html", ALL)
        assert why in document.unread[0].why
        assert document.text == "测试页面"


def test_doubtful_words_on_a_picture_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((500, 120), [Words("模糊", 40, 30, confidence=0.6)])
    use(monkeypatch, sheet)
    (entry,) = load(word_file(sheet.data()), "a.docx", ALL).unread
    assert (entry.what, "image1.png" in entry.where) == ("words", True)


def test_a_tiny_picture_holds_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = use(monkeypatch, SHEET)
    document = load(word_file(Sheet((16, 16), []).data()), "a.docx", ALL)
    assert (document.unread, shown) == ((), [])


def finding(span: Span) -> Finding:
    return Finding(rule="t/r", title="标题", severity=Severity.HIGH, message="说明", span=span)


def test_a_word_comment_stands_at_the_picture_and_quotes_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Sheet((500, 120), [Words("保证收益", 40, 30, red=60)])
    use(monkeypatch, SHEET, other)
    data = word_file(SHEET.data(), other.data())
    document = load(data, "a.docx", ALL)
    spans = [Span(at := document.text.index(words), at + 4) for words in ("本产品由", "保证收益")]
    copy, placements = word.annotate(data, document, [finding(span) for span in spans])
    assert [place.how for place in placements] == ["exact", "nearby"]
    body = copy_part(copy, "word/document.xml")
    second = body.index("commentRangeStart", body.index("commentRangeStart") + 1)
    assert body.count("<w:drawing>", 0, second) == 1
    assert body.index("commentRangeEnd", second) > body.index("<w:drawing>", second)
    assert "【图片「保证收益」】" in copy_part(copy, "word/comments.xml")
    assert read(copy).text == own_text(document)


def copy_part(data: bytes, name: str) -> str:
    return open_package(data).read(name).decode()


def test_words_on_a_picture_in_a_page_are_listed_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    document = load(DRAFTS["a.html"], "a.html", ALL)
    at = document.text.index("稳赚")
    copy, (place,) = markup.annotate(DRAFTS["a.html"], document, [finding(Span(at, at + 4))])
    assert place.how == "nearby"
    assert "稳赚不赔" in copy.decode()


def test_a_draft_of_nothing_but_a_picture_is_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    file = docx.Document()
    file.add_picture(BytesIO(SHEET.data()))
    out = BytesIO()
    file.save(out)
    document = load(out.getvalue(), "a.docx", ALL)
    assert document.text.strip() == "稳赚不赔"
    (place,) = word.annotate(out.getvalue(), document, [finding(document.structure["picture"][0])])[1]
    assert place.how == "nearby"


def test_findings_on_pictures_of_a_presentation_stand_on_the_slide(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    more = {
        "ppt/slides/_rels/slide2.xml.rels": relations(("i", "image", "../media/image1.png")),
        "ppt/media/image1.png": SHEET.data(),
    }
    data = presentation([shape("第一页"), shape("第二页")], more=more)
    document = load(data, "a.pptx", ALL)
    assert document.text == "第一页\n第二页\n稳赚不赔"
    assert document.unread == ()
    copy, (place,) = slides.annotate(data, document, [finding(document.structure["picture"][0])])
    assert (place.how, "图片" in place.why) == ("nearby", True)
    assert "稳赚不赔" in copy_part(
        copy, next(link.target for link in comments_of(copy, "ppt/slides/slide2.xml"))
    )


def comments_of(data: bytes, slide: str) -> list[Relationship]:
    return [link for link in open_package(data).relationships(slide) if link.kind == "comments"]


def test_findings_on_pictures_of_a_workbook_stand_on_its_first_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>产品</t></is></c></row>'
    data = workbook({"表": row}, more={"xl/media/image1.png": SHEET.data()})
    document = load(data, "a.xlsx", ALL)
    assert document.text == "产品\n稳赚不赔"
    _, (place,) = sheet.annotate(data, document, [finding(document.structure["picture"][0])])
    assert place.how == "nearby"
