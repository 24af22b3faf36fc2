"""What stays the same of a finding while its draft is edited.

Input: a review. Output: one fingerprint for each finding, in their order. Law: it is made of the rule and
the words around the place within their paragraph, without spaces, letter case, width and long numbers;
so it survives moved paragraphs, changed spacing and renamed files, and gives no number away. Equal places
of one draft are told apart by their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from hashlib import sha256

from engine.document import Document
from engine.finding import Finding, Review

_AROUND = 16  # normalised characters on each side: enough to tell places apart, few enough to survive edits
_PERSONAL = re.compile(r"\d{11,}x?")
_DROPPED = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def fingerprints(review: Review) -> tuple[str, ...]:
    """32 hexadecimal digits for each finding of the review."""
    seen: Counter[str] = Counter()
    out = []
    for finding in review.findings:
        key = "\0".join((finding.rule, *_context(finding, review.document)))
        seen[key] += 1
        out.append(sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return tuple(out)


def _context(finding: Finding, document: Document | None) -> tuple[str, ...]:
    """The words before, within and after; for the document as a whole, what the finding says."""
    if finding.span is None or document is None:
        return ("document", normal(finding.message))
    text, (start, end) = document.text, finding.span
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    after = len(text) if after < 0 else after
    # What is missing tells apart the findings of one rule on one trigger.
    said = normal(finding.message) if finding.missing else ""
    return (
        normal(text[before:start])[-_AROUND:],
        normal(text[start:end]),
        normal(text[end:after])[:_AROUND],
        said,
    )


def normal(text: str) -> str:
    """Without what may change freely; long numbers only as such, so that nobody can guess them from a hash."""
    return _PERSONAL.sub("#", _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold())
