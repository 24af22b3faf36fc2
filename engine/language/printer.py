"""An expression's tree → its text. Law: `parse(print_expression(n)) == n`.

Parentheses stand where they are needed, and around `a | b` beside a filter, where readers would wonder.
"""

from __future__ import annotations

from engine.language import ast
from engine.language.words import CHARS

# How tightly a node binds; a child that binds looser than its place needs is set in parentheses.
_OR, _AND, _NOT, _COMPARE, _PICK, _FILTER, _UNION, _PRIMARY = range(8)
_SUM, _PRODUCT = 4, 5


def print_expression(node: ast.Node) -> str:
    """The text of an expression."""
    return _print(node)[0]


def _in(node: ast.Node, level: int) -> str:
    text, own = _print(node)
    return text if own >= level else f"({text})"


def _operand(node: ast.Node, level: int) -> str:
    """An operand of a filter."""
    return _in(node, _PRIMARY if isinstance(node, ast.Union) else level)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def print_literal(text: str) -> str:
    """「保本」, or "…" where the words hold a 」."""
    return f'"{text}"' if "」" in text else f"「{text}」"


def _range(reach: ast.Range) -> str:
    if reach.unit == CHARS:
        return f"within {reach.distance} chars"
    if reach.distance == 0:
        return f"in same {reach.unit}"
    return f"within {reach.distance} {reach.unit}{'s' if reach.distance > 1 else ''}"


def _gather(node: ast.Gather) -> str:
    head = f"any {node.needed}" if node.needed else "all"
    items = ", ".join(_in(item, _OR) for item in node.items)
    return f"{head} of ({items}) in {node.unit}"


def _print(node: ast.Node) -> tuple[str, int]:
    match node:
        case ast.Or(items=items):
            return " or ".join(_in(item, _AND) for item in items), _OR
        case ast.And(items=items):
            return " and ".join(_in(item, _NOT) for item in items), _AND
        case ast.Not(item=item):
            return f"not {_in(item, _NOT)}", _NOT
        case ast.Compare(left=left, op=op, right=right):
            level = _SUM if _is_number(left) or _is_number(right) else _PRIMARY
            return f"{_in(left, level)} {op} {_in(right, level)}", _COMPARE
        case ast.Pick(which=which, item=item):
            return f"{which} {_in(item, _PICK)}", _PICK
        case ast.Place(op=op, negated=negated, left=left, right=right):
            return f"{_operand(left, _FILTER)} {'not ' * negated}{op} {_operand(right, _UNION)}", _FILTER
        case ast.Distance(op=op, negated=negated, left=left, right=right, range=reach):
            return (
                f"{_operand(left, _FILTER)} {'not ' * negated}{op} {_operand(right, _UNION)} {_range(reach)}",
                _FILTER,
            )
        case ast.Styled(op=op, negated=negated, left=left, right=right):
            return f"{_operand(left, _FILTER)} {'not ' * negated}{op} than {_operand(right, _UNION)}", _FILTER
        case ast.Where(left=left, condition=condition):
            level = _COMPARE if isinstance(condition, ast.Compare) else _PRIMARY
            return f"{_operand(left, _FILTER)} where {_in(condition, level)}", _FILTER
        case ast.Union(items=items):
            return " | ".join(_in(item, _PRIMARY) for item in items), _UNION
        case ast.Arithmetic(left=left, op=op, right=right):
            own = _SUM if op in "+-" else _PRODUCT
            return f"{_in(left, own)} {op} {_in(right, own + 1)}", own
        case ast.Gather():
            return _gather(node), _PRIMARY
        case _:
            return _primary(node), _PRIMARY


def _is_number(node: ast.Node) -> bool:
    return isinstance(node, ast.Arithmetic | ast.Absolute | ast.Capture)


def _primary(node: ast.Node) -> str:
    match node:
        case ast.Name(name=name):
            return name
        case ast.Region(kind=kind):
            return kind
        case ast.Literal(text=text):
            return print_literal(text)
        case ast.RegexLiteral(source=source):
            return f"/{source.replace('/', chr(92) + '/')}/"
        case ast.Number(value=value):
            return _number(value)
        case ast.Choices(items=items):
            return f"[{', '.join(map(print_literal, items))}]"
        case ast.DocAttribute(name=name):
            return f"doc.{name}"
        case ast.Count(item=item):
            return f"count({_in(item, _OR)})"
        case ast.Absolute(item=item):
            return f"abs({_in(item, _OR)})"
        case ast.Nth(kind=kind, index=index):
            return f"{kind}[{index}]"
        case ast.Titled(kind=kind, titles=titles):
            return f"{kind}({', '.join(map(print_literal, titles))})"
        case ast.Capture(pattern=pattern, name=name):
            return f"{pattern}.{name}" if pattern else name
        case _:
            raise TypeError(f"no printed form for {type(node).__name__}")
