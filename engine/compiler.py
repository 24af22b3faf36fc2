"""Packs → Plan.

Input: Packs and the list that faults are added to. Output: a Plan. Law: the plan depends on the content of
the packs alone, not on the order of files or rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from engine.errors import Diagnostic
from engine.language import ast
from engine.language.words import PARTIES, STYLED, VALUES, matches_gate
from engine.matching.matcher import compile_matcher
from engine.matching.regexes import RegexFault, check, compile_regex
from engine.overlays import amended, amendments, last_day
from engine.packs import Definition, Entry, PackFile, Packs, named
from engine.plan import NONE, Op, Plan, PlannedProfile, PlannedRequirement, PlannedRule
from engine.roles import PARTY_LABELS, PARTY_WORDS
from engine.rule import Pattern, Point, Regex, Requirement, Rule, Statement, Words
from engine.said import said
from engine.yamlfile import Source

_SELECT = frozenset({"place", "distance", "then", "styled", "where", "pick"})  # nothing of nothing
_MARKS = STYLED - {"body"}  # regions that exist only where the format has style
_CONDITIONS = frozenset({"and", "or", "not", "compare", "doc"})
Scope = Mapping[str, Definition]


def compile_plan(packs: Packs, faults: list[Diagnostic]) -> Plan:
    """The plan of all active and draft rules; what is wrong with them is added to `faults`."""
    compiler = _Compiler(packs, faults)
    entries = sorted((e for f in packs.files.values() for e in f.entries), key=lambda e: e.rule.id)
    rules = tuple(compiler.rule(entry) for entry in entries if entry.rule.status != "retired")
    profiles = tuple(
        PlannedProfile(profile.values, compiler.top(profile.when, file), profile.pack, profile.adds)
        for file in packs.files.values()
        for profile in file.profiles
    )
    patterns = tuple(compiler.patterns)
    faulty = any(fault.severity == "error" for fault in faults)  # what is wrong may be a pattern
    always, by_pattern = _index(rules)
    needed = tuple(map(compiler.needed, range(len(compiler.ops))))
    return Plan(
        ops=tuple(compiler.ops),
        patterns=patterns,
        matcher=compile_matcher(() if faulty else patterns),
        rules=rules,
        profiles=profiles,
        masks=tuple(
            i for i, pattern in enumerate(patterns) if isinstance(pattern, Statement) and pattern.masks
        ),
        always=always,
        by_pattern=by_pattern,
        excluded=_excluded(rules),
        clauses=tuple(tuple(sorted(clause)) for clause in compiler.clauses),
        needed=needed,
        bases=_bases(compiler.ops),
        names=compiler.names(),
        points=tuple(_points(packs, rules)),
        amendments=amendments(packs),
        until=last_day(packs),
    )


def _points(packs: Packs, rules: Iterable[PlannedRule]) -> Iterator[Point]:
    """The points of all checklists, each with the active rules that it names."""
    active = [rule.id for rule in rules if rule.status == "active"]
    for file in packs.files.values():
        for asked in file.points:
            found = {id for pattern in asked.point.rules for id in named(pattern, active)}
            yield replace(asked.point, rules=tuple(sorted(found)))


def _bases(ops: Sequence[Op]) -> tuple[int, ...]:
    bases: list[int] = []
    for index, op in enumerate(ops):  # an operator's operands stand before it
        bases.append(bases[op.children[0]] if op.kind in _SELECT else index)
    return tuple(bases)


def _index(rules: tuple[PlannedRule, ...]) -> tuple[tuple[int, ...], dict[int, tuple[int, ...]]]:
    always = tuple(i for i, rule in enumerate(rules) if rule.needs is None)
    triggered: dict[int, list[int]] = {}
    for index, rule in enumerate(rules):
        for pattern in rule.needs or ():
            triggered.setdefault(pattern, []).append(index)
    return always, {pattern: tuple(found) for pattern, found in triggered.items()}


def _excluded(rules: tuple[PlannedRule, ...]) -> dict[tuple[str, str], frozenset[int]]:
    """For each value of an attribute the rules that want another one."""
    found = {
        (name, value): frozenset(
            index
            for index, rule in enumerate(rules)
            if name in rule.gates and not matches_gate((value,), rule.gates[name])
        )
        for name in VALUES
        for value in sorted(VALUES[name])
    }
    return {key: indices for key, indices in found.items() if indices}


class _Compiler:
    """Interns operators and patterns; its methods give indices and add to `faults`."""

    def __init__(self, packs: Packs, faults: list[Diagnostic]) -> None:
        self.packs = packs
        self.faults = faults
        self.ops: list[Op] = []
        self.patterns: list[Pattern] = []
        self._op_index: dict[Op, int] = {}
        self._pattern_index: dict[Pattern, int] = {}
        self._defined: dict[tuple[str, str], int] = {}
        self._open: list[tuple[str, str]] = []
        self._scopes: dict[str, dict[str, Definition]] = {}
        self.clauses: dict[frozenset[int], int] = {}
        self._needs: dict[int, tuple[frozenset[int], ...]] = {}
        for file in packs.files.values():
            self.scope(file)
        for file in packs.files.values():  # statements mask whether or not a rule names them
            for definition in file.definitions.values():
                if isinstance(definition.value, Statement) and definition.value.masks:
                    self.pattern(definition.value)

    # ---- rules --------------------------------------------------------------------------------------

    def rule(self, entry: Entry) -> PlannedRule:
        changes = self.packs.changes.get(entry.rule.id, ())
        rule = amended(entry.rule, changes)
        file = self.packs.files[rule.pack]
        forbid, when, only_if = (self.top(node, file) for node in (rule.forbid, rule.when, rule.only_if))
        for excuse, own in ((c.excuse, self.packs.files[c.pack]) for c in changes if c.excuse is not None):
            excused = self.top(excuse, own)
            if forbid == when == NONE:
                only_if = self.unless(only_if, excused)
            elif forbid != NONE:
                forbid = self.excused(forbid, excused)
            else:
                when = self.excused(when, excused)
        require = tuple(self.requirement(item, file) for item in rule.require)
        parts = [i for i in (forbid, when, only_if, *(r.find for r in require)) if i != NONE]
        used = self._below(parts)
        trigger = forbid if forbid != NONE else when
        needs = None if trigger == NONE else self.needs(trigger)
        return PlannedRule(
            id=rule.id,
            title=rule.title,
            severity=rule.severity,
            kind=rule.kind,
            ask=rule.ask,
            topic=rule.topic,
            message=rule.message,
            suggest=rule.suggest,
            replace=rule.replace,
            gates=rule.gates,
            basis=rule.basis,
            effective=self.effective(rule),
            status=rule.status,
            forbid=forbid,
            when=when,
            only_if=only_if,
            require=require,
            together=rule.together,
            overrides=rule.overrides,
            styled=any(
                op.kind == "styled" or (op.kind == "region" and op.settings[0] in _MARKS) for op in used
            ),
            unmasked=self._is_about_statements(trigger),
            needs=None if needs is None else tuple(sorted(needs)),
        )

    def effective(self, rule: Rule) -> tuple[str, str]:
        """From and to which day a rule applies: as it says, else as long as one of its instruments is law."""
        start, end = self.packs.registry.in_force(rule.basis)
        return (rule.effective[0] or start, rule.effective[1] or end)

    def _is_about_statements(self, trigger: int) -> bool:
        """Whether the spans that a rule reports are themselves prescribed statements."""
        if trigger == NONE:
            return False
        op = self.ops[trigger]
        if op.kind == "pattern":
            return isinstance(self.patterns[op.settings[0]], Statement)
        return any(map(self._is_about_statements, op.children[:1] if op.kind != "union" else op.children))

    def _below(self, roots: Iterable[int]) -> list[Op]:
        seen: set[int] = set()
        waiting = list(roots)
        while waiting:
            index = waiting.pop()
            if index not in seen:
                seen.add(index)
                waiting.extend(child for child in self.ops[index].children if child != NONE)
        return [self.ops[index] for index in sorted(seen)]

    def requirement(self, item: Requirement, file: PackFile) -> PlannedRequirement:
        find = self.top(item.find, file)
        return PlannedRequirement(find, item.scope, item.distance, item.name, tuple(self._statements(find)))

    def _statements(self, index: int) -> list[int]:
        """The statements that an expression is, or is a union of."""
        if index == NONE:
            return []
        op = self.ops[index]
        if op.kind == "union":
            return [found for child in op.children for found in self._statements(child)]
        if op.kind == "pattern" and isinstance(self.patterns[op.settings[0]], Statement):
            return [op.settings[0]]
        return []

    def top(self, node: ast.Node | None, file: PackFile) -> int:
        """The operator of a rule's expression; NONE where there is none."""
        if node is None:
            return NONE
        return self.condition(node, file)

    # ---- what an overlay excuses --------------------------------------------------------------------

    def excused(self, index: int, excuse: int) -> int:
        """What an expression gives outside of the spans of another one, or while another condition fails."""
        conditional = self.ops[index].kind in _CONDITIONS
        if self.ops[excuse].kind in _CONDITIONS:
            return self.unless(index, excuse)
        outside = self.op("place", ("in", True, False), (index, excuse))
        return self.op("or", (), (outside, self.unless(index, excuse))) if conditional else outside

    def unless(self, index: int, excuse: int) -> int:
        """An expression while another one gives nothing."""
        denied = self.op("not", (), (excuse,))
        return denied if index == NONE else self.op("and", (), (index, denied))

    # ---- interning ----------------------------------------------------------------------------------

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

    # ---- what each operator cannot do without -------------------------------------------------------

    def needs(self, index: int) -> frozenset[int] | None:
        """Patterns one of which must match for the operator to give anything; None: it may without any."""
        return min(self._clauses(index), key=lambda clause: (len(clause), sorted(clause)), default=None)

    def needed(self, index: int) -> tuple[int, ...]:
        """The operator's clauses by number, the smallest first."""
        found = sorted(set(self._clauses(index)), key=lambda clause: (len(clause), sorted(clause)))
        return tuple(self.clauses.setdefault(clause, len(self.clauses)) for clause in found)

    def _clauses(self, index: int) -> tuple[frozenset[int], ...]:
        """Sets of patterns: the operator gives nothing unless one of each set matches."""
        if index not in self._needs:
            self._needs[index] = self._find_clauses(self.ops[index])
        return self._needs[index]

    def _find_clauses(self, op: Op) -> tuple[frozenset[int], ...]:
        match op.kind:
            case "pattern":
                return (frozenset(op.settings),)
            case "union" | "or" | "role":
                return self._any_of(op.children)
            case "place" if op.settings[2]:  # where the format has no style, all that is on the left passes
                return self._clauses(op.children[0])
            case "place" | "distance":
                return self._all_of(op.children[: 1 if op.settings[1] else 2])
            case "and" | "then":
                return self._all_of(op.children)
            case "where" | "pick" | "titled" | "styled":
                return self._clauses(op.children[0])
            case "gather" if op.settings[0] == len(op.children):
                return self._all_of(op.children)
            case "gather":
                return self._any_of(op.children)
            case _:
                return ()

    def _all_of(self, children: Iterable[int]) -> tuple[frozenset[int], ...]:
        return tuple(dict.fromkeys(clause for child in children for clause in self._clauses(child)))

    def _any_of(self, children: Iterable[int]) -> tuple[frozenset[int], ...]:
        smallest = [self.needs(child) for child in children]
        known = [clause for clause in smallest if clause is not None]
        return (frozenset[int]().union(*known),) if len(known) == len(smallest) else ()

    # ---- expressions --------------------------------------------------------------------------------

    def fault(self, code: str, title: str, source: Source, node: ast.Node, help: str = "") -> int:
        self.faults.append(Diagnostic(code=code, title=title, labels=(source.label(node.at),), help=help))
        return self.op("union")

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
        if self.ops[found].kind in _CONDITIONS:
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
        return op.kind == "region" and op.settings[0] in _MARKS

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

    # ---- names --------------------------------------------------------------------------------------

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
