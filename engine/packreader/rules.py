"""The rules of a file.

Input: the tree of `rules`. Output: Entries. Errors: Diagnostics in `faults`. Law: a rule with a fault is an entry
nevertheless, so that all its faults are told at once.
"""

from __future__ import annotations

from difflib import get_close_matches

from engine.examples import read_examples
from engine.fields import REQUIRE_FIELDS, RULE_FIELDS
from engine.language.words import CHARS, UNITS, VALUES, plural
from engine.packreader.definitions import DefinitionReader
from engine.packs import Entry
from engine.rule import Requirement, Rule, Severity
from engine.said import nearest, said
from engine.yamlfile import Mapping_, Scalar, Sequence_, Yaml


class RuleReader(DefinitionReader):
    """Reads rules."""

    def rules(self, node: Yaml | None, language: str) -> list[Entry]:
        if node is None:
            return []
        if not isinstance(node, Sequence_):
            self.fault("value-form", said("`rules` is a list"), node)
            return []
        return [entry for item in node.items if (entry := self.rule(item, language)) is not None]

    def rule(self, node: Yaml, language: str) -> Entry | None:
        if not isinstance(node, Mapping_):
            self.fault("value-form", said("a rule is a mapping"), node)
            return None
        self.known_keys(node, RULE_FIELDS, said("a rule"))
        for needed in ("id", "title", "severity", "message"):
            if node.get(needed) is None:
                self.fault("missing-key", said("a rule needs `%(needed)s`", needed=needed), node)
        has_forbid, has_require = node.get("forbid") is not None, node.get("require") is not None
        if has_forbid == has_require:
            self.fault("rule-form", said("a rule has either `forbid` or `require`"), node)
        gates = self.gates(node.get("applies_to"), language)
        kind = self.choice(node, "kind", frozenset({"fail", "review"}), "fail")
        if kind == "review" and node.get("ask") is None:
            self.fault(
                "missing-key", said("a rule of kind `review` needs `ask`, the question for a person"), node
            )
        severity = self.choice(node, "severity", frozenset(s.word for s in Severity), "info")
        return Entry(
            Rule(
                id=f"{self.name}/{self.text(node, 'id')}",
                pack=self.name,
                title=self.text(node, "title"),
                severity=Severity.parse(severity),
                message=self.text(node, "message"),
                suggest=self.text(node, "suggest"),
                kind=kind,
                ask=self.text(node, "ask"),
                topic=self.text(node, "topic"),
                status=self.choice(node, "status", frozenset({"active", "draft", "retired"}), "active"),
                gates=gates,
                basis=self.basis(node.get("basis")),
                effective=self.effective(node.get("effective")),
                forbid=self.expression(node.get("forbid"), "forbid"),
                when=self.expression(node.get("when"), "when"),
                require=self.requirements(node.get("require")),
                together=self.flag(node, "together"),
                curable=self.flag(node, "curable"),
                only_if=self.expression(node.get("only_if"), "only_if"),
                replace=self.text(node, "replace"),
                overrides=self.overrides(node.get("overrides")),
                examples=read_examples(node.get("examples"), gates, self.faults),
            ),
            node,
        )

    def gates(self, node: Yaml | None, language: str) -> dict[str, tuple[str, ...]]:
        gates: dict[str, tuple[str, ...]] = {}
        if language:
            gates["lang"] = (language,)
        top = self.name.split("/", 1)[0]
        if top in VALUES["jurisdiction"]:
            gates["jurisdiction"] = (top,)
        if node is None:
            return gates
        if not isinstance(node, Mapping_):
            self.fault("value-form", said("`applies_to` is a mapping such as {product: [wealth]}"), node)
            return gates
        self.known_keys(node, dict.fromkeys(VALUES, ""), "`applies_to`")
        for key, value in node.entries:
            if key.value in VALUES:
                gates[key.value] = tuple(self.attribute_values(key.value, value))
        return gates

    def attribute_values(self, name: str, node: Yaml) -> list[str]:
        found = self.scalars(node, name)
        for item in found:
            if item.value not in VALUES[name]:
                title = said("`%(name)s` cannot be `%(item)s`", name=name, item=item.value)
                self.fault("unknown-value", title, item, nearest(item.value, sorted(VALUES[name])))
        return [item.value for item in found]

    def effective(self, node: Yaml | None) -> tuple[str, str]:
        if node is None:
            return ("", "")
        if not isinstance(node, Mapping_):
            self.fault("value-form", said("`effective` is {from: 2026-09-30}"), node)
            return ("", "")
        self.known_keys(node, {"from": "", "to": ""}, "`effective`")
        return (self.text(node, "from"), self.text(node, "to"))

    def requirements(self, node: Yaml | None) -> tuple[Requirement, ...]:
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence_) else (node,)
        return tuple(found for item in items if (found := self.requirement(item)) is not None)

    def requirement(self, item: Yaml) -> Requirement | None:
        if isinstance(item, Scalar):
            find = self.expression(item, "require")
            return None if find is None else Requirement(find=find)
        if not isinstance(item, Mapping_):
            self.fault("require-form", said("a requirement is {find: …, in: document}"), item)
            return None
        self.known_keys(item, REQUIRE_FIELDS, said("a requirement"))
        find = self.expression(item.get("find"), "find")
        if item.get("find") is None:
            self.fault("missing-key", said("a requirement needs `find`"), item)
        if find is None:
            return None
        scope, distance = self.scope(item)
        return Requirement(find=find, scope=scope, distance=distance, name=self.text(item, "name"))

    def scope(self, item: Mapping_) -> tuple[str, int]:
        words = self.text(item, "in").split()
        match words:
            case [] | ["document"]:
                return "document", 0
            case ["same", unit] if unit in UNITS - {CHARS}:
                return unit, 0
            case ["within", number, unit] if number.isdecimal() and unit == plural(CHARS):
                return CHARS, int(number)
        near = get_close_matches(
            " ".join(words), ["document", *(f"same {unit}" for unit in UNITS - {CHARS})], 1
        )
        self.fault(
            "require-scope",
            said("`in: %(known)s` is no scope", known=" ".join(words)),
            item.get("in") or item,
            said("did you mean `%(near)s`?", near=near[0])
            if near
            else said("document, same paragraph, within 30 chars, …"),
        )
        return "document", 0

    def overrides(self, node: Yaml | None) -> tuple[str, ...]:
        if node is None:
            return ()
        return tuple(
            item.value if "/" in item.value else f"{self.name}/{item.value}"
            for item in self.scalars(node, "overrides")
        )
