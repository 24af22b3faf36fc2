"""An HTML page read: its source, and the Document with an anchor in the source for every character.

Input: the bytes of a page. Output: what a reader sees, block by block, then what shows only in part of the
page (title, alternative texts, tooltips, placeholders) as kind `attribute`, then hidden elements as kind
`hidden`. Law: no script is run and nothing is fetched; what only they would show is listed as not reviewed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from engine.document import Document, Heading, StyleRun, Unread
from engine.formats.css import Element, Look, Sheet, look, read_declarations, sheet
from engine.formats.encoding import Decoded, decode
from engine.formats.flow import Flow, join
from engine.formats.html import ESCAPABLE, Attribute, Token, attributes, pieces, tokens
from engine.text import Span

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol",
    "optgroup", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "text",
    "textarea", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
))  # fmt: skip
_BLOCK_DISPLAYS = frozenset(("block", "flex", "grid", "list-item", "table", "table-row", "table-cell"))
_KINDS = {"table": "table", "tr": "row", "td": "cell", "th": "cell", "li": "item", "dd": "item"}
_SKIPPED = frozenset(("template", "noscript"))
# A start tag of the first ends an open element of the second, up to one of the third.
_TABLE_PARTS = frozenset(("tbody", "thead", "tfoot", "tr", "td", "th"))
_ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "menu", "table"))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl", "table"))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl", "table"))),
    "tr": (frozenset(("tr", "td", "th")), frozenset(("table",))),
    "td": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "th": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "tbody": (_TABLE_PARTS, frozenset(("table",))),
    "tfoot": (_TABLE_PARTS, frozenset(("table",))),
    "option": (frozenset(("option",)), frozenset(("select",))),
}
_CELL_WALLS = frozenset(("td", "th", "table", "caption"))
_TABLE_WALLS = {"table": frozenset[str](), **dict.fromkeys(_TABLE_PARTS, frozenset(("table",)))}
_SHOWN_VALUES = frozenset(
    ("", "text", "search", "button", "submit", "reset", "email", "tel", "number", "url")
)
_SHOWN_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "label")
_SHOWN_META = frozenset(
    ("description", "keywords", "og:title", "og:description", "twitter:title", "twitter:description")
)
_PICTURES = {
    "img": "picture", "canvas": "picture", "video": "video", "audio": "audio", "iframe": "page",
    "object": "attachment", "embed": "attachment",
}  # fmt: skip
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    **{f"h{level}": {"font-size": size, "font-weight": "bold"} for level, size in enumerate(
        ("2em", "1.5em", "1.17em", "1em", "0.83em", "0.67em"), 1)},
    "b": {"font-weight": "bold"}, "strong": {"font-weight": "bold"}, "th": {"font-weight": "bold"},
    "small": {"font-size": "smaller"}, "big": {"font-size": "larger"}, "sub": {"font-size": "smaller"},
    "sup": {"font-size": "smaller"}, "mark": {"background": "#ffff00"},
}  # fmt: skip
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
        styles = [source[t.start : t.end] for t in self.tokens if t.kind == "raw" and t.name == "style"]
        self.sheet: Sheet = sheet(styles)
        self.body, self.apart, self.hidden = Flow(), Flow(), Flow()
        self.stack: list[_Open] = []
        self.open: Counter[str] = Counter()  # how many elements of each tag the stack holds
        self.paths: dict[tuple[int, Element], int] = {}
        self.said: list[Mapping[str, str]] = []  # by path
        self.regions: dict[str, list[Span]] = {kind: [] for kind in _KINDS.values()}
        self.headings: list[Heading] = []
        self.unread: list[Unread] = []
        self.attributes: dict[str, str] = {}

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
        opened = self._opened(tag, said)
        if opened.block:
            self.flow.end_paragraph()
        if tag == "br":
            self.flow.line_break(token.start, token.end - token.start)
        if not opened.skips:
            self._shown_attributes(tag, said, self.hidden if opened.hides else self.apart)
            self._note(tag, said)
        if tag not in _VOID and len(self.stack) < _DEEPEST:
            self.stack.append(opened._replace(mark=len(self.body.paragraphs)))
            self.open[tag] += 1

    def _opened(self, tag: str, said: Mapping[str, Attribute]) -> _Open:
        inherited = self.stack[-1] if self.stack else None
        classes = frozenset(said["class"].value.split()) if "class" in said else frozenset()
        element = Element(tag, said["id"].value if "id" in said else "", classes)
        path, rules = self._rules(element)
        own = read_declarations(said["style"].value) if "style" in said else {}
        css = {**_DEFAULTS.get(tag, {}), **_presentation(tag, said), **rules, **own}
        looks = look(self.look, css) if css else self.look
        return _Open(
            element=element,
            look=looks,
            block=tag in _BLOCKS or css.get("display") in _BLOCK_DISPLAYS,
            path=path,
            mark=0,
            hides=looks.hidden or looks.unseen,
            skips=tag in _SKIPPED or (inherited is not None and inherited.skips),
        )

    def _rules(self, element: Element) -> tuple[int, Mapping[str, str]]:
        """What the style sheet says of an element at this place, looked up once for all that are alike."""
        above = self.stack[-1].path if self.stack else -1
        path = self.paths.setdefault((above, element), len(self.paths))
        if path == len(self.said):
            elements = [each.element for each in self.stack]
            self.said.append(self.sheet.declarations(element, elements) if self.sheet.rules else {})
        return path, self.said[path]

    def _end_implied(self, tag: str) -> None:
        if tag in _BLOCKS and tag != "button":
            self._end("p", walls=frozenset(("button", *_CELL_WALLS)))
        if tag in _ENDS:
            ended, walls = _ENDS[tag]
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
            walls = _TABLE_WALLS.get(tag, _CELL_WALLS)
        at = self._innermost(frozenset((tag,)), walls)
        if at is not None:
            self._close(at)

    def _close(self, depth: int) -> None:
        """End the elements from the innermost to the one at `depth`."""
        while len(self.stack) > depth:
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
        if (level or tag in _KINDS) and (span := self.body.region(mark)):
            if level:
                self.headings.append(Heading(*span, level))
            else:
                self.regions[_KINDS[tag]].append(span)

    def _text(self, token: Token) -> None:
        if self.stack and self.stack[-1].skips:
            if self.source[token.start : token.end].strip():
                where = next(each.element.tag for each in self.stack if each.element.tag in _SKIPPED)
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
        style = self._style() if flow is not self.apart else None
        for kind, text, start, length in pieces(self.source, token.start, token.end):
            if kind != "blank":
                flow.add(text, start, length, style)
            elif kept and "\n" in text:
                flow.line_break(start, length)
            else:
                flow.blank(text, start, length)

    def _style(self) -> StyleRun:
        at = self.look
        return StyleRun(0, 0, at.size, at.bold, at.color, at.background, at.hidden or at.unseen)

    def _shown_attributes(self, tag: str, said: Mapping[str, Attribute], flow: Flow) -> None:
        for name in _shown(tag, said):
            value = said[name]
            if flow is self.apart:
                flow.end_paragraph()
            self._add(Token("text", value.value_at, value.value_at + len(value.value)), flow)
            flow.end_paragraph()

    def _note(self, tag: str, said: Mapping[str, Attribute]) -> None:
        if tag == "html" and "lang" in said and said["lang"].value[:2].lower() in ("zh", "en"):
            self.attributes["lang"] = said["lang"].value[:2].lower()
        if tag in _PICTURES:
            source = next((said[name].value for name in ("src", "data") if name in said), "")
            self._not_read(_PICTURES[tag], f"<{tag}> {source[:80]}".rstrip(), "只读页面中的文字")
        elif "style" in said and "url(" in said["style"].value.lower():
            self._not_read("picture", f"<{tag} style>", "背景图片中的文字不读")

    def _not_read(self, what: str, where: str, why: str) -> None:
        if (entry := Unread(what, where, why)) not in self.unread[-200:]:
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
        )


def _presentation(tag: str, said: Mapping[str, Attribute]) -> dict[str, str]:
    """Attributes that set a style: `hidden`, and those of old pages."""
    css: dict[str, str] = {}
    if "hidden" in said or (tag == "input" and "type" in said and said["type"].value.lower() == "hidden"):
        css["display"] = "none"
    if tag == "font" and "color" in said:
        css["color"] = said["color"].value.lower()
    if "bgcolor" in said:
        css["background"] = said["bgcolor"].value.lower()
    return css


def _shown(tag: str, said: Mapping[str, Attribute]) -> list[str]:
    """The attributes whose values a reader sees."""
    shown = [name for name in _SHOWN_ATTRIBUTES if name in said and said[name].value.strip()]
    if tag == "input" and "value" in said:
        kind = said["type"].value.lower() if "type" in said else ""
        shown += ["value"] if kind in _SHOWN_VALUES else []
    names = {said[name].value.lower() for name in ("name", "property") if name in said}
    if tag == "meta" and "content" in said and names & _SHOWN_META:
        shown.append("content")
    return shown
