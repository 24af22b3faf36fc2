"""Patterns compiled to plain values: what a matcher runs and what is kept on disk.

Input: a `Program`. Output: bytes, and the other way.
Law: `loaded(dumped(p))` dumps to the same bytes; a dump is JSON and holds no code. What there is for each
pattern stays as the dump has it until it is first needed, because loading must take milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.matching.running import Compiled, joined
from engine.matching.statements import Prepared

Entry = tuple[int, tuple[str, ...]] | None
Try = tuple[
    int, int, int
]  # a branch, of which a match begins so many characters before a string: least, most


class Program:
    """Plain values, and what was made of them so far.

    `owners[i]`: the pattern that `strings[i]` is a sign of; `shared[i]`: the others. `words`: for each pattern of words
    its strings, as the index of a string that is a plain word, or `[index, flags, words]` with the flags of
    `words.py` and the words as their author wrote them. `branches`: the alternatives of a regex, as JSON. `tries`: for
    each pattern but words its strings, four numbers each: index, the branch that it is a sign of, the least and the
    most characters (or ANYWHERE) that a match begins before it. `everywhere`: the patterns that no string is a sign
    of, and those of their branches of which that is true. `pairs`: two-character neighbours, one after another, in
    words of at most `longest` characters that may be disguised; `regex_pairs`: those in the strings of regexes. A
    dump has the strings one a line.
    """

    __slots__ = (
        "_branches_of", "_regexes", "_tries_of", "_words_of", "beside", "branches", "everywhere", "longest", "owners", "owners_of", "pairs",
        "regex_pairs", "searching", "shared", "statements", "strings", "tries", "words",
    )  # fmt: skip

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.strings: list[str] = values["strings"]
        self.owners: list[int] = values["owners"]
        self.shared: dict[int, list[int]] = _numbered(values["shared"])
        self.words: dict[int, list[Any]] = _numbered(values["words"])
        self.tries: dict[int, str] = _numbered(values["tries"])
        self.statements = {int(i): Prepared(*map(_tupled, row)) for i, row in values["statements"].items()}
        self.searching: dict[int, str] = _numbered(values["searching"])
        self.beside: dict[int, str] = _numbered(values["beside"])
        self.branches: dict[int, str] = _numbered(values["branches"])
        self.everywhere: dict[int, list[int]] = _numbered(values["everywhere"])
        self.pairs: str = values["pairs"]
        self.regex_pairs: str = values["regex_pairs"]
        self.longest: int = values["longest"]
        self.owners_of = _Owners(self.owners, self.shared)
        self._words_of: dict[int, tuple[frozenset[int], dict[int, list[Entry]]]] = {}
        self._regexes: dict[int, Compiled] = {}
        self._branches_of: dict[int, list[Compiled]] = {}
        self._tries_of: dict[int, tuple[frozenset[int], dict[int, list[Try]]]] = {}

    def words_of(self, pattern: int) -> tuple[frozenset[int], Mapping[int, list[Entry]]]:
        """A pattern's strings, and what each is of it: flags and words, None for a plain word."""
        kept = self._words_of.get(pattern)
        if kept is None:
            found: dict[int, list[Entry]] = {}
            for item in self.words[pattern]:
                plain = isinstance(item, int)
                index, entry = (item, None) if plain else (item[0], (item[1], tuple(item[2])))
                found.setdefault(index, []).append(entry)
            kept = self._words_of[pattern] = (frozenset(found), found)
        return kept

    def branches_of(self, pattern: int) -> Sequence[Compiled]:
        """The alternatives of a regex in their order."""
        found = self._branches_of.get(pattern)
        if found is None:
            found = self._branches_of[pattern] = [
                Compiled(*row) for row in json.loads(self.branches[pattern])
            ]
        return found

    def regex_of(self, pattern: int) -> Compiled | None:
        """The whole of a regex; None for other patterns."""
        if pattern not in self._regexes and pattern in self.branches:
            self._regexes[pattern] = joined(self.branches_of(pattern))
        return self._regexes.get(pattern)

    def tries_of(self, pattern: int) -> tuple[frozenset[int], Mapping[int, list[Try]]]:
        """A pattern's strings, and how far before each it may begin."""
        kept = self._tries_of.get(pattern)
        if kept is None:
            found: dict[int, list[Try]] = {}
            row = iter(map(int, self.tries[pattern].split()))
            for index, branch, near, far in zip(row, row, row, row, strict=True):
                found.setdefault(index, []).append((branch, near, far))
            kept = self._tries_of[pattern] = (frozenset(found), found)
        return kept


class _Owners(dict[int, tuple[int, ...]]):
    """The patterns that a string is a sign of, put together when it is first found."""

    def __init__(self, first: Sequence[int], others: Mapping[int, Sequence[int]]) -> None:
        self._first, self._others = first, others

    def __missing__(self, index: int) -> tuple[int, ...]:
        found = self[index] = (self._first[index], *self._others.get(index, ()))
        return found


def _numbered(values: Mapping[Any, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in values.items()}


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_KEPT = tuple(name for name in Program.__slots__ if not name.startswith("_") and name != "owners_of")


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dumped(program: Program) -> bytes:
    """As JSON, without a line feed but for those after each string. Raises ValueError."""
    values = {name: getattr(program, name) for name in _KEPT if name != "strings"}
    if any("\n" in text for text in program.strings):
        raise ValueError("no string of a plan holds a line feed")
    lines = [dump(values), *program.strings]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def loaded(data: bytes) -> Program:
    """Raises ValueError (or TypeError, KeyError) for anything but a dump."""
    values, *strings = data.decode("utf-8", "surrogatepass").split("\n")
    program = Program({**json.loads(values), "strings": strings})
    if len(program.strings) != len(program.owners):
        raise ValueError("a damaged plan")
    return program
