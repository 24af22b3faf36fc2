"""All patterns of a plan on one text.

Input: the patterns in the plan's order, then texts. Output: `Matches`, spans of the source text by pattern.
Law: the result is a pure function of patterns and text; a matcher is immutable and may be shared.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.matching import backend
from engine.matching.fold import changes, fold
from engine.matching.regexes import RegexFault, compiled, python_source
from engine.matching.statements import regex_of, squeeze
from engine.matching.words import EXACT, EXCEPTION, spellings, stands_alone, uncovered
from engine.rule import Pattern, Regex, Statement, Words

__all__ = ["Altered", "Matcher", "Matches", "RegexFault", "compile_matcher"]

Span = tuple[int, int]


class Altered(NamedTuple):
    """A place where a prescribed wording stands nearly: what differs, and how it should read."""

    start: int
    end: int
    difference: str
    wording: str


@dataclass(frozen=True, slots=True)
class Matches:
    """Pattern index -> its sorted, distinct spans; and by what disguise a span was recognised."""

    spans: Mapping[int, Sequence[Span]]
    disguises: Mapping[tuple[int, int, int], str]


class Matcher:
    """Compiled patterns. Made by `compile_matcher` or `load`."""

    __slots__ = ("_data", "_find", "_saved")

    def __init__(self, data: dict[str, Any], saved: bytes) -> None:
        self._data = data
        self._saved = saved
        self._find = backend.load(data["strings"], saved)

    def scan(self, text: str) -> Matches:
        folded = fold(text)
        spans: dict[int, list[Span]] = {}
        disguises: dict[tuple[int, int, int], str] = {}
        covers: dict[int, list[Span]] = {}
        actions = self._data["actions"]
        for start, end, index in self._find(folded):
            for pattern, flags, words in actions[index]:
                if not stands_alone(folded, start, end, flags):
                    continue
                source = text[start:end]
                if flags & EXACT and source not in words:
                    continue
                if flags & EXCEPTION:
                    covers.setdefault(pattern, []).append((start, end))
                    continue
                spans.setdefault(pattern, []).append((start, end))
                if source not in words and (kind := changes(source, tuple(words))):
                    disguises[pattern, start, end] = kind
        for pattern, regex, exact in self._data["regexes"]:
            found = [
                m.span() for m in compiled(regex).finditer(text if exact else folded) if m.end() > m.start()
            ]
            if found:
                spans[pattern] = found
        if self._data["statements"]:
            squeezed = squeeze(folded)
            for pattern, wordings in self._data["statements"]:
                for wording in wordings:
                    for m in compiled(wording).finditer(squeezed.text):
                        span = (squeezed.places[m.start()], squeezed.places[m.end() - 1] + 1)
                        spans.setdefault(pattern, []).append(span)
        result = {}
        for pattern, found in spans.items():
            kept = uncovered(sorted(set(found)), sorted(covers.get(pattern, ())))
            if kept:
                result[pattern] = kept
        kept_keys = {(p, s, e) for p, found in result.items() for s, e in found}
        return Matches(result, {key: kind for key, kind in disguises.items() if key in kept_keys})

    def captures(self, pattern: int, text: str, span: Span) -> Mapping[str, Span]:
        for index, regex, exact in self._data["regexes"]:
            if index == pattern:
                found = compiled(regex).match(text if exact else fold(text), span[0])
                if found is None:
                    return {}
                return {name: found.span(name) for name in found.groupdict() if found.start(name) >= 0}
        return {}

    def altered(self, pattern: int, text: str, near: Sequence[Span] | None = None) -> Sequence[Altered]:
        return ()

    def dump(self) -> bytes:
        return json.dumps([self._data, base64.b64encode(self._saved).decode()]).encode()

    @classmethod
    def load(cls, data: bytes) -> Matcher:
        """The matcher that was dumped."""
        plain, saved = json.loads(data)
        return cls(plain, base64.b64decode(saved))


def compile_matcher(patterns: tuple[Pattern, ...]) -> Matcher:
    """The matcher of these patterns. Raises RegexFault for a regex that is not RE2's."""
    strings: dict[str, list[list[Any]]] = {}
    regexes: list[list[Any]] = []
    statements: list[list[Any]] = []
    for index, pattern in enumerate(patterns):
        match pattern:
            case Words():
                grouped: dict[tuple[str, int], list[str]] = {}
                for item in spellings(pattern):
                    grouped.setdefault((item.text, item.flags), []).append(item.word)
                for (text, flags), words in grouped.items():
                    strings.setdefault(text, []).append([index, flags, words])
            case Regex(source, exact):
                regexes.append([index, python_source(source, exact), exact])
            case Statement(wordings):
                statements.append([index, [regex_of(wording) for wording in wordings]])
            case _:
                pass
    data = {
        "strings": list(strings),
        "actions": list(strings.values()),
        "regexes": regexes,
        "statements": statements,
    }
    return Matcher(data, backend.build(data["strings"])[1])
