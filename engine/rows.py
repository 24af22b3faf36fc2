"""Sheets in which each row is a draft of its own: a list of text messages, of slogans, of scripts.

Input: a plan and the document of a workbook or a table. Output: its review, each row reviewed as if nothing stood
beside it. Law: a finding on a row as a whole stands on that row; a row that is taken for the heads of the columns
is not reviewed, and the document's notes say so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Attribute, Finding, Review
from engine.plan import Plan
from engine.profile import Given
from engine.review import review_document
from engine.text import Span

FORMATS = ("xlsx", "csv")
_HEAD = 12  # characters of the longest head of a column
_SENTENCE = re.compile(r"[，。！？；,!?;%％]|[0-9０-９]")


def review_rows(plan: Plan, document: Document, given: Given | None = None, *, as_of: str = "") -> Review:
    """The findings on a document whose rows are drafts. Raises ReviewError where it has none."""
    heads = _heads(document)
    rows = [row for row in document.structure.get("row", ()) if row not in heads]
    if not rows:
        raise ReviewError("empty", f"{document.name} 中没有可以逐行审查的行。")
    reviews = [review_document(plan, _part(document, row), given, as_of=as_of) for row in rows]
    findings = [
        _moved(found, row) for row, review in zip(rows, reviews, strict=True) for found in review.findings
    ]
    said = _said(document, heads, len(rows))
    return Review(
        name=document.name,
        document=replace(document, notes=(*document.notes, said)),
        findings=tuple(findings),
        profile=_profile(reviews),
        unread=document.unread,
    )


def _heads(document: Document) -> list[Span]:
    """The first rows of tables that hold the heads of columns: several cells, all short, none of them a sentence."""
    rows = document.structure.get("row", ())
    found = []
    for table in document.structure.get("table", ()):
        own = [row for row in rows if row.overlaps(table)]
        cells = document.text[own[0].start : own[0].end].split("\n") if len(own) > 1 else []
        if len(cells) > 1 and all(len(cell) <= _HEAD and not _SENTENCE.search(cell) for cell in cells):
            found.append(own[0])
    return found


def _said(document: Document, heads: Iterable[Span], count: int) -> str:
    left_out = "、".join(document.text[slice(*row)].replace("\n", "｜") for row in heads)
    return f"逐行审查：{count} 行各作一份稿件。" + (f"作为表头未审：{left_out}。" if left_out else "")


def _part(document: Document, row: Span) -> Document:
    """A row as a document: its cells and their paragraphs, hidden where the sheet is."""
    whole: tuple[Span, ...] = (Span(0, row.end - row.start),)
    structure = {"row": whole, "table": whole}
    for kind in ("cell", "paragraph"):
        spans = document.structure.get(kind, ())
        inside = spans[bisect_left(spans, (row.start, 0)) : bisect_left(spans, (row.end, 0))]
        structure[kind] = tuple(Span(span.start - row.start, span.end - row.start) for span in inside)
    if any(span.overlaps(row) for span in document.structure.get("hidden", ())):
        structure["hidden"] = whole
    return Document(
        name=document.name,
        format=document.format,
        text=document.text[row.start : row.end],
        structure=structure,
        attributes=document.attributes,
    )


def _moved(found: Finding, row: Span) -> Finding:
    """A finding on a row, as one on the document."""
    related = tuple(
        replace(other, span=Span(other.span.start + row.start, other.span.end + row.start))
        for other in found.related
    )
    span = found.span
    place = row if span is None else Span(span.start + row.start, span.end + row.start)
    return replace(found, span=place, related=related)


def _profile(reviews: Iterable[Review]) -> tuple[Attribute, ...]:
    """What the rows were taken for, together."""
    together: dict[str, Attribute] = {}
    for review in reviews:
        for kind in review.profile:
            before = together.get(kind.name)
            if before is None or not before.values:
                together[kind.name] = kind
            elif set(kind.values) - set(before.values):
                values = tuple(dict.fromkeys((*before.values, *kind.values)))
                together[kind.name] = replace(before, values=values)
    return tuple(together.values())
