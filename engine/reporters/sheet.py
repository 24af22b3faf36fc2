"""Findings → the workbook with a note on each cell that has findings.

Input: the file's bytes, the document loaded from them, its findings. Output: the annotated copy and how each
finding was placed. Law: the copy is read again before it is handed out; its cells are those of the original, and a
finding whose note is not on its cell is listed as `report-only`. A cell is the smallest thing that a note can stand
on, so the note quotes the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.document import Anchor, Document
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.formats.marks import covering
from engine.formats.opc import Package, legal, open_package, refuse_signed, rewrite
from engine.formats.sheet_notes import add_notes, read_notes, with_threads
from engine.formats.sheets import Cell, Sheet, read_sheets
from engine.reporters.comment_text import lines

MAX_NOTE = 32_000  # characters in a cell, above which Excel repairs the file
_QUOTED = 200


class _Place(NamedTuple):
    """The cell that a finding's note stands on; no sheet: none."""

    sheet: str
    reference: str
    how: str
    why: str = ""


_Placed = dict[int, tuple[_Place, tuple[str, ...]]]  # a finding's number → its place and its note


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding]
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy, and a placement for each finding in order. Raises ReviewError where the file may not be
    rewritten or is not the one that was reviewed."""
    package = open_package(data)
    refuse_signed(package)
    sheets = {sheet.part: sheet for sheet in read_sheets(package)}
    owners = {
        part: sheet for sheet in sheets.values() for part in (sheet.part, *(p for p, _ in sheet.others))
    }
    places = [_place(document, finding, sheets, owners) for finding in findings]
    wanted, refused = _wanted(package, document, findings, places)
    if not wanted:
        return data, _placements(places, refused)
    notes: dict[str, dict[str, list[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(list))
    for place, text in wanted.values():
        notes[place.sheet][place.reference].append(text)
    copy = rewrite(package, add_notes(package, notes))
    refused.update(_faults(copy, sheets, wanted))
    return (data if len(refused) == len(findings) else copy), _placements(places, refused)


def _place(
    document: Document, finding: Finding, sheets: Mapping[str, Sheet], owners: Mapping[str, Sheet]
) -> _Place:
    """The first cell that a finding's words stand in, else the first cell of the sheet or the file. `owners`: the sheet
    that a part belongs to."""
    anchors = list(covering(document.anchors, finding.span)) if finding.span else []
    for anchor in anchors:
        if anchor.node < 0:
            continue
        cell = _cell(document, sheets, anchor)
        return _Place(anchor.part, cell.reference, *_how(document, finding, anchors, anchor, cell))
    at_sheet = [owners[a.part] for a in anchors if a.part in owners]
    for sheet in (*at_sheet, *sheets.values()):
        if sheet.takes_notes:
            why = "不在单元格里，批注在首个单元格" if anchors else "针对全文，批注在首个单元格"
            return _Place(sheet.part, sheet.cells[0].reference if sheet.cells else "A1", "nearby", why)
    return _Place("", "", "report-only", "没有可以批注的单元格")


def _cell(document: Document, sheets: Mapping[str, Sheet], anchor: Anchor) -> Cell:
    """The cell that an anchor names. Raises ReviewError where the file holds other words there."""
    sheet = sheets.get(anchor.part)
    cell = sheet.cells[anchor.node] if sheet and anchor.node < len(sheet.cells) else None
    words = document.text[anchor.start : anchor.end]
    if cell is None or not cell.text.startswith(words, anchor.offset):
        raise ReviewError("changed", f"{document.name}：文件与审查时的不一致，请重新审查")
    return cell


def _how(
    document: Document, finding: Finding, anchors: Sequence[Anchor], first: Anchor, cell: Cell
) -> tuple[str, str]:
    """Exact where a finding's words are all of the one cell, else widened."""
    if any((a.part, a.node) != (first.part, first.node) for a in anchors):
        return "widened", "涉及几个单元格，批注在第一个"
    assert finding.span is not None
    if document.text[finding.span.start : finding.span.end].split() == cell.text.split():
        return "exact", ""
    return "widened", "批注只能加在整个单元格上"


def _wanted(
    package: Package, document: Document, findings: Sequence[Finding], places: Sequence[_Place]
) -> tuple[_Placed, dict[int, str]]:
    """The notes to write, and why others cannot be: a conversation on the cell, or a note that is full."""
    threads = {sheet: with_threads(package, sheet) for sheet in {place.sheet for place in places} if sheet}
    there = {sheet: read_notes(package, sheet) for sheet in threads}
    size = {(sheet, ref): len(text) for sheet, notes in there.items() for ref, text in notes.items()}
    wanted: _Placed = {}
    refused: dict[int, str] = {}
    for at in sorted(range(len(findings)), key=lambda at: -findings[at].severity):
        place = places[at]
        text = lines(findings[at], _quote(document, findings[at]))
        cell, needed = (place.sheet, place.reference), sum(map(len, text)) + len(text) + 1
        if not place.sheet:
            refused[at] = place.why
        elif place.reference in threads[place.sheet]:
            refused[at] = f"单元格 {place.reference} 已有会话批注，不能再加附注"
        elif size.get(cell, 0) + needed > MAX_NOTE:
            refused[at] = f"单元格 {place.reference} 的附注已满"
        else:
            size[cell] = size.get(cell, 0) + needed
            wanted[at] = (place, text)
    return wanted, refused


def _quote(document: Document, finding: Finding) -> str:
    if finding.span is None:
        return ""
    words = " ".join(document.text[finding.span.start : finding.span.end].split())
    return f"「{words[:_QUOTED]}{'…' if len(words) > _QUOTED else ''}」"


def _faults(copy: bytes, sheets: Mapping[str, Sheet], wanted: _Placed) -> dict[int, str]:
    """Findings whose note is not on its cell in the copy; all where the copy's cells differ."""
    package = open_package(copy)
    if {sheet.part: sheet for sheet in read_sheets(package)} != sheets:
        return dict.fromkeys(wanted, "加批注会改变原文")
    notes = {sheet: read_notes(package, sheet) for sheet in {place.sheet for place, _ in wanted.values()}}
    return {
        at: "副本中的批注不在单元格上"
        for at, (place, text) in wanted.items()
        if legal("\n".join(text)) not in notes[place.sheet].get(place.reference, "")
    }


def _placements(places: Sequence[_Place], refused: Mapping[int, str]) -> tuple[Placement, ...]:
    return tuple(
        Placement(at, "report-only", refused[at]) if at in refused else Placement(at, place.how, place.why)
        for at, place in enumerate(places)
    )
