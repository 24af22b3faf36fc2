"""Latin words in disguise: digits and signs for letters (gu4ranteed, prof!t), letters set apart (f.r.e.e).

Input: a folded text. Output: for each paragraph that has such words a window of it as it reads without the disguise,
two where a 1 may stand for i or l.
Law: a token counts only where letters prevail in it, so that 401k, 10x and Q3 stay what they are; plain text costs
two searches for a sign of such a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.matching.gaps import Window

Piece = tuple[int, int, str]

_LETTERS = str.maketrans("013457@$!", "oieastasi")
_ELL = str.maketrans("1", "l")
_APART = r"(?<![\w.])[a-z](?:[.\-_*~]{1,2}[a-z]){3,}(?![\w.]?\w)"
_PARTED = r"(?<![\w*])[a-z]{2,}(?:[*~^][a-z]+)+(?![\w*])"
_DIGITS = (
    r"(?<![\w$@!./])(?:[a-z$013457][a-z]*[013457@$!]+[a-z][a-z013457$!]*|[013457$][a-z]{3,}"
    r"|[a-z]{3,}[0134$]|n0)(?![\w@]|\.\w)"
)
_NO_VOWEL = "[bcdfghjkmnpqrtvwxz]"  # nor an s or l, which stand beside an l often enough
_ELLS = (  # an l where no word has one: prlncipal, rlsk, lnterest
    f"l(?:(?=n[a-z])(?<={_NO_VOWEL}l)|(?=(?:{_NO_VOWEL}|s)[a-z])(?<=\\b{_NO_VOWEL}l)|(?={_NO_VOWEL}[a-z]{{4}})(?<=\\bl))"
)
_SIGN = re.compile(  # one sign of each of these but the l: what begins with a class of characters is looked for fast
    r"[013457@$!.*~^_\-](?:(?<=[a-z][*~^])(?=[a-z])|(?<=[a-z].)(?<![\w.][a-z].)(?=[.\-_*~]?[a-z])"
    r"|(?<=[013457@$!])(?:(?<=[a-z$013457@!].)(?=[013457@$!]*[a-z])|(?=[a-z]{3})|(?<=[a-z]{3}.)|(?<=n0)))"
)
_ELL_SIGN = re.compile(_ELLS)
_WORD = re.compile(f"(?P<apart>{_APART})|(?P<parted>{_PARTED})|(?P<digits>{_DIGITS})|(?P<ells>{_ELLS})")
_FIGURE = re.compile(r"\d+(?:st|nd|rd|th|[a-z]{1,2}|bn|mo|yr|min)")
_BETWEEN = re.compile(r"[^a-z]")


def windows(folded: str) -> Iterator[Window]:
    """The paragraphs with disguised Latin words as they read without the disguise."""
    done = -1
    for place in sorted(sign.start() for signs in (_SIGN, _ELL_SIGN) for sign in signs.finditer(folded)):
        if place < done:
            continue
        first = folded.rfind("\n", 0, place) + 1
        done = folded.find("\n", place)
        done = len(folded) if done < 0 else done
        if any(_pieces(word, "") for word in _WORD.finditer(folded, first, done)):
            window, other = (_window(folded, first, done, one) for one in "il")
            yield window
            if other.text != window.text:
                yield other


def _window(folded: str, start: int, end: int, one: str) -> Window:
    pieces: list[str] = []
    places: list[int] = []
    at = start
    for word in _WORD.finditer(folded, start, end):
        for low, high, instead in _pieces(word, one):
            pieces += folded[at:low], instead
            places += *range(at, low), *range(low, low + len(instead))
            at = high
    pieces.append(folded[at:end])
    places.extend(range(at, end))
    return Window("".join(pieces), places, [place + 1 for place in places])


def _pieces(word: re.Match[str], one: str) -> list[Piece]:
    """What is read otherwise in a word: `[start, end)` and what stands there in truth; [] in what is no disguise."""
    start, text = word.start(), word.group()
    if word.lastgroup in ("apart", "parted"):
        return [(start + sign.start(), start + sign.end(), "") for sign in _BETWEEN.finditer(text)]
    if word.lastgroup == "ells":
        return [(start, word.end(), "i")]
    letters = sum(map(str.isalpha, text))
    if 2 * letters < len(text) or _FIGURE.fullmatch(text):
        return []
    read = (text.translate(_ELL) if one == "l" else text).translate(_LETTERS)
    return [(start, word.end(), read)]
