"""Regular expressions: checked, folded, and prepared for `running.py`.

Input: a source in RE2's syntax (`syntax.py` says what each sign means). Output: what is known of it.
Law: a pattern is left to `re` only as far as `effort.work` shows that it cannot run away.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby, starmap
from math import inf

from engine.matching.effort import Work, work
from engine.matching.fold import fold
from engine.matching.prepared import Branch, Prepared, Required
from engine.matching.required import Need, Place, facts, need_of
from engine.matching.running import Compiled, joined, re2_compiled
from engine.matching.syntax import MOST, parse
from engine.matching.tree import (
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
    Text,
    body_of,
    invert,
)
from engine.said import said

_WAYS = 20_000  # so many ways from one start are still little work
_INSTRUCTIONS = 100_000  # RE2 takes several times as many in the memory that it is given
_LENGTHS = ((0, 0x7F, 1), (0x80, 0x7FF, 6), (0x800, 0xFFFF, 15), (0x10000, LAST, 28))
_STEPS = 10_000_000  # steps that `re` may take on a stretch of text at worst, about a tenth of a second


def analyse(source: str, exact: bool) -> Prepared:
    """The pattern, folded unless `exact`. Raises RegexFault."""
    tree = parse(source, exact)
    shortest = facts(tree).least
    if not shortest:
        problem = said("the pattern matches the empty text, so it would match everywhere")
        raise RegexFault(0, problem, said("use `+`, not `*`"))
    branches = tuple([_branch(part, exact) for part in _branches(tree)])
    whole = joined([branch.regex for branch in branches])
    _try(whole, tree)
    return Prepared(whole, branches, shortest)


def _branch(tree: Node, exact: bool) -> Branch:
    known = facts(tree)
    need = _folded(need_of(known) or {})
    return Branch(Compiled(written(tree), exact, known.most, _limit(work(tree))), need)


def _folded(need: Need) -> tuple[Required, ...]:
    """In a fixed order. No string holds a line feed."""
    return tuple(
        [
            Required(near, far, tuple(sorted(set(fold("\n".join(texts)).split("\n")))))
            for (near, far), texts in sorted(need.items(), key=_by_place)
        ]
    )


def _by_place(item: tuple[Place, object]) -> tuple[int, float]:
    (near, far), _ = item
    return near, inf if far is None else far


def _branches(tree: Node) -> list[Node]:
    """The alternatives that a pattern is made of; neighbours that are only words stay together."""
    if not isinstance(tree, Alt):
        return [tree]
    out: list[Node] = []
    for plain, group in groupby(tree.items, key=_is_plain):
        items = tuple(group)
        out += [Alt(items)] if plain and len(items) > 1 else items
    return out


def _is_plain(node: Node) -> bool:
    return facts(node).exact is not None


def _limit(cost: Work) -> int | None:
    """The length up to which `re` may have a stretch of text; see `Compiled`."""
    if cost.degree > 1 or (cost.degree and cost.endless > 1):
        return 0
    if cost.endless:
        return int((_STEPS / cost.ways) ** 0.5)
    return None if cost.ways <= _WAYS else _STEPS // cost.ways


def _try(regex: Compiled, tree: Node) -> None:
    """What may be given to RE2 must be of a size that it takes; what is far below that is not tried."""
    if regex.limit is None:
        return
    size, count = _size(tree)
    if size <= _INSTRUCTIONS and count <= MOST:
        return
    try:
        re2_compiled(regex.source)
    except re.error as error:
        raise RegexFault(
            0,
            said("the pattern is too large: %(error)s", error=error),
            said("lower its counts, or write two"),
        ) from None


@cache
def _size(node: Node) -> tuple[int, int]:
    """So many instructions at most RE2 makes of a part, and the product of the counts within each other."""
    match node:
        case Seq(items) | Alt(items):
            texts = [4 * len(item.text) for item in items if isinstance(item, Text)]
            sizes = [_size(item) for item in items if not isinstance(item, Text)]
            whole = sum(texts) + sum([size for size, _ in sizes]) + len(items)
            return whole, max([count for _, count in sizes], default=1)
        case Text(text):
            return 4 * len(text), 1
        case Repeat(item, least, most, _):
            size, count = _size(item)
            times = max(most or least, 1)
            return (size + 2) * (times + 1), count * times
        case Chars(ranges):
            return sum(starmap(_bytes, ranges)) + 1, 1
        case Group(item, _):
            size, count = _size(item)
            return size + 2, count
        case Edge():
            return 1, 1


def _bytes(low: int, high: int) -> int:
    """How many instructions on bytes a range of code points falls into at most."""
    return sum(most for first, last, most in _LENGTHS if low <= last and first <= high)


def written(node: Node) -> str:
    """The tree in the syntax that `re` (MULTILINE, ASCII) and RE2 share."""
    return _plain(node.text) if isinstance(node, Text) else _written(node)


def _plain(text: str) -> str:
    return text if text.isalnum() else re.escape(text)


@cache
def _written(node: Node) -> str:
    match node:
        case Seq(items):
            return "".join([f"(?:{written(i)})" if isinstance(i, Alt) else written(i) for i in items])
        case Alt(items):
            return "|".join([written(item) for item in items])
        case Repeat(item, least, most, greedy):
            body = written(item)
            single = isinstance(item, Chars | Group) or (isinstance(item, Text) and len(item.text) == 1)
            return (body if single else f"(?:{body})") + _count(least, most) + ("" if greedy else "?")
        case Chars(ranges):
            return _chars(ranges)
        case Group(item, name):
            return f"(?P<{name}>{written(item)})"
        case Edge(sign):
            return sign
        case Text(text):
            return _plain(text)


@cache
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
