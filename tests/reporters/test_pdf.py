"""Annotated PDF files: marks on the exact words, the text unchanged."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest

from engine.errors import ReviewError
from engine.finding import Finding
from engine.loaders.pdf import load
from engine.reporters.pdf import annotate, characters_of
from engine.reporters.pdf_check import coverage
from engine.rule import Severity
from engine.text import Span
from tests.pdffile import pdf

WORDS = "Guaranteed"
DATA = pdf(
    [[(50, 700, 12, f"Our {WORDS} return"), (50, 660, 12, "second line")], [(50, 700, 12, "second page")]]
)


def finding(span: Span | None) -> Finding:
    return Finding(rule="t/r", title="Title", severity=Severity.HIGH, message="Message", span=span)


def test_a_highlight_covers_the_words_and_has_an_appearance() -> None:
    document = load(DATA, "a.pdf")
    start = document.text.index(WORDS)
    copy, (placement,) = annotate(DATA, document, [finding(Span(start, start + len(WORDS)))])
    assert placement.how == "exact"
    with pikepdf.open(BytesIO(copy)) as file:
        (mark,) = file.pages[0].obj.Annots
        assert "/N" in mark.AP
        assert "Message" in str(mark.Contents)
        quads = [float(n) for n in mark.QuadPoints]
    page = pdfium.PdfDocument(copy)[0]
    covered = page.get_textpage().get_text_bounded(quads[4], quads[5], quads[2], quads[3])
    assert covered.strip() == WORDS


def test_words_on_a_dark_ground_have_a_frame() -> None:
    ground = {"white": "1 1 1", "dark": "0.1 0.2 0.4"}
    for name, color in ground.items():
        data = pdf([[(50, 700, 12, f"Our {WORDS} return")]], f"q {color} rg 0 600 612 200 re f Q")
        document = load(data, "a.pdf")
        start = document.text.index(WORDS)
        copy, (placement,) = annotate(data, document, [finding(Span(start, start + len(WORDS)))])
        assert placement.how == "exact"
        with pikepdf.open(BytesIO(copy)) as file:
            [mark] = file.pages[0].obj.Annots
            assert mark.Subtype == ("/Square" if name == "dark" else "/Highlight")


def test_a_mark_that_does_not_cover_its_words_is_told() -> None:
    document = load(DATA, "a.pdf")
    start = document.text.index(WORDS)
    own = [characters_of(document, finding(Span(start, start + len(WORDS))))]
    copy, _ = annotate(DATA, document, [finding(Span(start, start + len(WORDS)))])
    for words, said in ((WORDS, ""), (WORDS[:-2], "more"), (WORDS + " return", "missing")):
        wanted = characters_of(document, finding(Span(start, start + len(words))))
        assert coverage(pdfium.PdfDocument(copy), copy, [wanted]) == [said]
    assert coverage(pdfium.PdfDocument(DATA), DATA, own) == ["missing"]


def test_words_over_two_lines_have_a_box_for_each() -> None:
    document = load(DATA, "a.pdf")
    copy, _ = annotate(DATA, document, [finding(Span(0, document.text.index("second page")))])
    with pikepdf.open(BytesIO(copy)) as file:
        assert len(file.pages[0].obj.Annots[0].QuadPoints) == 16


def test_a_finding_on_the_whole_document_is_a_note_on_the_first_page() -> None:
    copy, (placement,) = annotate(DATA, load(DATA, "a.pdf"), [finding(None)])
    assert placement.how == "nearby"
    with pikepdf.open(BytesIO(copy)) as file:
        assert file.pages[0].obj.Annots[0].Subtype == "/Text"


def test_a_protected_file_is_not_rewritten() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(DATA)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    data = out.getvalue()
    with pytest.raises(ReviewError) as refused:
        annotate(data, load(data, "a.pdf"), [finding(None)])
    assert refused.value.code == "protected"
