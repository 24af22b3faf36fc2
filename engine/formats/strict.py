"""Strict Office Open XML (ISO/IEC 29500-1) read as Transitional, and written back as it was.

Input: the bytes of an XML part. Output: the same with the namespaces of the other kind. Law: the two kinds differ
for a reader in little else; a namespace is only made Strict where the part had it so.
"""

from __future__ import annotations

_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_YEARLESS = {  # strict path → transitional path
    f"{head}/{tail}": f"{head}/2006/{tail}"
    for head, tails in {
        "wordprocessingml": ("main",),
        "spreadsheetml": ("main",),
        "presentationml": ("main",),
        "drawingml": (
            "main", "wordprocessingDrawing", "spreadsheetDrawing", "picture", "chart", "chartDrawing",
            "diagram", "lockedCanvas", "compatibility",
        ),
        "officeDocument": (
            "relationships", "math", "sharedTypes", "customXml", "docPropsVTypes", "extendedProperties",
            "customProperties", "bibliography", "characteristics",
        ),
        "schemaLibrary": ("main",),
    }.items()
    for tail in tails
} | {
    "officeDocument/extendedProperties": "officeDocument/2006/extended-properties",
    "officeDocument/customProperties": "officeDocument/2006/custom-properties",
}  # fmt: skip
_NAMESPACES = tuple(
    ((_STRICT + strict).encode(), (_TRANSITIONAL + transitional).encode())
    for strict, transitional in sorted(_YEARLESS.items(), reverse=True)
)


def to_transitional(data: bytes) -> bytes:
    """The part with Transitional namespaces."""
    if _STRICT.encode() not in data:
        return data
    for strict, transitional in _NAMESPACES:
        data = data.replace(strict, transitional)
    return data


def to_strict(data: bytes, original: bytes) -> bytes:
    """The part with those namespaces Strict that are so in `original`."""
    for strict, transitional in _NAMESPACES:
        if strict in original:
            data = data.replace(transitional, strict)
    return data
