"""Loaders: bytes of one format → Document."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from engine.document import Document
from engine.errors import ReviewError

Loader = Callable[[bytes, str], Document]

# A new format is one module with `load(data, name) -> Document` and one line here.
LOADERS = {
    ".txt": "engine.loaders.text",
    ".md": "engine.loaders.markdown",
    ".markdown": "engine.loaders.markdown",
    ".html": "engine.loaders.html",
    ".htm": "engine.loaders.html",
    ".docx": "engine.loaders.word",
    ".docm": "engine.loaders.word",
    ".dotx": "engine.loaders.word",
    ".pdf": "engine.loaders.pdf",
    ".xlsx": "engine.loaders.sheet",
    ".xlsm": "engine.loaders.sheet",
    ".csv": "engine.loaders.csv",
    ".tsv": "engine.loaders.csv",
    ".pptx": "engine.loaders.slides",
    ".pptm": "engine.loaders.slides",
    ".ppsx": "engine.loaders.slides",
}


def load(data: bytes, name: str) -> Document:
    """The document in `data`; `name` is its path, whose ending tells the format.

    Raises ReviewError for a format that is not known and for a file that cannot be read.
    """
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in LOADERS:
        known = " ".join(sorted(LOADERS))
        raise ReviewError(
            "unknown-format", f"{name}: no loader for {ending or 'a file without an ending'} (known: {known})"
        )
    loader: Loader = import_module(LOADERS[ending]).load
    return loader(data, name)
