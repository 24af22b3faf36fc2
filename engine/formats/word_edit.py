"""Writing into a Word part: runs split at words, comment ranges, tracked changes.

Input: the tree of the main story as the walk read it, and ranges. Output: the same tree, changed. Law: the text
that the walk reads from it stays the same (tracked changes of ours read as rejected), no run loses formatting,
and what others wrote (comments, revisions, bookmarks) stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from engine.formats.word_inline import is_bound
from engine.formats.word_names import ID, VAL, XML_SPACE, Element, M, W
from engine.formats.word_story import Atom

AUTHOR = "朱批"
_UNITS = frozenset({W + "sdt", W + "smartTag", W + "fldSimple", M + "oMath", M + "oMathPara"})
_GONE = frozenset({W + "del", W + "moveFrom"})
_TEXT = frozenset(W + name for name in ("t", "tab", "ptab", "br", "cr", "noBreakHyphen", "sym"))


class Cut(NamedTuple):
    """A place within an atom, `offset` in its text."""

    atom: Atom
    offset: int


class Range(NamedTuple):
    """What a comment covers: from a cut, or an element that is marked whole, to another."""

    start: Cut | Element
    end: Cut | Element


class _Gap(NamedTuple):
    """A place between runs: before `run`, or after it."""

    run: Element
    before: bool


def insert_ranges(ranges: Sequence[tuple[str, Range]], reference_style: str | None) -> None:
    """Put comment ranges with these ids into the tree. Every run is split once, then all are marked."""
    cuts = [point for _, span in ranges for point in span if isinstance(point, Cut)]
    gaps = _split_runs(cuts)
    for comment, span in ranges:
        _insert_end(comment, span.end, gaps, reference_style)
    for comment, span in ranges:
        _insert_start(comment, span.start, gaps)


def _insert_start(comment: str, point: Cut | Element, gaps: dict[tuple[int, int], _Gap]) -> None:
    mark = etree.Element(W + "commentRangeStart", {ID: comment})
    if not isinstance(point, Cut):
        host = _host(point)
        if host.tag == W + "p":
            host.insert(1 if host.find(W + "pPr") is not None else 0, mark)
        else:
            host.addprevious(mark)
        return
    gap = gaps[_key(point)]
    (gap.run.addprevious if gap.before else gap.run.addnext)(mark)


def _insert_end(
    comment: str, point: Cut | Element, gaps: dict[tuple[int, int], _Gap], reference_style: str | None
) -> None:
    mark = etree.Element(W + "commentRangeEnd", {ID: comment})
    if not isinstance(point, Cut):
        host = _host(point)
        (host.append if host.tag == W + "p" else host.addnext)(mark)
    else:
        gap = gaps[_key(point)]
        (gap.run.addprevious if gap.before else gap.run.addnext)(mark)
    _below_paragraph(mark).addnext(_reference(comment, reference_style))


def _reference(comment: str, style: str | None) -> Element:
    run = etree.Element(W + "r")
    if style is not None:
        etree.SubElement(etree.SubElement(run, W + "rPr"), W + "rStyle", {VAL: style})
    etree.SubElement(run, W + "commentReference", {ID: comment})
    return run


def _below_paragraph(el: Element) -> Element:
    """The child of the paragraph that holds an element: where a reference may stand."""
    for ancestor in el.iterancestors():
        if ancestor.tag == W + "p":
            return el
        el = ancestor
    return el


def _host(el: Element) -> Element:
    """The element that markers go around: a paragraph, a unit, or the run that holds `el`; the outermost unit."""
    if el.tag == W + "p":
        return el
    found = el
    if el.tag not in _UNITS and el.tag != W + "r":
        found = next(el.iterancestors(W + "r"))
    for ancestor in found.iterancestors():
        if ancestor.tag == W + "p":
            break
        if ancestor.tag in _UNITS and (ancestor.tag != W + "sdt" or is_bound(ancestor)):
            found = ancestor
    return found


def _key(cut: Cut) -> tuple[int, int]:
    return cut.atom.node, cut.offset


def _split_runs(cuts: Iterable[Cut]) -> dict[tuple[int, int], _Gap]:
    """Split the runs at all cuts; where each cut is now."""
    by_run: dict[Element, dict[tuple[int, int], Cut]] = {}
    for cut in cuts:
        assert cut.atom.run is not None
        by_run.setdefault(cut.atom.run, {})[_key(cut)] = cut
    gaps: dict[tuple[int, int], _Gap] = {}
    for run, found in by_run.items():
        tails: list[Element] = []
        at_end = None
        for key in sorted(found, reverse=True):  # from the back: what is before a cut stays as it is
            tail = _split(run, found[key])
            if tail is not None:
                gaps[key] = _Gap(tail, before=True)
                tails.append(tail)
            elif tails:
                gaps[key] = _Gap(tails[-1], before=True)
            else:
                at_end = key
        if at_end is not None:
            gaps[at_end] = _Gap(tails[0] if tails else run, before=False)
    return gaps


def _split(run: Element, cut: Cut) -> Element | None:
    """Move what follows the cut to a run of its own, the run itself where nothing precedes: the run that now
    begins at the cut. None where nothing follows."""
    first = _first_after(cut)
    if first is None:
        return None
    if all(el.tag == W + "rPr" for el in first.itersiblings(preceding=True)):
        return run
    tail = _empty_copy(run)
    properties = run.find(W + "rPr")
    if properties is not None:
        tail.append(_without_history(properties))
    tail.extend([first, *first.itersiblings()])
    run.addnext(tail)
    return tail


def _first_after(cut: Cut) -> Element | None:
    """The node that begins at the cut; a text node is parted."""
    el, offset = cut.atom.element, cut.offset
    if offset <= 0:
        return el
    if cut.atom.whole:
        return el.getnext()
    _keep_spaces(cut.atom)
    text = el.text or ""
    if offset >= len(text):
        return el.getnext()
    tail = _empty_copy(el)
    el.text, tail.text = text[:offset], text[offset:]
    el.addnext(tail)
    return tail


def _keep_spaces(atom: Atom) -> None:
    """Let the node hold just what is shown of it, so that no part of it begins or ends with lost spaces."""
    if atom.element.get(XML_SPACE) != "preserve":
        atom.element.text = (atom.element.text or "")[atom.skip : atom.skip + len(atom.text)]
        atom.element.set(XML_SPACE, "preserve")


def _without_history(properties: Element) -> Element:
    """A copy of a run's properties. The record of a tracked change of them has an id and stays with the first."""
    copy = deepcopy(properties)
    for change in copy.findall(W + "rPrChange"):
        copy.remove(change)
    return copy


