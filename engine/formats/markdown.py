"""Markdown source → what a reader sees, each stretch with its place in the source.

Input: the source, lines ending with `\\n`. Output: a `Reading`. Law: markdown-it decides what is text; each
token is then found again in the lines that it came from, walking both in parallel, so that every character
has its exact place. Code is text, link targets and comments are not; of HTML blocks the text is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from engine.document import Heading, StyleRun, Unread
from engine.formats.flow import Flow
from engine.formats.html import pieces, tokens
from engine.text import Span

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# Escapes and entities stay tokens of their own, which tell how they are written.
_PARSER.core.ruler.enableOnly(["normalize", "block", "inline"])

_REGIONS = {"list_item": "item", "table": "table", "tr": "row", "td": "cell", "th": "cell"}
_PARAGRAPHS = frozenset(("paragraph", "heading", "td", "th", "list_item", "blockquote"))
_SPACE = re.compile(r"[ \t\n]*")
_INLINE_HTML = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
))  # fmt: skip


@dataclass(slots=True)
class Reading:
    """What was read. `solid`: stretches of the source that can only be marked from outside (code, pictures,
    blocks of HTML); `wrapped`: emphasis and links as (outside, inside)."""

    body: Flow = field(default_factory=Flow)
    apart: Flow = field(default_factory=Flow)  # alternative texts and tooltips
    regions: dict[str, list[Span]] = field(default_factory=lambda: {kind: [] for kind in _REGIONS.values()})
    headings: list[Heading] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    solid: list[Span] = field(default_factory=list)
    blocks: list[Span] = field(default_factory=list)
    wrapped: list[tuple[Span, Span]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read(source: str, start: int = 0) -> Reading:
    """What a reader sees of the source from the line that begins at `start`."""
    walk = _Walk(source, start)
    for token in _PARSER.parse(source[start:]):
        walk.block(token)
    walk.reading.body.end_paragraph()
    walk.reading.apart.end_paragraph()
    return walk.reading


class _Walk:
    """The state of one walk over the block tokens."""

    def __init__(self, source: str, start: int) -> None:
        self.source = source
        self.reading = Reading()
        lengths = [len(line) + 1 for line in source[start:].split("\n")]
        self.starts = list(accumulate(lengths, initial=start))
        self.marks: list[tuple[int, str]] = []  # of open regions: paragraphs before it, its number
        self.row = (0, 0)  # the rest of the table row that is being read
        self.in_cell = False
        self.bold = False

    def block(self, token: Token) -> None:
        kind, _, edge = token.type.rpartition("_")
        if edge == "open":
            self._open(kind, token)
        elif edge == "close":
            self._close(kind, token)
        elif token.type == "inline":
            self._inline(token)
        elif token.type in ("fence", "code_block"):
            self._code(token)
        elif token.type == "html_block":
            self._html(token)

    def _open(self, kind: str, token: Token) -> None:
        if kind in _PARAGRAPHS:
            self.reading.body.end_paragraph()
        if kind in _REGIONS or kind == "heading":
            number = token.info + token.markup if kind == "list_item" and token.info else ""
            self.marks.append((len(self.reading.body.paragraphs), number))
        if kind == "tr" and token.map:
            self.row = self._lines(token.map[0], token.map[0] + 1)
        self.in_cell = kind in ("td", "th")
        self.bold = self.bold or kind in ("heading", "th")

    def _close(self, kind: str, token: Token) -> None:
        body = self.reading.body
        if kind in _PARAGRAPHS:
            body.end_paragraph()
        self.in_cell = False
        if kind in ("heading", "th"):
            self.bold = False
        if kind not in _REGIONS and kind != "heading":
            return
        mark, number = self.marks.pop()
        if span := body.region(mark):
            if number:
                self.reading.labels[span.start] = number
            if kind == "heading":
                self.reading.headings.append(Heading(*span, int(token.tag[1])))
            else:
                self.reading.regions[_REGIONS[kind]].append(span)

    def _lines(self, first: int, last: int) -> tuple[int, int]:
        """Start and end of the lines `first` to `last - 1`, without the last line end."""
        return self.starts[first], self.starts[min(last, len(self.starts) - 1)] - 1

    def _inline(self, token: Token) -> None:
        content, first = token.content, (token.map or [0])[0]
        if not content:
            return
        places = self._cell(content) if self.in_cell else self._places(content, first)
        _Inline(self.source, self.reading, content, places, self.bold).read(token.children or [])

    def _places(self, content: str, first: int) -> list[int]:
        """Where each character of the content stands: its lines are ends of the source's lines."""
        places: list[int] = []
        for nth, line in enumerate(content.split("\n"), first):
            start, end = self._lines(nth, nth + 1)
            words = line.lstrip()
            at = max(self.source.rfind(words, start, end), start)
            pad = line[: -len(words)] if words else line
            alike = self.source[max(at - len(pad), start) : at] == pad
            # A tab that was taken apart into spaces has one place.
            places += range(at - len(pad), at) if alike else [max(at - 1, start)] * len(pad)
            places += range(at, at + len(words))
            places.append(end)
        return places[:-1]

    def _cell(self, content: str) -> list[int]:
        """The same for a cell, in which `\\|` stands for a bar."""
        start, end = self.row
        written = content.replace("|", "\\|")
        at = max(self.source.find(written, start, end), start)
        self.row = (at + len(written), end)
        bars = (place for place in range(at, at + len(written)) if self.source[place : place + 2] != "\\|")
        return list(bars)

    def _code(self, token: Token) -> None:
        first, last = token.map or (0, 0)
        body = self.reading.body
        body.end_paragraph()
        opening = 1 if token.type == "fence" else 0
        for nth, line in enumerate(token.content.removesuffix("\n").split("\n"), first + opening):
            start, end = self._lines(nth, nth + 1)
            words = line.strip()
            if words:
                body.add(words, self.source.rfind(words, start, end), len(words), _style(False))
            body.line_break(end, 1)
        body.end_paragraph()
        self.reading.blocks.append(Span(*self._lines(first, last)))

    def _html(self, token: Token) -> None:
        """The text of an HTML block, as browsers show it."""
        span = Span(*self._lines(*(token.map or (0, 0))))
        body = self.reading.body
        body.end_paragraph()
        for part in tokens(self.source[span.start : span.end]):
            if part.kind == "text":
                self._html_text(span.start + part.start, span.start + part.end)
            elif part.kind in ("start", "end") and part.name not in _INLINE_HTML:
                body.end_paragraph()
                if part.name in ("img", "iframe", "object", "video"):
                    self.reading.unread.append(Unread("picture", f"<{part.name}>", "只读文字"))
        body.end_paragraph()
        self.reading.blocks.append(span)

    def _html_text(self, start: int, end: int) -> None:
        for kind, text, at, length in pieces(self.source, start, end):
            if kind == "blank":
                self.reading.body.blank(text, at, length)
            else:
                self.reading.body.add(text, at, length, _style(False))


