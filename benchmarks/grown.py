"""A plan with many times its rules, for growth.

Input: a plan and a factor. Output: a plan whose further rules are copies over patterns of their own, of words that
look like the packs' own and hardly stand in a draft: Chinese characters are others, letters are shifted. A
pattern of which nothing would change (digits, signs) stays one, as equal patterns are one in every plan. Law: its
findings are those of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.matching.matcher import compile_matcher
from engine.plan import Op, Plan
from engine.rule import Pattern, Regex, Words

_BLOCK = 0x3400


def grown(plan: Plan, factor: int) -> Plan:
    """The plan with `factor` times its rules and patterns."""
    patterns, ops, rules = list(plan.patterns), list(plan.ops), list(plan.rules)
    clauses, needed, excluded = list(plan.clauses), list(plan.needed), dict(plan.excluded)
    by_pattern, bases = dict(plan.by_pattern), list(plan.bases)
    for copy in range(1, factor):
        at = len(ops)
        first, clause = len(rules), len(clauses)
        own = _added(plan.patterns, copy, patterns)
        ops += [_moved(op, own, at) for op in plan.ops]
        bases += [base + at for base in plan.bases]
        clauses += [tuple(own[pattern] for pattern in held) for held in plan.clauses]
        needed += [tuple(number + clause for number in numbers) for numbers in plan.needed]
        for index, rule in enumerate(plan.rules):
            triggered = rule.forbid if rule.forbid >= 0 else max(rule.when, 0)
            rules.append(
                replace(rule, id=f"{rule.id}-{copy}", forbid=triggered + at, when=-1, only_if=-1, require=())
            )
            for pattern in rule.needs or ():
                by_pattern[own[pattern]] = (*by_pattern.get(own[pattern], ()), first + index)
        for key, out in plan.excluded.items():
            excluded[key] = excluded[key] | {index + first for index in out}
    matcher = compile_matcher(tuple(patterns))
    return replace(
        plan, patterns=tuple(patterns), ops=tuple(ops), rules=tuple(rules), clauses=tuple(clauses),
        needed=tuple(needed), bases=tuple(bases), excluded=excluded, by_pattern=by_pattern, matcher=matcher,
    )  # fmt: skip


def _added(given: Iterable[Pattern], copy: int, patterns: list[Pattern]) -> list[int]:
    """Adds a copy of each pattern; where each copy is."""
    where: list[int] = []
    for index, pattern in enumerate(given):
        strange = _strange(pattern, copy)
        where.append(index if strange == pattern else len(patterns))
        if strange != pattern:
            patterns.append(strange)
    return where


def _moved(op: Op, patterns: Sequence[int], ops: int) -> Op:
    settings = (patterns[op.settings[0]],) if op.kind == "pattern" else op.settings
    return Op(op.kind, settings, tuple(child + ops for child in op.children))


def _strange(pattern: Pattern, copy: int) -> Pattern:
    match pattern:
        case Words(words, exceptions, exact):
            return Words(
                tuple(_shifted(w, copy) for w in words), tuple(_shifted(w, copy) for w in exceptions), exact
            )
        case Regex(source, exact):
            return Regex(_shifted(source, copy), exact)
        case _:
            return Words((_shifted(f"甲乙{pattern}", copy),))


_KEPT = re.compile(  # what is no letter of a word: escapes, groups, classes, counts
    r"\\p\{\w+\}|\\.|\(\?P<\w+>|\(\?[a-zA-Z-]*:?|\[(?:\\.|[^\]])*\]|\{[\d,]+\}|(?P<letter>[a-zA-Z])"
)


def _shifted(text: str, copy: int) -> str:
    text = _KEPT.sub(lambda found: _letter(found["letter"], copy) if found["letter"] else found[0], text)
    return "".join(
        chr(_BLOCK + (ord(c) * 7 + copy * 211) % 0x19B5) if "\u4e00" <= c <= "\u9fff" else c for c in text
    )


def _letter(letter: str, copy: int) -> str:
    first = ord("a" if letter.islower() else "A")
    return chr(first + (ord(letter) - first + 5 + copy) % 26)
