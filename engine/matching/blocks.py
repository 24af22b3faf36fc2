"""Values as bytes that load without looking at each of them: made when they are first asked for.

Input: strings, rows of numbers, text by number. Output: bytes, and the other way.
Law: what is loaded equals what was dumped; numbers are kept with the low byte first on every machine.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

_CODE = "utf-8"
_LONE = "surrogatepass"
_LONG = 8  # bytes of a length


def packed(parts: Iterable[bytes]) -> bytes:
    """Some parts as one, each after its length."""
    return b"".join(len(part).to_bytes(_LONG, "big") + part for part in parts)


def unpacked(data: bytes, at: int = 0) -> Iterator[bytes]:
    """The parts."""
    while at < len(data):
        start = at + _LONG
        at = start + int.from_bytes(data[at:start], "big")
        yield data[start:at]


class Rows(dict[int, tuple[int, ...]]):
    """Rows of numbers from 0 on: `numbers[ends[i - 1]:ends[i]]` each."""

    __slots__ = ("_ends", "_numbers", "count")

    def __init__(self, ends: array[int], numbers: array[int]) -> None:
        self._ends = ends
        self._numbers = numbers
        self.count = len(ends)

    @classmethod
    def of(cls, rows: Iterable[Iterable[int]]) -> Rows:
        ends, numbers = array("i"), array("i")
        for row in rows:
            numbers.extend(row)
            ends.append(len(numbers))
        return cls(ends, numbers)

    @classmethod
    def load(cls, data: bytes) -> Rows:
        """Raises ValueError for what is no dump."""
        ends, numbers = (_numbers(part) for part in unpacked(data))
        return cls(ends, numbers)

    def dump(self) -> bytes:
        return packed((_bytes(self._ends), _bytes(self._numbers)))

    def __missing__(self, index: int) -> tuple[int, ...]:
        start = self._ends[index - 1] if index else 0
        found = self[index] = tuple(self._numbers[start : self._ends[index]])
        return found


class Strings(dict[int, str]):
    """Strings from 0 on."""

    __slots__ = ("_ends", "_text")

    def __init__(self, ends: array[int], text: bytes) -> None:
        self._ends = ends
        self._text = text

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        known = list(strings)
        parts = [string.encode(_CODE, _LONE) for string in known]
        made = cls(array("i", accumulate(map(len, parts))), b"".join(parts))
        made.update(enumerate(known))
        return made

    @classmethod
    def load(cls, data: bytes) -> Strings:
        """Raises ValueError for what is no dump."""
        ends, text = unpacked(data)
        return cls(_numbers(ends), text)

    def dump(self) -> bytes:
        return packed((_bytes(self._ends), self._text))

    def all(self) -> list[str]:
        return [self[index] for index in range(len(self._ends))]

    @property
    def count(self) -> int:
        return len(self._ends)

    def __missing__(self, index: int) -> str:
        start = self._ends[index - 1] if index else 0
        found = self[index] = self._text[start : self._ends[index]].decode(_CODE, _LONE)
        return found


def by_number(data: bytes) -> dict[int, bytes]:
    """What `numbered` dumped. Raises ValueError for other data."""
    if not data:
        return {}
    numbers, *lines = data.split(b"\n")
    return dict(zip(json.loads(numbers), lines, strict=True))


def numbered(texts: Mapping[int, bytes]) -> bytes:
    """Texts by number; none of them holds a line feed."""
    return b"\n".join((json.dumps(list(texts)).encode(), *texts.values())) if texts else b""


def _numbers(data: bytes) -> array[int]:
    found = array("i")
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _bytes(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        return numbers.tobytes()
    turned = array("i", numbers)
    turned.byteswap()
    return turned.tobytes()
