"""Annotated pictures: frames around the words, numbers, a legend; the rest is the picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFont

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding
from engine.loaders import load
from engine.reporters import legend, picture
from engine.reporters.frames import COLORS, frames
from engine.reporters.legend import Entry, drawn, text_of, wrapped
from engine.rule import Severity
from engine.text import Span
from tests.ocrfile import Sheet, Words, use

LINES = [Words("稳健理财保本保息", 100, 100), Words("投资须谨慎", 100, 300)]
SHEET = Sheet((800, 500), LINES)
DARK = Sheet((800, 500), [words._replace(red=250) for words in LINES], "#000030")


def finding(document: Document, words: str, severity: Severity = Severity.HIGH) -> Finding:
    at = document.text.index(words) if words else -1
    span = Span(at, at + len(words)) if words else None
    return Finding(
        rule="t/no-promise",
        title="不得承诺",
        severity=severity,
        message="说明",
        span=span,
        suggestion="删去。",
    )


def annotated(
    monkeypatch: pytest.MonkeyPatch, sheet: Sheet, words: list[str], format: str = "PNG"
) -> tuple[Image.Image, list[str]]:
    use(monkeypatch, sheet)
    data = sheet.data(format)
    document = load(data, f"a.{format.lower()}")
    copy, placements = picture.annotate(data, document, [finding(document, word) for word in words])
    image = Image.open(BytesIO(copy))
    assert image.format == format
    return image.convert("RGB"), [place.how for place in placements]


@pytest.mark.parametrize("sheet", [SHEET, DARK])
def test_a_frame_stands_around_the_words_and_is_seen_on_any_ground(
    monkeypatch: pytest.MonkeyPatch, sheet: Sheet
) -> None:
    image, how = annotated(monkeypatch, sheet, ["保本保息"])
    assert how == ["exact"]
    original = sheet.image()
    changed = ImageChops.difference(image.crop((0, 0, *original.size)), original).getbbox()
    assert changed is not None
    words = (262, 102, 418, 138)  # the ink of the four characters
    assert image.crop(words).tobytes() == original.crop(words).tobytes()
    assert changed[0] < words[0]
    assert changed[1] < words[1]
    row = [image.getpixel((x, 120)) for x in range(240, words[0] + 4)]
    color = tuple(round(channel * 255) for channel in COLORS[Severity.HIGH])
    assert color in row
    assert row[row.index(color) - 1] == (255, 255, 255)  # a white edge sets the colour off from the ground


def test_the_legend_lies_below_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    image, how = annotated(monkeypatch, SHEET, ["保本保息", "投资须谨慎", ""])
    assert how == ["exact", "exact", "nearby"]
    assert image.width == 800
    assert image.height > 600
    strip = image.crop((0, 500, *image.size))
    color = tuple(round(channel * 255) for channel in COLORS[Severity.HIGH])
    counts = {found: count for count, found in strip.getcolors(1 << 20) or ()}
    assert counts[color] > 500


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"])
def test_the_copy_has_the_format_of_the_draft(monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    colours = Sheet((800, 500), [Words("稳健理财保本保息", 100, 100)])
    use(monkeypatch, colours)
    document = load(colours.data(), "a.png")
    copy, _ = picture.annotate(colours.data(format), document, [finding(document, "保本")])
    assert Image.open(BytesIO(copy)).format == format


def test_numbers_stand_over_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    document = load(SHEET.data(), "a.png")
    words = [picture._pixels(box[3:], 500) for box in document.boxes]
    marks = [
        picture._Mark(
            n, finding(document, part), picture._boxes(document, finding(document, part), SHEET.image())
        )
        for n, part in enumerate(("保本", "保息", "稳健", "投资"), 1)
    ]
    taken: list[tuple[int, int, int, int]] = []
    for mark in marks:
        tag = picture._tag(mark, SHEET.size, picture._around(mark.boxes[0], 2), [*words, *taken])
        assert picture._covered(tag, [*words, *taken]) == 0
        assert tag[0] >= 0
        assert tag[3] <= 500
        taken.append(tag)


def test_words_on_two_lines_have_two_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    document = load(SHEET.data(), "a.png")
    (found,) = frames(document, Span(0, len(document.text))).values()
    assert len(found) == 2


def test_a_copy_that_is_another_picture_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, SHEET)
    document = load(SHEET.data(), "a.png")
    saved = picture.saved
    monkeypatch.setattr(picture, "saved", lambda image, opened: saved(ImageChops.invert(image), opened))
    with pytest.raises(ReviewError) as refused:
        picture.annotate(SHEET.data(), document, [finding(document, "保本")])
    assert refused.value.code == "changed"


def test_a_picture_too_long_for_its_format_gets_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((400, 16_370), [Words("保本", 20, 20)])
    use(monkeypatch, sheet)
    data = sheet.data("WEBP", lossless=True)
    document = load(data, "a.webp")
    with pytest.raises(ReviewError) as refused:
        picture.annotate(data, document, [finding(document, "保本")])
    assert refused.value.code == "too-large"


def test_the_legend_says_what_is_wrong_on_which_words() -> None:
    entry = Entry(
        3,
        Finding(rule="cn/x/y", title="不得承诺", severity=Severity.HIGH, message="", span=None),
        "保本" * 30,
    )
    said = text_of(entry, chinese=True)
    assert said.startswith("【高】不得承诺「保本保本")
    assert "…」" in said
    assert text_of(entry, chinese=False) == "[high] cn/x/y (see the report)"


def test_without_a_chinese_font_the_legend_is_in_latin_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    legend.font.cache_clear()
    monkeypatch.setattr(legend, "_file", lambda: "")
    entry = Entry(
        1, Finding(rule="cn/x/y", title="不得承诺", severity=Severity.HIGH, message="", span=None), "保本"
    )
    assert not legend.font(20).chinese
    assert drawn([entry], 600).size[0] == 600
    legend.font.cache_clear()


def test_lines_of_the_legend_are_not_wider_than_it_is() -> None:
    face = ImageFont.load_default(20)
    rows = list(wrapped("a legend that is too long for one line " * 5, 200, face))
    assert len(rows) > 3
    assert all(face.getlength(row) <= 200 for row in rows)
    assert "".join(rows).split() == ("a legend that is too long for one line " * 5).split()
