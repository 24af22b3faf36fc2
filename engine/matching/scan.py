"""What one text holds of a plan's patterns, worked out pattern by pattern as it is asked for.

Input: a `Program`, a text, and the occurrences of the program's strings in it. Output: `Matches`.
Law: `Matches.spans` and `disguises` are the same whatever is asked for first; a pattern with spans is always
among `candidates`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from engine.matching import detectors, gaps, running, statements
from engine.matching.fold import changes
from engine.matching.program import Program
from engine.matching.words import EXACT, EXCEPTION, stands_alone, uncovered

# What may be spent on one text, a thousand times what one takes: a run without a deadline ends too.
SECONDS = 20.0
SECONDS_FOR_A_MILLION = 20.0

Span = tuple[int, int]
Key = tuple[int, int, int]
Hits = Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Matches:
    """Pattern index -> its sorted, distinct spans; and by what disguise a span was recognised.

    A pattern without spans is absent. Words: all occurrences, overlapping ones too. Regexes: leftmost, as
    `re.finditer`. `disguises` has (pattern, start, end) only where the text is not plain. Both are worked out
    at first access. `candidates`: the patterns that may have spans, known at once.
    """

    spans: Mapping[int, Sequence[Span]]
    disguises: Mapping[Key, str]
    candidates: AbstractSet[int] = field(default=frozenset(), compare=False)


class Exhausted(Exception):
    """The time for one text is spent before all that was asked for could be searched for."""


class _Spans(Mapping[int, Sequence[Span]]):
    """The spans of each pattern that has some."""

    __slots__ = ("_candidates", "_known", "_work")

    def __init__(self, candidates: Collection[int], work: Callable[[int], Sequence[Span]]) -> None:
        self._candidates = candidates
        self._work = work
        self._known: dict[int, Sequence[Span]] = {}

    def get(self, pattern: int, default: Any = None) -> Any:
        found = self._known.get(pattern)
        if found is None:
            worth = pattern in self._candidates
            found = self._known[pattern] = self._work(pattern) if worth else ()
        return found or default

    def __getitem__(self, pattern: int) -> Sequence[Span]:
        found: Sequence[Span] = self.get(pattern, ())
        if not found:
            raise KeyError(pattern)
        return found

    def __iter__(self) -> Iterator[int]:
        return (pattern for pattern in self._candidates if self.get(pattern))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Disguises(Mapping[Key, str]):
    """The disguise of each span that has one."""

    __slots__ = ("_kinds", "_spans")

    def __init__(self, spans: _Spans, kinds: Mapping[Key, str]) -> None:
        self._spans = spans
        self._kinds = kinds

    def get(self, key: Key, default: Any = None) -> Any:
        self._spans.get(key[0])
        return self._kinds.get(key, default)

    def __getitem__(self, key: Key) -> str:
        self._spans.get(key[0])
        return self._kinds[key]

    def __iter__(self) -> Iterator[Key]:
        len(self._spans)
        return iter(self._kinds)

    def __len__(self) -> int:
        len(self._spans)
        return len(self._kinds)


class Scan:
    """One text, and where the program's strings occur in it: `places` by string, `present` those that do, `hidden` by
    pattern through disguises."""

    __slots__ = (
        "_digits", "deadline", "folded", "hidden", "kinds", "places", "present", "program", "squeezed", "text",
    )  # fmt: skip

    def __init__(
        self, program: Program, text: str, folded: str, hits: Iterable[tuple[int, int, int]]
    ) -> None:
        self.program = program
        self.deadline = perf_counter() + SECONDS + SECONDS_FOR_A_MILLION * len(text) / 1e6
        self.text = text
        self.folded = folded
        self.places: dict[int, list[int]] = defaultdict(list)
        for start, _, index in hits:
            self.places[index].append(start)
        self.present = frozenset(self.places)
        self.hidden: dict[int, list[tuple[int, Span, str]]] = {}
        self.squeezed: list[tuple[gaps.Window, Scan]] = []
        self.kinds: dict[Key, str] = {}
        self._digits: list[Span] | None = None

    def take_disguised(self, window: gaps.Window, hits: Hits) -> None:
        """Occurrences in a window without its disguises; those in plain text are known already."""
        for start, end, index in hits:
            kind = gaps.disguise(window, start, end, self.folded)
            if not kind:
                continue
            span = window.starts[start], window.ends[end - 1]
            for pattern in self.program.owners_of[index]:
                for flags in self._flags(pattern, index):
                    if not flags & EXACT and stands_alone(window.text, start, end, flags):
                        self.hidden.setdefault(pattern, []).append((flags, span, kind))

    def take_paragraph(self, window: gaps.Window, hits: Hits) -> None:
        """A paragraph without the signs that were put into it, where they disguised a string of a regex."""
        if any(hit[1] - hit[0] > 1 and gaps.disguise(window, hit[0], hit[1], self.folded) for hit in hits):
            self.squeezed.append((window, Scan(self.program, window.text, window.text, hits)))

    def _flags(self, pattern: int, index: int) -> Sequence[int]:
        """The flags of each way in which a string counts for a pattern when it is seen through a disguise."""
        if pattern in self.program.statements:
            return (0,)
        if pattern not in self.program.words:
            return ()
        return [entry[0] if entry else 0 for entry in self.program.words_of(pattern)[1][index]]

    def matches(self) -> Matches:
        candidates = {*self.program.everywhere, *self.hidden}
        candidates.update(*map(self.program.owners_of.__getitem__, self.places))
        for _, paragraph in self.squeezed:
            candidates.update(paragraph.matches().candidates)
        spans = _Spans(candidates, self.find)
        return Matches(spans, _Disguises(spans, self.kinds), candidates)

    def find(self, pattern: int) -> Sequence[Span]:
        """The spans of one pattern; their disguises go to `kinds`. Raises Exhausted."""
        if perf_counter() > self.deadline:
            raise Exhausted
        program = self.program
        if pattern in program.words:
            return self._words(pattern)
        if (regex := program.regex_of(pattern)) is not None:
            return self._regex(pattern, regex)
        if (statement := program.statements.get(pattern)) is not None:
            hits = {*self._tries(pattern), *(span[0] for _, span, _ in self.hidden.get(pattern, ()))}
            return statements.find(statement, self.folded, sorted(hits))
        if (label := program.beside.get(pattern)) is not None:
            return detectors.beside(label, self.folded, self._tries(pattern))
        if self._digits is None:
            self._digits = detectors.runs(self.folded)
        return detectors.search(program.searching[pattern], self.folded, self._digits)

    def _tries(self, pattern: int) -> list[int]:
        """Where a pattern's strings stand, sorted."""
        strings, _ = self.program.tries_of(pattern)
        return sorted(start for index in strings & self.present for start in self.places[index])

    def _regex(self, pattern: int, regex: running.Compiled) -> Sequence[Span]:
        subject = self.text if regex.exact else self.folded
        everywhere = self.program.everywhere.get(pattern, ())
        plain = self._leftmost(pattern, subject, everywhere)
        if not self.squeezed or not running.sees_through(regex):
            return plain
        seen = list(self._seen_through(pattern, plain))
        return sorted((*(one for one in plain if not any(_meet(one, other) for other in seen)), *seen))

    def _seen_through(self, pattern: int, plain: Sequence[Span]) -> Iterator[Span]:
        """The matches in paragraphs without what was put into them. They take the place of those in plain text that
        begin later, or there and end sooner: 比*较基准 is no mere 基准."""
        for window, paragraph in self.squeezed:
            for start, end in paragraph._leftmost(pattern, window.text, ()):
                kind = gaps.disguise(window, start, end, self.folded)
                span = window.starts[start], window.ends[end - 1]
                if kind and all((span[0], -span[1]) < (a, -b) for a, b in plain if _meet((a, b), span)):
                    self.kinds[(pattern, *span)] = kind
                    yield span

    def _leftmost(self, pattern: int, subject: str, everywhere: Sequence[int]) -> Sequence[Span]:
        """The matches that begin near the strings found, and anywhere those of the branches `everywhere`."""
        branches = self.program.branches_of(pattern)
        windows = self._windows(pattern, branches, subject)
        for branch in everywhere:
            windows[branch] = running.paragraphs(subject)
        return running.leftmost([(branches[at], _joined(windows[at])) for at in sorted(windows)], subject)

    def _windows(
        self, pattern: int, branches: Sequence[running.Compiled], subject: str
    ) -> dict[int, list[Span]]:
        """For each branch of which a match begins anywhere the stretches `[first, last]` in which one may. It is asked
        of each string by itself: mostly there is none, and then no stretches need be put together."""
        found: dict[int, list[Span]] = {}
        strings, tries = self.program.tries_of(pattern)
        for index in strings & self.present:
            places = self.places[index]
            for number, near, far in tries[index]:
                if number in found or running.begins(branches[number], subject, places, near, far):
                    found.setdefault(number, []).extend(running.windows(self.folded, places, near, far))
        return found

    # ---- words --------------------------------------------------------------------------------------

    def _words(self, pattern: int) -> Sequence[Span]:
        """Sorted, distinct, and without what an exception covers."""
        spans: list[Span] = []
        covers: list[Span] = []
        kinds: dict[Span, str] = {}
        places, strings = self.places, self.program.strings
        indices, entries = self.program.words_of(pattern)
        for index in indices & self.present:
            string = strings[index]
            for entry in entries[index]:
                for start in places[index]:
                    end = start + len(string)
                    if entry or not self.text.startswith(string, start):
                        self._word(entry or (0, (string,)), (start, end), spans, covers, kinds)
                    else:
                        spans.append((start, end))
        for flags, span, kind in self.hidden.get(pattern, ()):
            (covers if flags & EXCEPTION else spans).append(span)
            kinds.setdefault(span, kind)
        kept = sorted(set(spans)) if len(spans) > 1 else spans
        kept = uncovered(kept, sorted(covers)) if covers else kept
        for span in kept if kinds else ():
            if kinds.get(span):
                self.kinds[(pattern, *span)] = kinds[span]
        return kept

    def _word(
        self, entry: Sequence[Any], span: Span, spans: list[Span], covers: list[Span], kinds: dict[Span, str]
    ) -> None:
        """A word that has a boundary, is exact, is an exception, or is not written as it reads folded."""
        flags, words = entry
        if not stands_alone(self.folded, *span, flags):
            return
        source = self.text[slice(*span)]
        if flags & EXACT and source not in words:
            return
        if flags & EXCEPTION:
            covers.append(span)
            return
        spans.append(span)
        kinds.setdefault(span, changes(source, words))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _joined(windows: list[Span]) -> list[Span]:
    """Overlapping and neighbouring ones made one."""
    if len(windows) < 2:
        return windows
    windows.sort()
    out = [windows[0]]
    for first, last in windows:
        if first > out[-1][1] + 1:
            out.append((first, last))
        elif last > out[-1][1]:
            out[-1] = (out[-1][0], last)
    return out
