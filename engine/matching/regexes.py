"""Regular expressions: checked, folded, and prepared for `running.py`.

Input: a source in RE2's syntax (`syntax.py` says what each sign means). Output: a `Compiled` pattern, or what
its author should know of it.
Law: a pattern is left to `re` only as far as `required.work` shows that it cannot run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from engine.matching.fold import fold, fold_ranges
from engine.matching.program import FARTHEST
from engine.matching.required import Need, Work, anchor_of, facts, need_of, occurrences, work
from engine.matching.running import Compiled, re2_pattern
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

_WAYS = 20_000  # so many ways from one start are still little work
_RARER = 0.6  # other text is asked for if it is so much rarer
_DEARER = 10  # so many places cost as much to try as one paragraph to search
_STEPS = 10_000_000  # steps that `re` may take on a paragraph at worst, about a tenth of a second


class Checked(NamedTuple):
    """What a rule's author should know of a pattern. `required` is empty where it runs over every text."""

    required: frozenset[str]
    names: tuple[str, ...]
    shortest: int
    engine: str  # re | re, re2 on long paragraphs | re2


def check(source: str, exact: bool = False) -> Checked:
    """What there is to know of a pattern. Raises RegexFault."""
    tree, compiled, need, gate = _compile(source, exact)
    engine = {None: "re", 0: "re2"}.get(compiled.limit, "re, re2 on long paragraphs")
    return Checked(
        frozenset(hint.text for hint in gate or need), tuple(_names(tree)), facts(tree).least, engine
    )


class Prepared(NamedTuple):
    """A pattern with the text that says where to try it (none: everywhere), and the rarer text that a match
    needs besides, if there is any."""

    regex: Compiled
    need: Need
    gate: Need


def compile_regex(source: str, exact: bool = False) -> Prepared:
    """The pattern, folded unless `exact`. Raises RegexFault."""
    return Prepared(*_compile(source, exact)[1:])


@cache
def _compile(source: str, exact: bool) -> tuple[Node, Compiled, Need, Need]:
    tree = parse(source, tuple if exact else fold_ranges)
    if not facts(tree).least:
        problem = "the pattern matches the empty text, so it would match everywhere"
        raise RegexFault(0, problem, "use `+`, not `*`")
    text = written(tree)
    limit = _limit(work(tree))
    _try(text, limit)
    known = facts(tree)
    need, anchor = _folded(need_of(known)), _folded(anchor_of(known))
    anchored = bool(anchor) and all(hint.near < FARTHEST for hint in anchor)
    anchored = anchored and occurrences(anchor) < _DEARER * occurrences(need)
    if not anchored:
        return tree, Compiled(text, exact, False, False, 0, None, limit), need, Need()
    gate = need if occurrences(need) < _RARER * occurrences(anchor) else Need()
    far = [hint.far for hint in gate if hint.far is not None]
    near = min((hint.near for hint in gate), default=0)
    last = max(far) if far and len(far) == len(gate) else None
    return tree, Compiled(text, exact, True, bool(gate), near, last, limit), anchor, gate


def _folded(need: Need | None) -> Need:
    return frozenset(hint._replace(text=fold(hint.text)) for hint in need or ())


def _limit(cost: Work) -> int | None:
    """The length up to which `re` may have a paragraph; see `Compiled`."""
    if cost.ways > _WAYS or cost.degree > 1 or (cost.degree and cost.endless > 1):
        return 0
    return None if not cost.endless else int((_STEPS / cost.ways) ** 0.5)


def _try(text: str, limit: int | None) -> None:
    """What may be given to RE2 must be of a size that it takes."""
    try:
        if limit is not None:
            re2_pattern(text)
    except re.error as error:
        raise RegexFault(0, f"the pattern is too large: {error}", "lower its counts, or write two") from None


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
