"""An expression's positions moved from its own text into the file that it stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.language.ast import Node, parts
from engine.text import Span


def moved(node: Node, place: Callable[[int, int], Span]) -> Node:
    """The same tree with every position replaced by `place(start, end)`."""
    values: dict[str, Any] = {}
    for name in parts(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            value = moved(value, place)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            value = tuple([moved(child, place) for child in value])
        values[name] = value
    return node.__class__(**values, at=place(*node.at))
