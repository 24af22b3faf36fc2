"""Regular expressions in RE2's syntax, as a small tree.

Input: a pattern's source. Output: a tree of the classes below; or a `RegexFault` with its place and help.
Law: the meaning is RE2's, one paragraph being the whole text: `.` and every class leave out the line feed,
`^`, `\\A` and `$`, `\\z` stand at the paragraph's ends, `\\d \\w \\s \\b` are ASCII, `(?i)` is case-blind.
The grammar itself is Python's (`re._parser`); what RE2 writes differently is rewritten first, and what it
does not have (look-around, back-references, atomic groups, possessive repeats) is refused by name.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from re import _constants as sre
from re import _parser as parser
from typing import Any, NamedTuple

LAST = sys.maxunicode
ANY = ((0, 9), (11, LAST))  # all but the line feed
_PRIVATE = 0xF0000  # characters from here on stand for classes while a pattern is parsed
MOST = 1000  # RE2's own limit on a counted repeat
Ranges = tuple[tuple[int, int], ...]


class RegexFault(ValueError):
    """A pattern that is not RE2's. `offset` is in code points of the source."""

    def __init__(self, offset: int, message: str, help: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.help = help


@dataclass(frozen=True, slots=True, eq=False)
class Chars:
    """One character of these ranges, sorted and disjoint, never the line feed."""

    ranges: Ranges


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """These characters, one after another."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Seq:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Alt:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    item: Node
    least: int
    most: int | None  # None: without end
    greedy: bool


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    item: Node
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """`^`, `$`, `\\b` or `\\B`"""

    sign: str


Node = Chars | Text | Seq | Alt | Repeat | Group | Edge

# Equal parts, of one pattern or of several, are one node, and a node is compared by what it is alone: so what is
# known of a part is found out once and kept by the node. Nodes are made by these only.
chars, literal, seq, alt = cache(Chars), cache(Text), cache(Seq), cache(Alt)
repeat, group, edge = cache(Repeat), cache(Group), cache(Edge)

_HAN = (
    "2E80-2E99 2E9B-2EF3 2F00-2FD5 3005-3005 3007-3007 3021-3029 3038-303B 3400-4DBF 4E00-9FFF F900-FA6D "
    "FA70-FAD9 16FE2-16FE3 16FF0-16FF1 20000-2A6DF 2A700-2B739 2B740-2B81D 2B820-2CEA1 2CEB0-2EBE0 "
    "2F800-2FA1D 30000-3134A 31350-323AF"
)
_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": "\\x00-\\x7f", "blank": "\\t ",
    "cntrl": "\\x00-\\x1f\\x7f", "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~",
    "punct": "!-/:-@\\[-`{-~", "space": "\\t\\n\\v\\f\\r ", "upper": "A-Z", "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_TOKEN = re.compile(
    r"\\[pP](?:\{\^?\w+\}|\w)|\\Q.*?(?:\\E|\Z)|\\x\{[0-9A-Fa-f]+\}|\\.|\[:\^?\w+:\]|\(\?P?<(?![=!])|\(\?(?:P[=>]|<?[=!]|.)?"
    r"|\{[0-9]*(?:,[0-9]*)?\}\+?|[*+?]\+|[^\\\[\](){}*+?\U000f0000-\U000fffff]+|.",
    re.DOTALL,
)
_REFUSED = {
    "(?=": ("look-ahead", "say it in the expression: `a before b`, `a not near b`"),
    "(?!": ("look-ahead", "list the exceptions of a word, or say `not before` in the expression"),
    "(?<=": ("look-behind", "say `after` in the expression"),
    "(?<!": ("look-behind", "list the exceptions of a word, or say `not after` in the expression"),
    "(?P=": ("a back-reference", "name both parts and compare them with `where`"),
    "(?>": ("an atomic group", "a plain group `(?:…)` means the same here"),
    "(?(": ("a conditional group", "write two patterns"),
    "(?#": ("a comment", "write it beside the pattern, after #"),
    "(?P>": ("a recursive group", "write the group again"),
}
_NOT_RE2 = {
    "\\Z": ("`\\Z`", "write `\\z` or `$`"),
    "\\C": ("`\\C`", "write `.`"),
    "\\G": ("`\\G`", "leave it out"),
    "\\N": ("`\\N`", "write the character itself"),
    "\\K": ("`\\K`", "name the part you want: `(?P<name>…)`"),
    "\\X": ("`\\X`", "write `.`"),
    "\\R": ("`\\R`", "a pattern never crosses a line"),
}


_SIGNS = frozenset("\\[](){}*+?")  # what begins with another character stands for itself
_BRACKETS = frozenset("[]{}")  # single characters that need a look all the same

Widen = Callable[[Ranges], Ranges]


def parse(source: str, widen: Widen) -> Node:
    """The tree of a pattern, each class as `widen` makes it before a negation. Raises RegexFault."""
    text, places, classes = _rewrite(source, widen)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            tree = parser.parse(text, 0)
    except (re.error, OverflowError, RecursionError) as error:
        at = getattr(error, "pos", None)
        message = getattr(error, "msg", "too large")
        raise RegexFault(places[min(at or 0, len(places) - 1)], message) from None
    names = {number: name for name, number in tree.state.groupdict.items()}
    return _Reader(names, widen, classes).sequence(tree, bool(tree.state.flags & re.IGNORECASE))


class _Rewritten(NamedTuple):
    """A pattern in Python's spelling, for each character of it the offset that it came from, and the classes
    for which single characters of a private plane stand."""

    text: str
    places: list[int]
    classes: dict[int, Ranges]


def _rewrite(source: str, widen: Widen) -> _Rewritten:
    out: list[str] = []
    places: list[int] = []
    classes: dict[int, Ranges] = {}
    inside = False
    opened = 0
    for token in _TOKEN.finditer(source):
        piece = token.group()
        single = len(piece) == 1 and piece not in _BRACKETS
        if (single or piece[0] not in _SIGNS) and piece[0] < "\U000f0000":
            out.append(piece)
            places.extend(range(token.start(), token.end()))
            continue
        ranges = _named_class(piece, inside, token.start(), widen)
        if ranges is None:
            new = _spelled(piece, inside, token.start())
        else:
            new = chr(_PRIVATE + len(classes))
            classes[_PRIVATE + len(classes)] = ranges
        if inside and piece == "]" and token.start() > opened:
            inside = False
        elif not inside and piece == "[":
            inside = True
            opened = token.start() + (2 if source.startswith("[^", token.start()) else 1)
        out.append(new)
        places.extend([token.start()] * len(new))
    places.append(len(source))
    return _Rewritten("".join(out), places, classes)


def _named_class(piece: str, inside: bool, at: int, widen: Widen) -> Ranges | None:
    """What `\\p{…}` or `[:…:]` stands for."""
    if piece.startswith(("\\p", "\\P")) and len(piece) > 2:
        return _property(piece, at, widen)
    if piece.startswith("[:") and inside:
        return _posix(piece, at, widen)
    if "\U000f0000" <= piece[0] <= "\U000fffff":
        raise RegexFault(at, "a character of a private plane")
    return None


def _spelled(piece: str, inside: bool, at: int) -> str:
    if piece.startswith("\\Q"):
        return re.escape(piece[2:].removesuffix("\\E"))
    if piece.startswith("\\x{"):
        return _literal(int(piece[3:-1], 16), at)
    if piece == "\\z" and not inside:
        return "\\Z"
    if not inside:
        _refuse(piece, at)
        if piece in ("(?P<", "(?<"):
            return "(?P<"
    if piece in _NOT_RE2:
        what, help = _NOT_RE2[piece]
        raise RegexFault(at, f"{what} is not RE2's", help)
    return piece


def _refuse(piece: str, at: int) -> None:
    if piece in _REFUSED:
        what, help = _REFUSED[piece]
        raise RegexFault(at, f"{what} is not possible in RE2's syntax", help)
    if len(piece) == 2 and piece[0] == "\\" and piece[1] in "123456789":
        raise RegexFault(at, "a back-reference is not possible in RE2's syntax", _REFUSED["(?P="][1])
    if piece[0] == "{" and len(piece) > 1:
        _refuse_count(piece, at)
    if len(piece) > 1 and piece[-1] == "+" and piece[0] in "*+?{":
        raise RegexFault(at, "a possessive repeat is not possible in RE2's syntax", "leave out the last `+`")
    if piece in ("(?x", "(?a", "(?L", "(?u", "(?U"):
        raise RegexFault(at, f"the flag `{piece[2]}` is not possible here", "only i, m and s are")


def _refuse_count(piece: str, at: int) -> None:
    if piece[1] == ",":
        raise RegexFault(at, f"`{piece}` is plain text to RE2", f"write `{{0{piece[1:]}` for a count")
    if any(int(number) > MOST for number in re.findall("[0-9]+", piece)):
        raise RegexFault(at, f"a count above {MOST}", "use a distance: `a then b within … chars`")


def _literal(code: int, at: int) -> str:
    if code > LAST:
        raise RegexFault(at, "no such character")
    return re.escape(chr(code))


def _posix(piece: str, at: int, widen: Widen) -> Ranges:
    name = piece[2:-2]
    negated = name.startswith("^")
    if name.lstrip("^") not in _POSIX:
        raise RegexFault(at, f"no class `{piece}`", "one of " + ", ".join(f"[:{n}:]" for n in sorted(_POSIX)))
    op, value = parser.parse(f"[{_POSIX[name.lstrip('^')]}]")[0]
    ranges = merge(widen(_ranges(value if op is sre.IN else [(op, value)], tuple, {})))
    return invert(ranges) if negated else ranges


def body_of(ranges: Ranges) -> str:
    """The inside of a character class, as both engines read it."""
    return "".join(_one(a) if a == b else f"{_one(a)}-{_one(b)}" for a, b in ranges)


def _one(code: int) -> str:
    c = chr(code)
    if c.isascii() and not c.isalnum():
        return f"\\x{code:02x}"
    return c if not 0xD800 <= code <= 0xDFFF else "\ufffd"


@cache
def _category(name: str) -> Ranges:
    codes = (c for c in range(LAST + 1) if unicodedata.category(chr(c)).startswith(name))
    return merge((c, c) for c in codes)


def _property(piece: str, at: int, widen: Widen) -> Ranges:
    name = piece[2:].strip("{}")
    negated = (piece[1] == "P") != name.startswith("^")
    name = name.lstrip("^")
    if name == "Han":
        pairs = (item.split("-") for item in _HAN.split())
        ranges: Ranges = tuple((int(a, 16), int(b, 16)) for a, b in pairs)
    elif name == "Any":
        ranges = ((0, LAST),)
    elif re.fullmatch("L[ulmo]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[slp]?|M[nce]?|C[cf]?", name):
        ranges = _category(name)
    else:
        raise RegexFault(at, f"no class `{piece}`", "Han, Any and the general categories (L, Lu, N, Nd, P …)")
    ranges = merge(widen(ranges))
    return invert(ranges) if negated else ranges


def merge(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Sorted, disjoint, touching ones joined."""
    out: list[tuple[int, int]] = []
    for a, b in sorted(ranges):
        if out and a <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return tuple(out)


def invert(ranges: Ranges) -> Ranges:
    """Every code point that is not in them."""
    out = []
    at = 0
    for a, b in ranges:
        if a > at:
            out.append((at, a - 1))
        at = b + 1
    return (*out, (at, LAST)) if at <= LAST else tuple(out)


_CATEGORIES: dict[Any, Ranges] = {
    sre.CATEGORY_DIGIT: ((48, 57),),
    sre.CATEGORY_WORD: ((48, 57), (65, 90), (95, 95), (97, 122)),
    sre.CATEGORY_SPACE: ((9, 10), (12, 13), (32, 32)),
}
_NEGATED: dict[Any, Any] = {
    sre.CATEGORY_NOT_DIGIT: sre.CATEGORY_DIGIT,
    sre.CATEGORY_NOT_WORD: sre.CATEGORY_WORD,
    sre.CATEGORY_NOT_SPACE: sre.CATEGORY_SPACE,
}
_EDGES: dict[Any, str] = {
    sre.AT_BEGINNING: "^",
    sre.AT_BEGINNING_STRING: "^",
    sre.AT_END: "$",
    sre.AT_END_STRING: "$",
    sre.AT_BOUNDARY: "\\b",
    sre.AT_NON_BOUNDARY: "\\B",
}


def _ranges(items: Iterable[tuple[Any, Any]], widen: Widen, classes: dict[int, Ranges]) -> Ranges:
    """The members of a class as the parser gives them, a leading NEGATE left out."""
    out: list[tuple[int, int]] = []
    for op, value in items:
        if op is sre.LITERAL:
            out.extend(classes.get(value) or widen(((value, value),)))
        elif op is sre.RANGE:
            out.extend(widen((value,)))
        elif op is sre.CATEGORY:
            ranges = merge(widen(_CATEGORIES[_NEGATED.get(value, value)]))
            out.extend(invert(ranges) if value in _NEGATED else ranges)
    return merge(out)


_LINE_FEED = ((10, 10),)


def without_line_feed(ranges: Ranges) -> Ranges:
    return invert(merge((*invert(ranges), *_LINE_FEED)))


class _Reader(NamedTuple):
    """Turns the parser's tree into ours. `blind`: letter case does not count."""

    names: dict[int, str]
    widen: Widen
    classes: dict[int, Ranges]

    def sequence(self, items: Iterable[tuple[Any, Any]], blind: bool) -> Node:
        nodes: list[Node] = []
        text = ""
        for op, value in items:
            single = _single(value, blind, self.widen) if op is sre.LITERAL else ""
            if single:
                text += single
                continue
            if text:
                nodes.append(literal(text))
                text = ""
            nodes.append(self.node(op, value, blind))
        if text:
            nodes.append(literal(text))
        return nodes[0] if len(nodes) == 1 else seq(tuple(nodes))

    def node(self, op: Any, value: Any, blind: bool) -> Node:
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            return chars(self.members(op, value, blind))
        if op is sre.AT:
            return edge(_EDGES[value])
        if op is sre.BRANCH:
            return alt(tuple(self.sequence(items, blind) for items in value[1]))
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self.repeat(value, op is sre.MAX_REPEAT, blind)
        if op is sre.SUBPATTERN:
            return self.group(value, blind)
        raise RegexFault(0, f"`{op}` is not possible in RE2's syntax")

    def members(self, op: Any, value: Any, blind: bool) -> Ranges:
        if op is sre.ANY:
            return ANY
        negated = op is sre.NOT_LITERAL or (op is sre.IN and bool(value) and value[0][0] is sre.NEGATE)
        items = value if op is sre.IN else [(sre.LITERAL, value)]
        ranges = _ranges(items, self.widen, self.classes)
        if blind:
            ranges = either_case(ranges)
        return without_line_feed(invert(ranges) if negated else ranges)

    def repeat(self, value: Any, greedy: bool, blind: bool) -> Node:
        least, most, items = value
        endless = most is sre.MAXREPEAT
        return repeat(self.sequence(items, blind), least, None if endless else int(most), greedy)

    def group(self, value: Any, blind: bool) -> Node:
        number, added, removed, items = value
        blind = (blind or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
        item = self.sequence(items, blind)
        return item if number is None or number not in self.names else group(item, self.names[number])


@cache
def _single(code: int, blind: bool, widen: Widen) -> str:
    """The one character that a literal stands for; "" where it is none, or one of several."""
    if code >= _PRIVATE or code == ord("\n"):
        return ""
    ranges = merge(widen(((code, code),)))
    if blind:
        ranges = either_case(ranges)
    (low, high), *others = ranges
    return chr(low) if low == high and not others else ""


def either_case(ranges: Ranges) -> Ranges:
    """With the other case of each letter; scripts without case cost nothing."""
    extra: list[tuple[int, int]] = []
    for a, b in ranges:
        for code in range(a, min(b, 0x24FF) + 1):
            for other in (chr(code).lower(), chr(code).upper()):
                if len(other) == 1:
                    extra.append((ord(other), ord(other)))
    return merge((*ranges, *extra))
