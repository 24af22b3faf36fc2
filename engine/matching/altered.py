"""Prescribed wordings that stand altered: found, aligned, and the difference shown.

Input: a statement, a text. Output: `Altered` places, best first in each stretch, sorted.
Law: a place that reads exactly as the statement, or as another statement of the plan, is not altered; each
difference is shown with the phrase of the text around it and the phrase that is prescribed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, product
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from engine.matching.fold import fold
from engine.matching.statements import Altered, Prepared, Span, Squeezed, matches_whole, parts, squeeze

_ALIKE = 0.75  # of the characters of wording and place together, so many must agree
_CUTOFF = 60.0  # the same for the first, coarser search, in percent
_MOST = 8  # places of one statement, and variants of one wording
_SLACK = 6  # characters, and a quarter of the wording, by which a place may be longer than first taken for
_HOLE = 40
_PHRASE_END = re.compile('[,。、;:!?()\\[\\]{}"\n“”‘’《》,;:!?()]|\\.(?![0-9])')
_HAN = re.compile("[\u4e00-\u9fff]")


class Wording(NamedTuple):
    """A wording with its variants chosen and its holes left out: as written, squeezed, and where the holes
    are in the squeezed text (offset -> name)."""

    text: str
    squeezed: Squeezed
    holes: dict[int, str]


class Op(NamedTuple):
    """A stretch of the wording and the stretch of the place that stands for it, both squeezed."""

    tag: str
    start: int
    end: int
    place_start: int
    place_end: int


class Place(NamedTuple):
    score: float
    start: int
    end: int
    wording: Wording
    ops: tuple[Op, ...]


def altered(
    statement: Prepared, others: Sequence[Prepared], text: str, near: Sequence[Span] | None
) -> tuple[Altered, ...]:
    """Where the statement stands altered, within the spans `near` or anywhere."""
    folded = fold(text)
    wordings = [choice for wording in statement.wordings for choice in islice(_choices(wording), _MOST)]
    out: dict[Span, Altered] = {}
    for start, end in near if near is not None else ((0, len(text)),):
        hay = squeeze(folded[start:end], start)
        for place in _places(hay.text, 0, len(hay.text), wordings):
            read = hay.text[place.start : place.end]
            if any(matches_whole(other, read) for other in (statement, *others)):
                continue
            found = _shown(place, hay, text)
            out.setdefault((found.start, found.end), found)
    return tuple(sorted(out.values()))


def _choices(wording: str) -> Iterator[Wording]:
    """The wording in each combination of its variants."""
    pieces = list(parts(wording))
    for chosen in product(*(piece.options or ("",) for piece in pieces)):
        text, holes = "", {}
        for piece, option in zip(pieces, chosen, strict=True):
            if piece.name:
                holes[len(squeeze(fold(text)).text)] = piece.name
            text += option
        yield Wording(text, squeeze(fold(text)), holes)


def _places(hay: str, start: int, end: int, wordings: Sequence[Wording]) -> Iterator[Place]:
    """The best place in `[start, end)`, then those left and right of it, at most `_MOST`."""
    stretches = [(start, end)]
    for _ in range(_MOST):
        if not stretches:
            return
        low, high = stretches.pop(0)
        best = max((p for w in wordings for p in _best(hay, low, high, w)), default=None, key=_score)
        if best is not None:
            yield best
            stretches += [(low, best.start), (best.end, high)]


def _score(place: Place) -> float:
    return place.score


def _best(hay: str, low: int, high: int, wording: Wording) -> Iterable[Place]:
    needle = wording.squeezed.text
    start, end = _core(wording)
    found = fuzz.partial_ratio_alignment(needle[start:end], hay[low:high], score_cutoff=_CUTOFF)
    if found is None or found.dest_end == found.dest_start:
        return ()
    slack = _SLACK + len(needle) // 4 + _HOLE * len(wording.holes)
    begin = max(low, low + found.dest_start - start - slack)
    stop = min(high, low + found.dest_end + len(needle) - end + slack)
    ops = _tightened(_trimmed(_ops(needle, hay[begin:stop], begin)), wording)
    score = _agreement(ops, wording)
    return (Place(score, ops[0].place_start, ops[-1].place_end, wording, ops),) if score >= _ALIKE else ()


def _core(wording: Wording) -> Span:
    """The longest stretch of the wording between holes."""
    cuts = (0, *sorted(wording.holes), len(wording.squeezed.text))
    return max(pairwise(cuts), key=_length)


def _length(span: Span) -> int:
    return span[1] - span[0]


def _agreement(ops: Sequence[Op], wording: Wording) -> float:
    """Twice what agrees by the length of wording and place together, what fills a hole left out."""
    if not ops:
        return 0.0
    same = sum(op.end - op.start for op in ops if op.tag == "equal")
    filled = sum(op.place_end - op.place_start for op in ops if _fills(op, wording))
    return 2 * same / (len(wording.squeezed.text) + ops[-1].place_end - ops[0].place_start - filled)


def _tightened(ops: tuple[Op, ...], wording: Wording) -> tuple[Op, ...]:
    """Without outer characters that agree by chance, far from the rest."""
    while True:
        tighter = max((_less_left(ops), _less_right(ops)), key=lambda other: _agreement(other, wording))
        if _agreement(tighter, wording) <= _agreement(ops, wording):
            return ops
        ops = tighter


def _less_left(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    equal = [i for i, op in enumerate(ops) if op.tag == "equal"]
    if len(equal) < 2:
        return ()
    kept = ops[equal[1] :]
    at = kept[0].place_start
    return (Op("delete", 0, kept[0].start, at, at), *kept)


def _less_right(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    equal = [i for i, op in enumerate(ops) if op.tag == "equal"]
    if len(equal) < 2:
        return ()
    kept = ops[: equal[-2] + 1]
    at = kept[-1].place_end
    return (*kept, Op("delete", kept[-1].end, ops[-1].end, at, at))


def _ops(needle: str, place: str, base: int) -> list[Op]:
    raw = Indel.opcodes(needle, place)
    return [Op(op.tag, op.src_start, op.src_end, base + op.dest_start, base + op.dest_end) for op in raw]


def _trimmed(ops: list[Op]) -> tuple[Op, ...]:
    """Without text before and after that the wording does not speak of."""
    while ops and ops[0].tag == "insert":
        del ops[0]
    while ops and ops[-1].tag == "insert":
        del ops[-1]
    return tuple(ops)


def _fills(op: Op, wording: Wording) -> bool:
    return op.tag == "insert" and op.start in wording.holes


def _shown(place: Place, hay: Squeezed, text: str) -> Altered:
    start, end = hay.places[place.start], hay.places[place.end - 1] + 1
    return Altered(start, end, "; ".join(_differences(place, hay, text)), _filled(place, hay, text))


def _filled(place: Place, hay: Squeezed, text: str) -> str:
    """The wording with its holes filled by what stands in their place, else by their names."""
    held = {
        op.start: _slice(hay, text, op.place_start, op.place_end)
        for op in place.ops
        if _fills(op, place.wording)
    }
    out = place.wording.text
    for at, name in sorted(place.wording.holes.items(), reverse=True):
        where = _offset(place.wording.squeezed, at, len(place.wording.text))
        out = out[:where] + held.get(at, name) + out[where:]
    return out


def _offset(squeezed: Squeezed, at: int, length: int) -> int:
    return squeezed.places[at] if at < len(squeezed.places) else length


def _slice(hay: Squeezed, text: str, start: int, end: int) -> str:
    return text[hay.places[start] : hay.places[end - 1] + 1] if end > start else ""


def _differences(place: Place, hay: Squeezed, text: str) -> Iterator[str]:
    """Each phrase of the wording that reads otherwise, with what stands instead."""
    done = -1
    for op in place.ops:
        if op.tag == "equal" or _fills(op, place.wording) or op.end <= done:
            continue
        start, end = _phrase(place.wording, op.start, op.end)
        done = max(end, op.end)
        found = _slice(hay, text, *_stands_for(place.ops, start, end))
        wanted = _wanted(place.wording, start, end)
        yield _said(found, wanted)


def _wanted(wording: Wording, start: int, end: int) -> str:
    """A stretch of the wording, the names of its holes put in."""
    places = [start, *(at for at in sorted(wording.holes) if start < at < end), end]
    pieces = [_slice(wording.squeezed, wording.text, a, b) for a, b in pairwise(places)]
    names = [wording.holes[at] for at in places[1:-1]]
    return "".join(piece + name for piece, name in zip(pieces, [*names, ""], strict=True))


def _said(found: str, wanted: str) -> str:
    chinese = _HAN.search(wanted)
    if not found:
        return f"缺少「{wanted}」" if chinese else f"missing “{wanted}”"
    return f"「{found}」→「{wanted}」" if chinese else f"“{found}” → “{wanted}”"


def _phrase(wording: Wording, start: int, end: int) -> Span:
    """The phrases of the wording that a stretch of it touches, all squeezed offsets."""
    places = wording.squeezed.places
    low = min(start, len(places) - 1)
    high = max(low, end - 1)
    while low > 0 and not _PHRASE_END.search(wording.text, places[low - 1] + 1, places[low]):
        low -= 1
    while high + 1 < len(places) and not _PHRASE_END.search(wording.text, places[high] + 1, places[high + 1]):
        high += 1
    return low, high + 1


def _stands_for(ops: Sequence[Op], start: int, end: int) -> Span:
    """The stretch of the place that stands for `[start, end)` of the wording."""
    touched = [op for op in ops if (op.start < end and op.end > start) or start <= op.start == op.end <= end]
    first, last = touched[0], touched[-1]
    low = first.place_start + (start - first.start if first.tag == "equal" else 0)
    high = last.place_end - (last.end - end if last.tag == "equal" else 0)
    return low, max(low, high)
