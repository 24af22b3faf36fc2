"""Headings of a text without format, read from numbering and layout.

Input: a text whose lines are paragraphs. Output: its headings, sorted, with levels from 1 (the highest).
Law: what ranks above what is fixed by `_RANKS` (章 over 节 over 条 over 一、 over （一） over 1. over 1.1);
levels are these ranks, numbered without gaps. A numbered line is a heading only where something other than
the next number of its kind follows, else it is an entry of a list (or of a table of contents).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from engine.document import Heading

_BLANK = r"[ \t　]"
_NUMBER = rf"{_BLANK}?[一二三四五六七八九十百千零〇两\d]{{1,7}}{_BLANK}?"
_FOLLOWED = r"(?=[^\S\n]*+\n\s*+\S)"
# The short name after a number: to the first space or colon, or in brackets.
_NAME = r"[^\s，。；：、！？,.;:!?【】|]{1,24}(?=[ \t　：:\n]|\Z)|【[^】\n]{1,24}】"


def _titled(number: str, most: int, without: str = "。；;|") -> str:
    """A numbered line that is all title: short, no sentence, something after it."""
    return rf"{number}{_BLANK}*[^\n{without}]{{1,{most}}}(?<![，、,\s]){_FOLLOWED}"


_NUMBERS = {
    "part": rf"(?:第{_NUMBER}[编篇部]分?|(?:Part|PART) [\dIVX]+\b)",
    "chapter": rf"(?:第{_NUMBER}章|(?:Chapter|CHAPTER) [\dIVX]+\b)",
    "division": rf"第{_NUMBER}节",
    "clause": r"(?:Article|ARTICLE|Section|SECTION) [\dIVX.]+\b",
    "chinese": r"[一二三四五六七八九十]{1,3}[、．.]",
    "bracketed": r"[（(][一二三四五六七八九十]{1,3}[)）]",
    "third": r"\d{1,2}[.．]\d{1,2}[.．]\d{1,2}[.、]?(?=[ \t　]*[^\W\d])",
    "second": r"\d{1,2}[.．]\d{1,2}[.、]?(?=[ \t　]*[^\W\d])",
    "first": r"\d{1,2}(?:[.．、](?!\d)|　)",
}
_LONG_NUMBER = re.compile(r"[\d０-９]{5}")
_KINDS = {
    "mark": r"#{1,6}[ \t]+[^\s#](?:[^\n]*\S)?",
    "part": _titled(_NUMBERS["part"], 60),
    "chapter": _titled(_NUMBERS["chapter"], 60),
    "division": _titled(_NUMBERS["division"], 40),
    "article": rf"第{_NUMBER}条(?:之[一二三四五六七八九十])?(?![规所约中的和或及至与第款项、，,])"
    rf"(?:{_BLANK}*(?:{_NAME}))?",
    "clause": _titled(_NUMBERS["clause"], 80),
    "chinese": _titled(_NUMBERS["chinese"], 40),
    "bracket": rf"【[^】\n]{{2,24}}】{_FOLLOWED}",
    "bracketed": _titled(_NUMBERS["bracketed"], 30, "。；，,;|"),
    "third": _titled(_NUMBERS["third"], 60),
    "second": _titled(_NUMBERS["second"], 60),
    "first": _titled(_NUMBERS["first"], 60),
    # A short line without any punctuation, over a line that ends as a sentence does.
    "bare": r"(?=[\w“「『《][^\n]*[^\W\d_]{2})(?:[^\n，。；：！？、…,;:!?|｜\t%％]{2,24}|[A-Z][A-Za-z '&-]{1,58}[A-Za-z])"
    r"(?<!\s)(?=[^\S\n]*+\n\s*+[^\n]{8,}[。！？；.!?;][”’」』）)\"]?[^\S\n]*+(?:\n|\Z))",
}
_RANKS = {
    "part": 10, "chapter": 11, "division": 12, "article": 13, "clause": 13, "chinese": 14, "bracket": 15,
    "bare": 15, "bracketed": 16, "first": 17, "second": 18, "third": 19,
}  # fmt: skip
_NUMBERED = "|".join(f"(?P<{name}>{body})" for name, body in _KINDS.items() if name != "bare")


# Patterns of this size take some milliseconds to compile, so it is done when the first draft is read.
@cache
def _heading() -> re.Pattern[str]:
    """What a number can begin with is looked at first: most lines have none."""
    return re.compile(
        rf"\n[^\S\n]*+(?:(?=[#第（(【0-9一二三四五六七八九十PCAS])(?:{_NUMBERED})|(?P<bare>{_KINDS['bare']}))"
    )


@cache
def _article() -> re.Pattern[str]:
    return re.compile(rf"\n[^\S\n]*+(?P<article>{_KINDS['article']})")


@cache
def _entry(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{_NUMBERS[kind]}")


def read_headings(text: str, labels: Mapping[int, str]) -> tuple[Heading, ...]:
    """The headings of `text`, whose lines end with `\\n`.

    `labels`: automatic numbers by the start of their paragraphs, read as if they stood in the text; a heading
    that consists of such a number alone is empty. The first line, where it is a heading without a number, is
    the title of the whole.
    """
    if labels:
        return _labelled(text, labels, lambda written: read_headings(written, {}))
    source = "\n" + text
    found: list[tuple[int, int, int]] = []
    for match in _heading().finditer(source):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if not _is_entry(source, start, end, kind):
            found.append((start - 1, end - 1, _rank(match, kind, title=not match.start() and not found)))
    levels = {rank: level for level, rank in enumerate(sorted({rank for _, _, rank in found}), 1)}
    return tuple(Heading(start, end, levels[rank]) for start, end, rank in found)


def _is_entry(text: str, start: int, end: int, kind: str) -> bool:
    """Whether the line above or below bears a number of the same kind: then it is one of a list. A line of
    the bare kind with a long number in it is a field of a form."""
    if kind == "bare":
        return _LONG_NUMBER.search(text, start, end) is not None
    if kind not in _NUMBERS:
        return False
    entry = _entry(kind)
    above = text[:start].rstrip() if start < 200 else text[start - 200 : start].rstrip()
    return bool(entry.match(text, end) or entry.match(above, above.rfind("\n") + 1))


def with_articles(given: Sequence[Heading], text: str, labels: Mapping[int, str]) -> Sequence[Heading]:
    """The headings of a file, and the clauses (第三条) that its author did not set as headings.

    A clause belongs to the nearest heading above it, so that no section of the file's own is cut.
    """
    article_at = _article()
    if any(article_at.match("\n" + labels.get(start, "") + text[start:end]) for start, end, _ in given):
        return given
    found = _labelled(text, labels, _articles) if labels else _articles(text)
    starts = [heading.start for heading in given]
    own = frozenset(starts)
    above = ((article, bisect_right(starts, article.start)) for article in found if article.start not in own)
    nested = [
        article._replace(level=1 + (given[count - 1].level if count else 0)) for article, count in above
    ]
    return sorted([*given, *nested]) if nested else given


def _articles(text: str) -> tuple[Heading, ...]:
    matches = _article().finditer("\n" + text)
    return tuple(Heading(match.start(1) - 1, match.end(1) - 1, 1) for match in matches)


def _labelled(
    text: str, labels: Mapping[int, str], find: Callable[[str], Sequence[Heading]]
) -> tuple[Heading, ...]:
    """What is found in the text with its numbers written out, taken back to the text without them."""
    starts = sorted(labels)
    pieces = [text[: starts[0]]]
    ends: list[int] = []  # where each number ends in the text with numbers
    added = [0]  # by how much that text is ahead after so many numbers
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        number = f"{labels[start]} "
        added.append(added[-1] + len(number))
        ends.append(start + added[-1])
        pieces += [number, text[start:following]]

    def back(offset: int) -> int:
        passed = bisect_right(ends, offset)
        return min(offset - added[passed], *starts[passed : passed + 1], len(text))

    found = find("".join(pieces))
    return tuple(Heading(back(start), back(end), level) for start, end, level in found)


def _rank(match: re.Match[str], kind: str, *, title: bool) -> int:
    if kind == "mark":
        words = match[kind]
        return len(words) - len(words.lstrip("#"))
    return 0 if title and kind in ("bare", "bracket") else _RANKS[kind]
