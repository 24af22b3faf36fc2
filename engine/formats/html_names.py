"""What HTML elements and attributes are, for reading a page: blocks, void ones, which end others, how they look.

Source: the HTML standard, 13.1.2 (elements), 13.2.6 (tree construction), 15.3 (rendering).
"""

from __future__ import annotations

from collections.abc import Mapping

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol",
    "optgroup", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "text",
    "textarea", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
))  # fmt: skip
BLOCK_DISPLAYS = frozenset(("block", "flex", "grid", "list-item", "table", "table-row", "table-cell"))
KINDS = {"table": "table", "tr": "row", "td": "cell", "th": "cell", "li": "item", "dd": "item"}
SKIPPED = frozenset(("template", "noscript"))
# A start tag of the first ends an open element of the second, up to one of the third.
_TABLE_PARTS = frozenset(("tbody", "thead", "tfoot", "tr", "td", "th"))
ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
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
CELL_WALLS = frozenset(("td", "th", "table", "caption"))
TABLE_WALLS = {"table": frozenset[str](), **dict.fromkeys(_TABLE_PARTS, frozenset(("table",)))}
PICTURES = {
    "img": "picture", "canvas": "picture", "video": "video", "audio": "audio", "iframe": "page",
    "object": "attachment", "embed": "attachment",
}  # fmt: skip
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    **{f"h{level}": {"font-size": size, "font-weight": "bold"} for level, size in enumerate(
        ("2em", "1.5em", "1.17em", "1em", "0.83em", "0.67em"), 1)},
    "b": {"font-weight": "bold"}, "strong": {"font-weight": "bold"}, "th": {"font-weight": "bold"},
    "small": {"font-size": "smaller"}, "big": {"font-size": "larger"}, "sub": {"font-size": "smaller"},
    "sup": {"font-size": "smaller"}, "mark": {"background": "#ffff00"},
}  # fmt: skip
