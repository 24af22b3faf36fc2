"""Expressions → operators.

Input: the tree of an expression and the file that it stands in. Output: the index of its operator. Errors: names that
do not resolve, cycles, operands of the wrong type, as Diagnostics in `faults`. Law: a faulty part is an operator that
gives nothing, so that all faults are told at once.
"""

from __future__ import annotations

from difflib import get_close_matches

from engine.compiler.graph import Graph
from engine.errors import Diagnostic
from engine.language import ast
from engine.language.words import PARTIES, STYLED
from engine.matching.regexes import RegexFault, check, compile_regex
from engine.packs import PackFile, Packs
from engine.plan import Op
from engine.roles import PARTY_LABELS, PARTY_WORDS
from engine.rule import Regex, Words
from engine.said import said

MARKS = STYLED - {"body"}  # regions that exist only where the format has style
CONDITIONS = frozenset({"and", "or", "not", "compare", "doc"})


class Expressions(Graph):
    """Compiles expressions."""

    def __init__(self, packs: Packs, faults: list[Diagnostic]) -> None:
        self._defined: dict[tuple[str, str], int] = {}
        self._open: list[tuple[str, str]] = []
        super().__init__(packs, faults)

    def condition(self, node: ast.Node, file: PackFile) -> int:
        """A condition, or spans, which are true when there are some."""
        match node:
            case ast.Or(items=items):
                return self.op("or", (), tuple(self.condition(item, file) for item in items))
            case ast.And(items=items):
                return self.op("and", (), tuple(self.condition(item, file) for item in items))
            case ast.Not(item=item):
                return self.op("not", (), (self.condition(item, file),))
            case ast.Compare():
                return self.comparison(node, file)
            case ast.Place(
                op="in", left=ast.DocAttribute(name=name), right=ast.Choices(items=values), negated=negated
            ):
                return self.op("doc", (name, negated, values))
            case ast.Name():
                return self.name(node, file)
            case _:
                return self.spans(node, file)

    def comparison(self, node: ast.Compare, file: PackFile) -> int:
        match node.left, node.right:
            case ast.DocAttribute(name=name), ast.Literal(text=text) if node.op in ("==", "!="):
                return self.op("doc", (name, node.op == "!=", (text,)))
            case ((ast.Count() | ast.Number()), (ast.Count() | ast.Number())):
                left, right = self.number(node.left, file), self.number(node.right, file)
                return self.op("compare", (node.op,), (left, right))
        return self.fault(
            "type-comparison",
            said("these two cannot be compared"),
            file.source,
            node,
            said("compare count(…) with a number, or doc.… with words by == and !="),
        )

    def number(self, node: ast.Node, file: PackFile) -> int:
        if isinstance(node, ast.Count):
            return self.op("count", (), (self.spans(node.item, file),))
        assert isinstance(node, ast.Number)
        return self.op("number", (node.value,))

    def spans(self, node: ast.Node, file: PackFile) -> int:
        match node:
            case ast.Name():
                return self.named_spans(node, file)
            case ast.Literal(text=text):
                return self.pattern(Words((text,)))
            case ast.RegexLiteral():
                return self.regex(node, file)
            case ast.Region(kind=kind):
                return self.op("region", (kind,))
            case ast.Nth(kind=kind, index=index):
                return self.op("nth", (kind, index))
            case ast.Titled(kind=kind, titles=titles):
                return self.op("titled", (kind,), (self.pattern(Words(titles)),))
            case ast.Union(items=items):
                return self.op("union", (), tuple(self.spans(item, file) for item in items))
            case ast.Pick(which=which, item=item):
                return self.op("pick", (which,), (self.spans(item, file),))
            case ast.Place() | ast.Distance() | ast.Styled():
                return self.filtered(node, file)
            case ast.Gather(needed=needed, items=items, unit=unit):
                return self.op(
                    "gather", (needed or len(items), unit), tuple(self.spans(i, file) for i in items)
                )
            case ast.Where(left=left, condition=condition):
                subject = self.spans(left, file)
                return self.op("where", (), (subject, self.measure(condition, subject, file)))
            case _:
                title = said("spans are needed here, and this is a condition or a value")
                help = said("`and`, `or`, `not` and comparisons join whole expressions; join spans with `|`")
                return self.fault("type-spans", title, file.source, node, help)

    def named_spans(self, node: ast.Name, file: PackFile) -> int:
        found = self.name(node, file)
        if self.ops[found].kind in CONDITIONS:
            title = said("`%(node)s` is a condition and gives no spans", node=node.name)
            return self.fault("type-spans", title, file.source, node)
        return found

    def filtered(self, node: ast.Place | ast.Distance | ast.Styled, file: PackFile) -> int:
        operands = (self.spans(node.left, file), self.spans(node.right, file))
        match node:
            case ast.Place(op=op, negated=negated):
                return self.op("place", (op, negated, self._asks_style(operands[1])), operands)
            case ast.Distance(op="then", range=reach):
                return self.op("then", (reach.distance, reach.unit), operands)
            case ast.Distance(op=op, negated=negated, range=reach):
                return self.op("distance", (op, negated, reach.distance, reach.unit), operands)
            case ast.Styled(op=op, negated=negated):
                return self.op("styled", (op, negated), operands)

    def regex(self, node: ast.RegexLiteral, file: PackFile) -> int:
        try:
            compile_regex(node.source)
        except RegexFault as wrong:
            return self.fault("regex-fault", wrong.message, file.source, node, wrong.help)
        return self.pattern(Regex(node.source))

    def _asks_style(self, index: int) -> bool:
        op = self.ops[index]
        if op.kind == "union":
            return any(map(self._asks_style, op.children))
        return op.kind == "region" and op.settings[0] in MARKS

    def measure(self, node: ast.Node, subject: int, file: PackFile) -> int:
        """The condition of `where`: numbers and words by named capture of `subject` or of another pattern."""

        def of(child: ast.Node) -> int:
            return self.measure(child, subject, file)

        match node:
            case ast.Or(items=items) | ast.And(items=items):
                kind = "m_or" if isinstance(node, ast.Or) else "m_and"
                return self.op(kind, (), tuple(map(of, items)))
            case ast.Not(item=item):
                return self.op("m_not", (), (of(item),))
            case ast.Compare(left=left, op=op, right=right):
                return self.op("m_compare", (op,), (of(left), of(right)))
            case ast.Arithmetic(left=left, op=op, right=right):
                return self.op("m_arithmetic", (op,), (of(left), of(right)))
            case ast.Absolute(item=item):
                return self.op("m_abs", (), (of(item),))
            case ast.Number(value=value):
                return self.op("number", (value,))
            case ast.Literal(text=text):
                return self.op("text", (text,))
            case ast.Capture(pattern=pattern, name=name):
                return self.capture(node, pattern, name, subject, file)
            case _:
                return self.fault("type-where", said("this cannot stand after `where`"), file.source, node)

    def capture(self, node: ast.Node, pattern: str, name: str, subject: int, file: PackFile) -> int:
        owner = subject if not pattern else self.name(ast.Name(pattern, at=node.at), file)
        names = self._captures(owner)
        if name not in names and self.ops[owner] != Op("union"):  # that one is told of already
            near = get_close_matches(name, sorted(names), 1)
            help = (
                said("did you mean `%(near)s`?", near=near[0])
                if near
                else said("known: %(known)s", known=", ".join(sorted(names)))
                if names
                else said("name the part that is meant: `(?P<value>…)`")
            )
            return self.fault(
                "capture-unknown", said("no capture `%(name)s` here", name=name), file.source, node, help
            )
        return self.op("capture", (name, bool(pattern)), (owner,))

    def _captures(self, index: int) -> frozenset[str]:
        """The captures that every span of an operator has."""
        op = self.ops[index]
        if op.kind == "pattern":
            pattern = self.patterns[op.settings[0]]
            return frozenset(check(pattern.source).names) if isinstance(pattern, Regex) else frozenset()
        if op.kind == "union":
            names = [self._captures(child) for child in op.children]
            return frozenset.intersection(*names) if names else frozenset()
        if op.kind == "then":
            return self._captures(op.children[0]) | self._captures(op.children[1])
        if op.kind in ("place", "distance", "where", "pick", "styled"):
            return self._captures(op.children[0])
        return frozenset()

    def names(self) -> dict[int, tuple[str, ...]]:
        """The definitions that each operator is, for those who ask why a rule did (not) report."""
        found: dict[int, list[str]] = {}
        for (pack, name), index in sorted(self._defined.items()):
            found.setdefault(index, []).append(f"{pack}/{name}")
        return {index: tuple(names) for index, names in sorted(found.items())}

    def name(self, node: ast.Name, file: PackFile) -> int:
        if node.name in PARTIES:
            return self.op(
                "role", (node.name,), tuple(map(self.pattern, (PARTY_WORDS[node.name], PARTY_LABELS)))
            )
        definition = self.scope(file).get(node.name)
        if definition is None:
            near = get_close_matches(node.name, list(self.scope(file)), 1)
            help = (
                said("did you mean `%(near)s`?", near=near[0])
                if near
                else said("define it, or bring it in with `use`")
            )
            return self.fault(
                "name-unknown", said("`%(node)s` is not defined", node=node.name), file.source, node, help
            )
        key = (definition.pack, definition.name)
        if key in self._open:
            return self._cycle(key, file, node)
        if key not in self._defined:
            self._open.append(key)
            value = definition.value
            home = self.packs.files[definition.pack]
            self._defined[key] = (
                self.condition(value, home) if isinstance(value, ast.Node) else self.pattern(value)
            )
            self._open.pop()
        return self._defined[key]

    def _cycle(self, key: tuple[str, str], file: PackFile, node: ast.Name) -> int:
        names = [name for _, name in self._open[self._open.index(key) :]]
        title = said(
            "`%(node)s` is defined by itself: %(known)s",
            node=node.name,
            known=" → ".join([*names, node.name]),
        )
        return self.fault("name-cycle", title, file.source, node)
