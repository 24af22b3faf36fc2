"""The expression language: what is read, how it is printed, and what is said of a fault."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from lark import Lark

from engine.language import ast
from engine.language.parser import ExpressionError, parse
from engine.language.printer import print_expression
from engine.text import Span
from tests.strategies import expressions

A, B, C = ast.Name("a"), ast.Name("b"), ast.Name("c")


def test_the_grammar_is_lalr_without_a_conflict() -> None:
    grammar = files("engine.language").joinpath("expression.lark").read_text("utf-8")
    Lark(grammar, parser="lalr", strict=True)


@settings(max_examples=300)
@given(expressions())
def test_what_is_printed_reads_back_the_same(node: ast.Node) -> None:
    assert parse(print_expression(node)) == node


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b and c", ast.Or((A, ast.And((B, C))))),
        ("not a in b", ast.Not(ast.Place("in", False, A, B))),
        ("first a in b", ast.Pick("first", ast.Place("in", False, A, B))),
        ("a not in b | c", ast.Place("in", True, A, ast.Union((B, C)))),
        ("a in b in c", ast.Place("in", False, ast.Place("in", False, A, B), C)),
        ("a near b within 20 chars", ast.Distance("near", False, A, B, ast.Range(20, "char"))),
        ("a before b in same section", ast.Distance("before", False, A, B, ast.Range(0, "section"))),
        ("a after b within 1 sentence", ast.Distance("after", False, A, B, ast.Range(1, "sentence"))),
        ("a then b within 10 chars", ast.Distance("then", False, A, B, ast.Range(10, "char"))),
        ("a where value > 24", ast.Where(A, ast.Compare(ast.Capture("", "value"), ">", ast.Number(24)))),
        ("a smaller than body", ast.Styled("smaller", False, A, ast.Region("body"))),
        ("a not in prominent", ast.Place("in", True, A, ast.Region("prominent"))),
        ("page[1] | section[-1]", ast.Union((ast.Nth("page", 1), ast.Nth("section", -1)))),
        ("section(「风险揭示」)", ast.Titled("section", ("风险揭示",))),
        ("any 2 of (a, b, c) in paragraph", ast.Gather(2, (A, B, C), "paragraph")),
        ("all of (a, b) in row", ast.Gather(0, (A, B), "row")),
        ("count(a) >= 3", ast.Compare(ast.Count(A), ">=", ast.Number(3))),
        ("doc.product == 「fund」", ast.Compare(ast.DocAttribute("product"), "==", ast.Literal("fund"))),
        (
            "doc.audience in [「senior」]",
            ast.Place("in", False, ast.DocAttribute("audience"), ast.Choices(("senior",))),
        ),
        (r"/a\/b/", ast.RegexLiteral("a/b")),
        ('"保本」"', ast.Literal("保本」")),
        ("保本承诺", ast.Name("保本承诺")),
    ],
)
def test_reads(text: str, tree: ast.Node) -> None:
    assert parse(text) == tree


def test_positions_are_spans_of_the_text() -> None:
    tree = parse("风险 near 收益 within 3 chars")
    assert isinstance(tree, ast.Distance)
    assert tree.left.at == Span(0, 2)
    assert tree.right.at == Span(8, 10)


@pytest.mark.parametrize(
    ("text", "span", "title", "help"),
    [
        ("a naer b within 3 chars", (2, 6), "`naer` cannot stand here", "did you mean `near`?"),
        ("a near b", (8, 8), "ends too early", "`within`"),
        ("a near b within 3 chasr", (18, 23), "no unit of distance", "did you mean `chars`?"),
        ("(a or b", (7, 7), "ends too early", "`)`"),
        ("a | 「保本", (4, 7), "opened but not closed", ""),
        ("a before b in same sectoin", (19, 26), "no region", "did you mean `section`?"),
        ("doc.prodct == 「x」", (4, 10), "has no `prodct`", "did you mean `doc.product`?"),
        ("cuont(a) > 1", (0, 5), "unknown", "did you mean `count`?"),
        ("a not then b within 3 chars", (6, 10), "cannot be negated", "not before"),
        ("any 4 of (a, b) in row", (4, 5), "can never hold", ""),
        ("page[0]", (5, 6), "counted from 1", ""),
        ("section(a)", (0, 10), "takes words of its heading", ""),
        ("a where sum(value) > 3", (8, 11), "unknown after `where`", "abs"),
        ("a.value > 3", (0, 7), "after `where` only", ""),
        ("", (0, 0), "ends too early", "a name"),
        ("a ; b", (2, 3), "cannot stand here", ""),
        ("a within 1.5 chars", (2, 8), "cannot stand here", ""),
        ("a near b within 1.5 chars", (16, 19), "whole number", ""),
    ],
)
def test_points_at_the_fault(text: str, span: tuple[int, int], title: str, help: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.span == span
    assert title in caught.value.title
    assert help in caught.value.help
