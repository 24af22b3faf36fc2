"""Regular expressions: checked, folded, and run so that no text makes them slow.

Input: a source in RE2's syntax (`syntax.py` says what each sign means). Output: spans in code points,
leftmost first and not overlapping, as `re.finditer` gives them on each paragraph; empty matches are none.
Law: a match never crosses a line feed, and the time for a text grows at most in step with its length times
a constant: `re` runs only where `required.work` shows that, RE2 everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from engine.matching.fold import fold, fold_ranges
from engine.matching.required import Work, facts, need_of, work
from engine.matching.syntax import (
    ANY,
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
    parse,
)

__all__ = ["Checked", "Compiled", "RegexFault", "captures", "check", "compile_regex", "spans", "spans_at"]

Span = tuple[int, int]

_WAYS = 2000  # so many ways from one start are still little work
_STEPS = 10_000_000  # steps that `re` may take on a paragraph at worst, about a tenth of a second


class Checked(NamedTuple):
    """What a rule's author should know of a pattern. `required` is empty where it runs over every text."""

    required: frozenset[str]
    names: tuple[str, ...]
    shortest: int
    engine: str  # re | re, re2 on long paragraphs | re2


class Compiled(NamedTuple):
    """A pattern ready to run, of plain values. `limit`: paragraphs up to so long are given to `re`;
    None is all of them, 0 none. `near` is None where it has no required text, `far` where that may be anywhere.
    """

    source: str
    exact: bool
    required: tuple[str, ...]
    near: int | None
    far: int | None
    limit: int | None


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
        _python(text)
        if limit is not None:
            _re2(text)
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
def _python(source: str) -> re.Pattern[str]:
    return re.compile(source, re.MULTILINE | re.ASCII)


@cache
def _re2(source: str) -> Any:
    import re2

    options = re2.Options()
    options.max_mem = 1 << 26
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        raise re.error(str(error)) from None


def spans(regex: Compiled, subject: str) -> list[Span]:
    """All matches in a text."""
    if regex.limit is None:
        return [m.span() for m in _python(regex.source).finditer(subject) if m.end() > m.start()]
    out: list[Span] = []
    start = 0
    for line in subject.split("\n"):
        out.extend(_in_paragraph(regex, subject, start, start, start + len(line)))
        start += len(line) + 1
    return out


def spans_at(regex: Compiled, subject: str, hits: Sequence[int]) -> list[Span]:
    """All matches, given where required text begins (sorted)."""
    if regex.limit is None and regex.near == regex.far:
        return _anchored(regex, subject, hits)
    out: list[Span] = []
    done = -1
    for hit in hits:
        if hit < done:
            continue
        start = subject.rfind("\n", 0, hit) + 1
        done = _end(subject, hit)
        begin = start if regex.far is None else max(start, hit - regex.far)
        out.extend(_in_paragraph(regex, subject, start, begin, done))
    return out


def _anchored(regex: Compiled, subject: str, hits: Sequence[int]) -> list[Span]:
    match = _python(regex.source).match
    back = regex.near or 0
    out: list[Span] = []
    last = 0
    for hit in hits:
        at = hit - back
        if at >= last and (found := match(subject, at)) and found.end() > at:
            last = found.end()
            out.append((at, last))
    return out


def _in_paragraph(regex: Compiled, subject: str, start: int, begin: int, end: int) -> Iterable[Span]:
    """Matches in the paragraph `[start, end)`, of which none begins before `begin`."""
    if regex.limit is None or end - start <= regex.limit:
        found = _python(regex.source).finditer(subject, begin, end)
        return [m.span() for m in found if m.end() > m.start()]
    paragraph = _readable(subject[start:end])
    found = _re2(regex.source).finditer(paragraph)
    return [(m.start() + start, m.end() + start) for m in found if m.end() > m.start()]


def _end(subject: str, at: int) -> int:
    end = subject.find("\n", at)
    return len(subject) if end < 0 else end


def _readable(text: str) -> str:
    """Without lone surrogates, which RE2 does not take (an exact pattern's subject may hold them)."""
    return _LONE.sub("\ufffd", text)


_LONE = re.compile("[\ud800-\udfff]")


def captures(regex: Compiled, text: str, span: Span) -> dict[str, Span]:
    """The named groups of the match at a span."""
    start, end = text.rfind("\n", 0, span[0]) + 1, _end(text, span[0])
    paragraph = text[start:end] if regex.exact else fold(text[start:end])
    if regex.limit is None or end - start <= regex.limit:
        found = _python(regex.source).match(paragraph, span[0] - start)
    else:
        found = _re2(regex.source).match(_readable(paragraph), span[0] - start)
    if found is None:
        return {}
    numbers = found.re.groupindex.items()
    return {name: _shifted(found.span(number), start) for name, number in numbers if found.start(number) >= 0}


def _shifted(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
