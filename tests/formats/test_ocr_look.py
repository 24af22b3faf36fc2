"""What the pixels of recognised lines tell: sizes, colours, spaces between words."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from engine.formats.ocr import Ocr, Reader, Reading
from engine.formats.ocr_look import lines_of, measured, settled
from engine.formats.ocr_tiles import Found, Glyph
from engine.formats.pdf_page import Line
from tests.ocrfile import Sheet, Words, use


def lines(monkeypatch: pytest.MonkeyPatch, sheet: Sheet) -> list[Line]:
    use(monkeypatch, sheet)
    return lines_of(Reader(Ocr()).read(sheet.image(), "图"), 1.0)


@pytest.mark.parametrize("size", [12, 18, 40, 90])
def test_the_size_is_that_of_the_letters(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    (one,) = lines(monkeypatch, Sheet((900, 200), [Words("投资须谨慎", 20, 40, size)]))
    assert one.size == pytest.approx(size, rel=0.1)


@pytest.mark.parametrize(("ground", "red"), [("white", 20), ("#000060", 250), ("#ffe0c0", 120)])
def test_colours_of_text_and_ground(monkeypatch: pytest.MonkeyPatch, ground: str, red: int) -> None:
    (one,) = lines(monkeypatch, Sheet((900, 200), [Words("投资须谨慎", 20, 40, red=red)], ground))
    char = one.chars[0]
    assert char.color is not None
    assert int(char.color[1:3], 16) == red
    assert char.background == ("#ffffff" if ground == "white" else ground)


def test_ink_of_another_line_in_the_box_is_not_measured() -> None:
    image = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, 380, 160), fill="#d01020")
    pen.rectangle((20, 180, 380, 200), fill="#101010")
    glyphs = (Glyph("8", (20, 10, 200, 200)), Glyph("8", (200, 10, 380, 200)))
    look = measured(image, Found(glyphs, 1.0, (10, 10, 390, 200)))
    assert look.color == "#d01020"
    assert (look.top, look.bottom) == (20, 161)


def test_a_flat_box_has_no_colours() -> None:
    glyphs = (Glyph("无", (20, 20, 60, 60)),)
    look = measured(Image.new("RGB", (100, 100), "#808080"), Found(glyphs, 1.0, (20, 20, 60, 60)))
    assert (look.color, look.background) == (None, None)


def test_a_gap_between_words_is_a_space_and_spaced_out_letters_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = Image.new("RGB", (900, 100), "white")
    pen = ImageDraw.Draw(image)
    glyphs, at = [], 20
    for char in "限时 抢购":
        if char != " ":
            pen.rectangle((at, 20, at + 37, 57), fill="black")
            glyphs.append(Glyph(char, (at - 1, 15, at + 39, 62)))
        at += 40 if char != " " else 14
    (one,) = lines_of(Reading([Found(tuple(glyphs), 1.0, (15, 15, 250, 62))], image), 1.0)
    assert one.text == "限时 抢购"
    wide, pen = [], ImageDraw.Draw(image := Image.new("RGB", (900, 100), "white"))
    for at, char in zip(range(20, 420, 64), "字字分开", strict=False):
        pen.rectangle((at, 20, at + 37, 57), fill="black")
        wide.append(Glyph(char, (at, 15, at + 38, 62)))
    (other,) = lines_of(Reading([Found(tuple(wide), 1.0, (15, 15, 260, 62))], image), 1.0)
    assert other.text == "字字分开"


def test_edges_of_letters_are_where_the_ink_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((400, 100), [Words("零风险", 20, 20)])
    image = sheet.image()
    (found,) = sheet.recognise(image)
    off = tuple(Glyph(g.text, (g.box[0] + 7, g.box[1], g.box[2] + 7, g.box[3])) for g in found.glyphs)
    (one,) = lines_of(Reading([Found(off, 1.0, (18, 18, 145, 62))], image), 1.0)
    assert [(round(c.left), round(c.right)) for c in one.chars] == [(22, 58), (62, 98), (102, 138)]


def test_sizes_that_hardly_differ_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet(
        (900, 400),
        [Words("一二三四五", 20, 20, 40), Words("六七八九十", 20, 120, 42), Words("小字", 20, 240, 20)],
    )
    (page,) = settled([lines(monkeypatch, sheet)])
    assert len({line.size for line in page}) == 2
