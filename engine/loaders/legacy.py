"""Word 97, WPS, RTF, OpenDocument and their kin → Document, through LibreOffice.

Input: the file's bytes. Output: the document of the converted file. Law: the document's notes say that it was
converted, for an annotated copy is one of the converted file.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

from engine.document import Document
from engine.formats.legacy import convert
from engine.loaders import CONVERTED, LOADERS


def load_converted(data: bytes, name: str) -> tuple[bytes, Document]:
    """The converted file, which annotations go into, and its document. Raises ReviewError."""
    ending = CONVERTED[Path(name).suffix.lower()]
    made = convert(data, name, ending)
    document: Document = import_module(LOADERS[ending]).load(made, name)
    said = f"原稿为 {Path(name).suffix}，由 LibreOffice 转为 {ending} 后审查；批注稿是转换后的文件，版式可能略有不同。"
    return made, replace(document, notes=(*document.notes, said))
