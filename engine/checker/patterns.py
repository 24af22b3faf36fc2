"""What is wrong with patterns: words, statements, detectors, regexes, and the words in expressions.

Input: packs. Output: Diagnostics. Law: an error is what the matcher could not be made of or what never matches; two
words are compared as the matcher compares them, folded and in all their spellings.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.checker.walk import expressions, nearest, nodes
from engine.errors import Diagnostic, Label
from engine.language import ast
from engine.language.words import VALUES
from engine.matching import statements
from engine.matching.detectors import KINDS
from engine.matching.regexes import RegexFault
from engine.matching.regexes import check as regex_facts
from engine.packs import Definition, Packs
from engine.rule import Detector, Regex, Statement, Words
from engine.said import said
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, Yaml


def check(packs: Packs, faults: list[Diagnostic]) -> None:
    """The patterns that nothing can be found with."""
    for file in packs.files.values():
        for definition in file.definitions.values():
            faults.extend(_faults(definition))
        for expression in expressions(file):
            for node in nodes(expression):
                faults.extend(_literals(node, file.source))


def _faults(definition: Definition) -> Iterator[Diagnostic]:
    match definition.value:
        case Detector(kind) if kind not in KINDS:
            place = field(definition, "detector")
            title = said("there is no detector `%(kind)s`", kind=kind)
            yield Diagnostic(
                code="detector-unknown", title=title, labels=(place.label(),), help=nearest(kind, KINDS)
            )
        case Words(words=()) if not items(field(definition, "words")):
            title = said("`%(definition)s` holds no word, so it is never found", definition=definition.name)
            yield Diagnostic(code="words-none", title=title, labels=(definition.key.label(),))
        case Statement():
            yield from _wordings(field(definition, "statement"))


def _wordings(node: Yaml) -> Iterator[Diagnostic]:
    for wording in items(node):
        try:
            statements.prepare((wording.value,))
        except ValueError:
            title = said("a statement needs a letter or digit of its own")
            help = said("a hole alone, or signs alone, would be found everywhere")
            yield Diagnostic(code="statement-empty", title=title, labels=(wording.label(),), help=help)


def _literals(node: ast.Node, source: Source) -> Iterator[Diagnostic]:
    labels = (source.label(node.at),)
    match node:
        case ast.Literal(text=text) if not text.strip():
            yield Diagnostic(code="word-empty", title=said("a word must not be empty"), labels=labels)
        case ast.Titled(titles=titles) if not all(title.strip() for title in titles):
            yield Diagnostic(code="word-empty", title=said("a word must not be empty"), labels=labels)
        case ast.Compare(left=ast.DocAttribute(name=name), right=ast.Literal(text=text)):
            yield from _values(name, (text,), source, node)
        case ast.Place(left=ast.DocAttribute(name=name), right=ast.Choices(items=values)):
            yield from _values(name, values, source, node)


def _values(name: str, values: tuple[str, ...], source: Source, node: ast.Node) -> Iterator[Diagnostic]:
    for value in values:
        if name in VALUES and value not in VALUES[name]:
            title = said("`%(name)s` cannot be `%(value)s`", name=name, value=value)
            help = nearest(value, VALUES[name])
            yield Diagnostic(code="unknown-value", title=title, labels=(source.label(node.at),), help=help)


# ---- warnings ---------------------------------------------------------------------------------------


def warn(packs: Packs, faults: list[Diagnostic]) -> None:
    """The regexes that run over every text."""
    for file in packs.files.values():
        for definition in file.definitions.values():
            value = definition.value
            if isinstance(value, Regex) and _is_slow(value.source, value.exact):
                faults.append(_slow(field(definition, "regex").label()))
        for expression in expressions(file):
            for node in nodes(expression):
                if isinstance(node, ast.RegexLiteral) and _is_slow(node.source, False):
                    faults.append(_slow(file.source.label(node.at)))


def _is_slow(source: str, exact: bool) -> bool:
    try:
        return not regex_facts(source, exact).required
    except RegexFault:
        return False


def _slow(label: Label) -> Diagnostic:
    return Diagnostic(
        code="regex-slow",
        title=said("this regex holds no words of its own, so it is tried at every place of every draft"),
        labels=(label,),
        help=said("add words of which each match must hold one"),
        severity="warning",
    )


def field(definition: Definition, name: str) -> Yaml:
    """The value of a field of a definition, or the whole where it has none."""
    body = definition.body
    return (body.get(name) if isinstance(body, Mapping_) else None) or body


def items(node: Yaml) -> list[Scalar]:
    """The words in a list, or the one word."""
    found = node.items if isinstance(node, Sequence_) else (node,)
    return [item for item in found if isinstance(item, Scalar)]
