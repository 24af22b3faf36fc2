"""Markdown source → what a reader sees, each stretch with its place in the source.

Input: the source, lines ending with `\\n`. Output: a `Reading`. Law: markdown-it decides what is text; each
token is then found again in the lines that it came from, walking both in parallel, so that every character
has its exact place. Code is text, link targets and comments are not; of HTML blocks the text is read.
"""

from __future__ import annotations

from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.document import Heading, Unread
from engine.formats.html import pieces, tokens
from engine.formats.markdown_inline import REGIONS, Inline, Reading, weight
from engine.text import Span

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# Escapes and entities stay tokens of their own, which tell how they are written.
_PARSER.core.ruler.enableOnly(["normalize", "block", "inline"])

_PARAGRAPHS = frozenset(("paragraph", "heading", "td", "th", "list_item", "blockquote"))
_INLINE_HTML = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
))  # fmt: skip


def read_markdown(source: str, start: int = 0) -> Reading:
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
        if kind in REGIONS or kind == "heading":
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
        if kind not in REGIONS and kind != "heading":
            return
        mark, number = self.marks.pop()
        if span := body.region(mark):
            if number:
                self.reading.labels[span.start] = number
            if kind == "heading":
                self.reading.headings.append(Heading(*span, int(token.tag[1])))
            else:
                self.reading.regions[REGIONS[kind]].append(span)

    def _lines(self, first: int, last: int) -> tuple[int, int]:
        """Start and end of the lines `first` to `last - 1`, without the last line end."""
        return self.starts[first], self.starts[min(last, len(self.starts) - 1)] - 1

    def _inline(self, token: Token) -> None:
        content, first = token.content, (token.map or [0])[0]
        if not content:
            return
        places = self._cell(content) if self.in_cell else self._places(content, first)
        Inline(self.source, self.reading, content, places, self.bold).read(token.children or [])

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
        source = self.source
        return [
            at + nth for nth in range(len(written)) if source[at + nth - 1 : at + nth + 1] != "\\|" or not nth
        ]

    def _code(self, token: Token) -> None:
        first, last = token.map or (0, 0)
        body = self.reading.body
        body.end_paragraph()
        opening = 1 if token.type == "fence" else 0
        for nth, line in enumerate(token.content.removesuffix("\n").split("\n"), first + opening):
            start, end = self._lines(nth, nth + 1)
            words = line.strip()
            if words:
                body.add(words, self.source.rfind(words, start, end), len(words), weight(False))
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
                self.reading.body.add(text, at, length, weight(False))
