"""Regular expressions: checked, folded, and prepared for `running.py`.

Input: a source in RE2's syntax (`syntax.py` says what each sign means). Output: a `Compiled` pattern, or what
its author should know of it.
Law: a pattern is left to `re` only as far as `required.work` shows that it cannot run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from engine.matching.fold import fold, fold_ranges
from engine.matching.required import Work, facts, need_of, work
from engine.matching.running import Compiled, python, re2_pattern
from engine.matching.syntax import (
    ANY,
    LAST,
    Alt,
    Chars,
    Edge,
    Group,
    Node,
    Ranges,
    RegexFault,
    Repeat,
    Seq,
    body_of,
    invert,
    parse,
)

__all__ = ["Checked", "RegexFault", "check", "compile_regex", "written"]

Span = tuple[int, int]

_WAYS = 2000  # so many ways from one start are still little work
_STEPS = 10_000_000  # steps that `re` may take on a paragraph at worst, about a tenth of a second


class Checked(NamedTuple):
    """What a rule's author should know of a pattern. `required` is empty where it runs over every text."""

    required: frozenset[str]
    names: tuple[str, ...]
    shortest: int
    engine: str  # re | re, re2 on long paragraphs | re2


def check(source: str, exact: bool = False) -> Checked:
    """What there is to know of a pattern. Raises RegexFault."""
    tree = _tree(source, exact)
    compiled = _compile(tree, exact)
    engine = {None: "re", 0: "re2"}.get(compiled.limit, "re, re2 on long paragraphs")
    return Checked(frozenset(compiled.required), tuple(_names(tree)), facts(tree).least, engine)


def compile_regex(source: str, exact: bool = False) -> Compiled:
    """The pattern, folded unless `exact`. Raises RegexFault."""
    return _compile(_tree(source, exact), exact)


def _tree(source: str, exact: bool) -> Node:
    return parse(source, tuple if exact else fold_ranges)


def _compile(tree: Node, exact: bool) -> Compiled:
    if not facts(tree).least:
        raise RegexFault(
            0, "the pattern matches the empty text, so it would match everywhere", "use `+`, not `*`"
        )
    text = written(tree)
    limit = _limit(work(tree))
    _try(text, limit)
    need = need_of(facts(tree))
    if need is None:
        return Compiled(text, exact, (), None, None, limit)
    strings = tuple(sorted({fold(string) for string in need.strings}))
    return Compiled(text, exact, strings, need.near, need.far, limit)


def _limit(cost: Work) -> int | None:
    """The length up to which `re` may have a paragraph; see `Compiled`."""
    if cost.ways > _WAYS or cost.degree > 1 or (cost.degree and cost.endless > 1):
        return 0
    return None if not cost.endless else int((_STEPS / cost.ways) ** 0.5)


def _try(text: str, limit: int | None) -> None:
    try:
        python(text)
        if limit is not None:
            re2_pattern(text)
    except (re.error, OverflowError, RecursionError) as error:
        message = str(error) or "too large"
        raise RegexFault(
            0, f"the pattern is too large: {message}", "lower its counts, or write two"
        ) from None


def _names(node: Node) -> Iterable[str]:
    match node:
        case Group(item, name):
            yield name
            yield from _names(item)
        case Seq(items) | Alt(items):
            for item in items:
                yield from _names(item)
        case Repeat(item):
            yield from _names(item)


def written(node: Node) -> str:
    """The tree in the syntax that `re` (MULTILINE, ASCII) and RE2 share."""
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


def _chars(ranges: Ranges) -> str:
    if ranges == ANY:
        return "."
    if not ranges:
        return f"[^\\x00-{chr(LAST)}]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return re.escape(chr(ranges[0][0]))
    if ranges[-1][1] == LAST:  # a class with its complement's few members is compiled much faster
        return f"[^{body_of(invert(ranges))}]"
    return f"[{body_of(ranges)}]"


def _count(least: int, most: int | None) -> str:
    signs = {(0, 1): "?", (0, None): "*", (1, None): "+"}
    if (least, most) in signs:
        return signs[least, most]
    return f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"
