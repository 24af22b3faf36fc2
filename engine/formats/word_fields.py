"""Complex fields of Word (ECMA-376 part 1, 17.16): what of them is code, what is shown.

Input: a story with the marks of its fields. Output: its atoms marked. Law: a field that never ends is none, so
that no text is taken for code by a missing mark; a table of contents is left out, as it repeats the headings.
"""

from __future__ import annotations

from engine.formats.word_story import Atom, Code, FieldChar, Piece, Story


def resolve_fields(story: Story) -> None:
    """Tell code from result, flow by flow. A field that never ends is none: its text is content."""
    flows: dict[int, list[Piece]] = {}
    for paragraph in story.paragraphs:
        flows.setdefault(paragraph.flow, []).extend(paragraph.pieces)
    for pieces in flows.values():
        _resolve_flow(story, pieces)


def _resolve_flow(story: Story, pieces: list[Piece]) -> None:
    open_fields: list[tuple[int, int]] = []  # begin and separator (-1: none yet), as indexes of pieces
    for at, piece in enumerate(pieces):
        if not isinstance(piece, FieldChar):
            continue
        if piece.kind == "begin":
            open_fields.append((at, -1))
        elif piece.kind == "separate" and open_fields:
            open_fields[-1] = (open_fields[-1][0], at)
        elif piece.kind == "end" and open_fields:
            _close_field(story, pieces, *open_fields.pop(), at)


def _close_field(story: Story, pieces: list[Piece], begin: int, separate: int, end: int) -> None:
    code_end = end if separate < 0 else separate
    code = "".join(piece.text for piece in pieces[begin:code_end] if isinstance(piece, Code))
    toc = is_toc(code)
    story.has_toc = story.has_toc or toc
    first, last = pieces[begin], pieces[end]
    assert isinstance(first, FieldChar)
    assert isinstance(last, FieldChar)
    for at in range(begin, end):
        piece = pieces[at]
        if isinstance(piece, Atom):
            piece.shown = piece.shown and at > code_end and not toc
            piece.field = (first.element, last.element)  # the outermost field is closed last


def is_toc(code: str) -> bool:
    """Whether a field's code makes a table of contents."""
    return code.split()[:1] == ["TOC"]
