"""Recognition of a picture: turned upright, within its time, what is doubtful named."""

from __future__ import annotations

import time

import pytest
from PIL import Image

from engine.errors import ReviewError
from engine.formats import ocr
from engine.formats.ocr import Reader
from engine.formats.ocr_choice import Ocr
from tests.ocrfile import Sheet, Words, use, without_ocr

SHEET = Sheet((600, 400), [Words("过往业绩不代表未来", 50, 50), Words("投资须谨慎", 50, 200)])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_picture_is_turned_upright(monkeypatch: pytest.MonkeyPatch, turn: int) -> None:
    upright = SHEET.image()

    def recognise(image: Image.Image) -> list[ocr.Found]:
        if image.size == upright.size and image.tobytes() == upright.tobytes():
            return SHEET.recognise(image)
        standing = image.size != upright.size
        box = (10.0, 10.0, 40.0, 300.0) if standing else (10.0, 10.0, 300.0, 40.0)
        return [ocr.Found((ocr.Glyph("乱", box), ocr.Glyph("码", box)), 0.4, box)]

    monkeypatch.setattr(ocr, "recognise", recognise)
    reading = Reader(Ocr()).read(upright.rotate(turn, expand=True), "图")
    assert [line.text for line in reading.lines] == [words.text for words in SHEET.lines]
    assert reading.turned == -turn % 360
    assert not reading.unread


def test_words_of_which_it_is_not_sure_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful = [
        Words("清楚的文字", 50, 20),
        Words("有点模糊", 50, 100, confidence=0.7),
        Words("花纹", 50, 200, confidence=0.3),
    ]
    sheet = Sheet((600, 400), doubtful)
    use(monkeypatch, sheet)
    reading = Reader(Ocr()).read(sheet.image(), "图一")
    assert [line.text for line in reading.lines] == ["清楚的文字", "有点模糊"]
    assert [(entry.what, entry.where) for entry in reading.unread] == [("words", "图一")] * 2
    assert "「有点模糊」" in reading.unread[0].why
    assert "70%" in reading.unread[0].why
    assert "未能识别" in reading.unread[1].why


def test_many_doubtful_words_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((600, 1500), [Words("模糊", 20, 50 * at, confidence=0.6) for at in range(25)])
    use(monkeypatch, sheet)
    unread = Reader(Ocr()).read(sheet.image(), "图").unread
    assert len(unread) == 21
    assert "另有 5 处" in unread[-1].why


def test_what_there_is_no_time_for_is_not_read_and_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((900, 6000), [Words("开头", 50, 50), Words("结尾", 50, 5800)])
    use(monkeypatch, sheet)
    now = iter(range(0, 1000, 40))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(now)))
    reading = Reader(Ocr(seconds=100)).read(sheet.image(), "图")
    assert [line.text for line in reading.lines] == ["开头"]
    (entry,) = reading.unread
    assert entry.blocking
    assert "100 秒" in entry.why
    assert "--ocr-timeout" in entry.why


def test_a_tile_of_one_colour_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((900, 6000), [Words("结尾", 50, 5800)])
    shown = use(monkeypatch, sheet)
    assert [line.text for line in Reader(Ocr()).read(sheet.image(), "图").lines] == ["结尾"]
    assert len(shown) == 2  # one tile of five, and the picture of the whole


def test_why_nothing_can_be_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--ocr off" in Reader(Ocr("off")).missing
    without_ocr(monkeypatch)
    assert "pip install 'zhupi[ocr]'" in Reader(Ocr()).missing
    assert not Reader(Ocr("all")).embedded
    use(monkeypatch)
    assert not Reader(Ocr()).missing
    assert (Reader(Ocr()).embedded, Reader(Ocr("all")).embedded) == (False, True)


def test_characters_whose_places_are_not_told_share_the_line() -> None:
    found = ocr._found([[0, 0], [90, 0], [90, 30], [0, 30]], "三个字", 0.9, [])
    assert [glyph.box for glyph in found.glyphs] == [(0, 0, 30, 30), (30, 0, 60, 30), (60, 0, 90, 30)]


@pytest.mark.parametrize(
    ("size", "shown"), [((100, 1600), (800, 1600)), ((1600, 100), (1600, 800)), ((900, 600), (900, 600))]
)
def test_a_narrow_picture_is_not_enlarged_by_its_shorter_side(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    padded = ocr._stocky(Image.new("RGB", size, "#123456"))
    assert padded.size == shown
    assert padded.getextrema() == ((0x12, 0x12), (0x34, 0x34), (0x56, 0x56))


@pytest.mark.parametrize(
    ("said", "kind"), [("std::bad_alloc", MemoryError), ("no such operator", ReviewError)]
)
def test_a_fault_of_the_recogniser_is_one_line(
    monkeypatch: pytest.MonkeyPatch, said: str, kind: type[Exception]
) -> None:
    def broken(image: Image.Image, use_cls: bool) -> None:
        raise RuntimeError(f"Traceback (most recent call last):\n  File x\n{said}")

    monkeypatch.setattr(ocr, "_engine", lambda: broken)
    with pytest.raises(kind) as fault:
        ocr.recognise(Image.new("RGB", (10, 10)))
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)