def _style(bold: bool) -> StyleRun:
    return StyleRun(0, 0, bold=bold)


class _Inline:
    """The walk over the inline tokens of one paragraph, in step with its source."""

    def __init__(self, source: str, reading: Reading, content: str, places: list[int], bold: bool) -> None:
        self.source = source
        self.reading = reading
        self.content = content
        self.places = [*places, places[-1] + 1]
        self.at = 0
        self.flow = reading.body
        self.bold = int(bold)
        self.opened: list[tuple[int, int]] = []  # outside and inside start of open emphasis and links

    def read(self, children: Sequence[Token]) -> None:
        autolink = False
        for child in children:
            if autolink and child.type != "link_close":
                continue  # what stands between < and > was read with the opening
            autolink = child.type == "link_open" and child.markup == "autolink"
            self._child(child)

    def _child(self, child: Token) -> None:
        kind = child.type
        if kind == "text":
            self._text(child.content)
        elif kind == "text_special":
            self._unit(child.content, child.markup)
        elif kind in ("softbreak", "hardbreak"):
            self._break(hard=kind == "hardbreak")
        elif kind == "code_inline":
            self._code(child)
        elif kind == "image":
            self._image(child)
        elif kind == "html_inline":
            self._html(child.content)
        elif kind.endswith("_open"):
            self._open(child)
        elif kind.endswith("_close"):
            self._close(child)

    def _text(self, words: str) -> None:
        if words:
            at = self._find(words)
            self._emit(words, at, at + len(words))
            self.at = at + len(words)

    def _find(self, words: str) -> int:
        at = self.content.find(words, self.at)
        return at if at >= 0 else self.at

    def _emit(self, words: str, start: int, end: int) -> None:
        """Text that stands at `start … end` of the content, in runs that are the source's own characters."""
        places, source = self.places, self.source
        style = _style(self.bold > 0) if self.flow is self.reading.body else None
        if source[places[start] : places[start] + end - start] == words and places[end - 1] - places[
            start
        ] < len(words):
            self.flow.add(words, places[start], len(words), style)
            return
        first = start
        while first < end:
            last = first + 1
            exact = source[places[first]] == words[first - start]
            while (
                exact
                and last < end
                and places[last] == places[last - 1] + 1
                and source[places[last]] == words[last - start]
            ):
                last += 1
            self.flow.add(
                words[first - start : last - start], places[first], last - first, style, exact=exact
            )
            first = last

    def _unit(self, shown: str, written: str) -> None:
        at = self._find(written)
        style = _style(self.bold > 0) if self.flow is self.reading.body else None
        self.flow.add(shown, self.places[at], len(written), style)
        self.at = at + len(written)

    def _break(self, *, hard: bool) -> None:
        end = self.content.find("\n", self.at)
        if end < 0:
            return
        if hard:
            self.flow.line_break(self.places[self.at], self.places[end] + 1 - self.places[self.at])
        else:
            self.flow.blank("\n", self.places[end], 1)
        self.at = _past_space(self.content, end)

    def _code(self, child: Token) -> None:
        ticks = child.markup
        outside = self._find(ticks)
        inside = outside + len(ticks)
        closing = re.compile(rf"(?<!`){ticks}(?!`)").search(self.content, inside)
        end = closing.start() if closing else len(self.content)
        trimmed = (end - inside - len(child.content)) // 2
        self._emit(child.content, inside + trimmed, inside + trimmed + len(child.content))
        self.at = closing.end() if closing else end
        self._solid(outside)

    def _solid(self, start: int) -> None:
        self.reading.solid.append(Span(self.places[start], self.places[self.at - 1] + 1))

    def _image(self, child: Token) -> None:
        """The alternative text stands apart; the picture itself is not read."""
        outside = self._find("![")
        target = str(child.attrs.get("src", ""))
        self.reading.unread.append(Unread("picture", f"![{child.content[:40]}]({target[:80]})", "只读文字"))
        flow, self.flow = self.flow, self.reading.apart
        self.at = outside + 2
        self.read(child.children or [])
        self.flow.end_paragraph()
        self._tail()
        self.flow = flow
        self._solid(outside)

    def _html(self, written: str) -> None:
        at = self._find(written)
        self.at = at + len(written)
        if re.match(r"<br\b", written, re.I):
            self.flow.line_break(self.places[at], len(written))

    def _open(self, child: Token) -> None:
        written = child.markup if child.type != "link_open" else "<" if child.markup == "autolink" else "["
        outside = self._find(written)
        self.at = outside + len(written)
        self.opened.append((outside, self.at))
        if child.type == "strong_open":
            self.bold += 1
        if child.markup == "autolink":
            end = self.content.find(">", self.at)
            self._text(self.content[self.at : end])

    def _close(self, child: Token) -> None:
        inside_end = self.at
        if child.type != "link_close":
            inside_end = self._find(child.markup)
            self.at = inside_end + len(child.markup)
        elif child.markup == "autolink":
            self.at = self._find(">") + 1
        else:
            inside_end = self._find("]")
            self.at = inside_end
            self._tail()
        if child.type == "strong_close":
            self.bold -= 1
        self._wrap(inside_end, autolink=child.markup == "autolink")

    def _wrap(self, inside_end: int, *, autolink: bool) -> None:
        outside, inside = self.opened.pop()
        places = self.places
        outer = Span(places[outside], places[self.at - 1] + 1)
        if autolink:
            self.reading.solid.append(outer)
        elif inside < inside_end:
            self.reading.wrapped.append((outer, Span(places[inside], places[inside_end - 1] + 1)))

    def _tail(self) -> None:
        """Pass `](target "title")`, `][label]` or `]`; the title is read apart."""
        content, at = self.content, self._find("]") + 1
        self.at = at
        if content[at : at + 1] == "(" and (end := self._target(at + 1)):
            self.at = end
        elif content[at : at + 1] == "[" and (end := content.find("]", at)) >= 0:
            self.at = end + 1

    def _target(self, at: int) -> int:
        """The end of a link's target and title from after the bracket, 0 where there is none."""
        content, most = self.content, len(self.content)
        at = _past_space(content, at)
        target = parseLinkDestination(content, at, most)
        if target.ok:
            at = target.pos
        after = _past_space(content, at)
        title = parseLinkTitle(content, after, most)
        if title.ok and after > at:
            self._title(after + 1, title.pos - 1)
            after = _past_space(content, title.pos)
        return after + 1 if content[after : after + 1] == ")" else 0

    def _title(self, start: int, end: int) -> None:
        flow, self.flow = self.flow, self.reading.apart
        self.flow.end_paragraph()
        self._emit(self.content[start:end], start, end)
        self.flow.end_paragraph()
        self.flow = flow


def _past_space(content: str, at: int) -> int:
    space = _SPACE.match(content, at)
    return space.end() if space else at
