"""What stands out on a page, and which colours can be compared."""

from __future__ import annotations

from engine.document import StyleRun
from engine.style import faintest, paler, prominent


def test_prominent_is_bold_larger_or_on_another_ground_than_most_of_the_page() -> None:
    runs = [
        StyleRun(0, 20, 12.0, False, "#ffffff", "#123456"),
        StyleRun(20, 25, 12.0, False, "#ffffff", "#ff0000"),
        StyleRun(26, 60, 12.0, False, "#000000", "#ffffff"),
        StyleRun(60, 65, 12.0, True, "#000000", "#ffffff"),
        StyleRun(65, 70, 14.0, False, "#000000", "#ffffff"),
        StyleRun(70, 75, 14.0, True, "#000000", "#ffffff", hidden=True),
    ]
    assert prominent(runs, [(0, 25), (26, 75)]) == [(20, 25), (60, 70)]
    assert prominent(runs) == [(0, 25), (60, 70)]


def test_colours_that_are_not_known_are_not_compared() -> None:
    runs = [StyleRun(0, 5, color="#777777"), StyleRun(5, 10), StyleRun(10, 15, color="#000000")]
    assert faintest(runs, (0, 10)) is None
    assert paler(runs, (0, 10), (10, 15)) is None
    assert paler(runs, (0, 5), (10, 15)) is True
