"""Regular expressions in RE2's syntax → their tree.

Input: a pattern's source. Output: a `Node`; or a `RegexFault` with its place and help.
Law: the meaning is RE2's, one paragraph being the whole text: `.` and every class leave out the line feed,
`^`, `\\A` and `$`, `\\z` stand at the paragraph's ends, `\\d \\w \\s \\b` are ASCII, `(?i)` is case-blind. What RE2
does not have (look-around, back-references, atomic groups, possessive repeats) is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from engine.matching.classes import ESCAPE, QUOTED, members
from engine.matching.fold import fold
from engine.matching.tree import (
    Chars,
    Edge,
    Node,
    Ranges,
    RegexFault,
    alt,
    chars,
    edge,
    either_case,
    group,
    literal,
    merge,
    repeat,
    seq,
    without_line_feed,
)
from engine.said import said

MOST = 1000  # RE2's own limit on a counted repeat
_DEEP = 100  # groups within groups
_PLAIN = r"[^\\\[(){*+?|.^$\n]+"
_TOKEN = re.compile(
    rf"{_PLAIN}|\(\?:{_PLAIN}(?:\|{_PLAIN})*\)|"
    rf"{QUOTED}|{ESCAPE}|\[\^?+\]?+(?:\[:\^?\w+:\]|{QUOTED}|\\.|[^\]\\])*+\]"
    r"|\(\?P?<(?![=!])\w*>?|\(\?[A-Za-z-]*[:)]|\(\?(?:P[=>]|<?[=!]|.)?"
    r"|[*+?][+?]?|\{(?:[0-9]+(?:,[0-9]*)?|,[0-9]*)\}[+?]?|.",
    re.DOTALL,
)
_SIGNS = frozenset("\\[(){*+?|.^$\n")  # what begins with another character stands for itself
_REFUSED = {
    "(?=": (said("look-ahead"), said("say it in the expression: `a before b`, `a not near b`")),
    "(?!": (said("look-ahead"), said("list the exceptions of a word, or say `not before` in the expression")),
    "(?<=": (said("look-behind"), said("say `after` in the expression")),
    "(?<!": (
        said("look-behind"),
        said("list the exceptions of a word, or say `not after` in the expression"),
    ),
    "(?P=": (said("a back-reference"), said("name both parts and compare them with `where`")),
    "(?>": (said("an atomic group"), said("a plain group `(?:…)` means the same here")),
    "(?(": (said("a conditional group"), said("write two patterns")),
    "(?#": (said("a comment"), said("write it beside the pattern, after #")),
    "(?P>": (said("a recursive group"), said("write the group again")),
    **{
        f"\\{digit}": (
            said("a back-reference"),
            said("name both parts and compare them with `where`"),
        )
        for digit in range(1, 10)
    },
}
_EDGES = {"^": "^", "\\A": "^", "$": "$", "\\z": "$", "\\b": "\\b", "\\B": "\\B"}
_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_COUNTING = frozenset("*+?{")

Part = str | Node  # neighbouring characters are one string


def parse(source: str, exact: bool) -> Node:
    """The tree of a pattern, as it reads on folded text unless `exact`. Raises RegexFault."""
    reader = _Reader(source, exact)
    parts = reader.choice(0)
    if reader.sign:
        raise RegexFault(reader.at, said("unbalanced parenthesis"))
    return _whole(parts)


class _Reader:
    """Goes through the signs of a pattern. Its methods read a part of it and give that in order."""

    def __init__(self, source: str, exact: bool) -> None:
        self.folded = source if exact else fold(source)
        self.exact = exact
        self.tokens = iter(_TOKEN.findall(source))
        self.names: set[str] = set()
        self.blind = False  # letter case does not count
        self.sign = ""
        self.at = self.end = 0
        self.next()

    def next(self) -> None:
        self.sign = next(self.tokens, "")
        self.at = self.end
        self.end += len(self.sign)

    def choice(self, depth: int) -> list[Part]:
        """Up to the end of a group, or of the pattern."""
        if depth > _DEEP:
            raise RegexFault(self.at, said("groups nested too deep"), said("write two patterns"))
        branches = [self.branch(depth)]
        while self.sign == "|":
            self.next()
            branches.append(self.branch(depth))
        return branches[0] if len(branches) == 1 else _choice(branches)

    def branch(self, depth: int) -> list[Part]:
        """Up to the end of an alternative."""
        parts: list[Part] = []
        while self.sign not in ("", "|", ")"):
            if self.sign[0] not in _SIGNS or self.sign.startswith("\\Q"):
                self.text(parts)
            elif self.sign[-1] == ")" and len(self.sign) > 4 and self.sign[:3] == "(?:":
                self.words(parts)
            elif self.sign[0] == "(":
                self.group(parts, depth + 1)
            else:
                self.single(parts)
        return parts

    def text(self, parts: list[Part]) -> None:
        """Characters that stand for themselves."""
        quoted = self.sign[0] == "\\"
        start, end = self.at + 2 * quoted, self.end - 2 * (quoted and self.sign.endswith("\\E"))
        text = self.folded[start:end]
        self.next()
        last = text[-1:] if _is_count(self.sign) else ""
        for part in self.letters(text[:-1] if last else text):
            _add(parts, part)
        if last:
            parts.append(self.repeated(_whole(self.letters(last))))

    def letters(self, text: str) -> list[Part]:
        return _letters(text, self.blind) if self.blind or "\n" in text else [text]

    def words(self, parts: list[Part]) -> None:
        """A group of alternatives that stand for themselves."""
        found = _words(self.sign, self.exact, self.blind)
        self.next()
        for part in [self.repeated(_whole(found))] if _is_count(self.sign) else found:
            _add(parts, part)

    def single(self, parts: list[Part]) -> None:
        """One character of a class, or an edge."""
        sign, at = self.sign, self.at
        if sign in _EDGES:
            self.next()
            parts.append(edge(_EDGES[sign]))
            return
        self.refuse()
        try:
            part = _single(sign, self.exact, self.blind)
        except RegexFault as fault:
            raise RegexFault(at + fault.offset, fault.message, fault.help) from None
        self.next()
        _add(parts, self.repeated(_whole([part])) if _is_count(self.sign) else part)

    def refuse(self) -> None:
        """Raises RegexFault for what cannot stand here."""
        if self.sign in _REFUSED:
            what, help = _REFUSED[self.sign]
            raise RegexFault(self.at, said("%(what)s is not possible in RE2's syntax", what=what), help)
        if _is_count(self.sign):
            raise RegexFault(self.at, said("nothing to repeat"))
        if self.sign == "[":
            raise RegexFault(self.at, said("unterminated character set"))

    # ---- groups -------------------------------------------------------------------------------------

    def group(self, parts: list[Part], depth: int) -> None:
        opening, at, outer = self.sign, self.at, self.blind
        name = self.opened()
        self.next()
        if opening.endswith(")"):
            return
        inner = self.choice(depth)
        if not self.sign:
            raise RegexFault(at, said("missing ), unterminated subpattern"))
        self.next()
        self.blind = outer
        if opening == "(?:" and not _is_count(self.sign):
            for part in inner:
                _add(parts, part)
            return
        whole = group(_whole(inner), name) if name else _whole(inner)
        parts.append(self.repeated(whole) if _is_count(self.sign) else whole)

    def opened(self) -> str:
        """The name of a group that begins here, "" for none; its flags are set."""
        if self.sign in ("(", "(?:"):
            return ""
        self.refuse()
        if "<" in self.sign:
            return self.named(self.sign[self.sign.index("<") + 1 :])
        flags, _, removed = self.sign[2:].rstrip(":)").partition("-")
        for flag in (flags + removed) or "?":
            if flag not in "ims":
                raise RegexFault(
                    self.at,
                    said("the flag `%(flag)s` is not possible here", flag=flag),
                    said("only i, m and s are"),
                )
        if self.sign[-1] not in ":)":
            raise RegexFault(
                self.at,
                said("`%(sign)s` begins no group", sign=self.sign),
                said("write `(?:` or `(?P<name>`"),
            )
        self.blind = (self.blind or "i" in flags) and "i" not in removed
        return ""

    def named(self, rest: str) -> str:
        name = rest.removesuffix(">")
        at = self.end - len(rest)
        if name == rest or not name.isidentifier():
            raise RegexFault(
                at, said("bad name of a group `%(name)s`", name=name), said("letters and digits, then `>`")
            )
        if name in self.names:
            raise RegexFault(at, said("redefinition of group name `%(name)s`", name=name))
        self.names.add(name)
        return name

    # ---- repeats ------------------------------------------------------------------------------------

    def repeated(self, item: Node) -> Node:
        sign = self.sign
        least, most = _COUNTS[sign[0]] if sign[0] != "{" else self.counts(sign[1 : sign.index("}")])
        if len(sign) > 1 and sign[-1] == "+":
            help = said("leave out the last `+`")
            raise RegexFault(self.at, said("a possessive repeat is not possible in RE2's syntax"), help)
        self.next()
        if _is_count(self.sign):
            raise RegexFault(self.at, said("multiple repeat"))
        return repeat(item, least, most, len(sign) == 1 or sign[-1] != "?")

    def counts(self, body: str) -> tuple[int, int | None]:
        """`3`, `3,` or `3,5`"""
        least, comma, most = body.partition(",")
        if not least:
            raise RegexFault(
                self.at,
                said("`{%(body)s}` is plain text to RE2", body=body),
                said("write `{0%(body)s}` for a count", body=body),
            )
        if int(least) > MOST or int(most or 0) > MOST:
            raise RegexFault(
                self.at,
                said("a count above %(most)s", most=MOST),
                said("use a distance: `a then b within … chars`"),
            )
        if most and int(most) < int(least):
            raise RegexFault(self.at, said("min repeat greater than max repeat"))
        return int(least), int(most) if most else None if comma else int(least)


def _is_count(sign: str) -> bool:
    return sign[:1] in _COUNTING and sign != "{"


@cache
def _single(sign: str, exact: bool, blind: bool) -> Part:
    return _part(members(sign, exact, blind))


def _part(ranges: Ranges) -> Part:
    """One character of some; itself where there is only one."""
    return chr(ranges[0][0]) if len(ranges) == 1 and ranges[0][0] == ranges[0][1] else chars(ranges)


@cache
def _words(sign: str, exact: bool, blind: bool) -> tuple[Part, ...]:
    words = sign[3:-1].split("|")
    folded = words if exact else fold("\n".join(words)).split("\n")
    if blind:
        return tuple(_choice([_letters(word, blind) for word in folded]))
    return tuple(_choice_of_words(list(dict.fromkeys(folded))))


def _choice_of_words(words: list[str]) -> list[Part]:
    """`_choice` of what is only characters, none of it twice."""
    head = _begun(words) if max(map(len, words)) > 1 else ""
    rests = [word[len(head) :] for word in words] if head else words
    parts: list[Part] = [head] if head else []
    if len(rests) == 1:
        return parts or list(rests)
    if set(map(len, rests)) == {1}:
        _add(parts, _part(merge([(ord(rest), ord(rest)) for rest in rests])))
    else:
        parts.append(alt(tuple([literal(rest) if rest else seq(()) for rest in rests])))
    return parts


def _begun(texts: list[str]) -> str:
    """What all begin with."""
    low, high = min(texts), max(texts)
    return low[: next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))]


def _letters(text: str, blind: bool) -> list[Part]:
    """Characters, if `blind` in either case, none of them a line feed."""
    parts: list[Part] = []
    for char in text:
        ranges = ((ord(char), ord(char)),)
        _add(parts, _part(without_line_feed(either_case(ranges) if blind else ranges)))
    return parts


def _add(parts: list[Part], part: Part) -> None:
    if isinstance(part, str) and parts and isinstance(parts[-1], str):
        parts[-1] += part
    elif part:
        parts.append(part)


def _whole(parts: Sequence[Part]) -> Node:
    if len(parts) == 1:
        return literal(parts[0]) if isinstance(parts[0], str) else parts[0]
    return seq(tuple([literal(part) if isinstance(part, str) else part for part in parts]))


def _choice(branches: list[list[Part]]) -> list[Part]:
    """What the alternatives begin with in common, then one of the rest; a class where each is one character. An
    alternative that stands again, if only after folding, is left out."""
    branches = list({tuple(branch): branch for branch in branches}.values())
    parts: list[Part] = []
    while (
        len(branches) > 1
        and not _are_single(branches)
        and all(branches)
        and (head := _common([branch[0] for branch in branches]))
    ):
        _add(parts, head)
        for branch in branches:
            rest = (
                branch[0].removeprefix(head) if isinstance(branch[0], str) and isinstance(head, str) else ""
            )
            branch[:1] = [rest] if rest else []
    if len(branches) == 1:
        return branches[0]
    if _are_single(branches):
        _add(parts, _part(merge(range for (one,) in branches for range in _ranges(one))))
    else:
        parts.append(alt(tuple(map(_whole, branches))))
    return parts


def _are_single(branches: list[list[Part]]) -> bool:
    return all(len(branch) == 1 and _is_single(branch[0]) for branch in branches)


def _is_single(part: Part) -> bool:
    return len(part) == 1 if isinstance(part, str) else isinstance(part, Chars)


def _ranges(part: Part) -> Ranges:
    assert isinstance(part, str | Chars)
    return ((ord(part), ord(part)),) if isinstance(part, str) else part.ranges


def _common(heads: list[Part]) -> Part:
    """What all begin with, "" for nothing that is plain enough to be told."""
    first = heads[0]
    texts = [head for head in heads if isinstance(head, str)]
    if len(texts) == len(heads):
        return _begun(texts)
    return first if isinstance(first, Chars | Edge) and all(head is first for head in heads) else ""
