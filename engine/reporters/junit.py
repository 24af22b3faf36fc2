"""A run as JUnit XML: a suite for each draft, a case for each finding.

Input: reviews and the run. Output: XML. Law: a finding that fails its draft is a failure, a part that was not
reviewed an error, a suppressed finding skipped; a draft with none of them still has a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from xml.etree import ElementTree as ET

from engine.finding import Review, RunInfo
from engine.reporters.amendments import OVERLAY, amended
from engine.reporters.brief import Item, details, dismissed, items, level, message, missed, story, title
from engine.reporters.plain import page_text
from engine.reporters.summary import fails, verdict
from engine.reporters.words import term, words


def report(reviews: Sequence[Review], run: RunInfo) -> str:
    """The document."""
    say = words(run.lang)
    root = ET.Element("testsuites", name="zhupi")
    if entries := amended(run, say):
        none = dict.fromkeys(("tests", "failures", "errors", "skipped"), "0")
        suite = ET.SubElement(root, "testsuite", {"name": OVERLAY, "timestamp": run.started, **none})
        ET.SubElement(suite, "system-out").text = page_text("\n".join(entry.text for entry in entries))
    for review in reviews:
        root.append(_suite(review, run, say))
    for kind in ("tests", "failures", "errors", "skipped"):
        root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in root)))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(review: Review, run: RunInfo, say: NullTranslations) -> ET.Element:
    suite = ET.Element("testsuite", name=page_text(review.name), timestamp=run.started)
    for part in missed(review, run, say):
        case = _case(suite, review, say.gettext("not reviewed"))
        _told(case, "error" if part.grave else "skipped", part.text, "not-reviewed", part.text)
    for item in items(review):
        _finding(_case(suite, review, f"{item.finding.rule} {story(item, say)}"), item, run, say)
    if not len(suite):
        _case(suite, review, term(say, verdict(review, run)))
    suite.set("tests", str(len(suite)))
    for kind in ("failure", "error", "skipped"):
        count = len(suite.findall(f"testcase/{kind}"))
        suite.set({"failure": "failures", "error": "errors"}.get(kind, kind), str(count))
    return suite


def _case(suite: ET.Element, review: Review, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=page_text(review.name), name=page_text(name), time="0")


def _told(case: ET.Element, kind: str, said: str, type_: str, text: str) -> None:
    ET.SubElement(case, kind, message=page_text(said), type=type_).text = page_text(text)


def _finding(case: ET.Element, item: Item, run: RunInfo, say: NullTranslations) -> None:
    finding = item.finding
    lines = [title(finding), message(finding), *(f"{name}: {value}" for name, value in details(finding, say))]
    if item.place:
        lines.insert(1, f"「{item.place.words}」")
    if finding.suppression:
        ET.SubElement(case, "skipped", message=page_text(dismissed(finding, say)))
    elif finding.rule.startswith("zhupi/") and level(finding, run) == "error":
        _told(case, "error", message(finding), "not-reviewed", "\n".join(lines))
    elif fails(finding, run):
        _told(case, "failure", message(finding), finding.severity.word, "\n".join(lines))
    else:
        ET.SubElement(case, "system-out").text = page_text("\n".join(lines))
