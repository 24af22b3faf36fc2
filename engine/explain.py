"""One rule on one document, explained operator by operator.

Input: a plan, a rule's name, a document and what is known of it. Output: an `Explanation`. Errors: KeyError for
a rule that the plan does not have, ReviewError (`budget`) where the time for one text is spent. Law: its findings are those of a review; every operator of the rule is asked
for its value, also where the rule does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.document import Document
from engine.evaluate import Attributes, Evaluation, applies
from engine.evaluate.captures import measure
from engine.explanation import Clause, Explanation, Gate, Part, Reason
from engine.finding import Attribute, Finding
from engine.judge import in_force, judge, met, unmasked
from engine.language.words import CHARS
from engine.matching.matcher import Exhausted
from engine.operators import label, settings_text
from engine.plan import NONE, Plan, PlannedRequirement, PlannedRule
from engine.profile import Given
from engine.region import Pair
from engine.review import evaluate_rules, exhausted, known
from engine.text import Span

_CONDITIONS = frozenset({"and", "or", "not", "compare", "doc"})
_SPANS_BELOW = frozenset({"union", "or", "gather"})


def explain(
    plan: Plan, rule_id: str, document: Document, given: Given | None = None, *, as_of: str = ""
) -> Explanation:
    """Why the rule reports what it reports on the document, or nothing. Raises KeyError, ReviewError."""
    rule = plan.rule(rule_id)
    try:
        return _explained(plan, rule, document, given or {}, as_of or date.today().isoformat())
    except Exhausted:
        raise exhausted(document, f"规则 {rule.id}") from None


def _explained(plan: Plan, rule: PlannedRule, document: Document, given: Given, day: str) -> Explanation:
    blank = Evaluation(plan, document, plan.matcher.scan(document.text), {})
    run, attributes = known(blank, given)
    reported = evaluate_rules(run, day)
    return Explanation(
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        kind=rule.kind,
        status=rule.status,
        effective=rule.effective,
        as_of=day,
        document=document,
        gates=tuple(_gates(rule, attributes)),
        clauses=tuple(_Tree(run, rule).clauses()),
        findings=tuple(finding for finding in reported if finding.rule == rule.id),
        reasons=tuple(_reasons(rule, run, day, reported)),
        amendments=tuple(amendment for amendment in plan.amendments if amendment.rule == rule.id),
    )


def _gates(rule: PlannedRule, attributes: Sequence[Attribute]) -> Iterator[Gate]:
    known_of = {attribute.name: attribute for attribute in attributes}
    for name, wanted in rule.gates.items():
        own = known_of.get(name, Attribute(name, (), "unknown"))
        held = applies({name: wanted}, {name: own.values})
        yield Gate(name, wanted, own.values, own.source, own.why, held)


# ---- why something is not reported -----------------------------------------------------------------


def _reasons(rule: PlannedRule, run: Evaluation, day: str, reported: Sequence[Finding]) -> Iterator[Reason]:
    applicable = list(_inapplicable(rule, run.attributes, day))
    yield from applicable
    if rule.only_if != NONE and not run.holds(rule.only_if):
        yield Reason("only-if")
        return
    yield from _untriggered(rule, run)
    if not applicable:
        yield from _overridden(rule, run, reported)


def _inapplicable(rule: PlannedRule, attributes: Attributes, day: str) -> Iterator[Reason]:
    if rule.status != "active":
        yield Reason("status", rule.status)
    if not in_force(rule, day):
        yield Reason("date", " – ".join(rule.effective))
    for name, wanted in rule.gates.items():
        if not applies({name: wanted}, attributes):
            yield Reason("gate", name)


def _untriggered(rule: PlannedRule, run: Evaluation) -> Iterator[Reason]:
    clause, trigger = ("forbid", rule.forbid) if rule.forbid != NONE else ("when", rule.when)
    spans: Sequence[Pair] = ()
    if trigger != NONE:
        if not run.holds(trigger):
            yield Reason("nothing", clause)
            return
        spans = run.spans(trigger)
        left = unmasked(rule, run, spans)
        if masked := [span for span in spans if span not in left]:
            yield Reason("masked", clause, _spans(masked))
        if spans and not left:
            return
        spans = left
    for item in rule.require:
        yield from _found(item, run, spans)


def _found(item: PlannedRequirement, run: Evaluation, triggers: Sequence[Pair]) -> Iterator[Reason]:
    """What is required and there: no finding on it."""
    held = [t for t in triggers if met(item, run, t)]
    if held or (not triggers and run.holds(item.find)):
        yield Reason("found", item.name, _spans(run.spans(item.find)))


def _overridden(rule: PlannedRule, run: Evaluation, reported: Sequence[Finding]) -> Iterator[Reason]:
    """Where this rule reports alone, but another one stands for it in a review."""
    stronger = {other.id for other in run.plan.rules if rule.id in other.overrides}
    if not stronger:
        return
    left = {finding.span for finding in reported if finding.rule == rule.id}
    for finding in judge(rule, run):
        if finding.span in left:
            continue
        for other in reported:
            if other.rule in stronger and _meet(other.span, finding.span):
                yield Reason("overridden", other.rule, () if finding.span is None else (finding.span,))


def _meet(one: Span | None, other: Span | None) -> bool:
    return one is other if one is None or other is None else one.overlaps(other)


def _spans(pairs: Sequence[Pair]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)


# ---- the tree --------------------------------------------------------------------------------------


class _Tree:
    """The parts of one rule's expressions; an operator's own parts are shown once."""

    def __init__(self, run: Evaluation, rule: PlannedRule) -> None:
        self.run = run
        self.rule = rule
        self.shown: set[int] = set()
        self.failed = NONE

    def clauses(self) -> Iterator[Clause]:
        rule = self.rule
        for kind, index in (("only_if", rule.only_if), ("forbid", rule.forbid), ("when", rule.when)):
            if index != NONE:
                yield Clause(kind=kind, part=self.top(index))
        for item in rule.require:
            yield Clause(kind="require", part=self.top(item.find), scope=_scope(item), name=item.name)

    def top(self, index: int) -> Part:
        self.failed = self.first_failure(index) if not self.run.holds(index) else NONE
        return self.part(index)

    def first_failure(self, index: int) -> int:
        """The innermost operator, first in the order of the expression, because of which one gives nothing."""
        op = self.run.plan.ops[index]
        for child in _needed(op.kind, op.settings, op.children):
            if not self.run.holds(child):
                return self.first_failure(child)
        return index

    def part(self, index: int) -> Part:
        run, op = self.run, self.run.plan.ops[index]
        value = run.value(index)
        again = index in self.shown and bool(op.children)
        self.shown.add(index)
        first = index == self.failed
        if first:
            self.failed = NONE
        shown = op.children[:1] if op.kind == "where" else op.children
        return Part(
            label=label(run.plan, index),
            name=self.name(index),
            spans=() if isinstance(value, int | float) else _spans(value),
            value=self.plain(op.kind, value),
            parts=() if again or op.kind == "role" else tuple(map(self.part, shown)),
            notes=tuple(self.notes(index)) if op.kind == "where" else (),
            first=first,
            again=again,
        )

    def plain(self, kind: str, value: object) -> bool | float | None:
        if kind in _CONDITIONS:
            return bool(value)
        return value if isinstance(value, int | float) else None

    def name(self, index: int) -> str:
        """The name of the definition that an operator is; that of the rule's own pack before others."""
        names = self.run.plan.names.get(index, ())
        pack = self.rule.id.rsplit("/", 1)[0]
        own = [name for name in names if name.rsplit("/", 1)[0] == pack]
        return next(iter([*own, *names]), "").rsplit("/", 1)[-1]

    def notes(self, index: int) -> Iterator[tuple[Span, str, bool]]:
        """For each span before `where` its captures, and whether it is kept."""
        left, condition = self.run.plan.ops[index].children
        kept = set(self.run.spans(index))
        captures = list(dict.fromkeys(self.captures(condition)))
        for span in self.run.spans(left):
            values = [
                f"{settings_text(self.run.plan, c)} = {_shown(measure(self.run, c, span))}" for c in captures
            ]
            yield Span(*span), ", ".join(values), span in kept

    def captures(self, index: int) -> Iterator[int]:
        op = self.run.plan.ops[index]
        if op.kind == "capture":
            yield index
        elif op.kind.startswith("m_"):
            for child in op.children:
                yield from self.captures(child)


def _needed(kind: str, settings: tuple[object, ...], children: tuple[int, ...]) -> tuple[int, ...]:
    """The operands without each of which an operator gives nothing."""
    match kind:
        case "and" | "then":
            return children
        case "place" | "distance":
            return children[:1] if settings[1] else children
        case "where" | "pick" | "titled" | "styled":
            return children[:1]
        case "gather" if settings[0] == len(children):
            return children
        case _:
            return ()


def _scope(item: PlannedRequirement) -> str:
    if item.scope == CHARS:
        return f"within {item.distance} chars"
    return item.scope if item.scope == "document" else f"same {item.scope}"


def _shown(value: object) -> str:
    return "?" if value is None else f"{value:g}" if isinstance(value, float | int) else f"「{value}」"
