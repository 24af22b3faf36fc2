"""Rule files → rules, definitions and profiles, with the place of each kept.

Input: the text of every file by its pack name. Output: `Packs`. Errors: all Diagnostics of all files, in the
`faults` list. Law: an unknown or doubled key is never passed over; a scalar is never read as anything but a
string.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase

from engine.basis import Registry, read_registry
from engine.errors import Diagnostic
from engine.examples import read_examples
from engine.fields import (
    DEFINITION_FIELDS,
    PACK_FIELDS,
    PATTERN_FIELDS,
    POINT_FIELDS,
    REQUIRE_FIELDS,
    RULE_FIELDS,
)
from engine.language import ast
from engine.language.parser import ExpressionError, parse
from engine.language.place import moved
from engine.language.words import CHARS, KEYWORDS, PARTIES, REGIONS, UNITS, VALUES, plural
from engine.matching.regexes import RegexFault, compile_regex
from engine.rule import (
    Citation,
    Detector,
    Pattern,
    Point,
    Regex,
    Requirement,
    Rule,
    Severity,
    Statement,
    Words,
)
from engine.said import said
from engine.text import Lines
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, Yaml, read_yaml

_WILD = frozenset("*?[")
REGISTRY_NAME = "basis"
PROFILES_NAME = "profiles"


@dataclass(frozen=True, slots=True)
class Definition:
    """A name of a pack: a pattern, or an expression whose positions are spans of the file."""

    pack: str
    name: str
    value: Pattern | ast.Node
    key: Scalar
    body: Yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule and the tree that it was read from."""

    rule: Rule
    tree: Mapping_

    def place(self, name: str) -> Yaml:
        """The value of a field, or the whole rule where it has none."""
        return self.tree.get(name) or self.tree


