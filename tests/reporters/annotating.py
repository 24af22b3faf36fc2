"""Findings on the words of a draft, for tests of annotated copies."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.document import Document
from engine.finding import Finding, Placement
from engine.rule import Severity
from engine.text import Span


def finding(span: Span | None, message: str = "不可以这样说", severity: Severity = Severity.HIGH) -> Finding:
    return Finding(rule="cn/test/rule", title="不得承诺", severity=severity, message=message, span=span)


def on_words(document: Document, words: Iterable[str]) -> list[Finding]:
    """A finding on each occurrence of each of the words."""
    spans = [Span(*match.span()) for word in words for match in re.finditer(re.escape(word), document.text)]
    return [finding(span) for span in spans]


def hows(placements: Iterable[Placement]) -> list[str]:
    return [placement.how for placement in placements]
