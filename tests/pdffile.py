"""PDF files for tests, written by hand: pages of text in the standard Latin font."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

Text = tuple[float, float, float, str]  # x, y, size, words


def pdf(pages: Sequence[Sequence[Text]], operators: str = "") -> bytes:
    """A file with these texts; `operators` stand before them on every page."""
    made = pikepdf.new()
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for texts in pages:
        shown = "\n".join(f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET" for x, y, size, words in texts)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, 595, 842]),
            Resources=Dictionary(Font=Dictionary(F=font)),
            Contents=made.make_stream(f"{operators}\n{shown}".encode()),
        )
        made.pages.append(pikepdf.Page(made.make_indirect(page)))
    out = BytesIO()
    made.save(out)
    return out.getvalue()
