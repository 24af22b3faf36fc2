"""Prescribed wordings, matched exactly up to punctuation, width, space and letter case.

Input: wordings with `[a|b]` variants and `<name>` holes. Output: spans of the source text.
Law: a match reads, letters and digits only, as the wording reads; a hole holds a few characters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.matching.fold import fold

HOLE = ".{1,40}?"
_PARTS = re.compile(r"\[([^\[\]]*)\]|<[^<>]*>")
# Left out on both sides: all but letters, digits and the signs that change a number's meaning.
_NOISE = re.compile(r"(?:[^\w%‰$€£¥+.]|_|\.(?!\d)|(?<!\d)\.)+")


class Squeezed(NamedTuple):
    """A folded text without its noise, and the place in the text of each character that is left."""

    text: str
    places: list[int]


def squeeze(folded: str, base: int = 0) -> Squeezed:
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


def regex_of(wording: str) -> str:
    """A regex for the squeezed text."""
    out = []
    at = 0
    for part in _PARTS.finditer(wording):
        out.append(re.escape(squeeze(fold(wording[at : part.start()])).text))
        if part.group(1) is None:
            out.append(HOLE)
        else:
            options = (re.escape(squeeze(fold(option)).text) for option in part.group(1).split("|"))
            out.append(f"(?:{'|'.join(options)})")
        at = part.end()
    out.append(re.escape(squeeze(fold(wording[at:])).text))
    return "".join(out)
