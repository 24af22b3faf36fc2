"""Findings → the Markdown file with CriticMarkup: `{==words==}{>>note<<}`.

Input: the file's bytes, the document loaded from them, its findings. Output: the annotated copy and how each
finding was placed. Law: the copy is the file with inserts alone. It is read again before it is handed out:
without the marks its text is that of the original and each mark covers its words; a finding for which this does
not hold is noted at the end of the file instead, as is one that lies where no mark can stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.formats.critic import Place, Syntax
from engine.formats.encoding import encode
from engine.formats.markdown_page import Page, read
from engine.formats.marks import Piece, cut, spliced
from engine.reporters.comment_text import lines
from engine.text import Span

_MARKS = re.compile(r"\{==|==\}|\{>>.*?<<\}")
_MARKED = re.compile(r"\{==(.*?)==\}", re.S)
_NOTE = re.compile(r"\{>>.*?<<\}")
# What Markdown or CriticMarkup would read as syntax, and what stands for it in a note.
_HARMLESS = str.maketrans("|`*_[]<>{}~\\&#", "｜'＊＿［］＜＞｛｝～＼＆＃")


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding]
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy, and a placement for each finding in order.

    Raises ReviewError where `document` was not loaded from `data`.
    """
    page = read(data, document.name)
    if page.document.text != document.text:
        raise ReviewError("changed", f"{document.name}：文件与审查时的不一致，请重新审查")
    placed = _places(page, findings)
    while placed and (spoilt := _spoilt(page, findings, placed)):
        placed = {at: place for at, place in placed.items() if at not in spoilt}
    exact = _exact(page, findings, placed)
    text = _marked(page, findings, placed) + _end_notes(document.text, findings, placed)
    return encode(text, page.decoded), tuple(_placement(at, placed, exact) for at in range(len(findings)))


def _places(page: Page, findings: Sequence[Finding]) -> dict[int, Place]:
    """Where each finding can be marked; nowhere in a file that has CriticMarkup of its own."""
    if _MARKS.search(page.decoded.text):
        return {}
    syntax = Syntax(page)
    spans = {at: f.span for at, f in enumerate(findings) if f.span and f.span.end > f.span.start}
    found = {at: syntax.place(span) for at, span in spans.items()}
    return syntax.harmonised({at: place for at, place in found.items() if place})


def _pieces(placed: Mapping[int, Place]) -> list[Piece]:
    return cut({at: place.ranges for at, place in placed.items()})


def _marked(page: Page, findings: Sequence[Finding], placed: Mapping[int, Place]) -> str:
    """The source with its marks; a note follows the last mark of its finding."""
    ends = [(piece.end, 0, "==}") for piece in _pieces(placed)]
    notes = [(max(place.note, place.ranges[-1].end), 1, _note(findings[at])) for at, place in placed.items()]
    starts = [(piece.start, 2, "{==") for piece in _pieces(placed)]
    inserts = sorted([*ends, *notes, *starts], key=lambda insert: insert[:2])
    return spliced(page.decoded.text, ((place, text) for place, _, text in inserts))


def _note(finding: Finding, quote: str = "") -> str:
    return f"{{>>{' / '.join(lines(finding, quote)).translate(_HARMLESS)}<<}}"


def _end_notes(text: str, findings: Sequence[Finding], placed: Mapping[int, Place]) -> str:
    """The notes that stand at no place, with the words that they are on."""
    left = [finding for at, finding in enumerate(findings) if at not in placed]
    quotes = [" ".join(text[slice(*finding.span or (0, 0))].split()) for finding in left]
    notes = [
        _note(finding, quote and f"「{quote[:120]}」") for finding, quote in zip(left, quotes, strict=True)
    ]
    return "".join(f"\n\n{note}" for note in notes) + ("\n" if notes else "")


def _again(page: Page, findings: Sequence[Finding], placed: Mapping[int, Place]) -> str:
    """The marked copy's text, read again."""
    return read(encode(_marked(page, findings, placed), page.decoded), page.document.name).document.text


def _spoilt(page: Page, findings: Sequence[Finding], placed: Mapping[int, Place]) -> set[int]:
    """The findings whose marks changed the text, or do not cover their words."""
    again = _again(page, findings, placed)
    if changed := _changed(page.document, _MARKS.sub("", again)):
        spans = {at: findings[at].span or Span(0, 0) for at in placed}
        return {at for at, span in spans.items() if any(map(span.overlaps, changed))} or set(placed)
    words = _words(again, placed)
    return {at for at in placed if _asked(page.document.text, findings[at]) not in words.get(at, "")}


def _changed(document: Document, again: str) -> list[Span]:
    """The paragraphs that read otherwise, white space left out; all where there are not as many as before."""
    before = [_bare(line) for line in document.text.split("\n")]
    after = [_bare(line) for line in again.split("\n")]
    if len(before) != len(after):
        return [Span(0, len(document.text))]
    paragraphs = document.structure["paragraph"]
    pairs = zip(paragraphs, before, after, strict=False)
    return [paragraph for paragraph, was, now in pairs if was != now]


def _words(again: str, placed: Mapping[int, Place]) -> dict[int, str]:
    """What the marks of each finding cover; the marks of the text are the pieces, in order."""
    shown = [_bare(found) for found in _MARKED.findall(_NOTE.sub("", again))]
    pieces = _pieces(placed)
    if len(shown) != len(pieces):
        return {}
    words: dict[int, str] = {}
    for piece, found in zip(pieces, shown, strict=True):
        for at in piece.findings:
            words[at] = words.get(at, "") + found
    return words


def _exact(page: Page, findings: Sequence[Finding], placed: Mapping[int, Place]) -> set[int]:
    words = _words(_again(page, findings, placed), placed) if placed else {}
    return {at for at in placed if words[at] == _asked(page.document.text, findings[at])}


def _asked(text: str, finding: Finding) -> str:
    start, end = finding.span or (0, 0)
    return _bare(text[start:end])


def _bare(words: str) -> str:
    return "".join(words.split())


def _placement(at: int, placed: Mapping[int, Place], exact: set[int]) -> Placement:
    if at not in placed:
        return Placement(at, "nearby", "文中不能加标记，记在文末")
    return Placement(at, "exact") if at in exact else Placement(at, "widened", "标记不能截断 Markdown 语法")
