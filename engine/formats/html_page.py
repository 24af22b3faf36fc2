"""An HTML page read: its source, and the Document with an anchor in the source for every character.

Input: the bytes of a page. Output: what a reader sees, block by block, then what shows only in part of the
page (title, alternative texts, tooltips, placeholders) as kind `attribute`, then hidden elements as kind
`hidden`. Law: no script is run and nothing is fetched; what only they would show is listed as not reviewed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.document import Document, Heading, StyleRun, Unread
from engine.formats.css import Look, look
from engine.formats.css_rules import AFTER, BEFORE, Declared, Element, Sheet, cascaded, declared, sheet
from engine.formats.css_text import Generated, generated
from engine.formats.encoding import Decoded, decode
from engine.formats.flow import Flow, join
from engine.formats.html import ESCAPABLE, Attribute, Piece, Token, attributes, pieces, tokens
from engine.formats.html_attributes import presentation, shown
from engine.formats.html_names import (
    BLOCK_DISPLAYS,
    BLOCKS,
    CELL_WALLS,
    DEFAULTS,
    ENDS,
    KINDS,
    PICTURES,
    SKIPPED,
    TABLE_WALLS,
    VOID,
)
from engine.text import Span

_LINKED = "页面引用的外部样式表没有读取：字号、颜色和是否隐藏，以页面自带的样式为准"
_DEEPEST = 512  # as browsers do: deeper elements are read, but not nested further
_CHARSET = re.compile(
    rb"<(?:meta[^>]{0,400}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*[\"']?\s*([\w:-]+)", re.I
)


class _Open(NamedTuple):
    """An open element: what selectors see of it, how it looks, how many paragraphs there were before it."""

    element: Element
    path: int  # the same for elements that are alike, below ones that are alike
    look: Look
    block: bool
    mark: int
    hides: bool
    skips: bool
    after: Generated | None = None


class _Declared(NamedTuple):
    """What the style sheet says of an element, and of the texts before and after what it holds."""

    own: Mapping[str, Declared]
    before: Mapping[str, Declared]
    after: Mapping[str, Declared]


def read(data: bytes, name: str) -> tuple[Decoded, Document]:
    """The source of a page and what it says. Raises ReviewError where the bytes are no text."""
    declared = _CHARSET.search(data[: 2**16])
    decoded = decode(data, name, declared[1].decode("ascii") if declared else "")
    reader = _Reader(decoded.text)
    reader.read()
    return decoded, reader.document(name)


class _Reader:
    """The state of one walk over the tokens of a page."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = list(tokens(source))
        styles = [Span(t.start, t.end) for t in self.tokens if t.kind == "raw" and t.name == "style"]
        self.sheet: Sheet = sheet(source, styles, linked=self._links_sheet())
        self.body, self.apart, self.hidden = Flow(), Flow(), Flow()
        self.stack: list[_Open] = []
        self.open: Counter[str] = Counter()  # how many elements of each tag the stack holds
        self.paths: dict[tuple[int, Element], int] = {}
        self.said: list[_Declared] = []  # by path
        self.regions: dict[str, list[Span]] = {kind: [] for kind in KINDS.values()}
        self.headings: list[Heading] = []
        self.unread: list[Unread] = []
        self.attributes: dict[str, str] = {}

    def _links_sheet(self) -> bool:
        """Whether the page has style sheets in files of their own."""
        links = (token for token in self.tokens if token.kind == "start" and token.name == "link")
        said = (each for token in links for each in attributes(self.source, token))
        return any(each.name == "rel" and "stylesheet" in each.value.lower() for each in said)

    def read(self) -> None:
        for token in self.tokens:
            if token.kind == "start":
                self._start(token)
            elif token.kind == "end":
                self._end(token.name)
            elif token.kind == "raw":
                self._raw(token)
            elif token.kind == "text":
                self._text(token)
        self._close(0)
        for flow in (self.body, self.apart, self.hidden):
            flow.end_paragraph()

    @property
    def flow(self) -> Flow:
        return self.hidden if self.stack and self.stack[-1].hides else self.body

    @property
    def look(self) -> Look:
        return self.stack[-1].look if self.stack else Look()

    def _start(self, token: Token) -> None:
        tag = token.name
        said = {each.name: each for each in reversed(attributes(self.source, token))}
        self._end_implied(tag)
        opened, before = self._opened(tag, said)
        if opened.block:
            self.flow.end_paragraph()
        if tag == "br":
            self.flow.line_break(token.start, token.end - token.start)
        if not opened.skips:
            self._shown_attributes(tag, said, self.hidden if opened.hides else self.apart)
            self._note(tag, said)
        if tag not in VOID and len(self.stack) < _DEEPEST:
            self.stack.append(opened._replace(mark=len(self.body.paragraphs)))
            self.open[tag] += 1
            self._generate(before)

    def _opened(self, tag: str, said: Mapping[str, Attribute]) -> tuple[_Open, Generated | None]:
        """An element, and the text that stands before what it holds."""
        inherited = self.stack[-1] if self.stack else None
        classes = frozenset(said["class"].value.split()) if "class" in said else frozenset()
        element = Element(tag, said["id"].value if "id" in said else "", classes)
        path, rules = self._rules(element)
        own = declared(said["style"].value) if "style" in said else {}
        css = {**DEFAULTS.get(tag, {}), **presentation(tag, said), **_values(cascaded(rules.own, own))}
        looks = look(self.look, css) if css else self.look
        opened = _Open(
            element=element,
            look=looks,
            block=tag in BLOCKS or css.get("display") in BLOCK_DISPLAYS,
            path=path,
            mark=0,
            hides=self._hides(looks),
            skips=tag in SKIPPED or (inherited is not None and inherited.skips),
            after=self._generated(rules.after, looks, said),
        )
        return opened, self._generated(rules.before, looks, said)

    def _hides(self, looks: Look) -> bool:
        """Whether nobody sees a text that looks so; of colours only where no style sheet is left unread."""
        return looks.hidden or looks.unseen or (looks.faint and not self.sheet.linked)

    def _generated(
        self, rules: Mapping[str, Declared], around: Look, said: Mapping[str, Attribute]
    ) -> Generated | None:
        """The text that rules for `::before` or `::after` make."""
        found = generated(self.source, rules["content"], said) if "content" in rules else ()
        css = _values(rules)
        return Generated(found, look(around, css), css.get("display") in BLOCK_DISPLAYS) if found else None

    def _generate(self, text: Generated | None) -> None:
        if text is None or self.stack[-1].skips:
            return
        flow = self.hidden if self._hides(text.look) else self.flow
        apart = text.block or flow is not self.flow
        if apart:
            flow.end_paragraph()
        self._write(text.pieces, flow, self._style(text.look))
        if apart:
            flow.end_paragraph()

    def _rules(self, element: Element) -> tuple[int, _Declared]:
        """What the style sheet says of an element at this place, looked up once for all that are alike."""
        above = self.stack[-1].path if self.stack else -1
        path = self.paths.setdefault((above, element), len(self.paths))
        if path == len(self.said):
            elements = [each.element for each in self.stack]
            self.said.append(
                _Declared(*(self.sheet.declarations(element, elements, at) for at in ("", BEFORE, AFTER)))
            )
        return path, self.said[path]

    def _end_implied(self, tag: str) -> None:
        if tag in BLOCKS and tag != "button":
            self._end("p", walls=frozenset(("button", *CELL_WALLS)))
        if tag in ENDS:
            ended, walls = ENDS[tag]
            while (at := self._innermost(ended, walls)) is not None:
                self._close(at)

    def _innermost(self, tags: frozenset[str], walls: frozenset[str]) -> int | None:
        if not any(self.open[tag] for tag in tags):
            return None
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at].element.tag in tags:
                return at
            if self.stack[at].element.tag in walls:
                return None
        return None

    def _end(self, tag: str, walls: frozenset[str] | None = None) -> None:
        """An end tag closes the innermost such element, but none beyond the cell that it stands in."""
        if walls is None:
            walls = TABLE_WALLS.get(tag, CELL_WALLS)
        at = self._innermost(frozenset((tag,)), walls)
        if at is not None:
            self._close(at)

    def _close(self, depth: int) -> None:
        """End the elements from the innermost to the one at `depth`."""
        while len(self.stack) > depth:
            self._generate(self.stack[-1].after)
            if self.stack[-1].block:
                self.flow.end_paragraph()
            closed = self.stack.pop()
            self.open[closed.element.tag] -= 1
            if closed.hides and not (self.stack and self.stack[-1].hides):
                self.hidden.end_paragraph()
            elif not closed.hides:
                self._record(closed.element.tag, closed.mark)

    def _record(self, tag: str, mark: int) -> None:
        level = int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0
        if (level or tag in KINDS) and (span := self.body.region(mark)):
            if level:
                self.headings.append(Heading(*span, level))
            else:
                self.regions[KINDS[tag]].append(span)

    def _text(self, token: Token) -> None:
        if self.stack and self.stack[-1].skips:
            if self.source[token.start : token.end].strip():
                where = next(each.element.tag for each in self.stack if each.element.tag in SKIPPED)
                self._not_read(where, f"<{where}>", "只在脚本关闭或由脚本取用时才显示")
            return
        self._add(token, self.flow, kept=self.open["pre"] > 0)

    def _raw(self, token: Token) -> None:
        """The content of an element without markup: shown are those of `textarea`, `title` and `xmp`."""
        if self.stack and self.stack[-1].skips:
            return
        if token.name in ESCAPABLE or token.name == "xmp":
            flow = self.apart if token.name == "title" and self.flow is self.body else self.flow
            flow.end_paragraph()
            self._add(token, flow, kept=token.name != "title")
            flow.end_paragraph()

    def _add(self, token: Token, flow: Flow, *, kept: bool = False) -> None:
        style = self._style(self.look) if flow is not self.apart else None
        self._write(pieces(self.source, token.start, token.end), flow, style, kept=kept)

    def _style(self, looks: Look) -> StyleRun:
        return StyleRun(0, 0, looks.size, looks.bold, looks.color, looks.background, self._hides(looks))

    def _write(
        self, found: Iterable[Piece], flow: Flow, style: StyleRun | None, *, kept: bool = False
    ) -> None:
        for kind, text, start, length in found:
            if kind != "blank":
                flow.add(text, start, length, style)
            elif kept and "\n" in text:
                flow.line_break(start, length)
            else:
                flow.blank(text, start, length)

    def _shown_attributes(self, tag: str, said: Mapping[str, Attribute], flow: Flow) -> None:
        for name in shown(tag, said):
            value = said[name]
            if flow is self.apart:
                flow.end_paragraph()
            self._add(Token("text", value.value_at, value.value_at + len(value.value)), flow)
            flow.end_paragraph()

    def _note(self, tag: str, said: Mapping[str, Attribute]) -> None:
        if tag == "html" and "lang" in said and said["lang"].value[:2].lower() in ("zh", "en"):
            self.attributes["lang"] = said["lang"].value[:2].lower()
        if tag in PICTURES:
            place = next((said[name] for name in ("src", "data") if name in said), None)
            address = place.value if place else ""
            inside = address[:11].lower().startswith("data:image/")
            source = f"{place.value_at}:{place.value_at + len(address)}" if place and inside else ""
            self._not_read(PICTURES[tag], f"<{tag}> {address[:80]}".rstrip(), "只读页面中的文字", source)
        elif "style" in said and "url(" in said["style"].value.lower():
            self._not_read("picture", f"<{tag} style>", "背景图片中的文字不读")

    def _not_read(self, what: str, where: str, why: str, source: str = "") -> None:
        if (entry := Unread(what, where, why, source=source)) not in self.unread[-200:]:
            self.unread.append(entry)

    def document(self, name: str) -> Document:
        joined = join(self.body, self.apart, self.hidden)
        structure = {kind: tuple(sorted(found)) for kind, found in self.regions.items()}
        structure["paragraph"] = tuple(span for spans in joined.paragraphs for span in spans)
        _, structure["attribute"], structure["hidden"] = joined.paragraphs
        return Document(
            name=name,
            format="html",
            text=joined.text,
            structure=structure,
            headings=tuple(sorted(self.headings)),
            anchors=joined.anchors,
            styles=joined.styles,
            attributes=self.attributes,
            unread=tuple(self.unread),
            notes=(_LINKED,) if self.sheet.linked else (),
        )


def _values(said: Mapping[str, Declared]) -> dict[str, str]:
    return {name: each.value.lower() for name, each in said.items()}
