"""The rules of all packs, for those who look for one.

Input: rules, names and words to look for. Output: the rules that fit; one rule with everything of it as text.
Errors: LookupError with a message for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from engine.checker.walk import nodes, scope
from engine.examples import CLOSE, OPEN
from engine.language import ast
from engine.language.printer import print_expression
from engine.language.words import CHARS, matches_gate
from engine.overlays import amended, amendments
from engine.packs import Definition, Entry, Packs
from engine.plan import Plan, PlannedRule
from engine.rule import Amendment, Citation, Example, Requirement, Severity


class Listed(Protocol):
    """A rule, planned or not."""

    @property
    def id(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def topic(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def gates(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def basis(self) -> tuple[Citation, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What rules to list; what is empty is not asked."""

    product: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    basis: str = ""

    def fits(self, rule: Listed) -> bool:
        """A rule without a gate is for every product and material."""
        gates = {"product": self.product, "material": self.material}
        return (
            all(
                not own or name not in rule.gates or matches_gate(own, rule.gates[name])
                for name, own in gates.items()
            )
            and (not self.severity or rule.severity.word in self.severity)
            and (not self.topic or rule.topic in self.topic)
            and (not self.kind or rule.kind in self.kind)
            and (not self.status or rule.status in self.status)
            and (not self.basis or any(_cites(citation, self.basis) for citation in rule.basis))
        )


def listed(plan: Plan, wanted: Wanted) -> list[tuple[PlannedRule, tuple[Amendment, ...]]]:
    """The rules of a plan that fit, each with what overlays changed of it."""
    changed: dict[str, list[Amendment]] = defaultdict(list)
    for amendment in plan.amendments:
        changed[amendment.rule].append(amendment)
    return [(rule, tuple(changed.get(rule.id, ()))) for rule in plan.rules if wanted.fits(rule)]


def _cites(citation: Citation, text: str) -> bool:
    parts = (citation.cite, citation.title, citation.number, citation.article, citation.label)
    return any(text in part for part in parts)


def full_name(ids: Iterable[str], name: str) -> str:
    """The rule of that name, or whose name ends so. Raises LookupError where there is none, or several."""
    known = list(ids)
    if name in known:
        return name
    ending = [id for id in known if id.endswith(f"/{name}")]
    if len(ending) == 1:
        return ending[0]
    if ending:
        raise LookupError(f"several rules are called {name}: {', '.join(ending)}")
    by_last = {id.rsplit("/", 1)[-1]: id for id in known}
    near = get_close_matches(name, known, 3) or [by_last[n] for n in get_close_matches(name, by_last, 3)]
    raise LookupError(f"there is no rule {name}" + (f"; near are {', '.join(near)}" if near else ""))


def entry_of(packs: Packs, id: str) -> Entry:
    """The rule of that full name. Raises KeyError."""
    for file in packs.files.values():
        for entry in file.entries:
            if entry.rule.id == id:
                return entry
    raise KeyError(id)


# ---- one rule with everything of it ----------------------------------------------------------------


def described(packs: Packs, entry: Entry) -> Iterator[tuple[str, str]]:
    """Labels and texts, in order."""
    rule = amended(entry.rule, packs.changes.get(entry.rule.id, ()))
    yield "rule", rule.id
    yield "title", rule.title
    yield "severity", rule.severity.word
    yield "kind", f"{rule.kind}: {rule.ask}" if rule.ask else rule.kind
    yield "status", rule.status
    yield "topic", rule.topic
    yield "in force", " – ".join(rule.effective) if any(rule.effective) else ""
    for name, values in rule.gates.items():
        yield name, ", ".join(values)
    for citation in rule.basis:
        yield "basis", provision(citation)
    yield from _expressions(entry)
    for definition in definitions_of(packs, entry):
        yield f"{definition.name} =", definition_text(definition)
    for label in ("message", "suggest", "replace"):
        yield label, getattr(rule, label)
    yield "overrides", ", ".join(rule.overrides)
    for amendment in amendments(packs):
        if amendment.rule == rule.id:
            yield "overlay", amendment_text(amendment)
    for example in rule.examples:
        yield "violates" if example.violates else "complies", example_text(example)


def amendment_text(amendment: Amendment) -> str:
    """What an overlay changed, until when, who decided so and why, and where it stands."""
    what = f"{amendment.change} {amendment.detail}".rstrip()
    return f"{what} (until {amendment.until}, {amendment.owner}: {amendment.reason}; {amendment.place})"


def provision(citation: Citation) -> str:
    """A provision with its number, its state where it is not simply in force, and its words."""
    state = "" if citation.status == "in_force" else f" [{citation.status}]"
    number = f"（{citation.number}）" if citation.number else ""
    quote = f"\n「{citation.quote}」" if citation.quote else ""
    return f"{citation.label}{number}{state}{quote}"


def _expressions(entry: Entry) -> Iterator[tuple[str, str]]:
    rule = entry.rule
    for name, node in (("only_if", rule.only_if), ("forbid", rule.forbid), ("when", rule.when)):
        yield name, print_expression(node) if node is not None else ""
    for item in rule.require:
        yield "require", requirement_text(item)


def requirement_text(item: Requirement) -> str:
    """`find` in its scope, and what it is called."""
    where = item.scope if item.scope == "document" else f"same {item.scope}"
    if item.scope == CHARS:
        where = f"within {item.distance} chars"
    name = f" — {item.name}" if item.name else ""
    return f"{print_expression(item.find)}  in: {where}{name}"


def example_text(example: Example) -> str:
    """An example with its marks."""
    text = example.text
    for start, end in sorted(example.marks, reverse=True):
        text = f"{text[:start]}{OPEN}{text[start:end]}{CLOSE}{text[end:]}"
    return text


def definitions_of(packs: Packs, entry: Entry) -> list[Definition]:
    """The definitions that a rule's expressions name, those that these name, and so on."""
    rule = entry.rule
    found: dict[tuple[str, str], Definition] = {}
    tops = [rule.only_if, rule.forbid, rule.when, *(item.find for item in rule.require)]
    waiting = [(rule.pack, node) for node in tops if node is not None]
    while waiting:
        pack, node = waiting.pop(0)
        names = scope(packs, packs.files[pack])
        for definition in (names[name] for name in names_in(node) if name in names):
            if (definition.pack, definition.name) not in found:
                found[definition.pack, definition.name] = definition
                if isinstance(definition.value, ast.Node):
                    waiting.append((definition.pack, definition.value))
    return list(found.values())


def names_in(expression: ast.Node) -> Iterator[str]:
    """The names in an expression, in order."""
    for node in nodes(expression):
        if isinstance(node, ast.Name):
            yield node.name
        elif isinstance(node, ast.Capture) and node.pattern:
            yield node.pattern


def definition_text(definition: Definition) -> str:
    """A definition as its file has it, on one line."""
    source, span = definition.key.source, definition.body.span
    return " ".join(source.text[span.start : span.end].split())
