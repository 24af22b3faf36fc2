"""Reporters: reviews of a run → text or bytes. Each is a pure function; the caller writes files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NamedTuple

from engine.finding import Review, RunInfo

Report = Callable[[Sequence[Review], RunInfo], str | bytes]


class Reporter(NamedTuple):
    """Where a reporter is, what its file's name ends in, and whether it gives bytes."""

    module: str
    ending: str
    binary: bool = False
    function: str = "report"


# A new format is one module with `report(reviews, run)` and one line here.
REPORTERS = {
    "html": Reporter("engine.reporters.html", ".html"),
    "terminal": Reporter("engine.reporters.terminal", ".txt"),
    "json": Reporter("engine.reporters.json", ".json"),
    "lines": Reporter("engine.reporters.json", ".lines.jsonl", function="lines"),
    "jsonl": Reporter("engine.reporters.jsonl", ".jsonl"),
    "sarif": Reporter("engine.reporters.sarif", ".sarif"),
    "junit": Reporter("engine.reporters.junit", ".junit.xml"),
    "checkstyle": Reporter("engine.reporters.checkstyle", ".checkstyle.xml"),
    "gitlab": Reporter("engine.reporters.gitlab", ".gitlab.json"),
    "github": Reporter("engine.reporters.github", ".github.txt"),
    "github-summary": Reporter("engine.reporters.markdown", ".summary.md", function="summary"),
    "markdown": Reporter("engine.reporters.markdown", ".md"),
    "csv": Reporter("engine.reporters.ledger", ".csv", binary=True),
    "xlsx": Reporter("engine.reporters.ledger", ".xlsx", binary=True, function="xlsx"),
}

# A draft's format → the module whose `annotate(data, document, findings)` makes the annotated copy.
ANNOTATORS = {
    "docx": "engine.reporters.word",
    "html": "engine.reporters.markup",
    "md": "engine.reporters.criticmarkup",
    "pdf": "engine.reporters.pdf",
    "picture": "engine.reporters.picture",
    "xlsx": "engine.reporters.sheet",
    "pptx": "engine.reporters.slides",
}


def reporter(name: str) -> Report:
    """The function that writes a format. Raises KeyError for a name that is not in the table."""
    entry = REPORTERS[name]
    report: Report = getattr(import_module(entry.module), entry.function)
    return report
