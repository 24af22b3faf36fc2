"""Markdown → Document, with an anchor in the source for every character.

Input: the bytes of a file. Output: what a reader sees, as `engine/formats/markdown_page.py` reads it.
"""

from __future__ import annotations

from engine.document import Document
from engine.formats.markdown_page import read


def load(data: bytes, name: str) -> Document:
    """The document in the bytes of a Markdown file. Raises ReviewError where they are no text."""
    return read(data, name).document
