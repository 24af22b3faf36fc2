"""A Word file read whole, for the loader and the annotator alike.

Input: bytes. Output: a `Reading`: the text of all stories (body, headers, footers, notes, then hidden text),
where each atom stands in it, structure, automatic numbers, ranges of comments. Law: the same bytes give the
same reading; parts are found by relationship, never by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from engine.document import Heading, Unread
from engine.errors import ReviewError
from engine.formats.opc import Package, Relationship, open_package
from engine.formats.word_colors import Palette
from engine.formats.word_graphics import read_graphic
from engine.formats.word_names import Element, R, W
from engine.formats.word_numbers import Numbering
from engine.formats.word_story import Atom, Edge, Mark, Paragraph, Story
from engine.formats.word_styles import Styles
from engine.formats.word_walk import walk
from engine.text import Span

_NOTE_KINDS = ("footnotes", "endnotes")


class Placed(NamedTuple):
    """An atom's place in the text."""

    start: int
    end: int
    part: str
    kind: str  # body | header | footer | footnotes | endnotes
    atom: Atom
    paragraph: Paragraph


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one file gives. `ranges` are the spans of the comments in the main story, by id."""

    package: Package
    main: str
    styles: Styles
    stories: dict[str, Story] = field(default_factory=dict)
    section_of: dict[str, int] = field(default_factory=dict)  # header or footer → first section that shows it
    text: str = ""
    placed: list[Placed] = field(default_factory=list)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    ranges: dict[str, Span] = field(default_factory=dict)

    @property
    def unread(self) -> tuple[Unread, ...]:
        return tuple(entry for story in self.stories.values() for entry in story.unread)


def read(data: bytes, undone: frozenset[str] = frozenset()) -> Reading:
    """The reading of a Word file; `undone` are ids of tracked changes to read as rejected."""
    package = open_package(data)
    main = _main_part(package)
    root = package.tree(main)
    if root.tag != W + "document":
        raise ReviewError("unknown-format", "内容不是 Word 文档，与文件名不符")
    links = {link.id: link for link in package.relationships(main)}
    palette = Palette(*(_lenient(package, links, kind) for kind in ("theme", "settings")))
    styles = Styles(_optional(package, links, "styles"), palette)
    reading = Reading(package=package, main=main, styles=styles)
    text = _Text(reading, Numbering(_optional(package, links, "numbering"), styles))
    body = walk(main, root, styles, links, undone)
    text.add(body, "body")
    for kind in ("header", "footer"):
        for part in _shown_by(body, links, kind, reading.section_of):
            text.add(_other(package, part, styles), kind)
    for kind in _NOTE_KINDS:
        for link in links.values():
            if link.kind == kind and package.find(link.target):
                text.add(_other(package, link.target, styles), kind)
    text.hidden()
    text.finish()
    return reading


def _main_part(package: Package) -> str:
    for link in package.relationships(""):
        if link.kind == "officeDocument" and not link.external:
            found = package.find(link.target)
            if found is None:
                raise ReviewError("damaged", f"文件缺少正文部件 {link.target}，请用 Word 打开并重新保存")
            return found
    raise ReviewError("damaged", "文件没有指明正文部件，请用 Word 打开并重新保存")


def _optional(package: Package, links: Mapping[str, Relationship], kind: str) -> Element | None:
    """The root of a part that a file may do without."""
    found = (package.find(link.target) for link in links.values() if link.kind == kind and not link.external)
    name = next((name for name in found if name), None)
    return package.tree(name) if name else None


def _lenient(package: Package, links: Mapping[str, Relationship], kind: str) -> Element | None:
    """The same for a part that only colours depend on: a faulty one is passed over."""
    try:
        return _optional(package, links, kind)
    except ReviewError:
        return None


def _other(package: Package, part: str, styles: Styles) -> Story:
    name = package.find(part) or part
    return walk(name, package.tree(name), styles, {link.id: link for link in package.relationships(name)})


def _graphics(package: Package, story: Story) -> Iterator[Story]:
    """The charts and diagrams of a story; what cannot be read of them is noted."""
    for kind, part, drawing, section in dict.fromkeys(story.graphics):
        try:
            yield read_graphic(part, package.tree(part), drawing, section)
        except ReviewError as fault:
            story.unread.append(Unread(kind, f"{story.part}: {part}", fault.message, blocking=True))


def _shown_by(
    body: Story, links: Mapping[str, Relationship], kind: str, section_of: dict[str, int]
) -> Iterable[str]:
    """The headers or footers that sections refer to, each once."""
    for index, section in enumerate(body.sections):
        for reference in section.findall(f"{W}{kind}Reference"):
            link = links.get(reference.get(R + "id", ""))
            if link is not None and not link.external and link.target not in section_of:
                section_of[link.target] = index
                yield link.target


class _Text:
    """Puts stories one after another into the text of a reading."""

    def __init__(self, reading: Reading, numbering: Numbering) -> None:
        self._reading = reading
        self._numbering = numbering
        self._pieces: list[str] = []
        self._length = 0
        self._paragraphs = 0
        self._starts: dict[str, int] = {}
        self._hidden: list[list[Placed]] = []

    def add(self, story: Story, kind: str) -> None:
        """Append a story, and the charts and diagrams that it shows."""
        self._story(story, kind)
        for graphic in _graphics(self._reading.package, story):
            self._story(graphic, kind)

    def _story(self, story: Story, kind: str) -> None:
        self._reading.stories[story.part] = story
        if kind in _NOTE_KINDS:
            for _, note in groupby(story.events, lambda event: event.note):
                self._region("footnote", story, kind, note)
        elif kind == "body":
            self._events(story, kind, story.events)
        else:
            self._region(kind, story, kind, story.events)

    def _region(self, name: str, story: Story, kind: str, events: Iterable[Paragraph | Edge]) -> None:
        start, before = self._next(), self._paragraphs
        self._events(story, kind, events)
        self._close(name, start, before)

    def _events(self, story: Story, kind: str, events: Iterable[Paragraph | Edge]) -> None:
        opened: list[tuple[int, int]] = []
        for event in events:
            if isinstance(event, Paragraph):
                self._paragraph(story.part, kind, event)
            elif event.opens:
                opened.append((self._next(), self._paragraphs))
            else:
                self._close(event.kind, *opened.pop())

    def _next(self) -> int:
        """Where the next paragraph will start."""
        return self._length + (1 if self._paragraphs else 0)

    def _close(self, kind: str, start: int, paragraphs_before: int) -> None:
        if self._paragraphs > paragraphs_before:
            self._reading.spans.setdefault(kind, []).append(Span(start, self._length))

    def _paragraph(self, part: str, kind: str, paragraph: Paragraph) -> None:
        p_pr = paragraph.element.find(W + "pPr")
        label = self._numbering.label(p_pr)
        atoms = [piece for piece in paragraph.pieces if isinstance(piece, Atom)]
        if atoms and not any(atom.shown and not atom.format.hidden for atom in atoms):
            self._set_aside(part, kind, paragraph)
            return
        start = self._begin()
        for piece in paragraph.pieces:
            if isinstance(piece, Mark):
                self._mark(piece)
            elif isinstance(piece, Atom) and piece.shown and not piece.format.hidden:
                self._place(part, kind, piece, paragraph)
        self._set_aside(part, kind, paragraph)
        if start < self._length:
            self._describe(start, p_pr, label)

    def _begin(self) -> int:
        if self._paragraphs:
            self._pieces.append("\n")
            self._length += 1
        self._paragraphs += 1
        return self._length

    def _place(self, part: str, kind: str, atom: Atom, paragraph: Paragraph) -> None:
        end = self._length + len(atom.text)
        self._reading.placed.append(Placed(self._length, end, part, kind, atom, paragraph))
        self._pieces.append(atom.text)
        self._length = end

    def _describe(self, start: int, p_pr: Element | None, label: str | None) -> None:
        """Note what kind of paragraph has just ended."""
        reading = self._reading
        reading.spans.setdefault("paragraph", []).append(Span(start, self._length))
        level = reading.styles.heading_level(p_pr)
        if level is not None:
            reading.headings.append(Heading(start, self._length, level))
        elif label is not None:
            reading.spans.setdefault("item", []).append(Span(start, self._length))
        if label:
            reading.labels[start] = label

    def _mark(self, mark: Mark) -> None:
        if mark.start:
            self._starts[mark.id] = self._length
        elif mark.id in self._starts:
            self._reading.ranges[mark.id] = Span(self._starts[mark.id], self._length)

    def _set_aside(self, part: str, kind: str, paragraph: Paragraph) -> None:
        """Keep hidden stretches of a paragraph for the end."""
        shown = [p for p in paragraph.pieces if isinstance(p, Atom) and p.shown]
        for hidden, stretch in groupby(shown, lambda atom: atom.format.hidden):
            if hidden:
                self._hidden.append([Placed(0, 0, part, kind, atom, paragraph) for atom in stretch])

    def hidden(self) -> None:
        """Append the hidden stretches, each a paragraph."""
        for stretch in self._hidden:
            start = self._begin()
            for found in stretch:
                self._place(found.part, found.kind, found.atom, found.paragraph)
            span = Span(start, self._length)
            self._reading.spans.setdefault("paragraph", []).append(span)
            self._reading.spans.setdefault("hidden", []).append(span)

    def finish(self) -> None:
        """Make the text; leave outer blanks out of regions, and regions that are blank."""
        reading = self._reading
        text = reading.text = "".join(self._pieces)
        for kind, spans in reading.spans.items():
            trimmed = (_trimmed(text, *span) for span in spans)
            reading.spans[kind] = sorted(span for span in trimmed if span.start < span.end)
        headings = ((_trimmed(text, start, end), level) for start, end, level in reading.headings)
        reading.headings = [Heading(*span, level) for span, level in headings if span.start < span.end]
        reading.labels = {
            _trimmed(text, start, len(text)).start: label for start, label in reading.labels.items()
        }


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
