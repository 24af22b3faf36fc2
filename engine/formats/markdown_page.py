"""A Markdown file read: its source, its syntax, and the Document with an anchor for every character.

Input: the bytes of a file. Output: what a reader sees, paragraph by paragraph; alternative texts, tooltips
and the title in the front matter stand after it as kind `attribute`. Front matter gives the draft's
attributes. Law: anchors are places in the decoded file as it is, whatever its line ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import yaml

from engine.document import Anchor, Document
from engine.errors import ReviewError
from engine.formats.encoding import Decoded, decode
from engine.formats.flow import Flow, join
from engine.formats.markdown import read_markdown
from engine.formats.markdown_inline import Reading

_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIRST_KEY = re.compile(r"(?:\s|#[^\n]*\n)*[\w-]+[ \t]*:(?:\s|\Z)")
_ATTRIBUTES = frozenset(("material", "product", "channel", "audience", "lang", "jurisdiction", "extent"))
_READ = frozenset(("title", "subtitle", "description", "summary"))


class Page(NamedTuple):
    """A file as decoded; the places in `reading` are those in the source with one character a line end."""

    decoded: Decoded
    reading: Reading
    document: Document


def read(data: bytes, name: str) -> Page:
    """The document in the bytes of a Markdown file.

    Raises ReviewError where they are no text, `front-matter` where its head is no YAML mapping.
    """
    decoded = decode(data, name)
    original = decoded.text
    source = original.replace("\r\n", "\n").replace("\r", "\n")
    attributes, apart, start = _front_matter(source, name)
    reading = read_markdown(source, start)
    joined = join(reading.body, apart, reading.apart)
    structure = {kind: tuple(sorted(spans)) for kind, spans in reading.regions.items()}
    structure["paragraph"] = tuple(span for spans in joined.paragraphs for span in spans)
    structure["attribute"] = joined.paragraphs[1] + joined.paragraphs[2]
    document = Document(
        name=name,
        format="md",
        text=joined.text,
        structure=structure,
        headings=tuple(sorted(reading.headings)),
        anchors=tuple(_as_in(original, joined.anchors)),
        styles=joined.styles,
        labels=reading.labels,
        attributes=attributes,
        unread=tuple(reading.unread),
    )
    return Page(decoded, reading, document)


def _front_matter(source: str, name: str) -> tuple[Mapping[str, str], Flow, int]:
    """The draft's attributes, what of the head a reader sees, and where the text begins."""
    flow = Flow()
    match = _FRONT.match(source)
    if not match or not _FIRST_KEY.match(match[1] or ""):
        return {}, flow, 0
    found: dict[str, str] = {}
    for key, value in _pairs(match[1], name):
        if key.value in _READ and isinstance(value, yaml.ScalarNode):
            _add(flow, source, value, match.start(1))
        elif key.value in _ATTRIBUTES:
            found[key.value] = _words(value)
    return found, flow, match.end()


def _pairs(front: str, name: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    try:
        node = yaml.compose(front, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise ReviewError("front-matter", f"{name}: front matter, line {line}: {problem}") from None
    if not isinstance(node, yaml.MappingNode):
        raise ReviewError("front-matter", f"{name}: front matter must be `key: value` lines")
    yield from ((key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))


def _words(node: yaml.Node) -> str:
    """A scalar, or a list's scalars joined by commas."""
    if isinstance(node, yaml.SequenceNode):
        return ",".join(item.value for item in node.value if isinstance(item, yaml.ScalarNode))
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _add(flow: Flow, source: str, node: yaml.ScalarNode, base: int) -> None:
    start, end = base + node.start_mark.index, base + node.end_mark.index
    words = " ".join(node.value.split())
    at = source.find(words, start, end)
    if words:
        flow.add(words, *((at, len(words)) if at >= 0 else (start, end - start)))
        flow.end_paragraph()


def _as_in(original: str, anchors: tuple[Anchor, ...]) -> Iterator[Anchor]:
    """The anchors in the original, in which a line end may be two characters."""
    place = places(original)
    for anchor in anchors:
        start = place(anchor.offset)
        yield anchor._replace(offset=start, length=place(anchor.offset + anchor.length) - start)


def places(original: str) -> Callable[[int], int]:
    """From a place in the source with one character a line end to the place in the original."""
    # Where each pair stood once all of them had become one character.
    pairs = [match.start() - nth for nth, match in enumerate(re.finditer("\r\n", original))]
    return lambda offset: offset + bisect_left(pairs, offset)
