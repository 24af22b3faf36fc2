"""The operators of a plan as they are written, one at a time, operands left out.

Input: a plan and an operator's index. Output: a line such as `not after … in same phrase`.
"""

from __future__ import annotations

from engine.language.words import CHARS
from engine.plan import Op, Plan
from engine.rule import Detector, Pattern, Regex, Role, Statement, Words

_MOST = 8  # words of a list that are shown
_LONGEST = 100  # characters of a regex that are shown


def label(plan: Plan, index: int) -> str:
    """How an operator is written, without its operands."""
    op = plan.ops[index]
    match op.kind:
        case "pattern":
            return _pattern(plan.patterns[op.settings[0]])
        case "role" | "region":
            return str(op.settings[0])
        case "nth":
            return f"{op.settings[0]}[{op.settings[1]}]"
        case "titled":
            return f"{op.settings[0]}(…)"
        case "union":
            return "|"
        case "place":
            return f"{'not ' * op.settings[1]}{op.settings[0]}"
        case "distance":
            return f"{'not ' * op.settings[1]}{op.settings[0]} … {_range(*op.settings[2:])}"
        case "then":
            return f"then … {_range(*op.settings)}"
        case "styled":
            return f"{'not ' * op.settings[1]}{op.settings[0]} than"
        case "where":
            return f"where {settings_text(plan, op.children[1])}"
        case "gather":
            return _gather(op)
        case "compare" | "number" | "pick":
            return settings_text(plan, index)
        case "doc":
            return _doc(*op.settings)
        case _:
            return op.kind


def settings_text(plan: Plan, index: int) -> str:
    """A condition of `where`, a comparison or a number as it is written."""
    op = plan.ops[index]
    inner = [settings_text(plan, child) for child in op.children] if op.kind.startswith("m_") else []
    match op.kind:
        case "m_and" | "m_or":
            return f"({f' {op.kind[2:]} '.join(inner)})"
        case "m_not":
            return f"not {inner[0]}"
        case "m_compare" | "m_arithmetic":
            return f"{inner[0]} {op.settings[0]} {inner[1]}"
        case "m_abs":
            return f"abs({inner[0]})"
        case "capture":
            name, foreign = op.settings
            return f"{_owner(plan, op.children[0])}.{name}" if foreign else str(name)
        case "text":
            return f"「{op.settings[0]}」"
        case "number":
            return f"{op.settings[0]:g}"
        case _:
            return str(op.settings[0])


def _owner(plan: Plan, index: int) -> str:
    return next(iter(plan.names.get(index, ())), "…").rsplit("/", 1)[-1]


def _pattern(pattern: Pattern) -> str:
    match pattern:
        case Words(words=words, exceptions=exceptions):
            return _list(words) + (f" except {_list(exceptions)}" if exceptions else "")
        case Regex(source=source):
            return f"/{source[:_LONGEST]}{'…' if len(source) > _LONGEST else ''}/"
        case Statement(wordings=wordings):
            return f"statement 「{wordings[0]}」" + (f" (+{len(wordings) - 1})" if len(wordings) > 1 else "")
        case Detector(kind=kind):
            return f"detector {kind}"
        case Role(party=party):
            return party


def _list(words: tuple[str, ...]) -> str:
    more = f" … (+{len(words) - _MOST})" if len(words) > _MOST else ""
    return " ".join(f"「{word}」" for word in words[:_MOST]) + more


def _range(distance: int, unit: str) -> str:
    if unit != CHARS and distance == 0:
        return f"in same {unit}"
    return f"within {distance} {unit}{'s' if distance != 1 or unit == CHARS else ''}"


def _gather(op: Op) -> str:
    needed, unit = op.settings
    head = "all" if needed == len(op.children) else f"any {needed}"
    return f"{head} of (…) in {unit}"


def _doc(name: str, negated: bool, values: tuple[str, ...]) -> str:
    wanted = ", ".join(f"「{value}」" for value in values)
    return f"doc.{name} {'not ' * negated}in [{wanted}]"
