"""A draft's structure as a tree of blocks, for a page that shows all of it.

Input: a document. Output: nested blocks; the leaves are lines of the text. Law: every character of the text
that is neither white space nor a drawn table line lies in exactly one leaf, in order; tables hold rows only
and rows cells only, whatever spans a loader gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.document import Document
from engine.structure import headings, regions
from engine.text import Span

STORIES = ("header", "footer", "footnote", "comment", "attribute", "hidden", "picture")
# Outer first where two spans are equal.
_NESTING = (*STORIES, "table", "row", "cell")
_LEAVES = ("paragraph", "heading", "item")
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_COUNTER = re.compile(r"\s*(?:第?[一二三四五六七八九十百]{1,4}[、.．章节条款项]|[A-Za-z]{1,4}[.)、])")
_TABLE_LINES = " \t|+-=:│─┌┐└┘├┤┬┴┼"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of the draft: a container with `children`, or a leaf (paragraph, heading, item).

    `label` is the automatic number. `bullet`: an item with no number or bullet of its own. `page` is set on
    the first block of a page.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    label: str = ""
    bullet: bool = False
    page: int = 0
    children: tuple[Block, ...] = ()


def outline(document: Document) -> tuple[Block, ...]:
    """The blocks of the whole draft, in order."""
    whole = Span(0, len(document.text))
    known = _Known(
        document.text,
        {h.start: h.level for h in headings(document)},
        frozenset(s[0] for s in regions(document, "item")),
        document.labels,
    )
    blocks = _filled("document", whole, _nested(_regions(document), whole), known)
    return tuple(_paged(blocks, document.structure.get("page", ())))


def inline(document: Document) -> tuple[tuple[str, Span], ...]:
    """Stretches within a line that must be told apart: hidden words, a note in running text."""
    spans = ((kind, Span(*s)) for kind in STORIES for s in document.structure.get(kind, ()))
    return tuple((kind, s) for kind, s in spans if s.start < s.end and not _whole_lines(document.text, s))


def leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    """All leaves in order."""
    for block in blocks:
        if block.kind in _LEAVES:
            yield block
        else:
            yield from leaves(block.children)


class _Known(NamedTuple):
    """What tells how a line is shown."""

    text: str
    headings: Mapping[int, int]  # start → level
    items: frozenset[int]
    labels: Mapping[int, str]


_Region = tuple[str, Span]
_Tree = list[tuple[_Region, "_Tree"]]


def _whole_lines(text: str, span: Span) -> bool:
    """Whether a span begins and ends where lines do."""
    begins = not text[text.rfind("\n", 0, span.start) + 1 : span.start].strip()
    stop = text.find("\n", span.end)
    after = text[span.end : len(text) if stop < 0 else stop]
    return begins and (not after.strip() or text[span.end - 1 : span.end] == "\n")


def _regions(document: Document) -> list[_Region]:
    """Container regions, outer ones first."""
    found = []
    for rank, kind in enumerate(_NESTING):
        for region in regions(document, kind):
            span = Span(*region)
            if span.start < span.end and (kind in ("row", "cell") or _whole_lines(document.text, span)):
                found.append((span.start, -span.end, rank, kind, span))
    return [(kind, span) for *_, kind, span in sorted(found)]


def _nested(regions: list[_Region], whole: Span) -> _Tree:
    """Regions by containment. One that crosses another, or a row or cell in no table, is left out."""
    root: _Tree = []
    stack: list[tuple[_Region, _Tree]] = [(("document", whole), root)]
    for kind, span in regions:
        while len(stack) > 1 and stack[-1][0][1].end <= span.start:
            stack.pop()
        (parent, around), children = stack[-1]
        wanted = {"row": ("table",), "cell": ("row",)}.get(kind)
        if (
            not _within(span, around)
            or (wanted and parent not in wanted)
            or (parent in ("table", "row") and not wanted)
        ):
            continue
        node: tuple[_Region, _Tree] = ((kind, span), [])
        children.append(node)
        stack.append(node)
    return root


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _filled(kind: str, span: Span, children: _Tree, known: _Known) -> list[Block]:
    """The blocks within a region: its children, and lines for the text between them."""
    out: list[Block] = []
    at = span.start
    for (child, area), below in children:
        out += _between(kind, Span(at, area.start), known)
        filled = tuple(_filled(child, area, below, known))
        out.append(Block(kind=child, start=area.start, end=area.end, children=filled))
        at = area.end
    out += _between(kind, Span(at, span.end), known)
    return list(_listed(out))


def _between(kind: str, gap: Span, known: _Known) -> list[Block]:
    """Text that no child of a region holds; in a table it becomes a row, in a row a cell of its own."""
    lines = list(_lines(gap, known))
    if kind not in ("table", "row"):
        return lines
    lines = [line for line in lines if known.text[line.start : line.end].strip(_TABLE_LINES)]
    if not lines:
        return []
    cell = Block(kind="cell", start=gap.start, end=gap.end, children=tuple(_listed(lines)))
    return [cell] if kind == "row" else [replace(cell, kind="row", children=(cell,))]


def _lines(gap: Span, known: _Known) -> Iterator[Block]:
    """The lines of a gap that hold more than white space."""
    at = gap.start
    for end_of_line in _LINE_END.finditer(known.text, gap.start, gap.end):
        start, end = at, end_of_line.start()
        at = end_of_line.end()
        line = known.text[start:end]
        if not line.strip():
            continue
        first = start + len(line) - len(line.lstrip())
        level = known.headings.get(start, known.headings.get(first, 0))
        item = start in known.items or first in known.items
        kind = "heading" if level else "item" if item else "paragraph"
        label = known.labels.get(start, "")
        bullet = kind == "item" and not label and line.lstrip()[0].isalpha() and not _COUNTER.match(line)
        yield Block(kind=kind, start=start, end=end, level=level, label=label, bullet=bullet)


def _listed(blocks: list[Block]) -> Iterator[Block]:
    """Items that follow each other become a list."""
    run: list[Block] = []
    for block in [*blocks, None]:
        if block and block.kind == "item":
            run.append(block)
            continue
        if run:
            yield Block(kind="list", start=run[0].start, end=run[-1].end, children=tuple(run))
            run = []
        if block:
            yield block


def _paged(blocks: list[Block], pages: tuple[Span, ...]) -> Iterator[Block]:
    """The first block of each page, where there are several, carries its number."""
    ahead = [(s[0], n) for n, s in enumerate(pages, 1)] if len(pages) > 1 else []
    for block in blocks:
        number = 0
        while ahead and ahead[0][0] < block.end:
            number = ahead.pop(0)[1]
        yield replace(block, page=number) if number else block
