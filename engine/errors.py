"""Errors: a request that cannot be met, a draft that cannot be reviewed, and problems in rule files, declared as data.

`ReviewError` is raised by loaders and writers and names what a person can do about it. A `Diagnostic` is a
problem in a rule file; it carries labelled places and is drawn in one place (`reporters/diagnostics.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.text import Span


class Misuse(Exception):
    """A request that cannot be met as it stands; the message says why and what to do."""


class ReviewError(Exception):
    """A draft that cannot be read, or a copy that cannot be written.

    `code` is stable (`encrypted`, `damaged`, `too-large`, `unknown-format`, `empty`, …), the message is for a
    person and says what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Label:
    """A marked place in a rule file. `text` is the whole file's text, so that the line can be shown."""

    file: str
    text: str
    span: Span
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """A problem in a rule file. The first label is where the fault is, further ones explain it."""

    code: str
    title: str
    labels: tuple[Label, ...]
    note: str = ""
    help: str = ""
    severity: str = "error"  # error | warning


class RuleError(Exception):
    """One or more rule files are faulty: nothing may be reviewed with them."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{len(diagnostics)} problem(s) in the rule files")
        self.diagnostics = diagnostics
