"""An Office file with what its words give away written over, in every part that holds words.

Input: a package and a function that hides within a text, its length kept. Output: the file's bytes. Errors: ReviewError
`redact` for what cannot be written over without harm to the file, or cannot be looked into. Law: words of one paragraph
are looked at together, however many runs they stand in, and tracked deletions, comments, notes, properties, links and
embedded Office files like all others; the preview picture is left out; other pictures and macros stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, pairwise
from typing import NamedTuple

from lxml import etree

from engine.errors import ReviewError
from engine.formats.opc import Package, open_package, refuse_signed, rewrite, serialise
from engine.formats.overwriting_cells import overwrite_cells, shown_cells

Hide = Callable[[str], str]

_XML = (".xml", ".rels", ".vml", ".svg")
_OFFICE = (".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".pptm")
_OTHER_WORDS = (*_OFFICE, ".htm", ".html", ".mht", ".mhtml", ".rtf", ".txt", ".doc", ".xls", ".ppt", ".pdf")
_PARAGRAPHS = frozenset(("p", "si", "is", "comment", "textbox"))
_STRUCK = frozenset(("del", "moveFrom", "rPh"))
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "\ufffc"}
_FORMULAS = frozenset(("f", "formula", "formula1", "formula2", "definedName"))
_NUMBERS = frozenset(("numCache", "numLit", "lvl", "numDim"))
_ATTRIBUTES = frozenset(
    [
        "descr",
        "title",
        "alt",
        "name",
        "tooltip",
        "display",
        "author",
        "displayName",
        "string",
        "val",
        "v",
        "instr",
        "prompt",
        "promptTitle",
        "error",
        "errorTitle",
        "Target",
        "location",
        "defaultValue",
        "text",
    ]
)
_FIXED_NAMES = frozenset(("sheet", "definedName", "style", "numFmt", "n"))
_CELLS = frozenset(("c", "cell"))


def overwritten(package: Package, hide: Hide) -> bytes:
    """The file with everything hidden that `hide` hides."""
    refuse_signed(package)
    shown = shown_cells(package)
    parts: dict[str, bytes] = {}
    previews = set()
    for name in (info.filename for info in package.entries):
        lower = name.lower()
        if lower.startswith("docprops/thumbnail."):
            previews.add(name)
        elif lower.endswith(_XML):
            parts |= _part(package, name, shown.get(name, {}), hide)
        elif not lower.endswith("/") and ("/embeddings/" in lower or lower.endswith(_OTHER_WORDS)):
            parts[name] = _embedded(package, name, hide)
    return rewrite(package, _without_links(package, parts, previews), frozenset(previews))


def _embedded(package: Package, name: str, hide: Hide) -> bytes:
    if name.lower().endswith(_OFFICE):
        return overwritten(open_package(package.read(name)), hide)
    raise ReviewError("redact", f"文件里嵌有无法遮盖的文件 {name}")


def _without_links(package: Package, parts: dict[str, bytes], left_out: set[str]) -> dict[str, bytes]:
    """The parts, without the package's links to those that are left out."""
    name = package.find("_rels/.rels")
    if not left_out or name is None:
        return parts
    root = package.tree(name) if name not in parts else etree.fromstring(parts[name])
    for link in list(root):
        if link.get("Target", "").lstrip("/") in left_out:
            root.remove(link)
    return {**parts, name: serialise(root, package.read(name))}


def _part(package: Package, name: str, shown: Mapping[str, str], hide: Hide) -> dict[str, bytes]:
    """The part's bytes by its name, where something in it is hidden."""
    root = package.tree(name)
    changed = overwrite_cells(root, shown, hide)
    for slots in _paragraphs(root).values():
        for stream in _streams(slots):
            changed |= _overwrite(stream, hide)
    for element in root.iter(etree.Element):
        changed |= _attributes(element, hide)
    return {name: serialise(root, package.read(name))} if changed else {}


class _Slot(NamedTuple):
    """A text in a tree: of an element, or after it. Of a break: what it stands for in the words."""

    element: etree._Element
    tail: bool
    kind: tuple[str, bool] | None  # the element's name, and whether it is struck out; None for a break
    break_: str = ""

    @property
    def text(self) -> str:
        return self.break_ or (self.element.tail if self.tail else self.element.text) or ""

    def write(self, text: str) -> None:
        if self.tail:
            self.element.tail = text
        elif not self.break_:
            self.element.text = text


def _paragraphs(root: etree._Element) -> dict[etree._Element, list[_Slot]]:
    """The texts of a tree by the paragraph around them; one that stands in none is one of its own."""
    found: dict[etree._Element, list[_Slot]] = {}
    for element in root.iter():
        name = _name(element)
        if name in _BREAKS and not element.text:
            found.setdefault(_around(element)[0], []).append(_Slot(element, False, None, _BREAKS[name]))
        elif (element.text or "").strip() and not _is_number(element, name):
            paragraph, struck = _around(element)
            found.setdefault(paragraph, []).append(_Slot(element, False, (name, struck)))
        if (element.tail or "").strip():
            found.setdefault(element, []).append(_Slot(element, True, ("", False)))
    return found


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _is_number(element: etree._Element, name: str) -> bool:
    """Whether an element's text is a value that is no words: of a cell, which is seen to apart, or of a chart."""
    above = element.getparent()
    if name not in ("v", "f", "pt") or above is None:
        return False
    return _name(above) in _CELLS or any(_name(one) in _NUMBERS for one in element.iterancestors())


def _around(element: etree._Element) -> tuple[etree._Element, bool]:
    """The paragraph around an element, itself where there is none, and whether it is struck out there."""
    struck = False
    for above in element.iterancestors():
        name = _name(above)
        struck |= name in _STRUCK
        if name in _PARAGRAPHS:
            return above, struck
    return element, False


def _streams(slots: list[_Slot]) -> Iterator[list[_Slot]]:
    """What is read together: the words that stand, those struck out, the codes of fields; and both kinds of words."""
    kinds = dict.fromkeys(slot.kind for slot in slots if slot.kind)
    for kind in kinds:
        yield [slot for slot in slots if slot.kind in (kind, None)]
    if len(kinds) > 1:
        yield [slot for slot in slots if slot.kind is None or slot.kind[0] in ("t", "delText")]


def _overwrite(slots: list[_Slot], hide: Hide) -> bool:
    """Whether something was hidden in these texts, read as one."""
    texts = [slot.text for slot in slots]
    whole = "".join(texts)
    hidden = hide(whole)
    if hidden == whole:
        return False
    if any(_name(slot.element) in _FORMULAS for slot in slots):
        raise ReviewError("redact", "公式或名称里有个人信息，遮盖会使它失效")
    for slot, (start, end) in zip(slots, pairwise(accumulate(map(len, texts), initial=0)), strict=True):
        slot.write(hidden[start:end])
    return True


def _attributes(element: etree._Element, hide: Hide) -> bool:
    """Whether something was hidden in an element's attributes."""
    changed = False
    for name, value in element.attrib.items():
        known = etree.QName(name).localname in _ATTRIBUTES and not _points_inside(element, str(name))
        if not known and "@" not in value:
            continue
        hidden = hide(str(value))
        if hidden != value:
            if _name(element) in _FIXED_NAMES:
                raise ReviewError("redact", "工作表、样式的名称或缓存的数字里有个人信息，遮盖会损坏文件")
            element.set(name, hidden)
            changed = True
    return changed


def _points_inside(element: etree._Element, name: str) -> bool:
    return name == "Target" and element.get("TargetMode") != "External"
