"""Values ↔ JSON: frozen dataclasses, named tuples, enums, tuples, mappings and what they hold.

Input: a value and its class. Output: text; the value again. Law: what is read equals what was written; nothing in
the text is ever executed. The form is positional, so it is read by the code that wrote it, and by no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Read: TypeAlias = Callable[[Any], Any]


def as_json(value: object) -> str:
    """A value as one line. Raises TypeError for one that holds anything else."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_fields)


def from_json(text: str, kind: type[T]) -> T:
    """The value of a class in a text. Raises ValueError, TypeError, KeyError or IndexError where it holds none."""
    return cast(T, _reader(cast(Any, kind))(json.loads(text)))


def _fields(value: Any) -> list[Any]:
    if not is_dataclass(value):
        raise TypeError(type(value).__name__)
    held = (getattr(value, item.name) for item in fields(value))
    return [list(one.items()) if isinstance(one, Mapping) else one for one in held]


@cache
def _reader(kind: Any) -> _Read:
    """What makes a value of a type of its JSON."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in (str, int, float, bool, NoneType):
        return _same
    if origin is tuple:
        return _tuple(arguments)
    if origin is not None and issubclass(origin, Mapping):
        key, value = map(_reader, arguments)
        return lambda pairs: {key(k): value(v) for k, v in pairs}
    if origin is UnionType or origin is not None:
        return _optional(arguments)
    if issubclass(kind, IntEnum):
        return cast(_Read, kind)
    return _record(kind)


def _same(value: Any) -> Any:
    return value


def _tuple(arguments: tuple[Any, ...]) -> _Read:
    if arguments[-1] is Ellipsis:
        one = _reader(arguments[0])
        return tuple if one is _same else lambda items: tuple(map(one, items))
    each = [_reader(argument) for argument in arguments]
    return lambda items: tuple(read(item) for read, item in zip(each, items, strict=True))


def _optional(arguments: tuple[Any, ...]) -> _Read:
    """Of a union that a text can tell apart: a value, or None."""
    (some,) = {_reader(argument) for argument in arguments if argument is not NoneType}
    return _same if some is _same else lambda value: None if value is None else some(value)


def _record(kind: Any) -> _Read:
    """Of a dataclass or named tuple."""
    hints = get_type_hints(kind)
    if not is_dataclass(kind):
        return _row(kind, [_reader(hints[name]) for name in kind._fields])
    make = cast(Callable[..., Any], kind)
    each = [(item.name, _reader(hints[item.name])) for item in fields(kind)]
    return lambda values: make(
        **{name: read(value) for (name, read), value in zip(each, values, strict=True)}
    )


def _row(kind: Any, each: list[_Read]) -> _Read:
    """Of a named tuple; there are thousands of those whose fields are as they stand."""
    if all(read is _same for read in each):
        made: _Read = kind._make
        return made
    return lambda values: kind._make(read(value) for read, value in zip(each, values, strict=True))
