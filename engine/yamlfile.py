"""YAML as a tree of strings with their places.

Input: a file's name and text. Output: `Scalar`, `Sequence_` and `Mapping_` nodes, every scalar a string (no `no`, `on`,
`1.0` of YAML 1.1), each with its span in the text. Errors: Diagnostics for bad syntax, for a key that stands
twice and for a value of the wrong form. Law: a scalar's `places()(i, j)` is where characters i to j of its value
stand in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from engine.errors import Diagnostic, Label
from engine.said import said
from engine.text import Span

_WORD = re.compile(r"[ \n]|[^ \n]+")
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """A rule file: its name as people know it and its text."""

    file: str
    text: str = field(repr=False)

    def label(self, span: Span, note: str = "") -> Label:
        return Label(self.file, self.text, span, note)


@dataclass(frozen=True, slots=True)
class Scalar:
    value: str
    source: Source
    span: Span

    def places(self) -> Callable[[int, int], Span]:
        """A function that says where characters `start` to `end` of the value stand in the file."""
        offsets = _aligned(self.value, self.source.text, self.span)

        def place(start: int, end: int) -> Span:
            first = offsets[start] if start < len(offsets) else self.span.end
            last = offsets[end - 1] + 1 if 0 < end <= len(offsets) else first
            return Span(first, max(last, first))

        return place

    def label(self, note: str = "") -> Label:
        return self.source.label(self.span, note)


@dataclass(frozen=True, slots=True)
class Sequence_:
    items: tuple[Yaml, ...]
    source: Source
    span: Span

    def label(self, note: str = "") -> Label:
        return self.source.label(self.span, note)


@dataclass(frozen=True, slots=True)
class Mapping_:
    entries: tuple[tuple[Scalar, Yaml], ...]
    source: Source
    span: Span

    def get(self, key: str) -> Yaml | None:
        return next((value for name, value in self.entries if name.value == key), None)

    def key(self, key: str) -> Scalar | None:
        return next((name for name, _ in self.entries if name.value == key), None)

    def label(self, note: str = "") -> Label:
        return self.source.label(self.span, note)


Yaml = Scalar | Sequence_ | Mapping_


def _aligned(value: str, text: str, span: Span) -> list[int]:
    """For each character of a scalar's value its offset in the file: both are walked in step, by words where they
    stand there as they are."""
    offsets: list[int] = []
    at = span.start
    for word in _WORD.findall(value):
        if text.startswith(word, at, span.end):
            offsets += range(at, at + len(word))
            at += len(word)
            continue
        for char in word:
            while at < span.end and not _matches(char, text[at]):
                at += 1
            offsets.append(min(at, max(span.end - 1, span.start)))
            at += 1
    return offsets


def _matches(char: str, written: str) -> bool:
    return char == written or (char == " " and written == "\n") or (char == "\n" and written in "\n\\")


def read_yaml(source: Source) -> tuple[Yaml | None, list[Diagnostic]]:
    """The tree of a file, None where its syntax is faulty or the file is empty, and what is wrong with it."""
    try:
        node = yaml.compose(source.text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        return None, [_syntax(source, fault)]
    except yaml.reader.ReaderError as fault:
        wrong = yaml.reader.Reader.NON_PRINTABLE.search(source.text)
        at = Span(*wrong.span()) if wrong else Span(fault.position, fault.position + 1)
        return None, [
            Diagnostic(
                code="yaml-character",
                title=said("a character that YAML does not allow"),
                labels=(source.label(at),),
            )
        ]
    faults: list[Diagnostic] = []
    return (None if node is None else _tree(node, source, faults)), faults


# What PyYAML says most often, for the catalogues.
_SYNTAX = (
    said("mapping values are not allowed in this context"),
    said("did not find expected key"),
    said("did not find expected ',' or ']'"),
    said("did not find expected ',' or '}'"),
    said("did not find expected '-' indicator"),
    said("did not find expected <document start>"),
    said("did not find expected node content"),
    said("could not find expected ':'"),
    said("found character that cannot start any token"),
    said("found unexpected end of stream"),
    said("found undefined alias"),
    said("block sequence entries are not allowed in this context"),
    said("while scanning a quoted scalar"),
    said("found a tab character that violates indentation"),
    said("found unknown escape character"),
)


def _syntax(source: Source, fault: yaml.MarkedYAMLError) -> Diagnostic:
    problem = str(fault.problem or fault.context)
    mark = fault.problem_mark or fault.context_mark
    at = mark.index if mark else 0
    line = source.text[source.text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if len(line) > 0 and at >= len(source.text):
        at = max(len(source.text) - 1, 0)
    return Diagnostic(
        code="yaml-syntax",
        title=said("YAML cannot read this: %(problem)s", problem=said(problem)),
        labels=(source.label(Span(at, at + 1)),),
        help=said(
            "an expression with quotes, `#` or `: ` in it stands in a block: `forbid: >-`, and the expression on the next line, indented"
        ),
    )


def _tree(node: yaml.Node, source: Source, faults: list[Diagnostic]) -> Yaml:
    span = Span(node.start_mark.index, node.end_mark.index)
    if isinstance(node, yaml.ScalarNode):
        return Scalar(node.value, source, span)
    if isinstance(node, yaml.SequenceNode):
        return Sequence_(tuple(_tree(item, source, faults) for item in node.value), source, span)
    entries: list[tuple[Scalar, Yaml]] = []
    first: dict[str, Scalar] = {}
    for key, value in node.value:
        name = _tree(key, source, faults)
        if not isinstance(name, Scalar):
            faults.append(
                Diagnostic(code="yaml-key", title=said("a key must be a word"), labels=(name.label(),))
            )
            continue
        if name.value in first:
            labels = (name.label(said("stands here again")), first[name.value].label(said("first here")))
            faults.append(
                Diagnostic(
                    code="yaml-duplicate-key",
                    title=said("`%(name)s` stands twice", name=name.value),
                    labels=labels,
                )
            )
            continue
        first[name.value] = name
        entries.append((name, _tree(value, source, faults)))
    return Mapping_(tuple(entries), source, span)
