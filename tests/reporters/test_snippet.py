from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.reporters.plain import one_line, width
from engine.reporters.snippet import Canvas, Mark, Source, draw, painter
from engine.text import Lines, Span


def drawn(text: str, *marks: Mark, columns: int = 40) -> list[str]:
    return draw(Source.of("稿.txt", text), marks, Canvas(painter(False), columns)).lines


def test_carets_stand_under_wide_characters() -> None:
    assert drawn("本产品保本A保息。", Mark(Span(3, 8), "两处")) == [
        " --> 稿.txt:1:4",
        "  |",
        "1 | 本产品保本A保息。",
        "  |       ^^^^^^^^^ 两处",
        "  |",
    ]


def test_lines_between_marks_are_left_out() -> None:
    text = "甲\n乙\n丙\n丁"
    assert drawn(text, Mark(Span(0, 1)), Mark(Span(6, 7), "末", sign="-"))[2:-1] == [
        "1 | 甲",
        "  | ^^",
        "...",
        "4 | 丁",
        "  | -- 末",
    ]


def test_a_mark_over_lines_shows_its_first_and_last() -> None:
    text = "第一行\n第二行\n第三行"
    assert drawn(text, Mark(Span(1, 10), "跨行"))[2:-1] == [
        "1 | 第一行",
        "  |   ^^^^",
        "...",
        "3 | 第三行",
        "  | ^^^^ 跨行",
    ]


def test_an_empty_mark_at_the_end_of_the_text() -> None:
    assert drawn("缺", Mark(Span(1, 1), "此处缺一句"))[2:-1] == ["1 | 缺", "  |   ^ 此处缺一句"]


def test_an_empty_text() -> None:
    assert drawn("", Mark(Span(0, 0), "空"))[2:-1] == ["1 |", "  | ^ 空"]


def test_colours_only_when_told() -> None:
    lines = draw(Source.of("a", "保本"), [Mark(Span(0, 2), "x", "high")], Canvas(painter(True))).lines
    assert any("\033[1;31m" in line for line in lines)
    assert all(line.count("\033[") % 2 == 0 for line in lines)


TEXT = st.text(alphabet="保本a \n\r\x1b😀é，", max_size=120)


@given(TEXT, st.data(), st.integers(24, 60))
def test_every_mark_is_drawn_under_its_words_in_the_room(
    text: str, data: st.DataObject, columns: int
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = drawn(text, Mark(Span(start, end)), columns=columns)
    at = Lines(text).position(start)
    assert lines[0].endswith(f":{at.line}:{at.column}")
    first = next(n for n, line in enumerate(lines) if "^" in line.split("|", 1)[-1] and n > 1)
    assert all(width(line) <= columns for line in lines[1:])
    signs = lines[first].split("|", 1)[1][1:]
    shown = lines[first - 1].split("|", 1)[1][1:]
    before = signs.index("^")
    words = one_line(Lines(text).line(at.line)[at.column - 1 :])
    reached, under = 0, ""
    for c in shown:
        if reached >= before and reached < len(signs):
            under += c
        reached += width(c)
    assert words.startswith(under.rstrip("…").rstrip())
