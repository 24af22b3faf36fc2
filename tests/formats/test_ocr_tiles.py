"""Tiles of large pictures, and lines put together again: each once, whole, whatever seam it lies on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formats.ocr import Ocr, Reader
from engine.formats.ocr_tiles import (
    OVERLAP,
    SIDE,
    WIDE_OVERLAP,
    Found,
    Glyph,
    Tile,
    merged,
    tiles,
    with_large,
)
from tests.ocrfile import Sheet, Words, use


@given(st.integers(1, 9000), st.integers(1, 20000))
def test_tiles_cover_the_picture_and_overlap(width: int, height: int) -> None:
    made = tiles(width, height)
    rows = sorted({(tile.top, tile.bottom) for tile in made})
    columns = sorted({(tile.left, tile.right) for tile in made})
    assert len(made) == len(rows) * len(columns)
    for parts, length, overlap in ((rows, height, OVERLAP), (columns, width, WIDE_OVERLAP)):
        assert parts[0][0] == 0
        assert parts[-1][1] == length
        assert all(end - start <= SIDE + 1 for start, end in parts)
        assert all(before[1] - after[0] >= overlap - 1 for before, after in pairwise(parts))
    assert all((tile.left > 0, tile.bottom < height) == (tile.cuts[0], tile.cuts[3]) for tile in made)


def test_a_small_picture_is_one_tile() -> None:
    assert tiles(1080, 1280) == [Tile(0, 0, 1080, 1280)]


def read(monkeypatch: pytest.MonkeyPatch, sheet: Sheet) -> list[str]:
    use(monkeypatch, sheet)
    reading = Reader(Ocr()).read(sheet.image(), "图")
    return [line.text for line in sorted(reading.lines, key=lambda line: line.box[1])]


@pytest.mark.parametrize("top", range(1300, 1640, 20))
def test_a_line_at_a_seam_is_there_once_and_whole(monkeypatch: pytest.MonkeyPatch, top: int) -> None:
    sheet = Sheet((900, 3000), [Words("本产品不保证本金", 100, top), Words("风险自担", 100, 2700)])
    assert read(monkeypatch, sheet) == ["本产品不保证本金", "风险自担"]


@pytest.mark.parametrize("top", [1200, 1300, 1400, 1500])
def test_letters_higher_than_the_overlap_are_found_on_the_whole(
    monkeypatch: pytest.MonkeyPatch, top: int
) -> None:
    sheet = Sheet((1400, 3000), [Words("大字标题", 40, top, size=300), Words("小字", 100, 2700)])
    assert read(monkeypatch, sheet) == ["大字标题", "小字"]


@pytest.mark.parametrize("left", range(40, 400, 37))
def test_a_wide_line_is_put_together_from_the_tiles(monkeypatch: pytest.MonkeyPatch, left: int) -> None:
    text = "".join(chr(0x4E00 + i) for i in range(90))
    sheet = Sheet((4400, 400), [Words(text, left, 100), Words("甲乙丙", 1500, 300)])
    assert read(monkeypatch, sheet) == [text, "甲乙丙"]


def line(text: str, *box: float) -> Found:
    step = (box[2] - box[0]) / len(text)
    glyphs = (
        Glyph(c, (box[0] + i * step, box[1], box[0] + (i + 1) * step, box[3])) for i, c in enumerate(text)
    )
    return Found(tuple(glyphs), 0.9, (box[0], box[1], box[2], box[3]))


def test_a_piece_that_no_tile_completes_stays() -> None:
    upper, lower = tiles(900, 2200)
    cut = line("残缺", 100, upper.bottom - 30, 180, upper.bottom)
    assert merged([(upper, [cut]), (lower, [])]) == [cut]


def test_two_lines_of_one_tile_are_two_however_near() -> None:
    upper, lower = tiles(900, 2200)
    lines = [line("上一行", 100, 500, 220, 540), line("下一行", 100, 515, 220, 555)]
    assert merged([(upper, lines), (lower, [])]) == lines


def test_small_print_within_the_box_of_large_letters_stays() -> None:
    small, large = line("注", 300, 380, 320, 400), line("八点", 100, 100, 500, 400)
    assert with_large([small, line("八", 100, 100, 300, 240)], [large]) == [small, large]


@pytest.mark.parametrize("left", range(100, 900, 130))
def test_letters_wider_than_the_overlap_are_there_once(monkeypatch: pytest.MonkeyPatch, left: int) -> None:
    sheet = Sheet((5000, 700), [Words("甲乙丙丁戊己庚", left, 100, size=440)])
    assert read(monkeypatch, sheet) == ["甲乙丙丁戊己庚"]


@pytest.mark.parametrize("shift", [-14, -5, 0, 5, 14])
@pytest.mark.parametrize("start", range(0, 40, 8))
def test_tiles_that_differ_on_where_a_letter_is_give_it_once(start: int, shift: int) -> None:
    one_tile, other_tile = tiles(2000, 100)
    text = "".join(chr(0x4E00 + i) for i in range(30))
    whole = line(text, 400 + start, 10, 400 + start + 40 * len(text), 50)
    left = tuple(glyph for glyph in whole.glyphs if glyph.box[2] <= one_tile.right)
    right = tuple(
        Glyph(glyph.text, (glyph.box[0] + shift, 10, glyph.box[2] + shift, 50))
        for glyph in whole.glyphs
        if glyph.box[0] >= other_tile.left
    )
    pieces = [
        (one_tile, [Found(left, 0.9, (whole.box[0], 10, one_tile.right, 50))]),
        (other_tile, [Found(right, 0.9, (other_tile.left, 10, whole.box[2] + shift, 50))]),
    ]
    (found,) = merged(pieces)
    assert found.text == text
