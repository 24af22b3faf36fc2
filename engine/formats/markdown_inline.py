"""The text of one Markdown paragraph, in step with its source.

Input: the inline tokens of a paragraph, its content, and where each character of the content stands. Output:
text, solid stretches and emphasis, added to a `Reading`. Law: a token is looked for only from where the one
before it ended, so that a link's target is never taken for its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from engine.document import Heading, StyleRun, Unread
from engine.formats.flow import Flow
from engine.text import Span

REGIONS = {"list_item": "item", "table": "table", "tr": "row", "td": "cell", "th": "cell"}
_SPACE = re.compile(r"[ \t\n]*")


@dataclass(slots=True)
class Reading:
    """What was read. `solid`: stretches of the source that can only be marked from outside (code, pictures,
    blocks of HTML); `wrapped`: emphasis and links as (outside, inside)."""

    body: Flow = field(default_factory=Flow)
    apart: Flow = field(default_factory=Flow)  # alternative texts and tooltips
    regions: dict[str, list[Span]] = field(default_factory=lambda: {kind: [] for kind in REGIONS.values()})
    headings: list[Heading] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    solid: list[Span] = field(default_factory=list)
    blocks: list[Span] = field(default_factory=list)
    wrapped: list[tuple[Span, Span]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def weight(bold: bool) -> StyleRun:
    return StyleRun(0, 0, bold=bold)


class Inline:
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
        style = weight(self.bold > 0) if self.flow is self.reading.body else None
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
            # A bar in a cell is written with a backslash, a space in code may be a line end.
            length = 2 if source[places[first]] == "\\" and not exact else last - first
            shown = words[first - start : last - start]
            self.flow.add(shown, places[first], length, style, exact=exact)
            first = last

    def _unit(self, shown: str, written: str) -> None:
        at = self._find(written)
        style = weight(self.bold > 0) if self.flow is self.reading.body else None
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
