"""HTML → Document, with an anchor in the source for every character.

Input: the bytes of a page. Output: what a reader sees, as `engine/formats/html_page.py` reads it.
"""

from __future__ import annotations

from engine.document import Document
from engine.formats.html_page import read


def load(data: bytes, name: str) -> Document:
    """The document in the bytes of a page. Raises ReviewError where they are no text."""
    return read(data, name)[1]
