"""What every loader of a text format must keep: anchors lead back to the characters that they name."""

from __future__ import annotations

from itertools import pairwise

from engine.document import Document


def assert_anchored(document: Document, source: str) -> None:
    """Anchors are sorted, disjoint, cover all but the joints, and give the source's own characters."""
    text = document.text
    assert all(one.end <= other.start for one, other in pairwise(document.anchors))
    for anchor in document.anchors:
        shown = text[anchor.start : anchor.end]
        written = source[anchor.offset : anchor.offset + anchor.length]
        assert len(written) == anchor.length > 0
        if anchor.length == anchor.end - anchor.start:
            assert shown == written or (len(shown) == 1 and shown.isspace() and written.isspace())
    covered = {at for anchor in document.anchors for at in range(anchor.start, anchor.end)}
    assert all(char == "\n" for at, char in enumerate(text) if at not in covered)


def assert_structured(document: Document) -> None:
    """Regions and styles are sorted and lie in the text; paragraphs are its lines."""
    lines = document.text.split("\n") if document.text else []
    assert [document.text[start:end] for start, end in document.structure["paragraph"]] == lines
    for spans in document.structure.values():
        assert list(spans) == sorted(spans)
        assert all(0 <= start < end <= len(document.text) for start, end in spans)
    assert all(one.end <= other.start for one, other in pairwise(document.styles or ()))
