"""Problems in rule files, for people and for machines.

Input: diagnostics. Output: text as rustc draws it, every label under its line, or JSON. Law: each problem
names file, line and column, and shows the marked line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from gettext import NullTranslations
from itertools import groupby

from engine.errors import Diagnostic, Label
from engine.reporters.plain import one_line
from engine.reporters.snippet import Canvas, Mark, Source, draw, painter
from engine.reporters.words import words
from engine.said import translated
from engine.text import Lines


def as_text(
    diagnostics: Sequence[Diagnostic], *, lang: str = "zh", color: bool = False, columns: int = 100
) -> str:
    """Every problem drawn, and how many there are."""
    say, canvas = words(lang), Canvas(painter(color), columns)
    out = [line for d in diagnostics for line in (*_drawn(d, say, canvas), "")]
    errors = sum(d.severity == "error" for d in diagnostics)
    warnings = len(diagnostics) - errors
    told = [say.ngettext("%(n)d error", "%(n)d errors", errors) % {"n": errors}] if errors else []
    if warnings:
        told.append(say.ngettext("%(n)d warning", "%(n)d warnings", warnings) % {"n": warnings})
    return "\n".join([*out, ", ".join(told) or say.gettext("no problem found")]) + "\n"


def _drawn(diagnostic: Diagnostic, say: NullTranslations, canvas: Canvas) -> Iterator[str]:
    paint = canvas.paint
    grade = say.gettext("error") if diagnostic.severity == "error" else say.gettext("warning")
    head = paint(diagnostic.severity, f"{grade}[{diagnostic.code}]")
    yield f"{head}: {paint('label', one_line(translated(diagnostic.title, say)))}"
    first, indent = diagnostic.labels[:1], "  "
    for number, (file, group) in enumerate(groupby(diagnostic.labels, key=lambda label: label.file)):
        labels = list(group)
        marks = [_mark(label, label in first, diagnostic.severity, say) for label in labels]
        drawing = draw(Source.of(file, labels[0].text), marks, canvas, ":::" if number else "-->")
        indent = drawing.indent
        yield from drawing.lines
    for name, value in ((say.gettext("note"), diagnostic.note), (say.gettext("help"), diagnostic.help)):
        if value:
            told = one_line(translated(value, say))
            yield f"{indent}{paint('gutter', '=')} {paint('label', name)}: {told}"


def _mark(label: Label, primary: bool, severity: str, say: NullTranslations) -> Mark:
    note = translated(label.note, say)
    return Mark(label.span, note, severity, "^") if primary else Mark(label.span, note, "related", "-")


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """One object with every problem; offsets, lines and columns in code points."""
    data = {"version": 1, "diagnostics": [_plain(d) for d in diagnostics]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _plain(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "title": diagnostic.title,
        "labels": [_place(label) for label in diagnostic.labels],
        "note": diagnostic.note,
        "help": diagnostic.help,
    }


def _place(label: Label) -> dict[str, object]:
    at = Lines(label.text).position(label.span.start)
    return {
        "file": label.file,
        "start": label.span.start,
        "end": label.span.end,
        "line": at.line,
        "column": at.column,
        "note": label.note,
    }
