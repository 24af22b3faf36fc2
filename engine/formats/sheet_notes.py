"""Notes on the cells of a workbook: the comments part of a sheet and the drawing that Excel shows them with.

Input: an OPC package and the notes to add. Output: the parts to replace or add. Source: ECMA-376 part 1, 18.7;
part 4, 19 (VML). Law: notes that are there keep their words, a new one on the same cell is appended; the list is
sorted by row and column; a sheet's XML is changed only where it had no drawing of notes yet.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from lxml import etree

from engine.formats.opc import Package, add_content_types, add_relationships, legal, parse, serialise
from engine.formats.sheets import place

AUTHOR = "朱批"
_M_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_M = f"{{{_M_NS}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_V, _O, _X = (f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel"))
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")  # fmt: skip
_BOX = (4, 9)  # columns and rows that a note covers
_EMPTY_DRAWING = (
    f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    f'<v:shape xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}" id="_x0000_s{{id}}" type="#_x0000_t202" '
    'style="position:absolute;width:280pt;height:140pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
Notes = Mapping[str, Sequence[Sequence[str]]]  # a cell's reference → its new notes, each as lines


def read_notes(package: Package, sheet: str) -> dict[str, str]:
    """The notes of a sheet: the cell's reference → the words."""
    part = _linked(package, sheet, "comments")
    if part is None:
        return {}
    items = package.tree(part).iter(f"{_M}comment")
    return {item.get("ref", ""): "".join(t.text or "" for t in item.iter(f"{_M}t")) for item in items}


def with_threads(package: Package, sheet: str) -> frozenset[str]:
    """The cells with a conversation, in whose place no note is shown."""
    part = _linked(package, sheet, "threadedComment")
    if part is None:
        return frozenset()
    return frozenset(item.get("ref", "") for item in package.tree(part) if item.get("ref"))


def add_notes(package: Package, sheets: Mapping[str, Notes]) -> dict[str, bytes]:
    """The changed and new parts. `sheets`: the part of a sheet → its new notes. Raises ReviewError."""
    parts: dict[str, bytes] = {}
    overrides: dict[str, str] = {}
    for sheet, notes in sheets.items():
        links: list[tuple[str, str]] = []
        comments = _linked(package, sheet, "comments")
        if comments is None:
            comments = _free(package, parts, "xl/comments{}.xml")
            overrides[comments] = _COMMENTS
            links.append((f"{_R_NS}/comments", comments))
        there = frozenset(read_notes(package, sheet))
        parts[comments] = _comments(package, comments, notes, package.read(sheet))
        drawing = _drawing(package, sheet)
        fresh = drawing is None
        if drawing is None:
            drawing = _free(package, parts, "xl/drawings/vmlDrawing{}.vml")
            links.append((f"{_R_NS}/vmlDrawing", drawing))
        parts[drawing] = _shapes(package, drawing, [ref for ref in notes if ref not in there])
        if links:
            parts.update(_linking(package, sheet, links, fresh))
    name, data = add_content_types(package, overrides, {"vml": _VML})
    return {**parts, name: data}


def _linked(package: Package, sheet: str, kind: str) -> str | None:
    found = (package.find(link.target) for link in package.relationships(sheet) if link.kind == kind)
    return next((name for name in found if name), None)


def _drawing(package: Package, sheet: str) -> str | None:
    """The part of the drawing that the sheet's notes are shown with."""
    element = package.tree(sheet).find(f"{_M}legacyDrawing")
    if element is None:
        return None
    id = element.get(f"{{{_R_NS}}}id")
    return next((package.find(link.target) for link in package.relationships(sheet) if link.id == id), None)


def _free(package: Package, parts: Mapping[str, bytes], pattern: str) -> str:
    numbers = range(1, len(package.entries) + len(parts) + 2)
    names = (pattern.format(number) for number in numbers)
    return next(name for name in names if package.find(name) is None and name not in parts)


