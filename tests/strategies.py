"""Strategies that draw expressions and spans."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.language import ast
from engine.language.words import KEYWORDS, REGIONS, STRUCTURE

NAMES = st.sampled_from(["guarantee", "rate", "风险", "a", "b2", "past-performance"]).filter(
    lambda n: n not in KEYWORDS | REGIONS
)
WORDS = st.text("保本收益率 abc0", min_size=1, max_size=4)
KINDS = st.sampled_from(sorted(STRUCTURE))
UNITS = st.sampled_from(sorted(STRUCTURE - {"document"}))


def _ranges() -> st.SearchStrategy[ast.Range]:
    chars = st.builds(ast.Range, st.integers(0, 300), st.just("char"))
    units = st.builds(ast.Range, st.integers(0, 3), UNITS)
    return chars | units


def _numbers() -> st.SearchStrategy[ast.Node]:
    leaf = st.builds(ast.Number, st.integers(0, 400).map(float)) | st.builds(
        ast.Capture, st.sampled_from(["", "rate"]), st.just("value")
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(ast.Arithmetic, inner, st.sampled_from("+-*/"), inner) | st.builds(ast.Absolute, inner)
        ),
        max_leaves=4,
    )


def _measures() -> st.SearchStrategy[ast.Node]:
    compare = st.builds(
        ast.Compare, _numbers(), st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), _numbers()
    )
    return st.recursive(
        compare,
        lambda inner: (
            st.builds(ast.And, st.tuples(inner, inner))
            | st.builds(ast.Or, st.tuples(inner, inner))
            | st.builds(ast.Not, inner)
        ),
        max_leaves=3,
    )


def _primary() -> st.SearchStrategy[ast.Node]:
    return st.one_of(
        st.builds(ast.Name, NAMES),
        st.builds(ast.Literal, WORDS),
        st.builds(
            ast.RegexLiteral,
            st.sampled_from([r"\d+%", "保.本", "a/b", r"[一二]\/"]).map(lambda s: s.replace(r"\/", "/")),
        ),
        st.builds(ast.Region, KINDS),
        st.builds(ast.Nth, KINDS, st.integers(1, 5) | st.integers(-5, -1)),
        st.builds(ast.Titled, KINDS, st.lists(WORDS, min_size=1, max_size=2).map(tuple)),
    )


def _filters(inner: st.SearchStrategy[ast.Node]) -> st.SearchStrategy[ast.Node]:
    negated = st.booleans()
    return st.one_of(
        st.lists(_primary(), min_size=2, max_size=3).map(lambda items: ast.Union(tuple(items))),
        st.builds(ast.Place, st.sampled_from(["in", "containing", "overlapping"]), negated, inner, inner),
        st.builds(
            ast.Distance, st.sampled_from(["near", "before", "after"]), negated, inner, inner, _ranges()
        ),
        st.builds(ast.Distance, st.just("then"), st.just(False), inner, inner, _ranges()),
        st.builds(ast.Styled, st.sampled_from(["smaller", "paler"]), negated, inner, inner),
        st.builds(ast.Where, inner, _measures()),
        st.builds(ast.Pick, st.sampled_from(["first", "last"]), inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: ast.Gather(0, tuple(items), "paragraph")),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: ast.Gather(2, tuple(items), "row")),
    )


def spans_expressions() -> st.SearchStrategy[ast.Node]:
    """Expressions that give spans."""
    return st.recursive(_primary(), _filters, max_leaves=6)


def expressions() -> st.SearchStrategy[ast.Node]:
    """Any expression, conditions included."""
    attribute = st.builds(ast.DocAttribute, st.sampled_from(["product", "channel"]))
    leaf = st.one_of(
        spans_expressions(),
        st.builds(
            ast.Compare,
            st.builds(ast.Count, spans_expressions()),
            st.just(">="),
            st.builds(ast.Number, st.just(2.0)),
        ),
        st.builds(ast.Compare, attribute, st.just("=="), st.builds(ast.Literal, WORDS)),
        st.builds(
            ast.Place,
            st.just("in"),
            st.booleans(),
            attribute,
            st.builds(ast.Choices, st.just(("fund", "wealth"))),
        ),
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(ast.And, st.lists(inner, min_size=2, max_size=3).map(tuple))
            | st.builds(ast.Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
            | st.builds(ast.Not, inner)
        ),
        max_leaves=4,
    )


def spans(size: int = 30, most: int = 8) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Sorted, distinct, non-empty spans of a text of `size` characters."""
    one = st.tuples(st.integers(0, size - 1), st.integers(1, 10)).map(
        lambda s: (s[0], min(size, s[0] + s[1]))
    )
    return st.lists(one, max_size=most, unique=True).map(sorted)
