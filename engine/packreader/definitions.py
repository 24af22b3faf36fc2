"""What a rule file defines, and the provisions that it cites.

Input: the trees of `define` and `basis`. Output: Definitions, Citations. Errors: Diagnostics in `faults`.
Law: a name that could not be read is known and stands for nothing, so that one fault is told once.
"""

from __future__ import annotations

from difflib import get_close_matches

from engine.errors import Diagnostic
from engine.fields import DEFINITION_FIELDS, PATTERN_FIELDS
from engine.language import ast
from engine.language.words import KEYWORDS, PARTIES, REGIONS
from engine.matching.regexes import RegexFault, compile_regex
from engine.packreader.fields import FieldReader
from engine.packs import Definition
from engine.rule import Citation, Detector, Pattern, Regex, Statement, Words
from engine.said import said
from engine.yamlfile import Mapping_, Scalar, Sequence_, Yaml


class DefinitionReader(FieldReader):
    """Reads definitions."""

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
            elif "\n" in item.value:
                self.fault("word-line-end", said("a word must not go on in the next line"), item)
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
