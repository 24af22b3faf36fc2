"""Messages, suggestions and fixes that could not be filled in.

Input: packs and their plan. Output: Diagnostics. Law: what passes is filled in for every finding of the rule: each
field is always there, and the template was run once. Jinja2 is imported only for what is more than plain fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.checker.walk import nearest
from engine.errors import Diagnostic
from engine.matching.syntax import parse
from engine.matching.tree import Alt, Group, Node, Repeat, Seq
from engine.packs import Entry, Packs
from engine.plan import NONE, Plan, PlannedRule
from engine.rule import Regex
from engine.said import said
from engine.text import Span
from engine.yamlfile import Scalar

_FIELDS = frozenset({"match", "missing"})
_PLAIN = re.compile(r"\{\{ *(\w+) *\}\}")


def check(packs: Packs, plan: Plan, faults: list[Diagnostic]) -> None:
    """The faults of all templates."""
    planned = {rule.id: rule for rule in plan.rules}
    for file in packs.files.values():
        for entry in file.entries:
            rule = planned.get(entry.rule.id)
            if rule is not None:
                faults.extend(_faults(entry, rule, plan))


def _faults(entry: Entry, rule: PlannedRule, plan: Plan) -> Iterator[Diagnostic]:
    for name in ("message", "suggest", "replace"):
        text = getattr(entry.rule, name)
        if "{" not in text or _is_plain(text, _FIELDS):
            continue
        known = _FIELDS | captures(plan, rule.forbid if rule.forbid != NONE else rule.when)
        node = entry.tree.get(name)
        if isinstance(node, Scalar) and not _is_plain(text, known):
            yield from _Template(text, node).faults(known)


def _is_plain(text: str, known: frozenset[str]) -> bool:
    """Whether all that is to be filled in are known fields, and nothing else is written in Jinja2."""
    rest = _PLAIN.sub("", text)
    return not {"{", "}"} & set(rest) and known.issuperset(_PLAIN.findall(text))


class _Template:
    """A template and where it stands."""

    def __init__(self, text: str, node: Scalar) -> None:
        self.text = text
        self.node = node

    def faults(self, known: frozenset[str]) -> Iterator[Diagnostic]:
        from jinja2 import TemplateError, TemplateSyntaxError, meta

        from engine.judge import template

        try:
            made = template(self.text)
            unknown = meta.find_undeclared_variables(made.environment.parse(self.text)) - known
        except TemplateSyntaxError as wrong:
            title = said("the template cannot be read: %(wrong)s", wrong=wrong.message)
            yield self.fault("template-syntax", title, self.line(wrong.lineno))
            return
        for name in sorted(unknown):
            title = said("a message has no field `%(name)s` here", name=name)
            yield self.fault("template-field", title, self.word(name), nearest(name, known))
        if not unknown:
            try:
                made.render(dict.fromkeys(known, "x"))
            except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as wrong:
                yield self.fault(
                    "template-fails", said("this cannot be filled in: %(wrong)s", wrong=wrong), self.node.span
                )

    def fault(self, code: str, title: str, span: Span, help: str = "") -> Diagnostic:
        label = self.node.source.label(span)
        return Diagnostic(code=code, title=title, labels=(label,), help=help)

    def line(self, number: int) -> Span:
        lines = self.text.splitlines(keepends=True)
        start = sum(map(len, lines[: number - 1]))
        line = lines[number - 1] if number <= len(lines) else ""
        return self.place(start, start + len(line.rstrip("\n"))) if line.strip() else self.node.span

    def word(self, name: str) -> Span:
        found = re.search(rf"\{{[{{%].*?(?<!\w)({re.escape(name)})(?!\w)", self.text, re.DOTALL)
        return self.place(*found.span(1)) if found else self.node.span

    def place(self, start: int, end: int) -> Span:
        """Where characters of the text stand; the text is the value without the space around it."""
        before = len(self.node.value) - len(self.node.value.lstrip())
        return self.node.places()(before + start, before + end)


def captures(plan: Plan, index: int) -> frozenset[str]:
    """The captures that every finding on an operator's spans has."""
    if index == NONE:
        return frozenset()
    op = plan.ops[index]
    if op.kind == "pattern":
        pattern = plan.patterns[op.settings[0]]
        return _named(parse(pattern.source, exact=True)) if isinstance(pattern, Regex) else frozenset()
    if op.kind == "union" and op.children:
        return frozenset.intersection(*(captures(plan, child) for child in op.children))
    if op.kind == "then":
        return captures(plan, op.children[0]) | captures(plan, op.children[1])
    if op.kind in ("place", "distance", "where", "pick", "styled"):
        return captures(plan, op.children[0])
    return frozenset()


def _named(node: Node) -> frozenset[str]:
    """The groups that take part in every match of a regex."""
    match node:
        case Group(item, name):
            return _named(item) | {name}
        case Seq(items):
            return frozenset().union(*map(_named, items))
        case Alt(items):
            return frozenset.intersection(*map(_named, items))
        case Repeat(item, least) if least:
            return _named(item)
        case _:
            return frozenset()
