"""PDF files: what is read, in which order, and what is said of the rest."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from engine.errors import ReviewError
from engine.loaders.pdf import load
from tests.pdffile import pdf


def test_wrapped_lines_are_joined_and_paragraphs_are_not() -> None:
    long = "The bank may change these terms at any time and the customer"
    document = load(
        pdf(
            [
                [
                    (50, 700, 12, long),
                    (50, 686, 12, "agrees to the change."),
                    (50, 640, 12, "Second paragraph."),
                ]
            ]
        ),
        "a.pdf",
    )
    assert document.text.split("\n") == [f"{long} agrees to the change.", "Second paragraph."]


def test_columns_are_read_one_after_the_other() -> None:
    left = [(50, 700 - 14 * i, 10, f"left column line {i} of running text") for i in range(4)]
    right = [(320, 693 - 14 * i, 10, f"right column line {i} of running text") for i in range(4)]
    text = load(pdf([[*left, *right]]), "a.pdf").text
    assert text.index("left column line 3") < text.index("right column line 0")


def test_a_table_is_read_row_by_row() -> None:
    rows = [(50, 700 - 20 * i, 10, f"term {i}") for i in range(4)] + [
        (300, 700 - 20 * i, 10, f"1.{i}%") for i in range(4)
    ]
    assert "term 2\t1.2%" in load(pdf([rows]), "a.pdf").text


def test_recurring_headers_and_footers_are_given_once() -> None:
    pages = [
        [(50, 820, 9, "Example Bank"), (50, 500, 12, f"Text {'abc'[i]}."), (50, 20, 9, f"Page {i + 1}")]
        for i in range(3)
    ]
    document = load(pdf(pages), "a.pdf")
    assert document.text.count("Example Bank") == 1
    assert [document.text[slice(*span)] for span in document.structure["header"]] == ["Example Bank"]
    assert len(document.structure["page"]) == 3


def test_a_sentence_goes_on_over_the_page() -> None:
    pages = [[(50, 60, 12, "The customer waives the right to")], [(50, 760, 12, "complain about anything.")]]
    assert "right to complain" in load(pdf(pages), "a.pdf").text


def test_text_printed_twice_is_given_once() -> None:
    document = load(pdf([[(50, 700, 12, "Guaranteed"), (50.3, 700, 12, "Guaranteed")]]), "a.pdf")
    assert document.text == "Guaranteed"


@pytest.mark.parametrize("operators", ["3 Tr", "1 1 1 rg"])
def test_what_nobody_sees_is_hidden(operators: str) -> None:
    document = load(pdf([[(50, 700, 12, "secret rebate")]], operators), "a.pdf")
    assert [document.text[slice(*span)] for span in document.structure["hidden"]] == ["secret rebate"]


def test_white_text_on_a_painted_ground_is_seen() -> None:
    document = load(pdf([[(50, 700, 12, "Cover title")]], "0 0 1 rg 0 0 595 842 re f 1 1 1 rg"), "a.pdf")
    assert "hidden" not in document.structure


def test_anchors_are_characters_of_the_page() -> None:
    document = load(pdf([[(50, 700, 12, "first")], [(50, 700, 12, "second")]]), "a.pdf")
    anchor = next(a for a in document.anchors if document.text[a.start : a.end] == "second")
    assert (anchor.part, anchor.node) == ("1", 0)


def test_refused() -> None:
    with pytest.raises(ReviewError, match="不是 PDF"):
        load(b"PK\x03\x04", "a.pdf")
    with pytest.raises(ReviewError) as damaged:
        load(b"%PDF-1.7\nnothing", "a.pdf")
    assert damaged.value.code == "damaged"
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf([[(50, 700, 12, "x")]]))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(ReviewError) as locked:
        load(out.getvalue(), "a.pdf")
    assert locked.value.code == "encrypted"


def test_text_boxes_and_fields_laid_upon_a_page_are_listed() -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf([[(50, 700, 12, "Words of the page")]]))) as file:
        said = {
            "FreeText": {"Contents": "保本保息"},
            "Widget": {"FT": pikepdf.Name.Tx, "V": ""},
            "Text": {"Contents": "批注"},
        }
        marks = [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[0, 0, 9, 9], **values
            )
            for kind, values in said.items()
        ]
        file.pages[0].Annots = pikepdf.Array(map(file.make_indirect, marks))
        file.Root.AcroForm = pikepdf.Dictionary(Fields=file.pages[0].Annots)
        file.save(out)
    [listed] = load(out.getvalue(), "a.pdf").unread
    assert (listed.what, listed.where) == ("annotation", "第1页")
    assert listed.why.endswith("保本保息")
