"""Pages of a PDF that are pictures: recognised, or listed as not read."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import ImageChops

from engine.finding import Finding
from engine.formats.ocr_choice import Ocr
from engine.formats.pdf_page import Char, Line
from engine.formats.pdf_scan import Painted, is_scan
from engine.loaders import load
from engine.reporters.pdf import annotate
from engine.rule import Severity
from engine.text import Span
from tests.ocrfile import Sheet, Words, use, without_ocr
from tests.pdffile import pdf
from tests.scanfile import scan

# Drawn on 600 × 400 points and rendered at 2.5 pixels a point, a picture of this size comes out pixel for pixel.
SHEET = Sheet((1500, 1000), [Words("本产品保本保息", 200, 200), Words("投资须谨慎", 200, 600)])
PAGE = scan([SHEET.image()])


def test_a_scanned_page_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    document = load(PAGE, "a.pdf")
    assert document.text == "本产品保本保息\n投资须谨慎"
    assert (document.format, document.unread, len(document.structure["page"])) == ("pdf", (), 1)
    assert any("OCR" in note for note in document.notes)
    assert (document.styles or ())[0].size == pytest.approx(16, rel=0.1)
    box = document.boxes[0]
    assert (box.left, box.bottom, box.right, box.top) == pytest.approx((80.8, 304.8, 95.2, 319.2), abs=1)


def test_a_sentence_goes_on_over_scanned_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Sheet((1500, 1000), [Words("银行可以变更本协议的任何内容", 900, 920)])
    second = Sheet((1500, 1000), [Words("而不另行通知客户。", 200, 60, red=60)])
    use(monkeypatch, first, second)
    document = load(scan([first.image(), second.image()]), "a.pdf")
    assert document.text == "银行可以变更本协议的任何内容而不另行通知客户。"
    assert {box.part for box in document.boxes} == {"0", "1"}


def test_pages_of_text_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = use(monkeypatch, SHEET)
    assert load(pdf([[(50, 700, 12, "Guaranteed return")]]), "a.pdf").text == "Guaranteed return"
    assert shown == []


@pytest.mark.parametrize("ocr", [Ocr(), Ocr("off")])
def test_a_scanned_page_that_is_not_recognised_blocks(monkeypatch: pytest.MonkeyPatch, ocr: Ocr) -> None:
    without_ocr(monkeypatch)
    (entry,) = load(PAGE, "a.pdf", ocr).unread
    assert (entry.what, entry.where, entry.blocking) == ("page", "第1页", True)
    assert ("zhupi[ocr]" in entry.why) == (ocr.mode == "auto")


def test_a_scanned_page_without_words_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Sheet((1500, 1000), []))
    (entry,) = load(scan([SHEET.image()]), "a.pdf").unread
    assert (entry.what, entry.blocking) == ("page", False)
    assert "没有识别出文字" in entry.why


HIDDEN = "BT 3 Tr /F 16 Tf 80 300 Td (guaranteed principal and interest) Tj ET"


def test_hidden_text_of_a_scanner_is_the_picture_s_own_and_other_hidden_text_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = Sheet((1500, 1000), [Words("guaranteedprincipalandinterest", 20, 200)])
    use(monkeypatch, sheet)
    assert load(scan([sheet.image()], text=HIDDEN), "a.pdf").text == "guaranteedprincipalandinterest"
    use(monkeypatch, SHEET)
    document = load(scan([SHEET.image()], text=HIDDEN), "a.pdf")
    assert [document.text[slice(*span)] for span in document.structure["hidden"]] == [
        "guaranteed principal and interest"
    ]
    assert document.text.startswith("本产品保本保息")


def test_a_hidden_text_layer_is_read_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    without_ocr(monkeypatch)
    document = load(scan([SHEET.image()], text=HIDDEN), "a.pdf")
    assert document.text == "guaranteed principal and interest"
    assert [(entry.what, entry.blocking) for entry in document.unread] == [("picture", False)]


def test_letters_drawn_as_shapes_are_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = "".join(f"{10 * n % 500} {20 + n} 5 5 re f " for n in range(80))
    blank = Sheet((1, 1), []).image()
    data = scan([blank], text=shapes, place=(0.1, 0.1, 0, 0))
    without_ocr(monkeypatch)
    assert [entry.blocking for entry in load(data, "a.pdf").unread] == [True]
    shown = use(monkeypatch, SHEET)
    load(data, "a.pdf")
    assert shown[0] == (910, 1000)  # the left part of 1500 pixels


def test_a_text_layer_without_meaning_is_not_trusted() -> None:
    def line(text: str) -> Line:
        return Line(tuple(Char(i, c, i, 0, i + 1, 1, 1, False, "#000000", False) for i, c in enumerate(text)))

    assert is_scan([line("\ue001\ue002\ue003产品说明书的文字")], Painted((), 0, 0.0))
    assert not is_scan([line("产品说明书的文字和一个\ue001")], Painted((), 0, 0.0))
    assert not is_scan([line("短")], Painted((), 0, 0.0))
    assert is_scan([line("封面上的一行十来个字")], Painted(((0, 0, 600, 400),), 0, 0.9))


def test_a_page_too_large_to_be_rendered_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    with pikepdf.open(BytesIO(PAGE)) as file:
        for box in ("/MediaBox", "/CropBox"):
            file.pages[0].obj[box] = pikepdf.Array([0, 0, 14_000, 14_000])
        out = BytesIO()
        file.save(out)
    (entry,) = load(out.getvalue(), "a.pdf").unread
    assert (entry.what, entry.blocking) == ("page", True)
    assert "14000×14000" in entry.why


def test_pictures_of_a_page_with_text_are_recognised_where_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "BT /F 16 Tf 80 350 Td (This page has a text layer that is long enough to be one) Tj ET"
    data = scan([SHEET.image()], text=words, place=(300, 200, 60, 40))
    use(monkeypatch, Sheet((750, 500), []))
    (entry,) = load(data, "a.pdf").unread
    assert (entry.what, entry.blocking) == ("picture", False)
    small = Sheet((750, 500), [Words("保本保息", 100, 100)])
    use(monkeypatch, small)
    document = load(scan([small.image()], text=words, place=(300, 200, 60, 40)), "a.pdf", Ocr("all"))
    assert document.unread == ()
    assert [document.text[slice(*span)] for span in document.structure["picture"]] == ["保本保息"]
    box = document.boxes[0]
    assert (box.left, box.top) == pytest.approx((60 + 40.8, 40 + 200 - 40.8), abs=1.5)


# Where the page as it is shown begins on its picture, in pixels, for each turn of a page that is cropped or not.
CROPS: dict[tuple[float, ...], dict[int, tuple[int, int]]] = {
    (0, 0, 600, 400): dict.fromkeys((0, 90, 180, 270), (0, 0)),
    (40, 60, 560, 380): {0: (100, 50), 90: (150, 100), 180: (100, 150), 270: (50, 100)},
}


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", CROPS)
def test_a_border_stands_around_the_words_however_the_page_is_turned(
    monkeypatch: pytest.MonkeyPatch, rotate: int, crop: tuple[float, ...]
) -> None:
    size = (1500, 1000) if rotate in (0, 180) else (1000, 1500)
    sheet = Sheet(size, SHEET.lines)
    use(monkeypatch, sheet)
    data = scan([sheet.image().rotate(rotate, expand=True)], rotate=rotate, crop=crop)
    document = load(data, "a.pdf")
    at = document.text.index("保本保息")
    finding = Finding(rule="t/r", title="标题", severity=Severity.HIGH, message="说明", span=Span(at, at + 4))
    copy, (placed,) = annotate(data, document, [finding])
    assert placed.how == "exact"
    with pikepdf.open(BytesIO(copy)) as file:
        (mark,) = file.pages[0].obj.Annots
        assert mark.Subtype == "/Square"
        assert "/N" in mark.AP
    before, after = (pdfium.PdfDocument(d)[0].render(scale=2.5).to_pil() for d in (data, copy))
    left, top, right, bottom = ImageChops.difference(before, after).getbbox() or (0, 0, 0, 0)
    right_of, below = CROPS[crop][rotate]
    ink = (322 - right_of, 202 - below, 478 - right_of, 238 - below)
    assert (left, top, right, bottom) == pytest.approx(
        (ink[0] - 9, ink[1] - 9, ink[2] + 9, ink[3] + 9), abs=3
    )
    assert before.crop(ink).tobytes() == after.crop(ink).tobytes()
