"""Compiled regular expressions at work.

Input: a `Compiled` pattern and a text. Output: spans in code points, leftmost first and not overlapping, as
`re.finditer` gives them on each paragraph. No pattern matches the empty text.
Law: a match never crosses a line feed; `re` is given only stretches of text up to the pattern's limit, so that
time grows in step with the text, RE2 all longer ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from engine.matching.fold import fold
from engine.matching.gaps import through

Span = tuple[int, int]

ANYWHERE = -1  # stands for a string that may be anywhere after a match's start, in its paragraph
_LINE_FEED = re.compile("\n")
_LONE = re.compile("[\ud800-\udfff]")


class Compiled(NamedTuple):
    """A pattern ready to run, of plain values. `most`: the length of its longest match, None without end.
    `limit`: stretches of text up to so long are given to `re`; None is all of them, 0 none.
    """

    source: str
    exact: bool
    most: int | None
    limit: int | None


def joined(branches: Sequence[Compiled]) -> Compiled:
    """A pattern of alternatives."""
    lengths = [branch.most for branch in branches if branch.most is not None]
    limits = [branch.limit for branch in branches if branch.limit is not None]
    return Compiled(
        "|".join(branch.source for branch in branches),
        branches[0].exact,
        max(lengths) if len(lengths) == len(branches) else None,
        min(limits, default=None),
    )


@cache
def python(source: str) -> re.Pattern[str]:
    return re.compile(source, re.MULTILINE | re.ASCII)


@cache
def re2_pattern(source: str) -> Any:
    """The pattern as RE2 has it, kept."""
    return re2_compiled(source)


def re2_compiled(source: str) -> Any:
    """The pattern as RE2 has it. Raises re.error."""
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
    return spans_near(regex, paragraphs(subject), subject)


def paragraphs(subject: str) -> list[Span]:
    """All places, by paragraph."""
    ends = [found.start() for found in _LINE_FEED.finditer(subject)]
    return list(zip((0, *(end + 1 for end in ends)), (*ends, len(subject)), strict=True))


def sees_through(regex: Compiled) -> bool:
    """Whether a pattern is looked for through inserted characters too."""
    return not regex.exact


def leftmost(branches: Sequence[tuple[Compiled, Sequence[Span]]], subject: str) -> list[Span]:
    """The matches of a pattern, given its alternatives in their order, each with the stretches `[first, last]` in
    which a match of it may begin (sorted, disjoint)."""
    found = [(branch, spans) for branch in branches if (spans := spans_near(*branch, subject))]
    if len(found) < 2:
        return found[0][1] if found else []
    heads = [spans[0] for _, spans in found]
    out: list[Span] = []
    while heads:
        best = min(heads, key=_start)  # of those that begin at one place the first alternative
        out.append(best)
        going = [
            (part, _next(part, head, best[1], subject)) for (part, _), head in zip(found, heads, strict=True)
        ]
        found = [(part, []) for part, head in going if head is not None]
        heads = [head for _, head in going if head is not None]
    return out


def _start(span: Span) -> int:
    return span[0]


def _last(window: Span) -> int:
    return window[1]


def _next(branch: tuple[Compiled, Sequence[Span]], head: Span, after: int, subject: str) -> Span | None:
    """The branch's first match that begins at `after` or later."""
    if head[0] >= after:
        return head
    regex, windows = branch
    for at in range(bisect_left(windows, after, key=_last), len(windows)):
        first, last = windows[at]
        for span in _beginning(regex, subject, max(first, after), last):
            return span
    return None


def windows(subject: str, places: Iterable[int], near: int, far: int) -> Iterator[Span]:
    """The stretches `[first, last]` in which a match may begin that has a string at one of the places (sorted),
    `near` … `far` characters after its start, or ANYWHERE in its paragraph."""
    done = -1
    for place in places:
        first = place - far if far != ANYWHERE else subject.rfind("\n", 0, place) + 1
        first, last = max(first, done + 1), place - near
        if first <= last:
            yield first, last
            done = last


