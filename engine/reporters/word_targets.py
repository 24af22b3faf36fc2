"""Where in a Word file the comment on a span goes.

Input: a reading and a span of its text. Output: the range to mark, how near it comes to the words (`exact`,
`widened`, `nearby`, `report-only`) and why. Law: only the main story takes comments, and no text box in it;
fields, bound controls and equations are marked whole; a paragraph of nothing but a drawing that text flows around
gets no comment where another paragraph can take it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from engine.document import Document
from engine.formats.word import Placed, Reading
from engine.formats.word_edit import Cut, Range, can_replace
from engine.formats.word_names import MC, A, Element, R, V, W
from engine.formats.word_story import Paragraph
from engine.text import Span

_QUOTED = 60
_SPACES = str.maketrans("\n\v\t", "   ")
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_FLOWS_AROUND = frozenset(f"{_WP}{name}" for name in ("wrapSquare", "wrapTight", "wrapThrough"))
_PLACES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


class Target(NamedTuple):
    """A comment's range, None where it has none. `words` is what it must cover in the text, None where it stands
    elsewhere; `quote` then tells which words it is on. `paragraph` is set where tracked changes may replace them."""

    range: Range | None
    how: str
    why: str = ""
    quote: str = ""
    words: Span | None = None
    paragraph: Element | None = None


class Targets:
    """The places of one reading that take comments."""

    def __init__(self, reading: Reading, document: Document) -> None:
        self._reading = reading
        self._document = document
        self._starts = [placed.start for placed in reading.placed]
        self._open = sorted((p for p in reading.placed if _takes_comment(p)), key=lambda p: p.atom.node)
        self._nodes = [placed.atom.node for placed in self._open]
        self._first_of = {placed.paragraph.element: placed for placed in reversed(self._open)}

    def of(self, span: Span | None) -> Target:
        """The target of a finding on `span`, on the whole document where it is None."""
        if span is None:
            return self._first("针对全文", "")
        hits = self._hits(span)
        here = [placed for placed in hits if _takes_comment(placed)]
        if span.start >= len(self._reading.text):
            return self._on_picture(span)
        if not hits:
            return Target(None, "report-only", "文件的这个位置没有文字")
        if not here:
            return self._elsewhere(hits, span)
        words = Span(max(span.start, here[0].start), min(span.end, here[-1].end))
        marked = Range(_start(here[0], span), _end(here[-1], span))
        if len(here) < len(hits):
            why = "部分文字所在之处不能加批注"
            return Target(marked, "nearby", why, self._quote(hits, span))
        if not isinstance(marked.start, Cut) or not isinstance(marked.end, Cut):
            return Target(marked, "widened", "文字在域、内容控件或公式中，整体标注", words=words)
        return Target(marked, "exact", words=words, paragraph=_replaceable(hits))

    def _hits(self, span: Span) -> list[Placed]:
        """The atoms that share a character with the span."""
        placed = self._reading.placed
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        last = bisect_left(self._starts, span.end)
        return [p for p in placed[first:last] if p.start < span.end and span.start < p.end]

    def _on_picture(self, span: Span) -> Target:
        """For words that were recognised on a picture: its drawing."""
        anchors = self._document.anchors
        at = max(bisect_right(anchors, span.start, key=lambda anchor: anchor.start) - 1, 0)
        words = _shortened(self._document.text[span.start : span.end])
        why, quote = "文字在图片上，批注在图片处", f"【图片「{words}」】"
        drawing = showing(self._reading, anchors[at].part) if anchors else None
        if drawing is None:
            return self._first(why, quote)
        return Target(Range(drawing, drawing), "nearby", why, quote)

    def _quote(self, hits: Sequence[Placed], span: Span) -> str:
        return f"【{_place(hits[0])}「{_shortened(self._reading.text[span.start : span.end])}」】"

    def _elsewhere(self, hits: Sequence[Placed], span: Span) -> Target:
        """The nearest place that takes a comment, for words that stand where Word takes none."""
        first, quote = hits[0], self._quote(hits, span)
        why = f"{_place(first)}中不能加批注，标在附近"
        if first.kind in ("header", "footer"):
            return self._first(why, quote, self._reading.section_of.get(first.part, 0))
        carrier = self._carrier(first)
        if carrier is not None:
            beside = self._beside(carrier) if self._is_restless(carrier) else None
            if beside is not None:
                return _whole(beside, why, quote)
            return Target(Range(carrier, carrier), "nearby", why, quote)
        if first.kind == "body" and first.paragraph.box is None:
            return self._nearest(first, why, quote)
        return self._first(why, quote)

    def _carrier(self, placed: Placed) -> Element | None:
        """What in the main story leads to a note or a text box: its reference mark or drawing."""
        if placed.kind == "body":
            found = placed.paragraph.box
        else:
            found = self._reading.stories[self._reading.main].note_marks.get(
                (placed.kind, placed.paragraph.note)
            )
        if found is None or any(el.tag in (W + "txbxContent", W + "del") for el in found.iterancestors()):
            return None
        return found

    def _is_restless(self, carrier: Element) -> bool:
        """Whether its paragraph has drawings that text flows around, and no text: one character there, such as the
        sign of a comment, may send LibreOffice into a layout that never ends."""
        host = next(carrier.iterancestors(W + "p"))
        flows = any(el.tag in _FLOWS_AROUND for el in host.iter())
        return flows and host not in self._first_of

    def _beside(self, el: Element) -> Placed | None:
        """The first words of the paragraph after an element that takes comments, else of one before it."""
        for ancestor in el.iterancestors():
            for sibling in chain(ancestor.itersiblings(), ancestor.itersiblings(preceding=True)):
                for paragraph in sibling.iter(W + "p"):
                    if paragraph in self._first_of:
                        return self._first_of[paragraph]
        return None

    def _nearest(self, placed: Placed, why: str, quote: str) -> Target:
        """For hidden words and those in a bound control around paragraphs: the nearest visible words."""
        if not self._open:
            return self._first(why, quote)
        at = bisect_left(self._nodes, placed.atom.node)
        around = self._open[max(at - 1, 0) : at + 1]
        same = [p for p in around if p.paragraph is placed.paragraph]
        return _whole((same or around)[0], why, quote)

    def _first(self, why: str, quote: str, section: int = 0) -> Target:
        """The first words of a section, else of the body, else its first paragraph."""
        for placed in self._open:
            if placed.paragraph.section >= section:
                return _whole(placed, why, quote)
        if self._open:
            return _whole(self._open[0], why, quote)
        for paragraph in self._reading.stories[self._reading.main].paragraphs:
            if _is_free(paragraph):
                return Target(Range(paragraph.element, paragraph.element), "nearby", why, quote)
        return Target(None, "report-only", why)


def _shortened(words: str) -> str:
    shown = words.translate(_SPACES)
    return shown if len(shown) <= _QUOTED else shown[: _QUOTED - 1] + "…"


def showing(reading: Reading, picture: str) -> Element | None:
    """The first drawing of the main story that shows a picture and takes a comment."""
    links = [link.id for link in reading.package.relationships(reading.main) if link.target == picture]
    root = reading.stories[reading.main].root
    for drawing in root.iter(W + "drawing", W + "pict"):
        shown = [el.get(R + "embed") or el.get(R + "id") for el in drawing.iter(A + "blip", V + "imagedata")]
        inside = any(
            el.tag in (W + "txbxContent", W + "del", MC + "Fallback") for el in drawing.iterancestors()
        )
        if not inside and any(link in links for link in shown):
            return drawing
    return None


def _takes_comment(placed: Placed) -> bool:
    return placed.kind == "body" and _is_free(placed.paragraph) and not placed.atom.format.hidden


def _is_free(paragraph: Paragraph) -> bool:
    return paragraph.box is None and paragraph.block is None


def _place(placed: Placed) -> str:
    if placed.atom.format.hidden:
        return "隐藏文字"
    if placed.paragraph.box is not None:
        return "文本框或图"
    if placed.paragraph.block is not None:
        return "内容控件"
    return _PLACES.get(placed.kind, "正文")


def _start(placed: Placed, span: Span) -> Cut | Element:
    whole = _marked_whole(placed, first=True)
    return Cut(placed.atom, max(span.start - placed.start, 0)) if whole is None else whole


def _end(placed: Placed, span: Span) -> Cut | Element:
    whole = _marked_whole(placed, first=False)
    return Cut(placed.atom, min(span.end, placed.end) - placed.start) if whole is None else whole


def _marked_whole(placed: Placed, *, first: bool) -> Element | None:
    """The element at whose edge the mark goes, where the words themselves take none."""
    unit, field = placed.atom.unit, placed.atom.field
    if field is None or (unit is not None and unit in field[0].iterancestors()):
        return unit
    return field[0] if first else field[1]


def _whole(placed: Placed, why: str, quote: str) -> Target:
    span = Span(placed.start, placed.end)
    return Target(Range(_start(placed, span), _end(placed, span)), "nearby", why, quote)


def _replaceable(hits: Sequence[Placed]) -> Element | None:
    """The paragraph, where tracked changes may replace just these atoms: adjacent ones of one paragraph."""
    paragraph = hits[0].paragraph
    adjacent = all(
        two.atom.node == one.atom.node + 1 and two.paragraph is paragraph for one, two in pairwise(hits)
    )
    atoms = [hit.atom for hit in hits]
    same = all(paragraph.element in atom.element.iterancestors() for atom in atoms)
    return paragraph.element if adjacent and same and can_replace(atoms) else None
