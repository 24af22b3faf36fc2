"""A plan ↔ bytes, and a folder that keeps plans by the content of what they were made of.

Input: sources and a folder. Output: the plan, None where the folder has none. Law: what is read back equals what
was written; a file that is damaged, of another version or of another user is as good as none. The form is JSON
beside the matcher's own bytes: nothing in it is ever executed.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, overload
from zlib import crc32

from engine.matching.blocks import packed, unpacked
from engine.matching.matcher import Matcher
from engine.ownfile import read_own, write_whole
from engine.plan import Op, Plan, PlannedProfile, PlannedRequirement, PlannedRule
from engine.rule import Amendment, Citation, Detector, Pattern, Point, Regex, Role, Severity, Statement, Words

_CHECK = 4  # bytes
MOST = 16  # plans that a folder keeps
FORM = "zhupi plan 8"
T = TypeVar("T")
_PATTERNS: dict[str, type] = {kind.__name__: kind for kind in (Words, Regex, Statement, Detector, Role)}


def cache_folder() -> Path | None:
    """Where plans are kept: ZHUPI_CACHE, else the user's cache folder; None where ZHUPI_CACHE is empty."""
    own = os.environ.get("ZHUPI_CACHE")
    if own is not None:
        return Path(own) if own else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "zhupi" if base else None


def key_of(sources: Iterable[tuple[str, str]], code: str) -> str:
    """The name of a plan: the hash of its sources (pack name and text) and of the version of the code."""
    digest = hashlib.sha256(f"{FORM}\n{code}\n".encode())
    for name, text in sorted(sources):
        data = text.encode("utf-8", "surrogatepass")
        digest.update(f"{name}\n{len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def recall(folder: Path, key: str) -> Plan | None:
    """The plan of that name, None where there is none to be trusted."""
    try:
        return read_plan(read_own(folder / f"{key}.plan"))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def keep(folder: Path, key: str, plan: Plan) -> None:
    """Writes a plan, whole or not at all; a folder that cannot be written to is no fault."""
    with suppress(OSError):
        write_whole(folder / f"{key}.plan", write_plan(plan))
        _prune(folder)


def _prune(folder: Path) -> None:
    """Deletes all plans but the newest: each change of a rule or of the program makes another."""
    plans = sorted(folder.glob("*.plan"), key=lambda path: path.stat().st_mtime_ns)
    for path in plans[:-MOST]:
        path.unlink(missing_ok=True)


def write_plan(plan: Plan) -> bytes:
    """A plan as bytes: a checksum of the rest, then its parts, the length of each before it. A part is JSON, or JSON
    by the line where lines are read when they are needed."""
    head = {
        "kinds": [op.kind for op in plan.ops],
        "settings": [op.settings for op in plan.ops],
        "children": [op.children for op in plan.ops],
        "profiles": [_values(profile) for profile in plan.profiles],
        "masks": plan.masks,
        "always": plan.always,
        "by_pattern": list(plan.by_pattern.items()),
        "excluded": [[*key, *sorted(rules)] for key, rules in plan.excluded.items()],
        "clauses": plan.clauses,
        "needed": plan.needed,
        "bases": plan.bases,
        "points": [_dump(_values(point)) for point in plan.points],
        "amendments": [_values(amendment) for amendment in plan.amendments],
        "until": plan.until,
    }
    patterns = [[type(pattern).__name__, *_values(pattern)] for pattern in plan.patterns]
    parts = (
        _dump(head).encode(),
        "\n".join(map(_dump, patterns)).encode(),
        "\n".join(_dump(_values(rule)) for rule in plan.rules).encode(),
        _dump(list(plan.names.items())).encode(),
        plan.matcher.dump(),
    )
    body = packed(parts)
    return _check(body) + body


def _check(data: bytes | memoryview) -> bytes:
    """What tells a damaged file: whether it is to be trusted, its owner tells."""
    return crc32(data).to_bytes(_CHECK, "big")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_values)


def read_plan(data: bytes) -> Plan:
    """The plan in some bytes. Raises ValueError, KeyError or TypeError where they hold none."""
    if _check(memoryview(data)[_CHECK:]) != data[:_CHECK]:
        raise ValueError("damaged")
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is made here is garbage, and looking for some takes as long as the rest
    try:
        return _read(*unpacked(data, _CHECK))
    finally:
        if collecting:
            gc.enable()