def can_replace(atoms: Sequence[Atom]) -> bool:
    """Whether tracked changes may stand here: plain runs of one paragraph, at most directly in an insertion."""
    return all(atom.unit is None and atom.field is None and _is_plain(atom) for atom in atoms)


def _is_plain(atom: Atom) -> bool:
    run = atom.run
    parent = None if run is None else run.getparent()
    if parent is None:
        return False
    if parent.tag == W + "ins":
        parent = parent.getparent()
    return parent is not None and parent.tag in (W + "p", W + "hyperlink")


def replace_range(paragraph: Element, comment: str, text: str, ids: Iterator[int]) -> list[str]:
    """Suggest `text` instead of what the comment covers, as tracked changes; their ids, taken from `ids`."""
    runs = list(_covered_runs(paragraph, comment))
    properties = runs[0].find(W + "rPr")
    deletions = [_delete(run, str(next(ids))) for run in runs]
    names = [el.get(ID, "") for el in deletions]
    if not text:
        return names
    insertion = etree.Element(W + "ins", {ID: str(next(ids)), W + "author": AUTHOR})
    fresh = etree.SubElement(insertion, W + "r")
    if properties is not None:
        fresh.append(_without_history(properties))
    etree.SubElement(fresh, W + "t", {XML_SPACE: "preserve"}).text = text
    place, outer = deletions[-1], deletions[-1].getparent()
    if outer is not None and outer.tag == W + "ins":  # insertions cannot nest
        _part(outer, place, str(next(ids)))
        place = outer
    place.addnext(insertion)
    return [*names, insertion.get(ID, "")]


def _covered_runs(paragraph: Element, comment: str) -> Iterator[Element]:
    """The runs with text between a comment's marks that no one has deleted."""
    inside = False
    for el in paragraph.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "r"):
        if el.tag == W + "r":
            parent = el.getparent()
            if (
                inside
                and any(child.tag in _TEXT for child in el)
                and parent is not None
                and parent.tag != W + "del"
            ):
                yield el
        elif el.get(ID) == comment:
            inside = el.tag == W + "commentRangeStart"


def _delete(run: Element, number: str) -> Element:
    deletion = etree.Element(W + "del", {ID: number, W + "author": AUTHOR})
    run.addprevious(deletion)
    deletion.append(run)
    for text in run.findall(W + "t"):
        text.tag = W + "delText"
    return deletion


def _part(insertion: Element, after: Element, number: str) -> None:
    """Part someone's insertion after one of its children."""
    rest = list(after.itersiblings())
    if rest:
        second = _empty_copy(insertion)
        second.set(ID, number)
        second.extend(rest)
        insertion.addnext(second)


def _empty_copy(el: Element) -> Element:
    copy = etree.Element(el.tag)
    for name, value in el.attrib.items():
        copy.set(name, value)
    return copy
