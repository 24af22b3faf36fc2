"""All patterns of a plan on one text.

Input: the patterns in the plan's order, then texts. Output: `Matches`, spans of the source text by pattern.
Law: the result is a pure function of patterns and text; a matcher is immutable and may be shared by threads
and processes. One pass of the automaton finds the strings that occur; what they mean for a pattern is worked
out when its spans are asked for, so that a pattern of which nobody asks costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.matching import backend, gaps, respelled, running
from engine.matching.blocks import packed, unpacked
from engine.matching.fold import fold
from engine.matching.program import Program, dumped, loaded
from engine.matching.scan import Exhausted, Matches, Scan
from engine.matching.statements import Altered

if TYPE_CHECKING:
    from engine.rule import Pattern

__all__ = ["Altered", "Exhausted", "Matcher", "Matches", "compile_matcher"]

Span = tuple[int, int]
_LONG = 50_000  # characters


class _Parts(NamedTuple):
    """What a matcher works with."""

    program: Program
    find: backend.Find
    saved: bytes


class Matcher:
    """Compiled patterns. Made by `compile_matcher`, `load` or `stored`."""

    __slots__ = ("_dump", "_parts")

    def __init__(self, parts: _Parts | None, dump: bytes = b"") -> None:
        self._parts = parts
        self._dump = dump

    @classmethod
    def load(cls, data: bytes) -> Matcher:
        """The matcher that was dumped. Raises ValueError, TypeError or KeyError for other data."""
        return cls(_read(data), data)

    @classmethod
    def stored(cls, data: bytes) -> Matcher:
        """The matcher that was dumped, read when it first has something to do: who only asks a plan for its rules,
        as a process that leaves drafts to others, never waits for it. The data must be known to be a dump."""
        return cls(None, data)

    def ready(self) -> _Parts:
        """All parts, read if they are not yet."""
        if self._parts is None:
            self._parts = _read(self._dump)
        return self._parts

    def scan(self, text: str) -> Matches:
        """All matches in a text."""
        program, find, _ = self.ready()
        folded = fold(text)
        scan = Scan(program, text, folded, _hits(find, folded))
        found = gaps.gaps(folded)
        for window in gaps.paragraphs(folded, found, program.regex_pairs):
            scan.take_paragraph(window, find(window.text))
        if edits := gaps.edits(folded, found, program.pairs):
            for window in gaps.windows(folded, edits, program.longest):
                scan.take_disguised(window, find(window.text))
        for window in respelled.windows(folded):
            hits = find(window.text)
            scan.take_paragraph(window, hits)
            scan.take_disguised(window, hits)
        return scan.matches()

    def captures(self, pattern: int, text: str, span: Span) -> Mapping[str, Span]:
        """The named groups of a regex at one of its spans, as spans of the text; {} for other patterns."""
        regex = self.ready().program.regex_of(pattern)
        return {} if regex is None else running.captures(regex, text, span)

    def plainly(self, text: str, span: Span) -> tuple[str, Span]:
        """A text and a place in it that read as this span does without characters that were put between."""
        if not gaps.gaps(fold(text[slice(*span)])):
            return text, span
        start, end = running.paragraph_of(text, span)
        window = gaps.through(fold(text[start:end]))
        first, last = (bisect_left(window.starts, at - start) for at in span)
        return window.text, (first, last)

    def altered(self, pattern: int, text: str, near: Sequence[Span] | None = None) -> Sequence[Altered]:
        """Where a statement stands altered, within `near` or anywhere; () for other patterns."""
        from engine.matching.altered import altered

        statements = self.ready().program.statements
        others = [s for i, s in statements.items() if i != pattern]
        return () if pattern not in statements else altered(statements[pattern], others, text, near)

    def __reduce__(self) -> tuple[Callable[[bytes], Matcher], tuple[bytes]]:
        return Matcher.stored, (self.dump(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Matcher) and self.dump() == other.dump()

    def __hash__(self) -> int:
        return hash(self.dump())

    def dump(self) -> bytes:
        """All that `load` needs."""
        if not self._dump:
            program, _, saved = self.ready()
            self._dump = packed((dumped(program), saved))
        return self._dump


def _hits(find: backend.Find, folded: str) -> Iterable[tuple[int, int, int]]:
    """All strings that stand in a text. A long one is searched by stretches of whole lines, because none of the strings
    has a line feed and all that is found in it at once takes much memory."""
    return find(folded) if len(folded) <= _LONG else _by_stretch(find, folded)


def _by_stretch(find: backend.Find, folded: str) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at < len(folded):
        end = folded.find("\n", min(at + _LONG, len(folded)))
        end = len(folded) if end < 0 else end + 1
        for start, stop, index in find(folded[at:end]):
            yield start + at, stop + at, index
        at = end


def _read(data: bytes) -> _Parts:
    plain, saved = unpacked(data)
    program = loaded(plain)
    return _Parts(program, backend.load(program.strings.all, saved), saved)


def compile_matcher(patterns: tuple[Pattern, ...]) -> Matcher:
    """The matcher of these patterns. Raises RegexFault for a regex that is not RE2's, and ValueError."""
    from engine.matching.compile import compile_program

    program = compile_program(patterns)
    find, saved = backend.build(program.strings.all())
    return Matcher(_Parts(program, find, saved))
