"""The golden files of the text outputs, as they must be now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.reporters import REPORTERS, diagnostics, reporter, terminal
from tests import builders

FOLDER = Path(__file__).parent / "golden"


def _cases() -> dict[str, Callable[[], str | bytes]]:
    reviews, run = builders.reviews(), builders.RUN
    problems = builders.diagnostics()
    english = replace(run, lang="en")
    formats = [name for name in REPORTERS if name not in ("html", "xlsx")]
    return {
        **{
            f"report{REPORTERS[name].ending}": lambda name=name: reporter(name)(reviews, run)
            for name in formats
        },
        "terminal-color.txt": lambda: terminal.report(reviews[:1], run, color=True, columns=60),
        "terminal-en.txt": lambda: terminal.report(reviews, english),
        "diagnostics.txt": lambda: diagnostics.as_text(problems),
        "diagnostics-en.txt": lambda: diagnostics.as_text(problems, lang="en", columns=60),
        "diagnostics.json": lambda: diagnostics.as_json(problems),
    }


def goldens() -> dict[Path, bytes]:
    """Every golden file and its content."""
    made = {name: make() for name, make in _cases().items()}
    return {FOLDER / name: made if isinstance(made, bytes) else made.encode() for name, made in made.items()}