def begins(regex: Compiled, subject: str, places: Iterable[int], near: int, far: int) -> bool:
    """Whether a match begins in one of these stretches (of a pattern without a longest match: or later in their
    paragraphs). Mostly none does, and this is asked very often."""
    compiled = python(regex.source)
    most, limit = regex.most, regex.limit
    done = -1
    for place in places:
        first = place - far if far != ANYWHERE else subject.rfind("\n", 0, place) + 1
        last = place - near
        if first <= done:
            first = done + 1
        if first > last:
            continue
        if most is None:
            last = _end(subject, last)  # what was searched once to its end is not searched again
        done = last
        end = last if most is None else last + most + 1
        if limit is not None and end - first > limit:
            if any(True for _ in _by_re2(regex, subject, first, last, min(end, len(subject)))):
                return True
        elif first == last:
            if compiled.match(subject, first, end):
                return True
        elif (found := compiled.search(subject, first, end)) and found.start() <= last:
            return True
    return False


def spans_near(regex: Compiled, windows: Iterable[Span], subject: str) -> list[Span]:
    """All matches, given the stretches `[first, last]` in which one may begin (sorted, disjoint)."""
    out: list[Span] = []
    done = 0
    for first, last in windows:
        if last < done:
            continue
        until = last if regex.most is not None else _end(subject, last)
        out.extend(_beginning(regex, subject, max(first, done), until))
        done = until + 1 if regex.most is None else out[-1][1] if out else 0
    return out


def _beginning(regex: Compiled, subject: str, first: int, last: int) -> Iterable[Span]:
    """The matches that begin in `[first, last]`. The text ends where none of them can reach; one more character
    shows whether a word ends there."""
    end = _end(subject, last) if regex.most is None else min(len(subject), last + regex.most + 1)
    if regex.limit is not None and end - first > regex.limit:
        return _by_re2(regex, subject, first, last, end)
    if first == last:
        only = python(regex.source).match(subject, first, end)
        return (only.span(),) if only else ()
    return _by_re(regex, subject, first, last, end)


def _by_re(regex: Compiled, subject: str, first: int, last: int, end: int) -> Iterator[Span]:
    search = python(regex.source).search
    found = search(subject, first, end)
    while found and found.start() <= last:
        yield found.span()
        found = search(subject, found.end(), end)


def _by_re2(regex: Compiled, subject: str, first: int, last: int, end: int) -> Iterator[Span]:
    """RE2 takes each paragraph's part for a whole text, so it is given one more character before it."""
    while first <= last:
        stop = min(_end(subject, first), end)
        base = max(first - 1, subject.rfind("\n", 0, first) + 1)
        for found in re2_pattern(regex.source).finditer(_readable(subject[base:stop]), first - base):
            if found.start() + base > last:
                return
            yield found.start() + base, found.end() + base
        first = stop + 1


def _end(subject: str, at: int) -> int:
    end = subject.find("\n", at)
    return len(subject) if end < 0 else end


def _readable(text: str) -> str:
    """Without lone surrogates, which RE2 does not take (an exact pattern's subject may hold them)."""
    return _LONE.sub("\ufffd", text)


def captures(regex: Compiled, text: str, span: Span) -> dict[str, Span]:
    """The named groups of the match at a span; of one that was seen through inserted characters, with them."""
    start, end = paragraph_of(text, span)
    paragraph = text[start:end] if regex.exact else fold(text[start:end])
    held = _groups(regex, paragraph, span[0] - start)
    if held.get("") != (span[0] - start, span[1] - start) and sees_through(regex):
        held = _groups_through(regex, paragraph, span[0] - start) or held
    return {name: (first + start, last + start) for name, (first, last) in held.items() if name}


def paragraph_of(text: str, span: Span) -> Span:
    """The paragraph in which a span lies."""
    return text.rfind("\n", 0, span[0]) + 1, _end(text, span[0])


def _groups(regex: Compiled, paragraph: str, at: int) -> dict[str, Span]:
    """The named groups of the match at a place, and the match itself as ""; {} where there is none."""
    if regex.limit is None or len(paragraph) <= regex.limit:
        found = python(regex.source).match(paragraph, at)
    else:
        found = re2_pattern(regex.source).match(_readable(paragraph), at)
    if found is None:
        return {}
    numbers = {"": 0, **found.re.groupindex}.items()
    return {name: found.span(number) for name, number in numbers if found.start(number) >= 0}


def _groups_through(regex: Compiled, paragraph: str, at: int) -> dict[str, Span]:
    """The same in the paragraph as it reads without what was put into it."""
    window = through(paragraph)
    held = _groups(regex, window.text, bisect_left(window.starts, at))
    # A group that is empty stands where the next character does.
    return {
        name: (window.starts[a], window.ends[b - 1]) if a < b else (at, at) for name, (a, b) in held.items()
    }