def _linking(package: Package, sheet: str, links: Sequence[tuple[str, str]], fresh: bool) -> dict[str, bytes]:
    """The sheet's relationships, and where its drawing is new the sheet."""
    folder = posixpath.dirname(sheet)
    relative = [(kind, posixpath.relpath(target, folder)) for kind, target in links]
    name, data, ids = add_relationships(package, sheet, relative)
    if not fresh:
        return {name: data}
    original = package.read(sheet)
    root = parse(original, sheet)
    for lost in root.findall(f"{_M}legacyDrawing"):  # to a part that is not there
        root.remove(lost)
    element = etree.Element(f"{_M}legacyDrawing", {f"{{{_R_NS}}}id": ids[-1]}, {"r": _R_NS})
    at = next((i for i, child in enumerate(root) if _stands_after(child)), len(root))
    root.insert(at, element)
    return {name: data, sheet: serialise(root, original)}


def _stands_after(child: etree._Element) -> bool:
    """Whether the schema puts an element of a sheet after its `legacyDrawing`."""
    names = {f"{_M}{name}" for name in _AFTER}
    if str(child.tag).endswith("}AlternateContent"):
        return any(el.tag in names for el in child.iter())
    return child.tag in names


def _comments(package: Package, part: str, notes: Notes, sheet: bytes) -> bytes:
    """The comments part with the notes added."""
    there = package.find(part)
    original = package.read(there) if there else sheet
    empty = f'<comments xmlns="{_M_NS}"><authors/><commentList/></comments>'.encode()
    root = parse(original if there else empty, part)
    author = _author(root)
    listed = root.find(f"{_M}commentList")
    if listed is None:
        listed = etree.SubElement(root, f"{_M}commentList")
    by_cell = {item.get("ref", ""): item for item in listed}
    for reference, texts in notes.items():
        comment = by_cell.get(reference)
        if comment is None:
            comment = etree.SubElement(listed, f"{_M}comment", ref=reference, authorId=str(author))
        _append(comment, texts)
    listed[:] = sorted(listed, key=lambda item: place(item.get("ref", "")))
    return serialise(root, original)


def _author(root: etree._Element) -> int:
    """The number of the author Zhupi, added where it is new."""
    authors = root.find(f"{_M}authors")
    if authors is None:
        authors = etree.Element(f"{_M}authors")
        root.insert(0, authors)
    names = [item.text or "" for item in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{_M}author").text = AUTHOR
        return len(names)
    return names.index(AUTHOR)


def _append(comment: etree._Element, texts: Sequence[Sequence[str]]) -> None:
    """Adds notes to a comment's text, the first line of each bold."""
    text = comment.find(f"{_M}text")
    if text is None:
        text = etree.Element(f"{_M}text")
        comment.insert(0, text)
    plain = text.find(f"{_M}t")
    if plain is not None:  # text is either one string or runs
        run = etree.Element(f"{_M}r")
        text.replace(plain, run)
        run.append(plain)
    for lines in texts:
        before = "\n\n" if len(text) else ""
        _run(text, before + lines[0], bold=True)
        _run(text, "".join(f"\n{line}" for line in lines[1:]), bold=False)


def _run(text: etree._Element, words: str, *, bold: bool) -> None:
    run = etree.Element(f"{_M}r")
    properties = etree.SubElement(run, f"{_M}rPr")
    if bold:
        etree.SubElement(properties, f"{_M}b")
    etree.SubElement(properties, f"{_M}sz", val="9")
    etree.SubElement(run, f"{_M}t", {_SPACE: "preserve"}).text = legal(words)
    runs = text.findall(f"{_M}r")
    text.insert(text.index(runs[-1]) + 1 if runs else 0, run)


def _shapes(package: Package, part: str, references: Sequence[str]) -> bytes:
    """The drawing with a hidden box for each new note."""
    there = package.find(part)
    root = parse(package.read(there) if there else _EMPTY_DRAWING.encode(), part)
    taken = [el.get("id", "").rpartition("_s")[2] for el in root.iter(f"{{{_V}}}shape")]
    first = max([1024, *(int(id) for id in taken if id.isdecimal())]) + 1
    for id, reference in enumerate(references, first):
        row, column = place(reference)
        top, left = max(row - 2, 0), column
        anchor = f"{left}, 15, {top}, 2, {left + _BOX[0]}, 15, {top + _BOX[1]}, 4"
        root.append(etree.fromstring(_SHAPE.format(id=id, anchor=anchor, row=row - 1, column=column - 1)))
    return etree.tostring(root)
