"""What is known of regexes, each analysed once, here or elsewhere.

Input: a source in RE2's syntax, and rows of what was found out before. Output: a `Prepared` pattern, or what its
author should know of it. Law: what was learned is what an analysis here would give; a row that cannot be read is as
good as none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from engine.matching.analysis import analyse
from engine.matching.prepared import Prepared, read, row
from engine.matching.tree import RegexFault

__all__ = [
    "Checked",
    "RegexFault",
    "Row",
    "Source",
    "check",
    "compile_regex",
    "found_out",
    "learn",
    "learned",
]

_NAME = re.compile(r"\(\?P<(\w+)>")

Source = tuple[str, bool]  # a pattern, and whether it is exact
Row = list[Any]  # see `prepared.row`

_known: dict[Source, Prepared] = {}  # what was asked for in this process
_told: dict[Source, Row] = {}  # what was found out elsewhere and was not asked for
_found: list[Source] = []  # what was found out here


class Checked(NamedTuple):
    """What a rule's author should know of a pattern. `required` is empty where it runs over every text."""

    required: frozenset[str]
    names: tuple[str, ...]
    shortest: int
    engine: str  # re | re, re2 on long paragraphs | re2


def check(source: str, exact: bool = False) -> Checked:
    """What there is to know of a pattern. Raises RegexFault."""
    prepared = compile_regex(source, exact)
    engine = {None: "re", 0: "re2"}.get(prepared.regex.limit, "re, re2 on long paragraphs")
    needs = [frozenset(branch.strings()) for branch in prepared.branches]
    required = frozenset[str]().union(*needs) if all(needs) else frozenset[str]()
    return Checked(required, tuple(_NAME.findall(prepared.regex.source)), prepared.shortest, engine)


def compile_regex(source: str, exact: bool = False) -> Prepared:
    """The pattern, folded unless `exact`. Raises RegexFault."""
    key = (source, exact)
    prepared = _known.get(key) or _recalled(key)
    if prepared is None:
        prepared = analyse(source, exact)
        _found.append(key)
    _known[key] = prepared
    return prepared


def _recalled(key: Source) -> Prepared | None:
    told = _told.pop(key, None)
    if told is not None:
        with suppress(ValueError, TypeError, AttributeError, IndexError):
            return read(told)
    return None


def learn(rows: Mapping[Source, Row]) -> None:
    """Takes what this code found out of regexes before or elsewhere."""
    _told.update({key: told for key, told in rows.items() if key not in _known})


def learned() -> dict[Source, Row]:
    """All that is known, last what was asked for in this process."""
    return _told | {key: row(prepared) for key, prepared in _known.items()}


def found_out() -> int:
    """How many regexes were analysed in this process."""
    return len(_found)
