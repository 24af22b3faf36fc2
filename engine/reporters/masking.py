"""Personal data in what Zhupi writes itself.

Input: text quoted from a draft. Output: the same text with identity, card and mobile numbers and e-mail
addresses masked. Law: length is kept, so that offsets and carets still hold; masking twice is masking once.
Only the annotated draft keeps the draft's own words.
"""

from __future__ import annotations

import re

from engine.finding import Finding

# Digits may be set apart by spaces, hyphens or zero-width characters, and may be full-width.
_GAP = "[\\s\\-\u2010-\u2015\u200b-\u200d\u2060\ufeff]?"
_EDGE = r"(?<![\dA-Za-z])"
_NUMBER = re.compile(
    rf"{_EDGE}(?:"
    rf"(?P<id>(?:\d{_GAP}){{17}}[\dXxＸｘ])"
    rf"|(?P<card>(?:\d{_GAP}){{12,18}}\d)"
    rf"|(?P<mobile>[1１]{_GAP}[3-9３-９](?:{_GAP}\d){{9}})"
    rf")(?![\dA-Za-z])"
)
_EMAIL = re.compile(r"[A-Za-z0-9_.%+-]+(?=[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
# How many characters stay readable at the start and at the end.
_KEPT = {"id": (3, 2), "card": (0, 4), "mobile": (3, 4)}


def _hidden(match: re.Match[str]) -> str:
    first, last = _KEPT[match.lastgroup or "id"]
    text = match.group()
    digits = [i for i, c in enumerate(text) if c.isalnum()]
    covered = set(digits[first : len(digits) - last])
    return "".join("*" if i in covered else c for i, c in enumerate(text))


def mask(text: str) -> str:
    """`text` with personal numbers and addresses masked, as long as before."""
    if not any(c.isdigit() or c in "@＠" for c in text):
        return text
    text = _NUMBER.sub(_hidden, text)
    return _EMAIL.sub(lambda m: m.group()[0] + "*" * (len(m.group()) - 1), text)


def personal(finding: Finding) -> bool:
    """Whether the finding is about personal data, so that its own words may repeat it."""
    return "privacy/" in finding.rule or "pii" in finding.rule or finding.topic.endswith("-leak")


def own_words(finding: Finding, text: str) -> str:
    """A finding's message, suggestion and the like, fit to be written."""
    return mask(text) if personal(finding) else text
