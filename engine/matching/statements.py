"""Prescribed wordings, matched exactly up to punctuation, width, space and letter case.

Input: wordings with `[a|b]` variants and `<name>` holes. Output: spans of the source text.
Law: a match reads, letters and digits only, as the wording reads; a hole holds 1 to 40 of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from engine.matching.fold import fold

Span = tuple[int, int]

_LONGEST_HOLE = 40
_ANCHORS = 3  # so many pieces of a wording are looked for; one that stands unbroken is enough
_PARTS = re.compile(r"\[([^\[\]]*)\]|<[^<>]*>")
# Left out on both sides: all but letters, digits and the signs that change a number's meaning.
_NOISE = re.compile(r"(?:[^\w%‰$€£¥+.]|_|\.(?![0-9])|(?<![0-9])\.)+")


class Squeezed(NamedTuple):
    """A folded text without its noise, and the place in the text of each character that is left."""

    text: str
    places: list[int]


class Prepared(NamedTuple):
    """A statement ready to run, of plain values: a regex for the squeezed text for each wording, strings of
    which one stands in nearly every match, and how far from one a match can reach.
    """

    wordings: tuple[str, ...]
    regexes: tuple[str, ...]
    anchors: tuple[str, ...]
    reach: int


class Altered(NamedTuple):
    """A place where a wording stands nearly. `wording` is what is prescribed, `difference` is for a person:
    「投资需谨慎」→「投资须谨慎」."""

    start: int
    end: int
    difference: str
    wording: str


class Part(NamedTuple):
    """A piece of a wording: the same text in each variant of one option, several options, or a hole (none)."""

    options: tuple[str, ...]
    name: str = ""


def parts(wording: str) -> Iterator[Part]:
    """A wording's pieces in order."""
    at = 0
    for part in _PARTS.finditer(wording):
        if part.start() > at:
            yield Part((wording[at : part.start()],))
        options = part.group(1)
        yield Part((), part.group()) if options is None else Part(tuple(options.split("|")))
        at = part.end()
    if at < len(wording):
        yield Part((wording[at:],))


def squeeze(folded: str, base: int = 0) -> Squeezed:
    """The text without noise; places are counted from `base`."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for gap in _NOISE.finditer(folded):
        pieces.append(folded[at : gap.start()])
        places.extend(range(base + at, base + gap.start()))
        at = gap.end()
    pieces.append(folded[at:])
    places.extend(range(base + at, base + len(folded)))
    return Squeezed("".join(pieces), places)


def squeezed(text: str) -> str:
    return squeeze(fold(text)).text


def prepare(wordings: Sequence[str]) -> Prepared:
    """Raises ValueError for a wording without a letter or digit of its own."""
    anchors: dict[str, None] = {}
    for wording in wordings:
        own = _anchors(wording)
        if not own:
            raise ValueError(f"the statement {wording!r} has no text of its own")
        anchors.update(dict.fromkeys(own))
    reach = 2 * max(len(w) + _LONGEST_HOLE * w.count("<") for w in wordings) + 40
    return Prepared(tuple(wordings), tuple(map(_regex, wordings)), tuple(anchors), reach)


def _anchors(wording: str) -> list[str]:
    """The wording's longest pieces without variants, holes and noise."""
    fixed = [part.options[0] for part in parts(wording) if len(part.options) == 1]
    pieces = {piece for text in fixed for piece in _NOISE.split(fold(text)) if piece}
    if not pieces:
        pieces = {p for part in parts(wording) for o in part.options for p in _NOISE.split(fold(o)) if p}
        return sorted(pieces)
    return sorted(pieces, key=lambda piece: (-len(piece), piece))[:_ANCHORS]


def _regex(wording: str) -> str:
    out = []
    for part in parts(wording):
        if not part.options:
            out.append(f".{{1,{_LONGEST_HOLE}}}?")
        elif len(part.options) == 1:
            out.append(re.escape(squeezed(part.options[0])))
        else:
            out.append(f"(?:{'|'.join(re.escape(squeezed(option)) for option in part.options)})")
    return "".join(out)


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.DOTALL)


def find(statement: Prepared, folded: str, hits: Sequence[int]) -> list[Span]:
    """The statement's exact matches, given where its anchors begin (sorted)."""
    out: set[Span] = set()
    for start, end in _around(hits, statement.reach, len(folded)):
        window = squeeze(folded[start:end], start)
        for regex in statement.regexes:
            for found in _compiled(regex).finditer(window.text):
                out.add((window.places[found.start()], window.places[found.end() - 1] + 1))
    return sorted(out)


def _around(hits: Sequence[int], reach: int, length: int) -> Iterator[Span]:
    """The stretches within `reach` of the hits, overlapping ones joined."""
    start = end = -1
    for hit in hits:
        if end < 0:
            start = max(0, hit - reach)
        elif hit - reach > end:
            yield start, end
            start = hit - reach
        end = min(length, hit + reach)
    if end >= 0:
        yield start, end


def matches_whole(statement: Prepared, text: str) -> bool:
    """Whether a squeezed text is one of the wordings."""
    return any(_compiled(regex).fullmatch(text) for regex in statement.regexes)
