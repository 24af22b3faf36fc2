"""Regular expressions: checked, folded, and run so that no text makes them slow.

Input: a source in RE2's syntax. Output: spans in code points, leftmost first and not overlapping, as
`re.finditer` gives them on each paragraph of the folded text; empty matches are none.
Law: a match never crosses a line feed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from engine.matching.fold import fold_ranges
from engine.matching.syntax import LAST, Alt, Chars, Edge, Group, Node, RegexFault, Repeat, Seq, body_of
from engine.matching.syntax import parse as parse

__all__ = ["RegexFault", "compiled", "python_source", "written"]

_ANY = ((0, 9), (11, LAST))


def python_source(source: str, exact: bool = False) -> str:
    """The pattern as both engines read it, folded unless `exact`. Raises RegexFault."""
    return written(parse(source, tuple if exact else fold_ranges))


def written(node: Node) -> str:
    """The tree in the syntax that `re` (MULTILINE, ASCII) and RE2 (`(?m)`) share."""
    match node:
        case Chars(ranges):
            return _chars(ranges)
        case Seq(items):
            return "".join(f"(?:{written(i)})" if isinstance(i, Alt) else written(i) for i in items)
        case Alt(items):
            return "|".join(map(written, items))
        case Group(item, name):
            return f"(?P<{name}>{written(item)})"
        case Edge(sign):
            return sign
        case Repeat(item, least, most, greedy):
            body = written(item)
            single = isinstance(item, Chars | Group)
            return (body if single else f"(?:{body})") + _count(least, most) + ("" if greedy else "?")


def _chars(ranges: Any) -> str:
    if ranges == _ANY:
        return "."
    if not ranges:
        return r"[^\x00-\U0010ffff]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return re.escape(chr(ranges[0][0]))
    return f"[{body_of(ranges)}]"


def _count(least: int, most: int | None) -> str:
    signs = {(0, 1): "?", (0, None): "*", (1, None): "+"}
    if (least, most) in signs:
        return signs[least, most]
    return f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"


@cache
def compiled(source: str) -> re.Pattern[str]:
    """A pattern that `written` wrote."""
    return re.compile(source, re.MULTILINE | re.ASCII)
