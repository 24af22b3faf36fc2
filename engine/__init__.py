"""Zhupi (朱批): consumer-protection review of what a bank, insurer or fund house is about to publish or sign.

The public names: load a plan once, make a document of each draft, review it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.document import Document
    from engine.errors import ReviewError, RuleError
    from engine.finding import Finding, Review
    from engine.library import load_plan
    from engine.loaders import load
    from engine.loaders.text import from_text
    from engine.plan import Plan
    from engine.review import review_document
    from engine.rule import Severity
    from engine.text import Span

__all__ = [
    "Document",
    "Finding",
    "Plan",
    "Review",
    "ReviewError",
    "RuleError",
    "Severity",
    "Span",
    "from_text",
    "load",
    "load_plan",
    "review_document",
]

_HOMES = {
    "Document": "engine.document",
    "Finding": "engine.finding",
    "Plan": "engine.plan",
    "Review": "engine.finding",
    "ReviewError": "engine.errors",
    "RuleError": "engine.errors",
    "Severity": "engine.rule",
    "Span": "engine.text",
    "from_text": "engine.loaders.text",
    "load": "engine.loaders",
    "load_plan": "engine.library",
    "review_document": "engine.review",
}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for, so that a start pays only for what it uses."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
