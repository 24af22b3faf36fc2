"""The walk over one part of a Word file, which the loader and the annotator share.

Input: the root of a part (body, header, footer, notes). Output: a `Story`, its paragraphs in reading order with
their atoms (the nodes that bear text), tables as opening and closing edges, and what was not read. Law: the
same tree gives the same atoms in the same order; what Word shows once is read once: tracked changes as
accepted, field codes and tables of contents left out, text boxes after the paragraph that holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.formats.opc import Relationship
from engine.formats.word_drawing import WORD_ART, foreign
from engine.formats.word_fields import resolve_fields
from engine.formats.word_inline import Inline, is_bound
from engine.formats.word_names import ID, MC, Element, W, attr, chosen
from engine.formats.word_story import Edge, Paragraph, Story
from engine.formats.word_styles import Styles

_TRANSPARENT = tuple(W + name for name in ("customXml", "ins", "moveTo", "smartTag"))


def walk(
    part: str,
    root: Element,
    styles: Styles,
    links: Mapping[str, Relationship],
    undone: frozenset[str] = frozenset(),
) -> Story:
    """The story of a part. `undone` are the ids of tracked changes to read as rejected."""
    story = Story(part, root)
    walker = _Walker(story, styles, links, Inline(story, styles, links, undone))
    if root.tag in (W + "footnotes", W + "endnotes"):
        walker.notes(root)
    for body in root.findall(W + "body") if root.tag == W + "document" else [root]:
        walker.blocks(body)
    resolve_fields(story)
    return story


class _Walker:
    """The state of one walk: what is around the block being read."""

    def __init__(
        self, story: Story, styles: Styles, links: Mapping[str, Relationship], inline: Inline
    ) -> None:
        self._story = story
        self._styles = styles
        self._links = links
        self._inline = inline
        self._flow = 0  # the body, a note, a text box: fields do not cross them
        self._flows = 0
        self._unfinished: Paragraph | None = None  # its mark is deleted: the next paragraph goes on with it
        self._carrier: Element | None = None
        self._block: Element | None = None
        self._table = ""
        self._shade = ""
        self._note = ""
        self._blocks: dict[str, Callable[[Element], None]] = {
            W + "p": self._paragraph,
            W + "tbl": self._read_table,
            W + "sdt": lambda el: self._control(el, self.blocks),
            **dict.fromkeys(_TRANSPARENT, self.blocks),
            MC + "AlternateContent": lambda el: self._alternatives(el, self.blocks),
            W + "altChunk": self._foreign,
            W + "subDoc": self._foreign,
            W + "sectPr": story.sections.append,
        }

    def notes(self, root: Element) -> None:
        for note in root.iter(W + "footnote", W + "endnote"):
            if note.get(W + "type", "normal") == "normal":
                self._note = note.get(ID, "")
                self._new_flow()
                self.blocks(note)

    def blocks(self, parent: Element) -> None:
        for el in parent:
            read = self._blocks.get(el.tag)
            if read is not None:
                read(el)

    def _new_flow(self) -> None:
        self._flow = self._flows = self._flows + 1
        self._unfinished = None

    def _control(self, sdt: Element, read: Callable[[Element], None]) -> None:
        """A content control around paragraphs, rows or cells."""
        outer = self._block
        if outer is None and is_bound(sdt):
            self._block = sdt
        content = sdt.find(W + "sdtContent")
        if content is not None:
            read(content)
        self._block = outer

    def _alternatives(self, el: Element, read: Callable[[Element], None]) -> None:
        branch = chosen(el)
        if branch is not None:
            read(branch)

    def _foreign(self, el: Element) -> None:
        self._story.unread.append(foreign(el, self._story.part, self._links))

    def _paragraph(self, p: Element) -> None:
        p_pr = p.find(W + "pPr")
        paragraph = self._unfinished
        if paragraph is None:
            style = self._styles.paragraph_style(p_pr)
            paragraph = self._new_paragraph(p, style, self._styles.paragraph_shade(p_pr) or self._shade)
        paragraph.element = p
        boxes = self._inline.read(p, paragraph)
        self._unfinished = paragraph if _mark_is_deleted(p_pr) else None
        section = None if p_pr is None else p_pr.find(W + "sectPr")
        if section is not None:
            self._story.sections.append(section)
        if boxes:
            self._read_boxes(boxes)

    def _new_paragraph(self, element: Element, style: str, behind: str) -> Paragraph:
        paragraph = Paragraph(
            element, self._flow, style, behind, self._table, len(self._story.sections), self._carrier
        )
        paragraph.block, paragraph.note = self._block, self._note
        self._story.events.append(paragraph)
        return paragraph

    def _read_boxes(self, boxes: list[tuple[Element, Element]]) -> None:
        """The text boxes of the paragraph just read, each a flow of its own."""
        kept = self._flow, self._carrier, self._unfinished, self._block
        shade = self._shade
        for content, drawing in boxes:
            self._new_flow()
            self._shade = self._styles.box(content)
            self._carrier = drawing if kept[1] is None else kept[1]
            if content.tag == WORD_ART:
                self._inline.word_art(content, self._new_paragraph(content, "", ""))
            else:
                self.blocks(content)
        self._flow, self._carrier, self._unfinished, self._block = kept
        self._shade = shade

    def _read_table(self, table: Element) -> None:
        kept = self._table, self._shade
        properties = table.find(W + "tblPr")
        self._table = attr(properties, "tblStyle") or ""
        self._shade = self._styles.shade(properties) or ""
        self._between("table", lambda: self._nested(table, W + "tr", self._row))
        self._table, self._shade = kept

    def _row(self, row: Element) -> None:
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            self._story.deleted.append("".join(t.text or "" for t in row.iter(W + "t", W + "delText")))
        else:
            self._between("row", lambda: self._nested(row, W + "tc", self._cell))

    def _cell(self, cell: Element) -> None:
        properties = cell.find(W + "tcPr")
        if properties is not None and properties.find(W + "cellDel") is not None:
            self._story.deleted.append("".join(t.text or "" for t in cell.iter(W + "t", W + "delText")))
            return
        kept = self._shade
        self._shade = self._styles.shade(properties) or kept
        self._between("cell", lambda: self.blocks(cell))
        self._shade = kept

    def _between(self, kind: str, read: Callable[[], None]) -> None:
        """Read between the edges of a table, row or cell, which no paragraph crosses."""
        self._unfinished = None
        self._story.events.append(Edge(kind, opens=True, note=self._note))
        read()
        self._unfinished = None
        self._story.events.append(Edge(kind, opens=False, note=self._note))

    def _nested(self, parent: Element, wanted: str, read: Callable[[Element], None]) -> None:
        """Rows of a table or cells of a row, which may stand in controls."""
        for el in parent:
            if el.tag == wanted:
                read(el)
            elif el.tag == W + "sdt":
                self._control(el, lambda content: self._nested(content, wanted, read))
            elif el.tag in _TRANSPARENT:
                self._nested(el, wanted, read)
            elif el.tag == MC + "AlternateContent":
                self._alternatives(el, lambda branch: self._nested(branch, wanted, read))


def _mark_is_deleted(p_pr: Element | None) -> bool:
    r_pr = None if p_pr is None else p_pr.find(W + "rPr")
    return r_pr is not None and (r_pr.find(W + "del") is not None or r_pr.find(W + "moveFrom") is not None)
