"""The golden files of the text outputs, as they must be now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.reporters import diagnostics, json, terminal
from tests import builders

FOLDER = Path(__file__).parent / "golden"


def _cases() -> dict[str, Callable[[], str]]:
    reviews, run = builders.reviews(), builders.RUN
    problems = builders.diagnostics()
    english = replace(run, lang="en")
    return {
        "terminal.txt": lambda: terminal.report(reviews, run),
        "terminal-color.txt": lambda: terminal.report(reviews[:1], run, color=True, columns=60),
        "terminal-en.txt": lambda: terminal.report(reviews, english),
        "diagnostics.txt": lambda: diagnostics.as_text(problems),
        "diagnostics-en.txt": lambda: diagnostics.as_text(problems, lang="en", columns=60),
        "diagnostics.json": lambda: diagnostics.as_json(problems),
        "report.json": lambda: json.report(reviews, run),
        "lines.jsonl": lambda: json.lines(reviews, run),
    }


def goldens() -> dict[Path, bytes]:
    """Every golden file and its content."""
    return {FOLDER / name: make().encode() for name, make in _cases().items()}
