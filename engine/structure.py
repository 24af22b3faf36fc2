"""Regions of a document that its loader did not give, and the name of a place for a person.

Input: a Document. Output: sorted spans of one kind; a place in words. Nothing is kept between calls.
Law: what the loader gave stands; every derived span starts and ends on a character that is not blank, but for
`section` and `document`, which together cover all of the text. Lines end with `\\n`, `\\r` or both;
`\\v` breaks a line within a paragraph: it ends a phrase, not a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial

from engine.document import Anchor, Document, Heading
from engine.outline import read_headings, with_articles
from engine.text import Lines, Span

_SPAN_OF = re.Match.span
_AS_SPAN = partial(tuple.__new__, Span)  # as `Span._make`, without a call into Python for each

_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")

_NEVER_LAST = ("Mr", "Ms", "Dr", "St", "vs", "cf", "Mrs", "Art", "Sec", "Fig", "e.g", "i.e", "Prof", "approx")
_SELDOM_LAST = ("Co", "Inc", "Ltd", "etc", "U.S", "U.K", "a.m", "p.m", "p.a", "Corp")


def _after(words: Iterable[str]) -> str:
    """A look-behind, from after the full stop, for each length that the words have."""
    by_length: dict[int, list[str]] = {}
    for word in words:
        by_length.setdefault(len(word), []).append(re.escape(word))
    return "|".join(rf"(?<=(?<![A-Za-z])(?:{'|'.join(same)})\.)" for same in by_length.values())


# A full stop that ends nothing: within a word or number, after an abbreviation, an initial or a number
# that counts what follows.
_STOP = (
    r"[.．](?:(?=[A-Za-z0-9０-９])|(?<=\d.)(?=[^\W\d_])"
    rf"|{_after(_NEVER_LAST)}|(?:{_after(_SELDOM_LAST)})(?=[,;]|\s+[a-z0-9])"
    r"|(?<=(?<![A-Za-z])[A-Z]\.)(?=\s+[A-Z])|(?<=(?<![A-Za-z])No\.)(?=\s*\d)|(?<=(?<!.)\d.)|(?<=(?<!.)\d\d.))"
)

# Ends of a phrase. Quotes and title marks are none: a negation reaches into them.
_ENDS = r"\n\v，。；：、？！…;?!()（）\[\]［］【】〔〕{}｛｝|｜"
_PHRASE = re.compile(
    rf"[^\s{_ENDS}.,:．”’」』》]"
    rf"(?:[^\s{_ENDS}.,:．]++|[^\S\n\v]++(?=[^\s{_ENDS}.,:．])|[,:：](?<=\d.)(?=\d)|{_STOP})*"
)

_CLOSING = r"”’」』）)\]】》\"'"
_SENTENCE = re.compile(
    rf"\S(?:[^\s。！？!?….．]++|[^\S\n]++(?=\S)|{_STOP})*(?:[。！？!?….．]+[{_CLOSING}]*)?"
)

_BULLET = r"[-*+][ \t]+|[•●◆■▪◇○·➤►✓✔☑][ \t　]*"
_COUNTER = (
    r"\d{1,3}[.．、)）](?!\d)|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,3}|[a-zA-Z])[)）]|[①-⒇㈠-㈩❶-❿]"
    r"|[一二三四五六七八九十]{1,3}、|[a-zA-Z][.)、](?=[ \t])|[ivxIVX]{1,5}[.)](?=[ \t])"
)


@cache
def _item() -> re.Pattern[str]:
    """Compiled when the first draft is read: it takes some milliseconds."""
    return re.compile(rf"\n[^\S\n]*+((?:{_BULLET}|{_COUNTER})[^\n]*\S)")


# A Markdown table: a line with a bar, a line of dashes, then lines with a bar.
_TABLE = re.compile(
    r"\n[^\S\n]*+([^\n|]*+\|[^\n]*\n[^\S\n]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*\|?[^\S\n]*+(?=\n|\Z)"
    r"(?:\n(?=[^\n|]*\|)[^\n]*)*)"
)
_RULE_ROW = re.compile(r"[\s|:-]+\Z")
_CELL = re.compile(r"[^\s|](?:(?:\\\||[^|\n])*(?:\\\||[^\s|]))?")

_NOTES = ("header", "footer", "footnote", "comment", "attribute", "hidden", "picture")


def regions(document: Document, kind: str) -> Sequence[Span]:
    """All regions of one kind, sorted; of kinds that only a loader can know, what it gave."""
    given = document.structure.get(kind)
    if given:
        return given
    derive = _DERIVED.get(kind)
    return derive(document) if derive else ()


def headings(document: Document) -> Sequence[Heading]:
    """The loader's headings with the numbered clauses below them, else what numbering and layout show."""
    text = _lined(document.text)
    if document.headings:
        return with_articles(document.headings, text, document.labels)
    return read_headings(text, document.labels)


