"""All patterns of a plan on one text.

Input: the patterns in the plan's order, then texts. Output: `Matches`, spans of the source text by pattern.
Law: the result is a pure function of patterns and text; a matcher is immutable and may be shared by threads
and processes. One pass of the automaton finds the words and where each other pattern is worth trying.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.matching import backend, detectors, gaps, running, statements
from engine.matching.fold import changes, fold
from engine.matching.program import (
    DETECTOR,
    FARTHEST,
    GATE,
    REGEX,
    STATEMENT,
    Program,
    attempted,
    dumped,
    loaded,
)
from engine.matching.statements import Altered
from engine.matching.words import EXACT, EXCEPTION, stands_alone, uncovered

if TYPE_CHECKING:
    from engine.rule import Pattern

__all__ = ["Altered", "Matcher", "Matches", "compile_matcher"]

Span = tuple[int, int]
Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Matches:
    """Pattern index -> its sorted, distinct spans; and by what disguise a span was recognised.

    A pattern without spans is absent. Words: all occurrences, overlapping ones too. Regexes: leftmost, as
    `re.finditer`. `disguises` has (pattern, start, end) only where the text is not plain.
    """

    spans: Mapping[int, Sequence[Span]]
    disguises: Mapping[Key, str]


class Matcher:
    """Compiled patterns. Made by `compile_matcher` or `load`."""

    __slots__ = ("_always", "_find", "_pairs", "_program", "_saved", "_searching")

    def __init__(self, program: Program, find: backend.Find, saved: bytes) -> None:
        self._program = program
        self._find = find
        self._saved = saved
        pairs = iter(program.pairs)
        self._pairs = frozenset(a + b for a, b in zip(pairs, pairs, strict=True))
        self._always = tuple((i, program.regexes[i]) for i in program.always)
        self._searching = tuple(program.searching.items())

    def scan(self, text: str) -> Matches:
        """All matches in a text."""
        folded = fold(text)
        found = _Found(self._program, text, folded)
        found.take(self._find(folded))
        if self._pairs and (edits := gaps.edits(folded, self._pairs)):
            for window in gaps.windows(folded, edits, self._program.longest):
                found.take_disguised(window, self._find(window.text))
        found.run(self._always, self._searching)
        return found.matches()

    def captures(self, pattern: int, text: str, span: Span) -> Mapping[str, Span]:
        """The named groups of a regex at one of its spans, as spans of the text; {} for other patterns."""
        regex = self._program.regexes.get(pattern)
        return {} if regex is None else running.captures(regex, text, span)

    def altered(self, pattern: int, text: str, near: Sequence[Span] | None = None) -> Sequence[Altered]:
        """Where a statement stands altered, within `near` or anywhere; () for other patterns."""
        from engine.matching.altered import altered

        statement = self._program.statements.get(pattern)
        others = [s for i, s in self._program.statements.items() if i != pattern]
        return () if statement is None else altered(statement, others, text, near)

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


class _Found:
    """What one scan has found so far."""

    __slots__ = ("covers", "disguises", "folded", "program", "spans", "text", "tries")

    def __init__(self, program: Program, text: str, folded: str) -> None:
        self.program = program
        self.text = text
        self.folded = folded
        self.spans: dict[int, list[Span]] = {}
        self.covers: dict[int, list[Span]] = {}
        self.tries: dict[int, list[tuple[Sequence[int], int]]] = {}
        self.disguises: dict[Key, str] = {}

    def take(self, hits: Sequence[tuple[int, int, int]]) -> None:
        """Occurrences in the text itself."""
        places: dict[int, list[int]] = {}
        for start, _, index in hits:
            places.setdefault(index, []).append(start)
        for index, starts in places.items():
            if words := self.program.words[index]:
                self.take_words(words, index, starts)
            for number in self.program.tries[index]:
                key, back = divmod(number, FARTHEST)
                self.tries.setdefault(key, []).append((starts, back))

    def take_words(self, words: Sequence[Any], index: int, starts: Sequence[int]) -> None:
        string = self.program.strings[index]
        for word in words:
            for start in starts:
                if word.__class__ is int and self.text.startswith(string, start):
                    self.spans.setdefault(word, []).append((start, start + len(string)))
                else:
                    self.word(word, index, start, start + len(string))

    def word(self, word: Any, index: int, start: int, end: int) -> None:
        """A word that has a boundary, is exact, is an exception, or is not written as it reads folded."""
        pattern, flags, words = self.meaning(word, index)
        if not stands_alone(self.folded, start, end, flags):
            return
        source = self.text[start:end]
        if flags & EXACT and source not in words:
            return
        self.keep(pattern, flags, (start, end), changes(source, words))

    def meaning(self, word: Any, index: int) -> tuple[int, int, Sequence[str]]:
        """The pattern, flags and words of an entry of `Program.words`."""
        return (word, 0, (self.program.strings[index],)) if isinstance(word, int) else tuple(word)

    def keep(self, pattern: int, flags: int, span: Span, kind: str) -> None:
        where = self.covers if flags & EXCEPTION else self.spans
        where.setdefault(pattern, []).append(span)
        if kind and not flags & EXCEPTION:
            self.disguises.setdefault((pattern, *span), kind)

    def take_disguised(self, window: gaps.Window, hits: Sequence[tuple[int, int, int]]) -> None:
        """Occurrences in a window without its disguises; those in plain text are known already."""
        for start, end, index in hits:
            kind = gaps.disguise(window, start, end, self.folded)
            if not kind:
                continue
            span = window.starts[start], window.ends[end - 1]
            for word in self.program.words[index]:
                pattern, flags, _ = self.meaning(word, index)
                if not flags & EXACT and stands_alone(window.text, start, end, flags):
                    self.keep(pattern, flags, span, kind)
            for number in self.program.tries[index]:
                if attempted(number // FARTHEST)[1] == STATEMENT:
                    self.tries.setdefault(number // FARTHEST, []).append(((span[0],), 0))

    def run(
        self, always: Sequence[tuple[int, running.Compiled]], searching: Sequence[tuple[int, str]]
    ) -> None:
        """The patterns that are worth trying."""
        for key in self.tries:
            pattern, kind = attempted(key)
            if kind == REGEX:
                self.run_regex(pattern, key)
            elif kind == STATEMENT:
                found = statements.find(self.program.statements[pattern], self.folded, self.places(key))
                self.put(pattern, found)
            elif kind == DETECTOR:
                found = detectors.beside(self.program.beside[pattern], self.folded, self.places(key))
                self.put(pattern, found)
        for pattern, regex in always:
            self.put(pattern, running.spans(regex, self.subject(regex)))
        if searching:
            digits = detectors.runs(self.folded)
            for pattern, detector in searching:
                self.put(pattern, detectors.search(detector, self.folded, digits))

    def run_regex(self, pattern: int, key: int) -> None:
        regex = self.program.regexes[pattern]
        gate = key - REGEX + GATE
        if regex.gated and gate not in self.tries:
            return
        starts = self.places(key)
        if regex.gated:
            starts = running.passing(regex, starts, self.places(gate))
        if starts:
            self.put(pattern, running.spans_at(regex, self.subject(regex), starts))

    def places(self, key: int) -> list[int]:
        """Where a pattern is worth trying, sorted and distinct."""
        return sorted({start - back for starts, back in self.tries[key] for start in starts if start >= back})

    def subject(self, regex: running.Compiled) -> str:
        return self.text if regex.exact else self.folded

    def put(self, pattern: int, found: list[Span]) -> None:
        if found:
            self.spans[pattern] = found

    def matches(self) -> Matches:
        """Sorted, distinct, and without what an exception covers."""
        out: dict[int, list[Span]] = {}
        for pattern, spans in self.spans.items():
            distinct = sorted(set(spans)) if len(spans) > 1 else spans
            covers = self.covers.get(pattern)
            kept = uncovered(distinct, sorted(covers)) if covers else distinct
            if kept:
                out[pattern] = kept
        held = {key: kind for key, kind in self.disguises.items() if key[1:] in out.get(key[0], ())}
        return Matches(out, held)
