"""What a drawing in a Word run holds: text boxes, and things that are not read.

Input: `w:drawing`, `w:pict` or `w:object`. Output: the containers of its texts, its charts and diagrams, and
`Unread` entries for its pictures and embedded objects. Law: of alternatives one is taken, as they show the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.document import Unread
from engine.formats.opc import Relationship
from engine.formats.word_names import MC, A, Element, O, R, V, W, chosen

TEXT_BOX = W + "txbxContent"
WORD_ART = V + "textpath"  # its words are an attribute
_GRAPHICS = {  # element → its kind and the attribute that names its part
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": ("chart", R + "id"),
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": ("chart", R + "id"),
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": ("diagram", R + "dm"),
}


def texts(drawing: Element) -> list[Element]:
    """The text boxes and word art in a drawing."""
    return [el for el in _inside(drawing) if el.tag in (TEXT_BOX, WORD_ART)]


def graphics(drawing: Element, links: Mapping[str, Relationship]) -> Iterator[tuple[str, str]]:
    """The charts and diagrams in a drawing: kind and part."""
    for el in _inside(drawing):
        if el.tag in _GRAPHICS:
            kind, attribute = _GRAPHICS[el.tag]
            yield kind, _target(links, el.get(attribute))


def unread(drawing: Element, part: str, links: Mapping[str, Relationship]) -> Iterator[Unread]:
    """What of a drawing is not read."""
    for el in _inside(drawing):
        if el.tag == A + "blip":
            link = links.get(el.get(R + "embed") or el.get(R + "link") or "")
        elif el.tag == V + "imagedata":
            link = links.get(el.get(R + "id", ""))
        else:
            yield from _unread_object(el, part, links)
            continue
        if link is not None:
            why = "链接的图片不下载" if link.external else "图片中的文字不读"
            source = "" if link.external else link.target
            yield Unread("picture", f"{part}: {link.target}", why, source=source)


def _unread_object(el: Element, part: str, links: Mapping[str, Relationship]) -> Iterator[Unread]:
    if el.tag == O + "OLEObject":
        program = el.get("ProgID", "")
        where = f"{part}: {_target(links, el.get(R + 'id'))} {program}".rstrip()
        yield Unread("attachment", where, "嵌入的对象不读", "equation" not in program.lower())


def foreign(el: Element, part: str, links: Mapping[str, Relationship]) -> Unread:
    """`w:altChunk` or `w:subDoc`: another file that Word shows in this place."""
    what = "altchunk" if el.tag == W + "altChunk" else "subdocument"
    why = "整体插入的文件不读，请用 Word 打开文稿并重新保存"
    return Unread(what, f"{part}: {_target(links, el.get(R + 'id'))}", why, blocking=True)


def _target(links: Mapping[str, Relationship], link: str | None) -> str:
    found = links.get(link or "")
    return found.target if found else ""


def _inside(drawing: Element) -> Iterator[Element]:
    """The elements of a drawing, one branch of alternatives, not entering its text boxes."""
    stack: list[Element] = [drawing]
    while stack:
        el = stack.pop()
        if not isinstance(el.tag, str):
            continue
        yield el
        if el.tag == MC + "AlternateContent":
            branch = chosen(el)
            stack.extend([] if branch is None else [branch])
        elif el.tag != TEXT_BOX:
            stack.extend(reversed(el))