def _lined(text: str) -> str:
    """The text with `\\n` alone as line end, all else in the same places."""
    return text.replace("\r", "\n") if "\r" in text else text


def _all(pattern: re.Pattern[str], text: str) -> list[Span]:
    return list(map(_AS_SPAN, map(_SPAN_OF, pattern.finditer(text))))


def _paragraphs(document: Document) -> Sequence[Span]:
    return _all(_PARAGRAPH, _lined(document.text))


def _phrases(document: Document) -> Sequence[Span]:
    return _all(_PHRASE, _lined(document.text))


def _sentences(document: Document) -> Sequence[Span]:
    return _all(_SENTENCE, _lined(document.text))


def _items(document: Document) -> Sequence[Span]:
    return [Span(m.start(1) - 1, m.end(1) - 1) for m in _item().finditer("\n" + _lined(document.text))]


def _heading_spans(document: Document) -> Sequence[Span]:
    return [Span(start, end) for start, end, _ in headings(document) if start < end]


def _document(document: Document) -> Sequence[Span]:
    return (Span(0, len(document.text)),)


def _sections(document: Document) -> Sequence[Span]:
    """Each heading with what stands under it; what stands before the first; what follows the body."""
    found = headings(document)
    if not found:
        return _document(document)
    end = _body_end(document, found[-1].start)
    spans = [Span(0, found[0].start)] if document.text[: found[0].start].strip() else []
    open_: list[Heading] = []
    for heading in found:
        while open_ and open_[-1].level >= heading.level:
            spans.append(Span(open_.pop().start, heading.start))
        open_.append(heading)
    spans += [Span(heading.start, end) for heading in open_]
    if end < len(document.text):
        spans.append(Span(end, len(document.text)))
    return sorted(spans)


def _body_end(document: Document, after: int) -> int:
    """Where the stories that follow the body begin."""
    starts = (
        span.start for kind in _NOTES for span in document.structure.get(kind, ()) if span.start > after
    )
    return min(starts, default=len(document.text))


def _tables(document: Document) -> Sequence[Span]:
    text = document.text
    if "|" not in text or "--" not in text:
        return ()
    found = _TABLE.finditer("\n" + _lined(text.replace("\r\n", " \n")))
    return [Span(m.start(1) - 1, m.start(1) - 1 + len(m[1].rstrip())) for m in found]


def _rows(document: Document) -> Sequence[Span]:
    text = _lined(document.text)
    rows = (row for table in _tables(document) for row in _PARAGRAPH.finditer(text, *table))
    return [Span(*row.span()) for row in rows if not _RULE_ROW.match(text, *row.span())]


def _cells(document: Document) -> Sequence[Span]:
    text = _lined(document.text)
    return [Span(*cell.span()) for row in _rows(document) for cell in _CELL.finditer(text, *row)]


def _body(document: Document) -> Sequence[Span]:
    """Paragraphs that hold more than a heading and lie in no table and no note."""
    heads = {heading.start: heading.end for heading in headings(document)}
    kinds = ("table", *_NOTES)
    apart = _merged(span for kind in kinds for span in regions(document, kind))
    return [
        paragraph
        for paragraph in regions(document, "paragraph")
        if heads.get(paragraph.start, -1) < paragraph.end and not _within(paragraph, apart)
    ]


def _within(span: Span, disjoint: Sequence[Span]) -> bool:
    at = bisect_right(disjoint, (span.start, len(disjoint) and disjoint[-1].end))
    return at > 0 and span.end <= disjoint[at - 1].end


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same characters in sorted, disjoint spans."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


_DERIVED: dict[str, Callable[[Document], Sequence[Span]]] = {
    "phrase": _phrases,
    "sentence": _sentences,
    "paragraph": _paragraphs,
    "heading": _heading_spans,
    "section": _sections,
    "item": _items,
    "table": _tables,
    "row": _rows,
    "cell": _cells,
    "document": _document,
    "body": _body,
}


