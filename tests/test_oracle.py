"""Every operator of a plan against its definition by brute force, on drawn expressions and drafts.

What an operator gives is worked out from what its operands gave, by looking at all of them; regions and headings are
taken as the structure of the draft has them (`tests/test_structure.py`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.document import StyleRun
from engine.errors import RuleError
from engine.evaluate import Evaluation
from engine.language import ast
from engine.language.printer import print_expression
from engine.loaders.text import from_text
from engine.plan import Op, Plan
from engine.region import Pair
from engine.rule import Regex, Words
from engine.structure import headings
from tests.packs import plan
from tests.strategies import expressions

NAMES = """
pack: std/names
define:
  guarantee: {words: [保本, 收益], except: [不保本]}
  rate: {regex: '(?P<value>[0-9]+)%'}
  风险: [风险]
  a: 率 | 「0」
  率: [率]
  b2: guarantee near rate within 6 chars
  past-performance: {words: [ab, c0], fold: exact}
"""
PIECES = [
    "保本",
    "不保本",
    "收益",
    "率",
    "风险",
    "5%",
    "30%",
    "400%",
    "ab",
    "c0",
    "。",
    ",",
    "\n",
    "# 风险\n",
    "| 收益 | 5% |\n",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)
SIZES = st.sampled_from([None, 8.0, 10.5, 14.0])
COLORS = st.sampled_from([None, "#000000", "#777777", "#cccccc"])
LOOKS = st.none() | st.lists(
    st.tuples(st.integers(1, 6), SIZES, st.booleans(), COLORS), min_size=1, max_size=8
)


def measured() -> st.SearchStrategy[str]:
    """`rate where …`"""
    value = st.sampled_from(
        ["value", "rate.value", "abs(value - rate.value)", "value * 2", "value / 0", "24", "5", "400"]
    )
    compare = st.builds("{} {} {}".format, value, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), value)
    return st.lists(compare, min_size=1, max_size=2).map(lambda c: f"rate where ({' and '.join(c)})")


def made(expression: str) -> Plan:
    rule = f"pack: t\nuse: [std/names]\nrules:\n  - id: r\n    title: T\n    severity: high\n    message: M\n    forbid: >-\n      {expression}\n"
    try:
        return plan(rule, **{"std/names": NAMES})
    except RuleError as wrong:  # a capture or a regex that a drawn expression may not use
        assume(all(fault.code not in ("regex-fault", "capture-unknown") for fault in wrong.diagnostics))
        raise


def styled(text: str, looks: list[tuple[int, Any, bool, Any]] | None) -> tuple[StyleRun, ...] | None:
    if looks is None:
        return None
    runs, at = [], 0
    for length, size, bold, color in looks * (len(text) // len(looks) + 1):
        if at < len(text):
            runs.append(StyleRun(at, min(len(text), at + length), size, bold, color))
            at += length
    return tuple(runs)


class Oracle:
    """What each operator gives by its definition, given what its operands gave."""

    def __init__(self, run: Evaluation) -> None:
        self.run = run
        self.text = run.document.text

    def agrees(self, index: int) -> bool:
        op = self.run.plan.ops[index]
        if op.kind.startswith("m_") or op.kind in ("capture", "text"):
            return True  # parts of a `where`, which is judged as a whole
        value, expected = self.run.value(index), getattr(self, op.kind)(op)
        given_ = list(value) if isinstance(value, list | tuple) else value
        return bool(expected == given_ or not (expected or given_))  # nothing is [] or False

    def of(self, op: Op, number: int) -> list[Pair]:
        return list(self.run.spans(op.children[number]))

    def joined(self, distance: int, unit: str, first: Pair, second: Pair) -> bool:
        """Whether the second follows the first in reach."""
        if second[0] < first[1]:
            return False
        if unit == "char":
            places = [self.inner("paragraph", first[1] - 1), self.inner("paragraph", second[0])]
            return second[0] - first[1] <= distance and places[0] == places[1]
        if distance == 0:
            places = [self.inner(unit, span[0]) for span in (first, second)]
            return places[0] is not None and places[0] == places[1]
        begun = [sum(start <= span[0] for start, _ in self.run.regions(unit)) for span in (first, second)]
        return begun[1] - begun[0] <= distance

    def inner(self, kind: str, offset: int) -> int | None:
        holding = [
            (end - start, n) for n, (start, end) in enumerate(self.run.regions(kind)) if start <= offset < end
        ]
        return min(holding)[1] if holding else None

    # ---- patterns and structure -----------------------------------------------------------------

    def pattern(self, op: Op) -> list[Pair]:
        match self.run.plan.patterns[op.settings[0]]:
            case Words(words=words, exceptions=exceptions):
                return [s for s in self.occurrences(words) if not within(s, self.occurrences(exceptions))]
            case Regex(source=source):
                lines = re.finditer(r"[^\n]+", self.text)
                return sorted(
                    (line.start() + found.start(), line.start() + found.end())
                    for line in lines
                    for found in re.finditer(source, line[0])
                )
        raise AssertionError(op)

    def occurrences(self, words: tuple[str, ...]) -> list[Pair]:
        size = range(len(self.text) + 1)
        return [
            (a, b) for a, b in product(size, size) if a < b and self.text[a:b] in words and self.alone(a, b)
        ]

    def alone(self, start: int, end: int) -> bool:
        """Latin words and numbers stand alone."""

        def letter(c: str) -> bool:
            return c.isascii() and c.isalnum()

        before, after = self.text[start - 1 : start] if start else "", self.text[end : end + 1]
        return not (letter(before) and letter(self.text[start])) and not (
            letter(after) and letter(self.text[end - 1])
        )

    def region(self, op: Op) -> list[Pair]:
        return list(self.run.regions(op.settings[0]))

    def nth(self, op: Op) -> list[Pair]:
        kind, index = op.settings
        found = list(self.run.regions(kind))
        counted = {n + 1: r for n, r in enumerate(found)} | {n - len(found): r for n, r in enumerate(found)}
        return [counted[index]] if index in counted else []

    def titled(self, op: Op) -> list[Pair]:
        words = self.of(op, 0)
        heads = [h for h in headings(self.run.document) if any(h.start <= a and b <= h.end for a, b in words)]
        sections = [s for s in self.run.regions("section") if any(s[0] == h.start for h in heads)]
        return (
            sections
            if op.settings[0] == "section"
            else [r for r in self.run.regions(op.settings[0]) if within(r, sections)]
        )

    # ---- spans ----------------------------------------------------------------------------------

    def union(self, op: Op) -> list[Pair]:
        return sorted({span for n in range(len(op.children)) for span in self.of(op, n)})

    def place(self, op: Op) -> list[Pair]:
        kind, negated, asks_style = op.settings
        left, right = self.of(op, 0), self.of(op, 1)
        if asks_style and self.run.document.styles is None:
            return left
        holds = {
            "in": lambda x, y: y[0] <= x[0] and x[1] <= y[1],
            "containing": lambda x, y: x[0] <= y[0] and y[1] <= x[1],
            "overlapping": lambda x, y: x[0] < y[1] and y[0] < x[1],
        }[kind]
        return [x for x in left if any(holds(x, y) for y in right) is not negated]

    def distance(self, op: Op) -> list[Pair]:
        kind, negated, *reach = op.settings
        holds = {
            "before": lambda x, y: self.joined(*reach, x, y),
            "after": lambda x, y: self.joined(*reach, y, x),
            "near": lambda x, y: (
                x != y
                and ((x[0] < y[1] and y[0] < x[1]) or self.joined(*reach, x, y) or self.joined(*reach, y, x))
            ),
        }[kind]
        return [x for x in self.of(op, 0) if any(holds(x, y) for y in self.of(op, 1)) is not negated]

    def then(self, op: Op) -> list[Pair]:
        joined = set()
        for x in self.of(op, 0):
            following = [y for y in self.of(op, 1) if self.joined(*op.settings, x, y)]
            if following:
                joined.add((x[0], min(following)[1]))
        return smallest(joined)

    def gather(self, op: Op) -> list[Pair]:
        needed, unit = op.settings
        windows = set()
        for region in self.run.regions(unit):
            inner = [[s for s in self.of(op, n) if within(s, [region])] for n in range(len(op.children))]
            for chosen in product(*[[None, *item] for item in inner]):
                taken = [s for s in chosen if s is not None]
                if len(taken) >= needed:
                    windows.add((min(a for a, _ in taken), max(b for _, b in taken)))
        return smallest(windows)

    def pick(self, op: Op) -> list[Pair]:
        found = self.of(op, 0)
        return [min(found) if op.settings[0] == "first" else max(found)] if found else []

    def styled(self, op: Op) -> list[Pair]:
        kind, negated = op.settings
        runs, others = self.run.document.styles, self.of(op, 1)
        if runs is None:
            return self.of(op, 0)
        kept = []
        for x in self.of(op, 0):
            compared = [self.compared(kind, runs, x, y) for y in others]
            if not compared or None in compared or any(compared) is not negated:
                kept.append(x)
        return kept

    def compared(self, kind: str, runs: tuple[StyleRun, ...], x: Pair, y: Pair) -> bool | None:
        def set_in(span: Pair) -> list[Any]:
            within_span = [next(r for r in runs if r.start <= at < r.end) for at in range(*span)]
            return [r.size if kind == "smaller" else r.color for r in within_span]

        left, right = set_in(x), set_in(y)
        if kind == "smaller":
            sizes = [[s for s in side if s is not None] for side in (left, right)]
            return min(sizes[0]) < min(sizes[1]) if all(sizes) else None
        if None in left or None in right:
            return None
        # Of these three greys each is clearly paler than the one before.
        order = ["#000000", "#777777", "#cccccc"]
        return max(map(order.index, left)) > max(map(order.index, right))

    # ---- conditions -----------------------------------------------------------------------------

    def holds(self, index: int) -> bool:
        return bool(self.run.value(index))

    def where(self, op: Op) -> list[Pair]:
        return [span for span in self.of(op, 0) if self.measure(op.children[1], span)]

    def measure(self, index: int, span: Pair) -> Any:
        op = self.run.plan.ops[index]
        match op.kind:
            case "number":
                return op.settings[0]
            case "capture":
                return self.captured(op, span)
            case "m_and":
                return all(self.measure(child, span) for child in op.children)
            case "m_or":
                return any(self.measure(child, span) for child in op.children)
            case "m_not":
                return not self.measure(op.children[0], span)
        operands = [self.measure(child, span) for child in op.children]
        if None in operands or (op.settings[:1] == ("/",) and not operands[1]):
            return None
        if op.kind == "m_abs":
            return abs(operands[0])
        done = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}.get(
            op.settings[0], op.settings[0]
        )
        return eval(f"({operands[0]!r}) {done} ({operands[1]!r})")

    def captured(self, op: Op, span: Pair) -> float | None:
        if not op.settings[1]:
            return float(self.text[slice(*span)].rstrip("%"))
        line = self.text.rfind("\n", 0, span[0]) + 1, (self.text + "\n").find("\n", span[0])
        others = [s for s in self.run.spans(op.children[0]) if s != span and within(s, [line])]
        nearest = min(others, key=lambda s: (max(s[0] - span[1], span[0] - s[1]), s), default=None)
        return None if nearest is None else float(self.text[slice(*nearest)].rstrip("%"))

    def count(self, op: Op) -> int:
        return len(self.of(op, 0))

    def number(self, op: Op) -> Any:
        return op.settings[0]

    def compare(self, op: Op) -> bool:
        left, right = (self.run.value(child) for child in op.children)
        return bool(eval(f"{left} {op.settings[0]} {right}"))

    def doc(self, op: Op) -> bool:
        name, negated, values = op.settings
        own = self.run.attributes.get(name, ())
        return not own or any(value in values for value in own) is not negated

    def _not(self, op: Op) -> bool:
        return not self.holds(op.children[0])

    def _and(self, op: Op) -> list[Pair] | bool:
        if not all(map(self.holds, op.children)):
            return False
        given_spans = [self.of(op, n) for n in range(len(op.children)) if self.of(op, n)]
        return given_spans[0] if given_spans else True

    def _or(self, op: Op) -> list[Pair] | bool:
        return self.union(op) or any(map(self.holds, op.children))


for _word in ("and", "or", "not"):
    setattr(Oracle, _word, getattr(Oracle, f"_{_word}"))


def within(span: Pair, others: Any) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in others)


def smallest(spans: set[Pair]) -> list[Pair]:
    return sorted(s for s in spans if not any(o != s and within(o, [s]) for o in spans))


KINDS_SEEN: set[str] = set()


def check(expression: str, text: str, looks: Any, product_: str) -> None:
    planned = made(expression)
    document = replace(from_text(text, "t"), styles=styled(text, looks))
    attributes = {"product": (product_,)} if product_ else {}
    run = Evaluation(planned, document, planned.matcher.scan(document.text), attributes)
    oracle = Oracle(run)
    for index, op in enumerate(planned.ops):
        KINDS_SEEN.add(op.kind)
        assert oracle.agrees(index), (op, run.value(index))


@given(expressions(), TEXTS, LOOKS, st.sampled_from(["", "fund", "loan"]))
def test_every_operator_gives_what_its_definition_says(
    node: ast.Node, text: str, looks: Any, product_: str
) -> None:
    check(print_expression(node), text, looks, product_)


WORDS = st.sampled_from(["guarantee", "rate", "guarantee | 率", "phrase"])
SIMPLE = st.one_of(
    st.builds(
        "({}) {}{} ({})".format,
        WORDS,
        st.sampled_from(["", "not "]),
        st.sampled_from(["in", "containing", "overlapping"]),
        st.sampled_from(["率", "bold", "row", "section(「风险」)", "风险 | sentence"]),
    ),
    st.builds("{} ({})".format, st.sampled_from(["first", "last"]), WORDS),
)
FULL = st.permutations(["保本", "收益", "率", "5%", "30%", "。"]).map("".join)
SET = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([8.0, 10.5, 14.0]), st.booleans(), st.sampled_from(["#000000", "#777777", "#cccccc"])),
    min_size=3,
    max_size=8,
)  # fmt: skip
STYLED = st.builds(
    "(guarantee | 率) {}{} than (rate)".format,
    st.sampled_from(["", "not "]),
    st.sampled_from(["smaller", "paler"]),
)


@given(STYLED, FULL, SET)
def test_words_are_compared_by_how_they_are_set(expression: str, text: str, looks: Any) -> None:
    check(expression, text, looks, "")


@given(SIMPLE, TEXTS | FULL, LOOKS)
def test_filters_of_words_and_regions(expression: str, text: str, looks: Any) -> None:
    check(expression, text, looks, "")


@given(measured(), TEXTS)
def test_where_measures_captures(expression: str, text: str) -> None:
    check(expression, text, None, "")


def test_every_kind_of_operator_was_drawn() -> None:
    wanted = {
        "pattern",
        "region",
        "nth",
        "titled",
        "union",
        "place",
        "distance",
        "then",
        "styled",
        "where",
        "pick",
        "gather",
    }
    wanted |= {"and", "or", "not", "compare", "count", "number", "doc"}
    test_every_operator_gives_what_its_definition_says()
    test_where_measures_captures()
    assert wanted <= KINDS_SEEN
