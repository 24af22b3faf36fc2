"""Patterns compiled to plain values: what a matcher runs and what is kept on disk.

Input: a `Program`. Output: bytes, and the other way.
Law: `loaded(dumped(p))` dumps to the same bytes; a dump holds no code. What there is for each pattern and each string
stays as the dump has it until it is first needed, because loading must take milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.matching.blocks import Rows, Strings, by_number, numbered, packed, unpacked
from engine.matching.gaps import Pairs
from engine.matching.running import Compiled, joined
from engine.matching.statements import Prepared

Entry = tuple[int, tuple[str, ...]] | None
Try = tuple[
    int, int, int
]  # a branch, of which a match begins so many characters before a string: least, most


class Program:
    """Plain values, and what was made of them so far.

    `owners_of[i]`: the patterns that `strings[i]` is a sign of. `words`: for each pattern of words its strings, as JSON:
    the index of a string that is a plain word, or `[index, flags, words]` with the flags of `words.py` and the words as
    their author wrote them. `branches`: the alternatives of a regex, as JSON. `tries`: for each pattern but words its
    strings, four numbers each: index, the branch that it is a sign of, the least and the most characters (or ANYWHERE)
    that a match begins before it. `everywhere`: the patterns that no string is a sign of, and those of their branches
    of which that is true. `pairs`: the neighbours in words of at most `longest` characters that may be disguised;
    `regex_pairs`: those in the strings of regexes.
    """

    __slots__ = (
        "_branches_of", "_regexes", "_tries_of", "_words_of", "beside", "branches", "everywhere", "longest", "owners_of", "pairs",
        "regex_pairs", "searching", "statements", "strings", "tries", "words",
    )  # fmt: skip

    def __init__(
        self,
        strings: Strings,
        owners: Rows,
        lines: Mapping[str, dict[int, bytes]],
        pairs: Mapping[str, Pairs],
        values: Mapping[str, Any],
    ) -> None:
        self.strings = strings
        self.owners_of = owners
        self.words, self.tries, self.branches = (lines[name] for name in _LINES)
        self.pairs, self.regex_pairs = (pairs[name] for name in _PAIRS)
        self.statements = {int(i): Prepared(*map(_tupled, row)) for i, row in values["statements"].items()}
        self.searching: dict[int, str] = _numbered(values["searching"])
        self.beside: dict[int, str] = _numbered(values["beside"])
        self.everywhere: dict[int, list[int]] = _numbered(values["everywhere"])
        self.longest: int = values["longest"]
        self._words_of: dict[int, tuple[frozenset[int], dict[int, list[Entry]]]] = {}
        self._regexes: dict[int, Compiled] = {}
        self._branches_of: dict[int, list[Compiled]] = {}
        self._tries_of: dict[int, tuple[frozenset[int], dict[int, list[Try]]]] = {}

    def words_of(self, pattern: int) -> tuple[frozenset[int], Mapping[int, list[Entry]]]:
        """A pattern's strings, and what each is of it: flags and words, None for a plain word."""
        kept = self._words_of.get(pattern)
        if kept is None:
            found: dict[int, list[Entry]] = {}
            for item in json.loads(self.words[pattern]):
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


_LINES = ("words", "tries", "branches")
_PAIRS = ("pairs", "regex_pairs")
_VALUES = ("statements", "searching", "beside", "everywhere", "longest")


def _numbered(values: Mapping[Any, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in values.items()}


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def dump(value: Any) -> bytes:
    """As JSON, without a line feed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def dumped(program: Program) -> bytes:
    return packed(
        (
            dump({name: getattr(program, name) for name in _VALUES}),
            program.strings.dump(),
            program.owners_of.dump(),
            *[numbered(getattr(program, name)) for name in _LINES],
            *[_listed(getattr(program, name)) for name in _PAIRS],
        )
    )


def loaded(data: bytes) -> Program:
    """Raises ValueError (or TypeError, KeyError) for anything but a dump."""
    values, strings, owners, *others = unpacked(data)
    lines, pairs = others[: len(_LINES)], others[len(_LINES) :]
    program = Program(
        Strings.load(strings),
        Rows.load(owners),
        dict(zip(_LINES, map(by_number, lines), strict=True)),
        dict(zip(_PAIRS, map(_pairs, pairs), strict=True)),
        json.loads(values.decode("utf-8", "surrogatepass")),
    )
    if program.strings.count != program.owners_of.count:
        raise ValueError("a damaged plan")
    return program


def _listed(pairs: Pairs) -> bytes:
    return "\n".join([first + others for first, others in pairs.items()]).encode("utf-8", "surrogatepass")


def _pairs(data: bytes) -> Pairs:
    lines = data.decode("utf-8", "surrogatepass").split("\n") if data else ()
    return {line[0]: line[1:] for line in lines}
