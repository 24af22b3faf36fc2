"""The values of a rule file's fields: text, choices, lists, expressions.

Input: the tree of a field. Output: its value, a default where it has none that can be read. Errors: Diagnostics in
`faults`. Law: a scalar is never read as anything but a string.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.basis import Registry
from engine.errors import Diagnostic
from engine.language import ast
from engine.language.parser import ExpressionError, parse
from engine.language.place import moved
from engine.said import nearest, said
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, Yaml


class FieldReader:
    """Reads fields of one file; its methods add to `faults` and give what could be read."""

    def __init__(self, name: str, source: Source, registry: Registry, faults: list[Diagnostic]) -> None:
        self.name = name
        self.source = source
        self.registry = registry
        self.faults = faults

    def fault(self, code: str, title: str, node: Yaml, help: str = "", note: str = "") -> None:
        self.faults.append(Diagnostic(code=code, title=title, labels=(node.label(note),), help=help))

    def known_keys(self, tree: Mapping_, known: Mapping[str, str], what: str) -> None:
        for key, _ in tree.entries:
            if key.value not in known:
                title = said("%(what)s has no `%(key)s`", what=what, key=key.value)
                self.fault("unknown-key", title, key, nearest(key.value, known))

    def text(self, tree: Mapping_, name: str) -> str:
        value = tree.get(name)
        if value is None:
            return ""
        if not isinstance(value, Scalar):
            self.fault("value-form", said("`%(name)s` must be text", name=name), value)
            return ""
        return value.value.strip()

    def choice(self, tree: Mapping_, name: str, known: frozenset[str], default: str) -> str:
        value = self.text(tree, name)
        if not value:
            return default
        if value not in known:
            title = said("`%(name)s` cannot be `%(value)s`", name=name, value=value)
            self.fault("unknown-value", title, tree.get(name) or tree, nearest(value, sorted(known)))
            return default
        return value

    def flag(self, tree: Mapping_, name: str) -> bool:
        return self.choice(tree, name, frozenset({"true", "false"}), "false") == "true"

    def scalars(self, node: Yaml, name: str) -> list[Scalar]:
        if isinstance(node, Scalar):
            return [node]
        items = node.items if isinstance(node, Sequence_) else ()
        found = [item for item in items if isinstance(item, Scalar)]
        if not isinstance(node, Sequence_) or len(found) != len(items):
            self.fault("value-form", said("`%(name)s` must be a list of words", name=name), node)
        return found

    def expression(self, node: Yaml | None, name: str) -> ast.Node | None:
        if node is None:
            return None
        if not isinstance(node, Scalar):
            form = said(
                "write it in a block: `%(name)s: >-`, and the expression on the next line, indented",
                name=name,
            )
            self.fault(
                "expression-form",
                said("`%(name)s` must be an expression", name=name),
                node,
                form,
                said("YAML reads this as a list or mapping"),
            )
            return None
        try:
            return moved(parse(node.value), node.places())
        except ExpressionError as wrong:
            label = self.source.label(node.places()(*wrong.span))
            self.faults.append(
                Diagnostic(code="expression-syntax", title=wrong.title, labels=(label,), help=wrong.help)
            )
            return None
