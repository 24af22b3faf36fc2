"""Loaders: bytes of one format → Document."""

from __future__ import annotations

from importlib import import_module

from engine.document import Document
from engine.errors import ReviewError
from engine.formats.ocr_choice import AUTO, Ocr

# Read through LibreOffice: the ending → that of the converted file.
CONVERTED = {
    ".doc": ".docx", ".dot": ".docx", ".wps": ".docx", ".rtf": ".docx", ".odt": ".docx",
    ".ppt": ".pptx", ".pps": ".pptx", ".dps": ".pptx", ".odp": ".pptx",
    ".xls": ".xlsx", ".et": ".xlsx", ".ods": ".xlsx",
}  # fmt: skip

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif")
_RECOGNISING = (*PICTURES, ".pdf")  # whose loader is told what to recognise

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
    ".eml": "engine.loaders.mail",
    **dict.fromkeys(CONVERTED, "engine.loaders.legacy"),
    **dict.fromkeys(PICTURES, "engine.loaders.picture"),
}


def load(data: bytes, name: str, ocr: Ocr = AUTO) -> Document:
    """The document in `data`; `name` is its path, whose ending tells the format. `ocr`: what to recognise.

    Raises ReviewError for a format that is not known and for a file that cannot be read.
    """
    return load_for_copy(data, name, ocr)[1]


def load_for_copy(data: bytes, name: str, ocr: Ocr = AUTO) -> tuple[bytes, Document]:
    """The file that annotations go into, which is a converted one for old formats, and its document.

    Raises ReviewError as `load` does.
    """
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in LOADERS:
        known = " ".join(sorted(LOADERS))
        raise ReviewError(
            "unknown-format", f"{name}: no loader for {ending or 'a file without an ending'} (known: {known})"
        )
    module = import_module(LOADERS[ending])
    if ending in _RECOGNISING:
        return data, module.load(data, name, ocr)
    if ending in CONVERTED:
        data, document = module.load_converted(data, name)
    else:
        document = module.load(data, name)
    if ocr.mode == "all" and any(entry.source for entry in document.unread):
        document = import_module("engine.loaders.embedded").with_pictures(data, document, ocr)
    return data, document