def _read(plain: bytes, patterns: bytes, rules: bytes, names: bytes, matcher: bytes) -> Plan:
    head = json.loads(plain)
    return Plan(
        ops=tuple(map(Op, head["kinds"], map(_flat, head["settings"]), map(tuple, head["children"]))),
        patterns=Later(patterns.split(b"\n") if patterns else [], _pattern),
        matcher=Matcher.stored(matcher),
        rules=Later(rules.split(b"\n") if rules else [], _rule),
        profiles=tuple(PlannedProfile(_gates(values), *rest) for values, *rest in head["profiles"]),
        masks=tuple(head["masks"]),
        always=tuple(head["always"]),
        by_pattern={pattern: tuple(rules) for pattern, rules in head["by_pattern"]},
        excluded={(name, value): frozenset(rules) for name, value, *rules in head["excluded"]},
        clauses=tuple(map(tuple, head["clauses"])),
        needed=tuple(map(tuple, head["needed"])),
        bases=tuple(head["bases"]),
        names=Names(names),
        points=Later(head["points"], _point),
        amendments=tuple(
            Amendment(**dict(zip(_AMENDMENT, item, strict=True))) for item in head["amendments"]
        ),
        until=head["until"],
    )


class Names(Mapping[int, tuple[str, ...]]):
    """Names that are read when somebody first asks for one: no draft needs any."""

    __slots__ = ("_json", "_known")

    def __init__(self, data: bytes) -> None:
        self._json = data
        self._known: dict[int, tuple[str, ...]] | None = None

    def _all(self) -> dict[int, tuple[str, ...]]:
        if self._known is None:
            self._known = {index: tuple(names) for index, names in json.loads(self._json)}
        return self._known

    def __getitem__(self, index: int) -> tuple[str, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class Later(Sequence[T]):
    """Values that are made of their JSON when first asked for: a draft needs few of a plan's rules."""

    __slots__ = ("_known", "_make", "_rows")

    def __init__(self, rows: Sequence[bytes], make: Callable[[list[Any]], T]) -> None:
        self._rows = rows
        self._make = make
        self._known: dict[int, T] = {}

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return tuple(self)[index]
        found = self._known.get(index)
        if found is None:
            found = self._known[index] = self._make(json.loads(self._rows[index]))
        return found

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def _values(value: Any) -> list[Any]:
    if not is_dataclass(value):
        raise TypeError(type(value).__name__)
    return [getattr(value, item.name) for item in fields(value)]


def _tuple(value: Any) -> Any:
    return tuple([_tuple(item) if item.__class__ is list else item for item in value])


def _flat(settings: list[Any]) -> Any:
    """As `_tuple`, in a hurry: of the settings only lists of words hold a list, and they come last."""
    return _tuple(settings) if settings and settings[-1].__class__ is list else tuple(settings)


def _gates(values: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(items) for name, items in values.items()}


def _pattern(item: list[Any]) -> Pattern:
    made: Pattern = _PATTERNS[item[0]](*_tuple(item[1:]))
    return made


_RULE = [item.name for item in fields(PlannedRule)]
_POINT = [item.name for item in fields(Point)]
_CITATION = [item.name for item in fields(Citation)]
_AMENDMENT = [item.name for item in fields(Amendment)]


def _point(values: list[Any]) -> Point:
    read = dict(zip(_POINT, values, strict=True))
    read["basis"] = _citations(read["basis"])
    return Point(**read | {"rules": tuple(read["rules"]), "gates": _gates(read["gates"])})


def _citations(items: list[Any]) -> tuple[Citation, ...]:
    return tuple(Citation(**dict(zip(_CITATION, item, strict=True))) for item in items)


def _rule(values: list[Any]) -> PlannedRule:
    read = dict(zip(_RULE, values, strict=True))
    read["severity"] = Severity(read["severity"])
    read["gates"] = _gates(read["gates"])
    read["basis"] = _citations(read["basis"])
    read["require"] = tuple(PlannedRequirement(*_tuple(item)) for item in read["require"])
    for name in ("effective", "overrides"):
        read[name] = tuple(read[name])
    if read["needs"] is not None:
        read["needs"] = tuple(read["needs"])
    return PlannedRule(**read)
