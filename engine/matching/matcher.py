"""All patterns of a plan on one text.

Input: the patterns in the plan's order, then texts. Output: `Matches`, spans of the source text by pattern.
Law: the result is a pure function of patterns and text; a matcher is immutable and may be shared by threads
and processes. One pass of the automaton finds the strings that occur; what they mean for a pattern is worked
out when its spans are asked for, so that a pattern of which nobody asks costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.matching import backend, gaps, running
from engine.matching.fold import fold
from engine.matching.program import Program, dumped, loaded
from engine.matching.scan import Exhausted, Matches, Scan
from engine.matching.statements import Altered

if TYPE_CHECKING:
    from engine.rule import Pattern

__all__ = ["Altered", "Exhausted", "Matcher", "Matches", "compile_matcher"]

Span = tuple[int, int]


class Matcher:
    """Compiled patterns. Made by `compile_matcher` or `load`."""

    __slots__ = ("_find", "_pairs", "_program", "_regex_pairs", "_saved")

    def __init__(self, program: Program, find: backend.Find, saved: bytes) -> None:
        self._program = program
        self._find = find
        self._saved = saved
        pairs = iter(program.pairs)
        self._pairs = frozenset(a + b for a, b in zip(pairs, pairs, strict=True))
        pairs = iter(program.regex_pairs)
        self._regex_pairs = frozenset(a + b for a, b in zip(pairs, pairs, strict=True))

    def scan(self, text: str) -> Matches:
        """All matches in a text."""
        folded = fold(text)
        scan = Scan(self._program, text, folded, self._find(folded))
        found = gaps.gaps(folded)
        for window in gaps.paragraphs(folded, found, self._regex_pairs):
            scan.take_paragraph(window, self._find(window.text))
        if self._pairs and (edits := gaps.edits(folded, found, self._pairs)):
            for window in gaps.windows(folded, edits, self._program.longest):
                scan.take_disguised(window, self._find(window.text))
        return scan.matches()

    def captures(self, pattern: int, text: str, span: Span) -> Mapping[str, Span]:
        """The named groups of a regex at one of its spans, as spans of the text; {} for other patterns."""
        regex = self._program.regexes.get(pattern)
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

        statement = self._program.statements.get(pattern)
        others = [s for i, s in self._program.statements.items() if i != pattern]
        return () if statement is None else altered(statement, others, text, near)

    def __reduce__(self) -> tuple[Callable[[bytes], Matcher], tuple[bytes]]:
        return Matcher.load, (self.dump(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Matcher) and self.dump() == other.dump()

    def __hash__(self) -> int:
        return hash(self._saved)

    def dump(self) -> bytes:
        """All that `load` needs."""
        return dumped(self._program) + b"\n" + self._saved

    @classmethod
    def load(cls, data: bytes) -> Matcher:
        """The matcher that was dumped. Raises ValueError, TypeError or KeyError for other data."""
        plain, _, saved = data.partition(b"\n")
        program = loaded(plain)
        return cls(program, backend.load(program.strings, saved), saved)


def compile_matcher(patterns: tuple[Pattern, ...]) -> Matcher:
    """The matcher of these patterns. Raises RegexFault for a regex that is not RE2's, and ValueError."""
    from engine.matching.compile import compile_program

    program = compile_program(patterns)
    find, saved = backend.build(program.strings)
    return Matcher(program, find, saved)
