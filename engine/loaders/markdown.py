"""Markdown → Document, with an anchor in the source for every character.

Input: the bytes of a file. Output: what a reader sees, as `engine/formats/markdown_page.py` reads it.
"""

from __future__ import annotations

from dataclasses import replace

from engine.document import Document
from engine.formats.markdown_page import read
from engine.text import Lines


def load(data: bytes, name: str) -> Document:
    """The document in the bytes of a Markdown file. Raises ReviewError where they are no text."""
    page = read(data, name)
    return replace(page.document, source_lines=Lines(page.decoded.text).starts)
