"""Reads a report page strictly: every element closed in order, ids and links gathered."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser

_VOID = {"meta", "input", "br", "link", "img", "hr"}
# An element that may not stand within these.
_NOT_WITHIN = {
    "p": {"p", "h1", "h2", "h3", "h4", "h5", "h6", "mark", "a"},
    "a": {"a"},
    "div": {"p", "mark"},
    "table": {"p", "mark"},
    "ul": {"p", "mark"},
    "details": {"p", "mark"},
}
_PARENT = {"tr": {"table", "thead", "tbody"}, "td": {"tr"}, "li": {"ul", "ol"}, "dd": {"dl", "div"}}


class Page(HTMLParser):
    """The page's elements; raises AssertionError where it is not well nested."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text_of: dict[str, list[str]] = defaultdict(list)
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), (tag, attrs)
        names = [name for name, _ in self.open]
        assert not _NOT_WITHIN.get(tag, set()) & set(names[-1:]), (tag, names)
        assert tag != "a" or "a" not in names
        assert tag not in _PARENT or names[-1] in _PARENT[tag], (tag, names)
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if "id" in given:
            self.ids.append(given["id"])
        if given.get("href", "").startswith("#"):
            self.links.append(given["href"][1:])
        if tag not in _VOID:
            self.open.append((tag, given.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open[-1][0] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for tag, css in self.open:
            for name in {tag, *css.split()}:
                self.text_of[name].append(data)
        # The draft's own words: in its sheet, without what the page adds there.
        classes = {name for _, css in self.open for name in css.split()}
        added = {"ref", "label", "story-name", "page", "empty"}
        if "sheet" in classes and not classes & added:
            self.text_of["own words"].append(data)

    def words(self, name: str) -> str:
        """The text within elements of a name or class, without white space."""
        return "".join("".join(self.text_of[name]).split())
