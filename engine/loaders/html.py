"""HTML → Document, with an anchor in the source for every character.

Input: the bytes of a page. Output: what a reader sees, as `engine/formats/html_page.py` reads it.
"""

from __future__ import annotations

from dataclasses import replace

from engine.document import Document
from engine.formats.html_page import read
from engine.text import Lines


def load(data: bytes, name: str) -> Document:
    """The document in the bytes of a page. Raises ReviewError where they are no text."""
    decoded, document = read(data, name)
    return replace(document, source_lines=Lines(decoded.text).starts)
