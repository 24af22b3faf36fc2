"""An expression's positions moved from its own text into the file that it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from engine.language.ast import Node
from engine.text import Span


def moved(node: Node, place: Callable[[int, int], Span]) -> Node:
    """The same tree with every position replaced by `place(start, end)`."""
    changes: dict[str, Any] = {"at": place(*node.at)}
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, Node):
            changes[item.name] = moved(value, place)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[item.name] = tuple(moved(child, place) for child in value)
    return replace(node, **changes)
