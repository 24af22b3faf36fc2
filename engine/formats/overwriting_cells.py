"""Cells of a workbook whose values are numbers or results of formulas, written over as they are shown.

Input: a sheet's tree, what its cells show, a function that hides within a text. Output: whether a cell was changed.
Errors: ReviewError `redact` where a number that is to be hidden shows in another form. Law: a cell that is written over
holds what it showed, hidden, as words; its formula gives just these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from engine.errors import ReviewError
from engine.formats.opc import Package
from engine.formats.sheets import read_sheets

_IN_FORMS = ",.%¥￥$/:"  # what an amount, a rate, a day or a time shows


def shown_cells(package: Package) -> dict[str, Mapping[str, str]]:
    """What the cells of each sheet show, by their references; none of what is no workbook."""
    if not package.find("xl/workbook.xml"):
        return {}
    return {sheet.part: {cell.reference: cell.text for cell in sheet.cells} for sheet in read_sheets(package)}


def overwrite_cells(root: etree._Element, shown: Mapping[str, str], hide: Callable[[str], str]) -> bool:
    """Whether something was hidden in the cells of a part."""
    cells = [_overwrite(cell, shown, hide) for cell in root.iter("{*}c", "{*}cell")]
    return any(cells)


def _overwrite(cell: etree._Element, shown: Mapping[str, str], hide: Callable[[str], str]) -> bool:
    value, formula = cell.find("{*}v"), cell.find("{*}f")
    if value is None or not value.text or cell.get("t", "n") in ("s", "b", "e"):
        return _in_formula(formula, value, cell, hide)
    raw = value.text
    words = shown.get(cell.get("r", ""), raw)
    hidden = hide(words)
    if hidden == words:
        if hide(raw) != raw and raw.isdecimal() and not _is_amount(words):
            raise ReviewError("redact", f"单元格 {cell.get('r', '')} 里的号码以别的形式显示，无法遮盖")
        return _in_formula(formula, value, cell, hide)
    cell.set("t", "str")
    value.text = hidden
    if formula is not None:
        _result(formula, hidden)
    return True


def _is_amount(words: str) -> bool:
    """Whether a number is shown as none that names somebody."""
    return any(sign in words for sign in _IN_FORMS) and "E" not in words


def _in_formula(
    formula: etree._Element | None,
    value: etree._Element | None,
    cell: etree._Element,
    hide: Callable[[str], str],
) -> bool:
    """Whether a formula that itself holds what is to be hidden was made its result."""
    if formula is None or not formula.text or hide(formula.text) == formula.text:
        return False
    if value is None or cell.get("t", "n") not in ("n", "str"):
        raise ReviewError("redact", f"单元格 {cell.get('r', '')} 的公式里有个人信息，无法遮盖")
    _result(formula, value.text or "", words=cell.get("t") == "str")
    return True


def _result(formula: etree._Element, text: str, *, words: bool = True) -> None:
    """A formula that gives a text, or a number, and nothing else."""
    if formula.get("t", "normal") != "normal":
        raise ReviewError("redact", "成组的公式里有个人信息，无法遮盖")
    quoted = text.replace('"', '""')
    formula.text = f'"{quoted}"' if words else text
