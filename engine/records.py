"""Drafts as JSON Lines → their findings as JSON Lines.

Input: lines `{"id", "text", "material", "product", …}`. Output: one line each, in order. Law: a line in is a line
out; a line that is no valid record gives a line with `error`, never nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.language.words import VALUES
from engine.loaders.text import from_text
from engine.plan import Plan
from engine.profile import attributes_given
from engine.reporters.json import record as short
from engine.review import review_document


class Answer(NamedTuple):
    """A line of output, and whether the record could not be reviewed."""

    line: str
    failed: bool


def review_lines(
    plan: Plan, lines: Iterable[str], options: Mapping[str, tuple[str, ...]], as_of: str = ""
) -> Iterator[Answer]:
    """The answer to each line. `options` holds for records that do not say otherwise."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        yield _answer(plan, line, number, options, as_of)


def _answer(plan: Plan, line: str, number: int, options: Mapping[str, tuple[str, ...]], as_of: str) -> Answer:
    record: Any = None
    try:
        record = _record(line)
        own = {name: _values(name, record[name]) for name in VALUES if record.get(name)}
        given = attributes_given({**options, **own}, {}, {})
        found = review_document(
            plan, from_text(record["text"], str(record.get("id", number))), given, as_of=as_of
        )
    except Exception as wrong:
        id = record.get("id", number) if isinstance(record, dict) else number
        return Answer(_dump({"id": id, "error": f"line {number}: {wrong}"}), True)
    return Answer(_dump({**short(found), "id": record.get("id", number)}), False)


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as wrong:
        raise ValueError(f"no JSON: {wrong}") from None
    if not isinstance(record, dict):
        raise ValueError("not an object")
    if not isinstance(record.get("text"), str):
        raise ValueError("`text` is missing or is no string")
    return record


def _values(name: str, value: Any) -> tuple[str, ...]:
    values = tuple(value) if isinstance(value, list) else (value,)
    for item in values:
        if item not in VALUES[name]:
            raise ValueError(f"`{name}` cannot be {item!r}; known: {', '.join(sorted(VALUES[name]))}")
    return values


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
