"""Findings → the presentation with a comment for each, and its words highlighted.

Input: the file's bytes, the document loaded from them, its findings. Output: the annotated copy and how each
finding was placed. Law: the copy is read again before it is handed out; its text is that of the original, and
exactly the words of the findings are highlighted beyond what was so before, or nothing is written. What stands in
notes, masters, charts and SmartArt has its comment on the slide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from engine.document import Anchor, Document, own_text
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.formats.marks import covering
from engine.formats.opc import Package, legal, open_package, parse, refuse_signed, rewrite, serialise
from engine.formats.slide_comments import SlideComment, add_comments, has_modern, read_comments
from engine.formats.slide_look import Deck
from engine.formats.slide_marks import highlight, highlighted, position, text_nodes
from engine.formats.slides import main_part, read_deck, shown_with, slides
from engine.formats.story import Story
from engine.reporters.comment_text import lines
from engine.text import Span

_QUOTED = 200
_CORNER = (10, 10)


class _Place(NamedTuple):
    """The slide that a finding's comment stands on, the place on it, and the words to highlight."""

    slide: str
    at: tuple[int, int]
    marks: tuple[tuple[str, int, Span], ...]  # (part, node, range of the node's text)
    how: str
    why: str = ""


class _Deck(NamedTuple):
    """A presentation that is open: its slides, their trees, and the slide that each part belongs to."""

    package: Package
    slides: tuple[str, ...]
    roots: Mapping[str, etree._Element]
    nodes: Mapping[str, list[etree._Element]]  # of each slide
    owners: Mapping[str, str]


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding]
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy, and a placement for each finding in order. Raises ReviewError where the file may not be
    rewritten, is not the one that was reviewed, or the copy came out wrong."""
    package = open_package(data)
    refuse_signed(package)
    if _read(package).text != own_text(document):
        raise ReviewError("changed", f"{document.name}：文件与审查时的不一致，请重新审查")
    deck = _deck(package)
    if has_modern(package, deck.slides):
        raise ReviewError("threads", "演示文稿已有新式批注，不能再加另一种批注，因此不写批注稿；问题见报告")
    places = [_place(deck, document, finding) for finding in findings]
    notes = ["\n".join(lines(found, _quote(document, found))) for found in findings]
    copy = rewrite(package, _parts(deck, places, notes))
    _check(copy, document, package, places, notes)
    return copy, tuple(Placement(i, place.how, place.why) for i, place in enumerate(places))


def _deck(package: Package) -> _Deck:
    parts = tuple(slide.part for slide in slides(package))
    roots = {part: parse(package.read(part), part) for part in parts}
    looks = Deck(package, main_part(package))
    shown = {above: part for part in reversed(parts) for above in shown_with(looks, part)}
    owners = shown | {link.target: part for part in reversed(parts) for link in package.relationships(part)}
    nodes = {part: text_nodes(root) for part, root in roots.items()}
    return _Deck(package, parts, roots, nodes, owners | {part: part for part in parts})


def _read(package: Package) -> Document:
    story = Story()
    read_deck(package, story)
    return story.document("", "pptx")


def _place(deck: _Deck, document: Document, finding: Finding) -> _Place:
    anchors = _anchors(document, finding)
    marks = tuple(_mark(deck, a, finding) for a in anchors if a.part in deck.roots and a.node >= 0)
    if marks:
        part, node, _ = marks[0]
        return _Place(part, position(deck.nodes[part][node]), marks, *_how(deck, anchors, marks))
    owner = next((deck.owners[a.part] for a in anchors if a.part in deck.owners), None)
    if owner is not None:
        return _Place(owner, _CORNER, (), "nearby", "在备注、母版、图表、SmartArt 或图片里，批注在幻灯片上")
    return _Place(deck.slides[0], _CORNER, (), "nearby", "针对全文，批注在首页")


def _how(deck: _Deck, anchors: Sequence[Anchor], marks: Sequence[tuple[str, int, Span]]) -> tuple[str, str]:
    if any(a.part not in deck.roots for a in anchors):
        return "widened", "部分文字在备注、母版、图表或 SmartArt 里，没有标出"
    if any(_is_field(deck.nodes[part][node]) for part, node, _ in marks):
        return "widened", "域只能整个标出"
    return "exact", ""


def _anchors(document: Document, finding: Finding) -> list[Anchor]:
    return [] if finding.span is None else list(covering(document.anchors, finding.span))


def _mark(deck: _Deck, anchor: Anchor, finding: Finding) -> tuple[str, int, Span]:
    """The range of a text node that a finding covers; a field is covered whole."""
    assert finding.span is not None
    node = deck.nodes[anchor.part][anchor.node]
    if _is_field(node):
        return anchor.part, anchor.node, Span(0, len(node.text or ""))
    start = max(anchor.start, finding.span.start) - anchor.start + anchor.offset
    end = min(anchor.end, finding.span.end) - anchor.start + anchor.offset
    return anchor.part, anchor.node, Span(start, end)


def _is_field(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is None or str(parent.tag).endswith("}fld")


def _quote(document: Document, finding: Finding) -> str:
    if finding.span is None:
        return ""
    words = " ".join(document.text[finding.span.start : finding.span.end].split())
    return f"「{words[:_QUOTED]}{'…' if len(words) > _QUOTED else ''}」"


def _parts(deck: _Deck, places: Sequence[_Place], notes: Sequence[str]) -> dict[str, bytes]:
    """The parts of the copy that differ."""
    comments: dict[str, list[SlideComment]] = defaultdict(list)
    ranges: dict[str, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for place, note in zip(places, notes, strict=True):
        comments[place.slide].append(SlideComment(note, *place.at))
        for part, node, span in place.marks:
            ranges[part][node].append(span)
    parts = add_comments(deck.package, main_part(deck.package), comments)
    for part, spans in ranges.items():
        highlight(deck.nodes[part], spans)
        parts[part] = serialise(deck.roots[part], deck.package.read(part))
    return parts


def _check(
    copy: bytes, document: Document, original: Package, places: Sequence[_Place], notes: Sequence[str]
) -> None:
    """Raises ReviewError where the copy is not the original with these comments and highlights."""
    package = open_package(copy)
    again = _read(package)
    if again.text != own_text(document):
        raise ReviewError("changed", "批注后的演示文稿文字与原稿不一致，未写出批注稿")
    there = {slide.part: read_comments(package, slide.part) for slide in slides(package)}
    wanted = _marked(original, document)
    for place, note in zip(places, notes, strict=True):
        if legal(note) not in there[place.slide]:
            raise ReviewError("changed", "副本中的批注不在幻灯片上，未写出批注稿")
        wanted |= _characters(document, place)
    if _marked(package, again) != wanted:
        raise ReviewError("changed", "副本中标出的不是问题所在的文字，未写出批注稿")


def _marked(package: Package, document: Document) -> set[int]:
    """The characters that are highlighted on slides."""
    nodes = {slide.part: text_nodes(package.tree(slide.part)) for slide in slides(package)}
    return {
        at
        for a in document.anchors
        if a.node >= 0 and a.part in nodes and highlighted(nodes[a.part][a.node])
        for at in range(a.start, a.end)
    }


def _characters(document: Document, place: _Place) -> set[int]:
    """The characters of the text that a finding is to highlight."""
    marks = {(part, node): span for part, node, span in place.marks}
    found: set[int] = set()
    for a in document.anchors:
        span = marks.get((a.part, a.node))
        if span is not None:
            found.update(range(a.start + span.start - a.offset, a.start + span.end - a.offset))
    return found
