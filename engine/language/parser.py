"""Text of an expression → its tree.

Input: the text. Output: a Node whose positions are spans of that text. Errors: ExpressionError with the
faulty span, what was expected and the nearest known word. Law: `parse(print_expression(tree)) == tree`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from engine.language import ast
from engine.language.words import ATTRIBUTES, KEYWORDS, REGIONS, UNITS, plural, singular
from engine.said import joined, said
from engine.text import Span

_EXPECTED = {
    "NAME": said("a name"),
    "STRING": said("words such as 「保本」"),
    "REGEX": said("a regex such as /保.本/"),
    "NUMBER": said("a number"),
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "COMMA": "`,`",
    "VBAR": "`|`",
    "DOT": "`.`",
    "SAME": said("`in same …`"),
    "COMPARE": said("a comparison"),
    "MINUS": "`-`",
    "SUM_OP": "`+`",
    "PRODUCT_OP": "`*`",
    "$END": said("the end"),
}
_SIGNS = frozenset(
    [
        "LPAR",
        "RPAR",
        "LSQB",
        "RSQB",
        "COMMA",
        "VBAR",
        "DOT",
        "OR",
        "AND",
        "WHERE",
        "WITHIN",
        "THAN",
        "ANY",
        "ALL",
        "OF",
    ]
)  # what is not looked at once it is known how the parts belong together
_PREFERRED = ("WITHIN", "SAME", "RPAR", "RSQB", "OF", "THAN", "NAME", "STRING", "NUMBER", "$END", "AND", "OR")


class ExpressionError(ValueError):
    """A faulty expression: `span` of its text is wrong, `title` says what, `help` how to mend it."""

    def __init__(self, span: Span, title: str, help: str = "") -> None:
        super().__init__(title)
        self.span = span
        self.title = title
        self.help = help


@cache
def _grammar() -> Lark:
    text = files("engine.language").joinpath("expression.lark").read_text("utf-8")
    return Lark(text, parser="lalr", keep_all_tokens=True)


_DISTANCE = re.compile(r"within\s+\d+\s*$")  # a distance whose unit was forgotten


def parse(text: str) -> ast.Node:
    """The tree of an expression. Raises ExpressionError."""
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as fault:
        raise _syntax_error(text, fault) from None
    node: ast.Node = _build(tree.children[0])
    return node


def _syntax_error(text: str, fault: UnexpectedInput) -> ExpressionError:
    distance = _DISTANCE.search(text, 0, _stopped_at(text, fault))
    if distance is not None:
        title = said("`%(distance)s` needs a unit", distance=distance[0].strip())
        known = said("known: %(known)s", known=", ".join(map(plural, sorted(UNITS))))
        return ExpressionError(Span(distance.start(), distance.end()), title, known)
    if isinstance(fault, UnexpectedCharacters):
        at = fault.pos_in_stream or 0
        if text[at] in '「"/':
            return ExpressionError(
                Span(at, len(text)), said("`%(text)s` is opened but not closed", text=text[at])
            )
        expected = set(fault.allowed or ())
        return ExpressionError(
            Span(at, at + 1), said("`%(text)s` cannot stand here", text=text[at]), _expectation(expected)
        )
    if isinstance(fault, UnexpectedToken):
        token = fault.token
        expected = set(fault.accepts or fault.expected)
        if token.type == "$END":
            return ExpressionError(
                Span(len(text), len(text)), said("the expression ends too early"), _expectation(expected)
            )
        span = Span(token.start_pos or 0, token.end_pos or 0)
        return ExpressionError(
            span, said("`%(token)s` cannot stand here", token=token), _nearest(str(token), expected)
        )
    return ExpressionError(Span(0, len(text)), said("the expression cannot be read"))


def _stopped_at(text: str, fault: UnexpectedInput) -> int:
    if isinstance(fault, UnexpectedToken) and fault.token.type != "$END":
        return fault.token.start_pos or 0
    return (fault.pos_in_stream or 0) if isinstance(fault, UnexpectedCharacters) else len(text)


def _expectation(expected: set[str]) -> str:
    order = [name for name in _PREFERRED if name in expected] or sorted(expected)
    words = [_EXPECTED.get(name, f"`{name.lower()}`") for name in order]
    return said("expected %(known)s", known=joined(words[:4])) if words else ""


def _nearest(word: str, expected: set[str]) -> str:
    near = get_close_matches(word, [name.lower() for name in expected if name.lower() in KEYWORDS], 1)
    return said("did you mean `%(near)s`?", near=near[0]) if near else _expectation(expected)


class _Part(NamedTuple):
    """A part of an expression without the signs that only hold it together, and where it stands with them."""

    children: list[Any]
    span: Span


def _span(part: Any) -> Span:
    return Span(part.start_pos or 0, part.end_pos or 0) if isinstance(part, Token) else part.span


def _build(tree: Any) -> Any:
    first = last = tree
    while not isinstance(first, Token):
        first = first.children[0]
    while not isinstance(last, Token):
        last = last.children[-1]
    kept = [child for child in tree.children if not isinstance(child, Token) or child.type not in _SIGNS]
    return _BUILDERS[tree.data](_Part(kept, Span(first.start_pos or 0, last.end_pos or 0)))


def _items(tree: Any) -> tuple[ast.Node, ...]:
    return tuple(_build(child) for child in tree.children)


def _joined(kind: type[ast.Or] | type[ast.And]) -> Callable[[Any], ast.Node]:
    def build(tree: Any) -> ast.Node:
        items = _items(tree)
        return items[0] if len(items) == 1 else kind(items, at=_span(tree))

    return build


def _unit(token: Token) -> str:
    unit = singular(str(token))
    if unit not in UNITS:
        near = get_close_matches(unit, sorted(UNITS), 1)
        raise ExpressionError(
            _span(token),
            said("`%(token)s` is no unit of distance", token=token),
            said("did you mean `%(near)s`?", near=plural(near[0]))
            if near
            else said("known: %(known)s", known=", ".join(map(plural, sorted(UNITS)))),
        )
    return unit


def _region(token: Token) -> str:
    if str(token) not in REGIONS:
        near = get_close_matches(str(token), sorted(REGIONS), 1)
        raise ExpressionError(
            _span(token),
            said("`%(token)s` is no region", token=token),
            said("did you mean `%(near)s`?", near=near[0])
            if near
            else said("known: %(known)s", known=", ".join(sorted(REGIONS))),
        )
    return str(token)


def _whole(token: Token) -> int:
    if "." in token:
        raise ExpressionError(_span(token), said("`%(token)s` must be a whole number", token=token))
    return int(token)


def _name(tree: Any) -> ast.Node:
    word = str(tree.children[0])
    if word in REGIONS:
        return ast.Region(word, at=_span(tree))
    return ast.Name(word, at=_span(tree))


def _string(token: Token) -> str:
    return str(token)[1:-1]


def _dotted(tree: Any) -> ast.Node:
    owner, name = tree.children
    if owner != "doc":
        raise ExpressionError(
            _span(tree),
            said("`%(owner)s.%(name)s` can be used after `where` only", owner=owner, name=name),
            said("did you mean `doc.…`?"),
        )
    if name not in ATTRIBUTES:
        near = get_close_matches(str(name), sorted(ATTRIBUTES), 1)
        help = (
            said("did you mean `doc.%(near)s`?", near=near[0])
            if near
            else said("known: %(known)s", known=", ".join(sorted(ATTRIBUTES)))
        )
        raise ExpressionError(_span(name), said("a document has no `%(name)s`", name=name), help)
    return ast.DocAttribute(str(name), at=_span(tree))


def _call(tree: Any) -> ast.Node:
    name, *arguments = tree.children
    if name == "count":
        if len(arguments) != 1:
            raise ExpressionError(
                _span(tree), said("`count` takes one expression"), said("join several with `|`")
            )
        return ast.Count(_build(arguments[0]), at=_span(tree))
    if name in REGIONS:
        if any(argument.data != "literal" for argument in arguments):
            raise ExpressionError(
                _span(tree),
                said("`%(name)s(…)` takes words of its heading", name=name),
                said("write %(name)s(「风险揭示」)", name=name),
            )
        titles = tuple(_string(argument.children[0]) for argument in arguments)
        return ast.Titled(str(name), titles, at=_span(tree))
    near = get_close_matches(str(name), ["count", *sorted(REGIONS)], 1)
    help = said("did you mean `%(near)s`?", near=near[0]) if near else said("known: count(…), section(「…」)")
    raise ExpressionError(_span(name), said("`%(name)s(…)` is unknown", name=name), help)


def _nth(tree: Any) -> ast.Node:
    name, minus, number = tree.children
    index = _whole(number)
    if index == 0:
        raise ExpressionError(_span(number), said("regions are counted from 1, or from -1 at the end"))
    return ast.Nth(_region(name), -index if minus else index, at=_span(tree))


def _choices(tree: Any) -> ast.Node:
    return ast.Choices(tuple(_string(item) for item in tree.children), at=_span(tree))


def _union(tree: Any) -> ast.Node:
    items: list[ast.Node] = []
    for item in _items(tree):
        items.extend(item.items if isinstance(item, ast.Union) else (item,))
    return ast.Union(tuple(items), at=_span(tree))


def _place(tree: Any) -> ast.Node:
    left, negated, op, right = tree.children
    return ast.Place(str(op), negated is not None, _build(left), _build(right), at=_span(tree))


def _distance(tree: Any) -> ast.Node:
    left, negated, op, right, reach = tree.children
    if negated is not None and op == "then":
        raise ExpressionError(
            _span(op), said("`then` joins two spans and cannot be negated"), said("use `not before`")
        )
    return ast.Distance(
        str(op), negated is not None, _build(left), _build(right), _build(reach), at=_span(tree)
    )


def _styled(tree: Any) -> ast.Node:
    left, negated, op, right = tree.children
    return ast.Styled(str(op), negated is not None, _build(left), _build(right), at=_span(tree))


def _gather(needed: Callable[[Any], int], skip: int) -> Callable[[Any], ast.Node]:
    def build(tree: Any) -> ast.Node:
        items = tuple(_build(child) for child in tree.children[skip:-1])
        count = needed(tree)
        if skip and not 1 <= count <= len(items):
            raise ExpressionError(
                _span(tree.children[0]),
                said(
                    "`any %(count)s` of %(items)s expressions can never hold", count=count, items=len(items)
                ),
            )
        return ast.Gather(count, items, _build(tree.children[-1]), at=_span(tree))

    return build


def _capture_call(tree: Any) -> ast.Node:
    name, item = tree.children
    if name != "abs":
        raise ExpressionError(
            _span(name), said("`%(name)s(…)` is unknown after `where`", name=name), said("known: abs(…)")
        )
    return ast.Absolute(_build(item), at=_span(tree))


_BUILDERS: dict[str, Callable[[Any], Any]] = {
    "or_expr": _joined(ast.Or),
    "and_expr": _joined(ast.And),
    "negation": lambda t: ast.Not(_build(t.children[-1]), at=_span(t)),
    "compare": lambda t: ast.Compare(
        _build(t.children[0]), str(t.children[1]), _build(t.children[2]), at=_span(t)
    ),
    "pick": lambda t: ast.Pick(str(t.children[0]), _build(t.children[1]), at=_span(t)),
    "place": _place,
    "distance": _distance,
    "styled": _styled,
    "where": lambda t: ast.Where(_build(t.children[0]), _build(t.children[1]), at=_span(t)),
    "within": lambda t: ast.Range(_whole(t.children[0]), _unit(t.children[1]), at=_span(t)),
    "same": lambda t: ast.Range(0, _region(t.children[1]), at=_span(t)),
    "spread": lambda t: _region(t.children[-1]),
    "union": _union,
    "name": _name,
    "dotted": _dotted,
    "call": _call,
    "nth": _nth,
    "literal": lambda t: ast.Literal(_string(t.children[0]), at=_span(t)),
    "regex": lambda t: ast.RegexLiteral(str(t.children[0])[1:-1].replace("\\/", "/"), at=_span(t)),
    "number": lambda t: ast.Number(float(t.children[0]), at=_span(t)),
    "choices": _choices,
    "group": lambda t: _build(t.children[0]),
    "any_of": _gather(lambda t: _whole(t.children[0]), 1),
    "all_of": _gather(lambda _: 0, 0),
    "arithmetic": lambda t: ast.Arithmetic(
        _build(t.children[0]), str(t.children[1]), _build(t.children[2]), at=_span(t)
    ),
    "own_capture": lambda t: ast.Capture("", str(t.children[0]), at=_span(t)),
    "other_capture": lambda t: ast.Capture(str(t.children[0]), str(t.children[1]), at=_span(t)),
    "w_call": _capture_call,
}
