"""The graph of operators that rules are compiled into, and the names that each file knows.

Input: packs. Output: indices of operators and patterns. Errors: Diagnostics in `faults`. Law: equal expressions are one
operator, equal patterns one pattern.
"""

from __future__ import annotations

from difflib import get_close_matches

from engine.errors import Diagnostic
from engine.language import ast
from engine.packs import Definition, PackFile, Packs
from engine.plan import Op
from engine.rule import Pattern, Statement
from engine.said import said
from engine.yamlfile import Source


class Graph:
    """Interns operators and patterns; its methods give indices and add to `faults`."""

    def __init__(self, packs: Packs, faults: list[Diagnostic]) -> None:
        self.packs = packs
        self.faults = faults
        self.ops: list[Op] = []
        self.patterns: list[Pattern] = []
        self._op_index: dict[Op, int] = {}
        self._pattern_index: dict[Pattern, int] = {}
        self._scopes: dict[str, dict[str, Definition]] = {}
        for file in packs.files.values():
            self.scope(file)
        for file in packs.files.values():  # statements mask whether or not a rule names them
            for definition in file.definitions.values():
                if isinstance(definition.value, Statement) and definition.value.masks:
                    self.pattern(definition.value)

    def op(self, kind: str, settings: tuple[object, ...] = (), children: tuple[int, ...] = ()) -> int:
        made = Op(kind, settings, children)
        if made not in self._op_index:
            self._op_index[made] = len(self.ops)
            self.ops.append(made)
        return self._op_index[made]

    def pattern(self, pattern: Pattern) -> int:
        if pattern not in self._pattern_index:
            self._pattern_index[pattern] = len(self.patterns)
            self.patterns.append(pattern)
        return self.op("pattern", (self._pattern_index[pattern],))

    def fault(self, code: str, title: str, source: Source, node: ast.Node, help: str = "") -> int:
        self.faults.append(Diagnostic(code=code, title=title, labels=(source.label(node.at),), help=help))
        return self.op("union")

    def scope(self, file: PackFile) -> dict[str, Definition]:
        if file.name not in self._scopes:
            self._scopes[file.name] = self._make_scope(file)
        return self._scopes[file.name]

    def _make_scope(self, file: PackFile) -> dict[str, Definition]:
        scope = dict(file.definitions)
        for used in file.use:
            other = self.packs.files.get(used.value)
            if other is None:
                near = get_close_matches(used.value, list(self.packs.files), 1)
                beside = [name for name in self.packs.files if _folder(name) == _folder(used.value)]
                help = said("known: %(known)s", known=", ".join(sorted(beside))) if beside else ""
                help = said("did you mean `%(near)s`?", near=near[0]) if near else help
                self.faults.append(
                    Diagnostic(
                        code="use-unknown",
                        title=said("there is no file `%(used)s`", used=used.value),
                        labels=(used.label(),),
                        help=help,
                    )
                )
                continue
            for name, definition in other.definitions.items():
                if name in scope:
                    labels = (scope[name].key.label(said("here")), definition.key.label(said("and here")))
                    self.faults.append(
                        Diagnostic(
                            code="name-clash",
                            title=said("`%(name)s` is defined twice in this scope", name=name),
                            labels=labels,
                        )
                    )
                scope.setdefault(name, definition)
        return scope


def _folder(name: str) -> str:
    return name.rpartition("/")[0]
