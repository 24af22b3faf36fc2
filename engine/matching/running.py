"""Compiled regular expressions at work.

Input: a `Compiled` pattern and a text. Output: spans in code points, leftmost first and not overlapping, as
`re.finditer` gives them on each paragraph. No pattern matches the empty text.
Law: a match never crosses a line feed; `re` is given only paragraphs up to the pattern's limit, so that time
grows in step with the text, RE2 all longer ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from engine.matching.fold import fold

Span = tuple[int, int]

_LONE = re.compile("[\ud800-\udfff]")


class Compiled(NamedTuple):
    """A pattern ready to run, of plain values. `limit`: paragraphs up to so long are given to `re`;
    None is all of them, 0 none. `anchored`: its required text says exactly where a match begins. `gated`: a
    match also needs other, rarer text, which begins `near` … `far` characters after the match's start.
    """

    source: str
    exact: bool
    anchored: bool
    gated: bool
    near: int
    far: int | None
    limit: int | None


@cache
def python(source: str) -> re.Pattern[str]:
    return re.compile(source, re.MULTILINE | re.ASCII)


@cache
def re2_pattern(source: str) -> Any:
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
        return [m.span() for m in python(regex.source).finditer(subject)]
    out: list[Span] = []
    start = 0
    for line in subject.split("\n"):
        out.extend(_in_paragraph(regex, subject, start, start + len(line)))
        start += len(line) + 1
    return out


def passing(regex: Compiled, starts: Sequence[int], gates: Sequence[int]) -> list[int]:
    """The starts that the rarer text allows. Both sorted."""
    out = []
    for start in starts:
        at = bisect_left(gates, start + regex.near)
        if at < len(gates) and (regex.far is None or gates[at] <= start + regex.far):
            out.append(start)
    return out


def spans_at(regex: Compiled, subject: str, hits: Sequence[int]) -> list[Span]:
    """All matches, given where one may begin or, unless the pattern is `anchored`, lies (sorted)."""
    if regex.anchored and regex.limit is None:
        return _anchored(regex, subject, hits)
    out: list[Span] = []
    done = -1
    for hit in hits:
        if hit <= done:
            continue
        start, end = subject.rfind("\n", 0, hit) + 1, _end(subject, hit)
        if regex.anchored and end - start <= (regex.limit or 0):
            inside = [at for at in hits if start <= at <= end]
            out.extend(_anchored(regex, subject, inside))
        else:
            out.extend(_in_paragraph(regex, subject, start, end))
        done = end
    return out


def _anchored(regex: Compiled, subject: str, starts: Sequence[int]) -> list[Span]:
    match = python(regex.source).match
    out: list[Span] = []
    last = 0
    for at in starts:
        if at >= last and (found := match(subject, at)):
            last = found.end()
            out.append((at, last))
    return out


def _in_paragraph(regex: Compiled, subject: str, start: int, end: int) -> Iterable[Span]:
    """Matches in the paragraph `[start, end)`."""
    if regex.limit is None or end - start <= regex.limit:
        found = python(regex.source).finditer(subject, start, end)
        return [m.span() for m in found]
    paragraph = _readable(subject[start:end])
    found = re2_pattern(regex.source).finditer(paragraph)
    return [(m.start() + start, m.end() + start) for m in found]


def _end(subject: str, at: int) -> int:
    end = subject.find("\n", at)
    return len(subject) if end < 0 else end


def _readable(text: str) -> str:
    """Without lone surrogates, which RE2 does not take (an exact pattern's subject may hold them)."""
    return _LONE.sub("\ufffd", text)


def captures(regex: Compiled, text: str, span: Span) -> dict[str, Span]:
    """The named groups of the match at a span."""
    start, end = text.rfind("\n", 0, span[0]) + 1, _end(text, span[0])
    paragraph = text[start:end] if regex.exact else fold(text[start:end])
    if regex.limit is None or end - start <= regex.limit:
        found = python(regex.source).match(paragraph, span[0] - start)
    else:
        found = re2_pattern(regex.source).match(_readable(paragraph), span[0] - start)
    if found is None:
        return {}
    numbers = found.re.groupindex.items()
    return {name: _shifted(found.span(number), start) for name, number in numbers if found.start(number) >= 0}


def _shifted(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
