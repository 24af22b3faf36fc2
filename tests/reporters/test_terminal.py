from __future__ import annotations

import re
from dataclasses import replace

from engine.reporters import diagnostics, terminal
from tests import builders

RUN = builders.RUN


def test_colours_change_nothing_but_colour() -> None:
    plain = terminal.report(builders.reviews(), RUN)
    painted = terminal.report(builders.reviews(), RUN, color=True)
    assert "\033" not in plain
    assert re.sub(r"\033\[[\d;]*m", "", painted) == plain


def test_a_draft_cannot_steer_the_terminal() -> None:
    evil = "\x1b]0;x\x07\x9b31m\u202e\r覆盖"
    review = builders.wealth()
    finding = replace(review.findings[0], title=evil, message=evil, suggestion=evil)
    shown = terminal.report([replace(review, name=evil, findings=(finding,), copy=evil)], RUN)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


def test_the_last_line_sums_up() -> None:
    last = terminal.report(builders.reviews(), RUN).splitlines()[-1]
    assert last == "6 份文稿, 17 个问题: 严重 5, 高 6, 中 3, 低 3; 已豁免 1; 未审完 2"
    assert terminal.report([], replace(RUN, lang="en")).splitlines()[-1] == "0 drafts, 0 findings"


def test_long_paragraphs_are_shown_around_the_place() -> None:
    shown = terminal.report([builders.wealth()], RUN, columns=50)
    drawn = [line for line in shown.splitlines() if re.match(r" *\d+ \|", line)]
    assert any("…" in line for line in drawn)
    assert all("保本" in line for line in drawn[:1])


def test_every_label_of_a_diagnostic_is_shown() -> None:
    problems = builders.diagnostics()
    shown = diagnostics.as_text(problems, lang="en")
    for problem in problems:
        assert f"[{problem.code}]: {problem.title}" in shown
        for label in problem.labels:
            assert label.note in shown
            assert label.file in shown
        assert problem.note in shown
        assert problem.help in shown
    assert shown.endswith("2 errors, 1 warning\n")
    assert diagnostics.as_text((), lang="en") == "no problem found\n"
