"""The canonical spelling: what changes, what never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import pack_roots
from engine.canonical import canonical, expressions
from engine.language.parser import parse
from engine.language.printer import print_expression
from engine.packreader import read_packs
from engine.yamlfile import Source, read_yaml
from tests.packs import rule_file
from tests.strategies import expressions as any_expression

FILES = sorted(path for root in pack_roots() for path in root.rglob("*.yaml") if path.name != "basis.yaml")


def spelled(text: str) -> str:
    return canonical(Source("t.yaml", text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("forbid: (a)  in   sentence # why\n", "forbid: a in sentence # why\n"),
        ("forbid: '(a) in sentence'\n", "forbid: 'a in sentence'\n"),
        ('forbid: "(a) in sentence"  # why\n', "forbid: 'a in sentence'  # why\n"),
        ("forbid: >-  # why\n      (a)\n      in sentence\n", "forbid: >-  # why\n      a in sentence\n"),
        ("forbid: >-\n      a\n      in sentence\n", "forbid: >-\n      a\n      in sentence\n"),
        ("forbid: (「x: y」)\n", "forbid: (「x: y」)\n"),
        ('forbid: "(「x: y」)"\n', "forbid: '「x: y」'\n"),
        ("forbid: (/it's/) | a\n", "forbid: /it's/ | a\n"),
        ("forbid: '(/it''s/) | a'\n", "forbid: '/it''s/ | a'\n"),
        (
            "when: (a)\n    require: [{find: (b), in: document}, (c)]\n",
            "when: a\n    require: [{find: b, in: document}, c]\n",
        ),
        ("require: {find: 'any 1 of (a,b) in row'}\n", "require: {find: 'any 1 of (a, b) in row'}\n"),
        ("forbid: a in\n", "forbid: a in\n"),
    ],
)
def test_expressions_are_written_anew(before: str, after: str) -> None:
    head = "# a rule\npack: t\r\ndefine:\n  b:   'not  (c)'\n  c: [ (a), b ]\nrules:\n  - id: r\n    "
    tail = "    message:   'a  b'\n"
    expected = head.replace("'not  (c)'", "'not c'") + after + tail
    if "「x: y」)\n" in before and "'" not in after:  # YAML cannot read it: all is kept
        expected = head + before + tail
    assert spelled(head + before + tail) == expected


def test_a_long_block_is_folded_at_spaces() -> None:
    text = rule_file("(" + " | ".join(f"「保本保收益第{n}种」" for n in range(20)) + ")")
    lines = spelled(text).split("forbid: >-\n")[1].splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 100
    assert spelled(spelled(text)) == spelled(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_built_in_file_says_the_same_before_and_after(path: Path) -> None:
    text = path.read_text("utf-8")
    again = spelled(text)
    assert spelled(again) == again
    assert _rules(again) == _rules(text)


def _rules(text: str) -> object:
    faults: list[object] = []
    packs = read_packs({"t": Source("t.yaml", text)}, faults)  # type: ignore[arg-type]
    file = packs.files["t"]
    values = {name: definition.value for name, definition in file.definitions.items()}
    return values, [entry.rule.forbid for entry in file.entries], [entry.rule.when for entry in file.entries]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_built_in_expression_is_read_from_its_print(path: Path) -> None:
    tree, faults = read_yaml(Source(path.name, path.read_text("utf-8")))
    assert tree is not None
    assert not faults
    for scalar in expressions(tree):
        node = parse(scalar.value)
        assert parse(print_expression(node)) == node


@given(any_expression(), st.sampled_from(["block", "quoted", "plain"]))
def test_any_expression_is_spelled_so_that_it_says_the_same(node: object, form: str) -> None:
    text = f"({print_expression(node)})"  # type: ignore[arg-type]
    quoted = "'" + text.replace("'", "''") + "'"
    written = {"block": f">-\n      {text}", "quoted": quoted, "plain": text}[form]
    before = f"pack: t\nrules:\n  - id: r\n    forbid: {written}\n    title: T\n"
    after = spelled(before)
    assert spelled(after) == after
    one, other = (read_yaml(Source("t", value))[0] for value in (before, after))
    if one is not None and other is not None:
        assert [parse(s.value) for s in expressions(one)] == [parse(s.value) for s in expressions(other)]
        assert form == "plain" or [s.value for s in expressions(other)] == [print_expression(node)]  # type: ignore[arg-type]
