"""A run as Checkstyle XML, which many review tools read.

Input: reviews and the run. Output: XML. Law: line and column are those of the draft's text, in code points;
a part that was not reviewed is an entry of its own, a suppressed finding one to ignore.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from xml.etree import ElementTree as ET

from engine.finding import Review, RunInfo
from engine.reporters.amendments import OVERLAY, amended
from engine.reporters.brief import NOT_REVIEWED, counted, details, dismissed, hidden, level, message, missed
from engine.reporters.plain import page_text
from engine.reporters.words import words

_SEVERITY = {"error": "error", "warning": "warning", "note": "info"}


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The document."""
    say = words(run.lang)
    root = ET.Element("checkstyle", version="8.0")
    for entry in amended(run, say):
        file = ET.SubElement(root, "file", name=page_text(entry.file))
        told = {
            "line": str(entry.line),
            "severity": "info",
            "message": page_text(entry.text),
            "source": OVERLAY,
        }
        ET.SubElement(file, "error", told)
    for review in reviews:
        root.append(_file(review, run, say))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _file(review: Review, run: RunInfo, say: NullTranslations) -> ET.Element:
    file = ET.Element("file", name=page_text(review.name))
    for part in missed(review, run, say):
        severity = "error" if part.grave else "warning"
        ET.SubElement(
            file, "error", line="1", severity=severity, message=page_text(part.text), source=NOT_REVIEWED
        )
    for item in counted(review):
        told = [message(item.finding), *(f"{name}: {value}" for name, value in details(item.finding, say))]
        entry = ET.SubElement(file, "error", line=str(item.line))
        if item.place:
            entry.set("column", str(item.place.start.column))
        entry.set("severity", _SEVERITY[level(item.finding, run)])
        entry.set("message", page_text(" ".join(told)))
        entry.set("source", item.finding.rule)
    for item in hidden(review):
        excused = ET.SubElement(file, "error", line=str(item.line), severity="ignore")
        excused.set("message", page_text(dismissed(item.finding, say)))
        excused.set("source", item.finding.rule)
    return file
