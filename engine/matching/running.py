"""Compiled regular expressions at work.

Input: a `Compiled` pattern and a text. Output: spans in code points, leftmost first and not overlapping, as
`re.finditer` gives them on each paragraph; empty matches are none.
Law: a match never crosses a line feed; `re` is given only paragraphs up to the pattern's limit, so that time
grows in step with the text, RE2 all longer ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from engine.matching.fold import fold

Span = tuple[int, int]

_LONE = re.compile("[\ud800-\udfff]")


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
        return [m.span() for m in python(regex.source).finditer(subject) if m.end() > m.start()]
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
    match = python(regex.source).match
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
        found = python(regex.source).finditer(subject, begin, end)
        return [m.span() for m in found if m.end() > m.start()]
    paragraph = _readable(subject[start:end])
    found = re2_pattern(regex.source).finditer(paragraph)
    return [(m.start() + start, m.end() + start) for m in found if m.end() > m.start()]


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