@dataclass(frozen=True, slots=True)
class Profile:
    """A recognition rule: what to set, or to add to what was recognised, when its expression holds."""

    pack: str
    values: Mapping[str, tuple[str, ...]]
    when: ast.Node
    adds: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A point of a checklist, and where its rules are named."""

    point: Point
    rules: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of an overlay: what it makes of the rules that `rule` (a full name or a pattern of them) names."""

    rule: str
    off: bool = False
    severity: Severity | None = None
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the values that remain
    excuse: ast.Node | None = None  # matches within its spans do not count
    reason: str = ""
    owner: str = ""
    until: str = ""
    tree: Mapping_
    pack: str = ""  # the overlay

    @property
    def place(self) -> str:
        """The file and line of the entry."""
        source = self.tree.source
        return f"{source.file}:{Lines(source.text).position(self.tree.span.start).line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """One rule file, or an overlay."""

    name: str
    source: Source
    language: str = ""
    use: tuple[Scalar, ...] = ()
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    profiles: tuple[Profile, ...] = ()
    changes: tuple[Change, ...] = ()
    points: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Packs:
    """All that the rule files say. `changes`: what overlays make of a rule, by its full name."""

    files: Mapping[str, PackFile]
    registry: Registry
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    @property
    def rules(self) -> list[Rule]:
        return [entry.rule for file in self.files.values() for entry in file.entries]


def read_packs(sources: Mapping[str, Source], faults: list[Diagnostic]) -> Packs:
    """The packs in `sources` (pack name → file). Whatever is wrong with any of them is added to `faults`."""
    trees: dict[str, Yaml] = {}
    for name, source in sources.items():
        tree, wrong = read_yaml(source)
        faults.extend(wrong)
        if tree is not None:
            trees[name] = tree
    registry = read_registry({n: t for n, t in trees.items() if _last(n) == REGISTRY_NAME}, faults)
    files = {
        name: Reader(name, sources[name], registry, faults).read(tree)
        for name, tree in trees.items()
        if _last(name) != REGISTRY_NAME
    }
    return Packs(files, registry)


def named(pattern: str, ids: Iterable[str]) -> list[str]:
    """The rules of a full name, or of a pattern such as `cn/loan/*`."""
    if not _WILD.intersection(pattern):
        return [id for id in ids if id == pattern]
    return [id for id in ids if fnmatchcase(id, pattern)]


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]


class Reader:
    """Reads one file; its methods add to `faults` and give what could be read."""

    def __init__(self, name: str, source: Source, registry: Registry, faults: list[Diagnostic]) -> None:
        self.name = name
        self.source = source
        self.registry = registry
        self.faults = faults

    def fault(self, code: str, title: str, node: Yaml, help: str = "", note: str = "") -> None:
        self.faults.append(Diagnostic(code=code, title=title, labels=(node.label(note),), help=help))

    def read(self, tree: Yaml) -> PackFile:
        empty = PackFile(name=self.name, source=self.source)
        if not isinstance(tree, Mapping_):
            self.fault("pack-form", said("a rule file is a mapping with `pack`, `define`, `rules`"), tree)
            return empty
        if (overlay := tree.key("overlay")) is not None:
            help = said(
                "name it by `--overlay`, or under `overlays` in zhupi.yaml, and keep it apart from the packs"
            )
            self.fault("overlay-place", said("this is an overlay and no rule file"), overlay, help)
            return empty
        self.known_keys(tree, PACK_FIELDS, said("a rule file"))
        pack = self.text(tree, "pack")
        if pack != self.name:
            place = tree.get("pack") or tree
            self.fault(
                "pack-name",
                said("the pack of this file is `%(what)s`", what=self.name),
                place,
                said("write `pack: %(what)s`", what=self.name),
            )
        language = self.choice(tree, "language", VALUES["lang"], "")
        use = tree.get("use")
        return PackFile(
            name=self.name,
            source=self.source,
            language=language,
            use=tuple(self.scalars(use, "use")) if use is not None else (),
            definitions=self.definitions(tree.get("define")),
            entries=tuple(self.rules(tree.get("rules"), language)),
            profiles=tuple(self.profiles(tree.get("profiles"))),
            points=tuple(self.points(tree.get("checklist"), language)),
        )

    # ---- values -------------------------------------------------------------------------------------

    def known_keys(self, tree: Mapping_, known: Mapping[str, str], what: str) -> None:
        for key, _ in tree.entries:
            if key.value not in known:
                near = get_close_matches(key.value, list(known), 1)
                help = (
                    said("did you mean `%(near)s`?", near=near[0])
                    if near
                    else said("known: %(known)s", known=", ".join(known))
                )
                self.fault(
                    "unknown-key", said("%(what)s has no `%(key)s`", what=what, key=key.value), key, help
                )

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
            near = get_close_matches(value, sorted(known), 1)
            help = (
                said("did you mean `%(near)s`?", near=near[0])
                if near
                else said("known: %(known)s", known=", ".join(sorted(known)))
            )
            self.fault(
                "unknown-value",
                said("`%(name)s` cannot be `%(value)s`", name=name, value=value),
                tree.get(name) or tree,
                help,
            )
            return default
        return value

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

    # ---- definitions --------------------------------------------------------------------------------

    def definitions(self, node: Yaml | None) -> dict[str, Definition]:
        if node is None:
            return {}
        if not isinstance(node, Mapping_):
            self.fault("value-form", said("`define` is a mapping of names"), node)
            return {}
        found: dict[str, Definition] = {}
        for key, body in node.entries:
            if key.value in KEYWORDS | REGIONS | PARTIES:
                self.fault(
                    "reserved-name",
                    said("`%(key)s` is a word of the language", key=key.value),
                    key,
                    said("choose another name"),
                )
                continue
            value = self.definition(key.value, body)
            # What could not be read stands for nothing, so that its name is known and one fault is told once.
            known = value if value is not None else ast.Union(())
            found[key.value] = Definition(self.name, key.value, known, key, body)
        return found

    def definition(self, name: str, body: Yaml) -> Pattern | ast.Node | None:
        if isinstance(body, Scalar):
            return self.expression(body, name)
        if isinstance(body, Sequence_):
            return Words(self.words(body, name))
        self.known_keys(body, DEFINITION_FIELDS, said("a definition"))
        kinds = [key.value for key, _ in body.entries if key.value in PATTERN_FIELDS]
        if len(kinds) != 1:
            self.fault(
                "definition-form",
                said(
                    "`%(name)s` needs exactly one of %(known)s",
                    name=name,
                    known=", ".join(sorted(PATTERN_FIELDS)),
                ),
                body,
            )
            return None
        exact = self.choice(body, "fold", frozenset({"exact"}), "") == "exact"
        value = body.get(kinds[0])
        assert value is not None
        return self.pattern(kinds[0], body, value, exact)

    def pattern(self, kind: str, body: Mapping_, value: Yaml, exact: bool) -> Pattern | None:
        if kind == "words":
            exceptions = body.get("except")
            skipped = self.words(exceptions, "except") if exceptions is not None else ()
            return Words(self.words(value, "words"), skipped, exact)
        if kind == "statement":
            wordings = tuple(item.value for item in self.scalars(value, "statement"))
            basis = self.basis(body.get("basis"))
            return Statement(wordings, masks=any(self.verified(citation) for citation in basis))
        if not isinstance(value, Scalar) or not value.value:
            self.fault("value-form", said("`%(kind)s` must be text", kind=kind), value)
            return None
        if kind == "detector":
            return Detector(value.value)
        try:
            compile_regex(value.value, exact)
        except RegexFault as wrong:
            label = self.source.label(value.places()(wrong.offset, wrong.offset + 1))
            self.faults.append(
                Diagnostic(code="regex-fault", title=wrong.message, labels=(label,), help=wrong.help)
            )
            return None
        return Regex(value.value, exact)

    def verified(self, citation: Citation) -> bool:
        instrument = self.registry.instruments[citation.cite]
        return instrument.verified != "memory"

    def words(self, node: Yaml, name: str) -> tuple[str, ...]:
        found: dict[str, Scalar] = {}
        for item in self.scalars(node, name):
            if not item.value.strip():
                self.fault("word-empty", said("a word must not be empty"), item)
            elif item.value in found:
                labels = (item.label(said("stands here again")), found[item.value].label(said("first here")))
                self.faults.append(
                    Diagnostic(
                        code="word-duplicate",
                        title=said("「%(item)s」 stands twice", item=item.value),
                        labels=labels,
                    )
                )
            else:
                found[item.value] = item
        return tuple(found)

    # ---- rules --------------------------------------------------------------------------------------

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
                near = get_close_matches(item.value, sorted(VALUES[name]), 1)
                help = (
                    said("did you mean `%(near)s`?", near=near[0])
                    if near
                    else said("known: %(known)s", known=", ".join(sorted(VALUES[name])))
                )
                self.fault(
                    "unknown-value",
                    said("`%(name)s` cannot be `%(item)s`", name=name, item=item.value),
                    item,
                    help,
                )
        return [item.value for item in found]

    def basis(self, node: Yaml | None) -> tuple[Citation, ...]:
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence_) else (node,)
        found = []
        for item in items:
            if not isinstance(item, Mapping_) or not isinstance(item.get("cite"), Scalar):
                self.fault("basis-form", said("a basis is {cite: 广告法, article: 第二十五条}"), item)
                continue
            self.known_keys(item, {"cite": "", "article": ""}, said("a basis"))
            citation = self.citation(item)
            if citation is not None:
                found.append(citation)
        return tuple(found)

    def citation(self, item: Mapping_) -> Citation | None:
        cite, article = self.text(item, "cite"), self.text(item, "article")
        if cite not in self.registry.instruments:
            near = self.registry.nearest(cite)
            help = (
                said("did you mean `%(near)s`?", near=near)
                if near
                else said("add the instrument to basis.yaml")
            )
            self.fault(
                "basis-unknown",
                said("no instrument `%(cite)s` in the registry", cite=cite),
                item.get("cite") or item,
                help,
            )
            return None
        instrument = self.registry.instruments[cite]
        if article and article not in instrument.provisions:
            near_articles = get_close_matches(article, list(instrument.provisions), 1)
            help = (
                said("did you mean `%(near_articles)s`?", near_articles=near_articles[0])
                if near_articles
                else said("leave it out, or register it")
            )
            self.fault(
                "basis-unknown",
                said("`%(cite)s` has no `%(article)s` in the registry", cite=cite, article=article),
                item.get("article") or item,
                help,
            )
        return self.registry.citation(cite, article)

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

    # ---- recognition --------------------------------------------------------------------------------

    def profiles(self, node: Yaml | None) -> list[Profile]:
        if node is None:
            return []
        items = node.items if isinstance(node, Sequence_) else ()
        return [profile for item in items if (profile := self.profile(item)) is not None]

    def profile(self, item: Yaml) -> Profile | None:
        kind = "add" if isinstance(item, Mapping_) and item.get("add") is not None else "set"
        if not isinstance(item, Mapping_) or not isinstance(values := item.get(kind), Mapping_):
            self.fault("profile-form", said("a profile is {set: {material: contract}, when: …}"), item)
            return None
        self.known_keys(item, {kind: "", "when": ""}, said("a profile"))
        self.known_keys(values, dict.fromkeys(VALUES, ""), said("a document"))
        when = self.expression(item.get("when"), "when")
        if when is None:
            return None
        found = {
            k.value: tuple(self.attribute_values(k.value, v)) for k, v in values.entries if k.value in VALUES
        }
        return Profile(self.name, found, when, kind == "add")

    # ---- checklists ---------------------------------------------------------------------------------

    def points(self, node: Yaml | None, language: str) -> list[Asked]:
        if node is None:
            return []
        if not isinstance(node, Sequence_):
            self.fault("value-form", said("`checklist` is a list of points"), node)
            return []
        gates = self.gates(None, language)
        made = (self.point(item, number, gates) for number, item in enumerate(node.items, 1))
        return [asked for asked in made if asked is not None]

    def point(self, item: Yaml, number: int, gates: Mapping[str, tuple[str, ...]]) -> Asked | None:
        if not isinstance(item, Mapping_):
            self.fault("value-form", said("a point is {point: …, rules: […], ask: …}"), item)
            return None
        self.known_keys(item, POINT_FIELDS, said("a point"))
        rules = item.get("rules")
        named = tuple(self.scalars(rules, "rules")) if rules is not None else ()
        if item.get("point") is None:
            self.fault("missing-key", said("a point needs `point`"), item)
        if not named and not self.text(item, "ask"):
            self.fault(
                "missing-key", said("a point needs `rules`, or `ask`, the question for a person"), item
            )
        point = Point(
            id=f"{self.name}/{number}",
            title=self.text(item, "point"),
            stage=self.text(item, "stage"),
            basis=self.basis(item.get("basis")),
            rules=tuple(name.value for name in named),
            ask=self.text(item, "ask"),
            gates=gates,
        )
        return Asked(point, named)
