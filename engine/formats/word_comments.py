"""The comments part of a Word file.

Input: the package and new comments as lines of text. Output: the parts to replace: comments, and where the file
had none, its relationship and content type. Law: existing comments stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from engine.formats.opc import Package, add_content_type, add_relationship, legal, parse, serialise
from engine.formats.word_edit import AUTHOR
from engine.formats.word_names import ID, R_NS, VAL, W_NS, XML_SPACE, Element, W
from engine.formats.word_styles import Styles

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


class Comment(NamedTuple):
    """A new comment: its id, and its lines, the first one bold."""

    id: str
    lines: tuple[str, ...]


def comments_part(package: Package, main: str) -> str | None:
    """The name of the part that holds the comments, None where there is none."""
    found = (package.find(link.target) for link in package.relationships(main) if link.kind == "comments")
    return next((name for name in found if name), None)


def add_comments(
    package: Package, main: str, styles: Styles, comments: Sequence[Comment]
) -> dict[str, bytes]:
    """The changed parts by name."""
    name = comments_part(package, main)
    if name is not None:
        original = package.read(name)
        root = parse(original, name)
        root.extend([_comment(comment, styles) for comment in comments])
        return {name: serialise(root, original)}
    folder = main.rpartition("/")[0]
    number = next(n for n in range(10_000) if package.find(_path(folder, n)) is None)
    name = _path(folder, number)
    root = etree.Element(W + "comments", nsmap={"w": W_NS})
    root.extend([_comment(comment, styles) for comment in comments])
    target = name.rpartition("/")[2]
    return dict(
        [
            (name, serialise(root, package.read(main))),
            add_relationship(package, main, f"{R_NS}/comments", target),
            add_content_type(package, name, _MEDIA_TYPE),
        ]
    )


def _path(folder: str, number: int) -> str:
    return f"{folder}/comments{number or ''}.xml".lstrip("/")


def _comment(comment: Comment, styles: Styles) -> Element:
    el = etree.Element(W + "comment", {ID: comment.id, W + "author": AUTHOR, W + "initials": AUTHOR})
    for at, line in enumerate(comment.lines):
        p = etree.SubElement(el, W + "p")
        style = styles.named("annotation text")
        if style is not None:
            etree.SubElement(etree.SubElement(p, W + "pPr"), W + "pStyle", {VAL: style})
        if at == 0:
            _annotation_mark(p, styles.named("annotation reference"))
        run = etree.SubElement(p, W + "r")
        if at == 0:
            etree.SubElement(etree.SubElement(run, W + "rPr"), W + "b")
        etree.SubElement(run, W + "t", {XML_SPACE: "preserve"}).text = legal(line)
    return el


def _annotation_mark(p: Element, style: str | None) -> None:
    run = etree.SubElement(p, W + "r")
    if style is not None:
        etree.SubElement(etree.SubElement(run, W + "rPr"), W + "rStyle", {VAL: style})
    etree.SubElement(run, W + "annotationRef")