_STORIES = {
    "header": "页眉",
    "footer": "页脚",
    "footnote": "脚注",
    "comment": "批注",
    "attribute": "页面附属文字",
    "hidden": "隐藏文字",
    "picture": "图片",
}
_HEADING_NUMBER = re.compile(
    r"第[^条章节编部篇\n]{1,9}[条章节编部篇](?:之[一二三四五六七八九十])?|(?:Article|Section|Chapter|Part) [\dIVX.]+\b",
    re.I,
)


def locate(document: Document, span: Span) -> str:
    """Where a span stands, for a person: 「第三条 · 第2段」, 「表1 第2行」, 「第12行」."""
    return locator(document)(span)


def locator(document: Document) -> Callable[[Span], str]:
    """`locate` for many spans of one document: its structure is derived once."""
    paragraphs = regions(document, "paragraph")
    heads = headings(document)
    tables = regions(document, "table")
    rows = regions(document, "row") if tables else ()
    lines = Lines(document.text)

    def place(span: Span) -> str:
        start = span.start
        words = [_page(document, start), _story(document, start)]
        if table := _table(tables, rows, start):
            words += [_under(document, heads, start), table]
        elif not words[1] and (head := _under(document, heads, start)):
            words += [head, _nth_under(paragraphs, heads, start)]
        elif not any(words):
            words.append(
                _labelled(document, paragraphs, start) or _counted(document, paragraphs, lines, start)
            )
        return " · ".join(filter(None, words))

    return place


def _page(document: Document, offset: int) -> str:
    if document.format == "pdf":  # whose anchors say it, also where a page before has no text
        found = max(bisect_right(document.anchors, offset, key=_start) - 1, 0)
        return f"第{int(document.anchors[found].part) + 1}页" if document.anchors else ""
    at = _holder(document.structure.get("page", ()), offset)
    return f"第{at + 1}页" if at is not None else ""


def _story(document: Document, offset: int) -> str:
    kinds = (k for k in _NOTES if _holder(document.structure.get(k, ()), offset) is not None)
    return _STORIES[kind] if (kind := next(kinds, "")) else ""


def _table(tables: Sequence[Span], rows: Sequence[Span], offset: int) -> str:
    at = _holder(tables, offset)
    if at is None:
        return ""
    first = bisect_left(rows, (tables[at].start, 0))
    row = bisect_right(rows, (offset, len(rows) and rows[-1].end)) - first
    return f"表{at + 1} 第{max(row, 1)}行"


def _under(document: Document, heads: Sequence[Heading], offset: int) -> str:
    """The name of the nearest heading above: its number, else its words."""
    at = bisect_right(heads, offset, key=_start) - 1
    if at < 0:
        return ""
    start, end, _ = heads[at]
    words = document.text[start:end].strip("# \t　\v")
    number = _HEADING_NUMBER.match(words)
    name = document.labels.get(start, "") or (number[0] if number else "")
    return name or (words if len(words) <= 16 else words[:15] + "…")


def _nth_under(paragraphs: Sequence[Span], heads: Sequence[Heading], offset: int) -> str:
    """The paragraph's number below the nearest heading; none within the heading itself."""
    end = heads[bisect_right(heads, offset, key=_start) - 1].end
    first = bisect_left(paragraphs, end, key=lambda span: span.end - 1)
    nth = bisect_right(paragraphs, offset, key=_start) - first
    return f"第{nth}段" if nth > 0 and offset >= end else ""


def _labelled(document: Document, paragraphs: Sequence[Span], offset: int) -> str:
    at = bisect_right(paragraphs, offset, key=_start) - 1
    return document.labels.get(paragraphs[at].start, "") if at >= 0 else ""


def _counted(document: Document, paragraphs: Sequence[Span], lines: Lines, offset: int) -> str:
    """The line where a person sees the same lines, else the paragraph."""
    if document.format in ("txt", "md"):
        return f"第{lines.position(offset).line}行"
    return f"第{max(bisect_right(paragraphs, offset, key=_start), 1)}段"


def _holder(spans: Sequence[Span], offset: int) -> int | None:
    """The index of the last span that holds the offset."""
    at = bisect_right(spans, offset, key=_start) - 1
    while at >= 0:
        if spans[at].end > offset:
            return at
        at -= 1
    return None


def _start(item: Span | Heading | Anchor) -> int:
    return item.start
