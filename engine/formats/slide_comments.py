"""Comments on the slides of a presentation, as every version of PowerPoint shows them.

Input: an OPC package and the comments to add. Output: the parts to replace or add. Source: ECMA-376 part 1, 19.4.
Law: comments that are there stay as they are; each new one has a place of its own on its slide.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from engine.formats.opc import (
    Package,
    Relationship,
    add_content_types,
    add_relationships,
    legal,
    parse,
    serialise,
)

AUTHOR = "朱批"
_P_NS = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = f"{{{_P_NS}}}"
_TYPES = "application/vnd.openxmlformats-officedocument.presentationml."
_MODERN = "http://schemas.microsoft.com/office/2018/"
_STEP = 24  # between the marks of two comments, in 1/576 inch


class SlideComment(NamedTuple):
    """A comment and its place on the slide in 1/576 inch."""

    text: str
    x: int
    y: int


def has_modern(package: Package, slides: Sequence[str]) -> bool:
    """Whether a slide has comments of the new kind, beside which PowerPoint does not show these."""
    links = (link for slide in slides for link in package.relationships(slide))
    return any(link.kind == "comments" and link.type.startswith(_MODERN) for link in links)


def read_comments(package: Package, slide: str) -> list[str]:
    """The texts of a slide's comments."""
    part = _linked(package, slide, "comments")
    if part is None:
        return []
    return [item.findtext(f"{_P}text") or "" for item in package.tree(part).iter(f"{_P}cm")]


def add_comments(
    package: Package, main: str, slides: Mapping[str, Sequence[SlideComment]]
) -> dict[str, bytes]:
    """The changed and new parts. `main`: the presentation's part; `slides`: a slide's part → its new comments."""
    parts: dict[str, bytes] = {}
    declared: dict[str, str] = {}
    number, first = _author(package, main, sum(map(len, slides.values())), parts, declared)
    for slide, comments in slides.items():
        name = _linked(package, slide, "comments")
        if name is None:
            name = _free(package, parts, "ppt/comments/comment{}.xml")
            declared[name] = f"{_TYPES}comments+xml"
            parts.update(_link(package, slide, "comments", name))
        parts[name] = _added(package, name, comments, number, first, package.read(slide))
        first += len(comments)
    name, data = add_content_types(package, declared)
    return {**parts, name: data}


def _linked(package: Package, part: str, kind: str) -> str | None:
    def old(link: Relationship) -> bool:
        return link.kind == kind and not link.external and not link.type.startswith(_MODERN)

    found = (package.find(link.target) for link in package.relationships(part) if old(link))
    return next((name for name in found if name), None)


def _free(package: Package, parts: Mapping[str, bytes], pattern: str) -> str:
    numbers = range(1, len(package.entries) + len(parts) + 2)
    names = (pattern.format(number) for number in numbers)
    return next(name for name in names if package.find(name) is None and name not in parts)


def _link(package: Package, part: str, kind: str, target: str) -> dict[str, bytes]:
    relative = posixpath.relpath(target, posixpath.dirname(part))
    name, data, _ = add_relationships(package, part, [(f"{_R_NS}/{kind}", relative)])
    return {name: data}


def _author(
    package: Package, main: str, count: int, parts: dict[str, bytes], declared: dict[str, str]
) -> tuple[str, int]:
    """The id of the author Zhupi, who is to have `count` more comments, and the number of the first of them."""
    name = _linked(package, main, "commentAuthors")
    original = package.read(name or main)
    if name is None:
        name = _free(package, parts, "ppt/commentAuthors{}.xml")
        declared[name] = f"{_TYPES}commentAuthors+xml"
        parts.update(_link(package, main, "commentAuthors", name))
        root = parse(f'<p:cmAuthorLst xmlns:p="{_P_NS}"/>'.encode(), name)
    else:
        root = parse(original, name)
    author = next((el for el in root if el.get("name") == AUTHOR), None)
    if author is None:
        id = 1 + max([-1, *(int(el.get("id", "0")) for el in root)])
        values = {"id": str(id), "name": AUTHOR, "initials": AUTHOR, "lastIdx": "0", "clrIdx": str(id % 8)}
        author = etree.SubElement(root, f"{_P}cmAuthor", values)
    last = int(author.get("lastIdx", "0"))
    author.set("lastIdx", str(last + count))
    parts[name] = serialise(root, original)
    return author.get("id", "0"), last + 1


def _added(
    package: Package, name: str, comments: Sequence[SlideComment], author: str, first: int, slide: bytes
) -> bytes:
    """A slide's comments with new ones, each moved until its mark covers no other."""
    there = package.find(name)
    original = package.read(there) if there else slide
    root = parse(original if there else f'<p:cmLst xmlns:p="{_P_NS}"/>'.encode(), name)
    taken = {(el.get("x"), el.get("y")) for el in root.iter(f"{_P}pos")}
    for index, comment in enumerate(comments, first):
        x, y = comment.x, comment.y
        while (str(x), str(y)) in taken:
            x, y = x + _STEP, y + _STEP
        taken.add((str(x), str(y)))
        item = etree.SubElement(root, f"{_P}cm", authorId=author, idx=str(index))
        etree.SubElement(item, f"{_P}pos", x=str(x), y=str(y))
        etree.SubElement(item, f"{_P}text").text = legal(comment.text)
    return serialise(root, original)
