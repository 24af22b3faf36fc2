"""Plain text: bytes in any encoding that a Chinese bank uses, or a string → Document.

Input: the bytes of a file, or a draft that is a string already. Output: its Document. Law: of a file, each
character's anchor is its place in the decoded file (a `\\r\\n` is one unit of two characters); a string is
kept as it is, so that its offsets are those of the caller.
"""

from __future__ import annotations

from engine.document import Anchor, Document
from engine.formats.encoding import decode, newlines
from engine.text import Lines


def load(data: bytes, name: str) -> Document:
    """The document in the bytes of a text file. Raises ReviewError where they are no text."""
    source = decode(data, name).text
    text, anchors = newlines(source)
    return Document(name=name, format="txt", text=text, anchors=anchors, source_lines=Lines(source).starts)


def from_text(text: str, name: str) -> Document:
    """A draft that is a string already: offsets are those of the string."""
    anchors = (Anchor(0, len(text), "", 0, 0, len(text)),) if text else ()
    return Document(name=name, format="txt", text=text, anchors=anchors, source_lines=Lines(text).starts)
