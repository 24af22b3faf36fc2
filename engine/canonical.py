"""The canonical spelling of the expressions in a rule file.

Input: a file's text. Output: the same text with those expressions written anew whose canonical print differs from what
stands there. Law: all else is kept byte for byte; the file says the same before and after; done twice it is as done
once. An expression that cannot be read is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from engine.language.parser import ExpressionError, parse
from engine.language.printer import print_expression
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, Yaml, read_yaml

_WIDTH = 100
_RULE_FIELDS = ("forbid", "when", "only_if")


def canonical(source: Source) -> str:
    """The text of a rule file with its expressions in their canonical spelling."""
    tree, faults = read_yaml(source)
    if tree is None or faults:
        return source.text
    said = _said(tree)
    text = source.text
    places = {scalar.span: scalar for scalar in expressions(tree)}
    for span in sorted(places, reverse=True):
        ways = (text[: span.start] + new + text[span.end :] for new in _written(places[span]))
        text = next((way for way in ways if _says(way, source.file) == said), text)
    return text


def _says(text: str, file: str) -> Any:
    tree, faults = read_yaml(Source(file, text))
    return None if tree is None or faults else _said(tree)


def expressions(tree: Yaml) -> Iterator[Scalar]:
    """Every scalar of a rule file that is an expression."""
    if not isinstance(tree, Mapping_):
        return
    defined = tree.get("define")
    if isinstance(defined, Mapping_):
        yield from (body for _, body in defined.entries if isinstance(body, Scalar))
    for rule in _mappings(tree.get("rules")):
        yield from _scalars(rule, _RULE_FIELDS)
        required = rule.get("require")
        if isinstance(required, Scalar):
            yield required
        elif isinstance(required, Sequence_):
            yield from (item for item in required.items if isinstance(item, Scalar))
        for item in _mappings(required):
            yield from _scalars(item, ("find",))
    for profile in _mappings(tree.get("profiles")):
        yield from _scalars(profile, ("when",))
    for change in _mappings(tree.get("overlay")):
        for narrow in _mappings(change.get("narrow")):
            yield from _scalars(narrow, ("except",))


def _mappings(node: Yaml | None) -> list[Mapping_]:
    items = node.items if isinstance(node, Sequence_) else (node,)
    return [item for item in items if isinstance(item, Mapping_)]


def _scalars(node: Mapping_, names: tuple[str, ...]) -> Iterator[Scalar]:
    yield from (value for name in names if isinstance(value := node.get(name), Scalar))


def _said(tree: Yaml) -> Any:
    """What a file says: its values, and the trees of its expressions."""
    own = {scalar.span for scalar in expressions(tree)}

    def said(node: Yaml) -> Any:
        if isinstance(node, Mapping_):
            return [(key.value, said(value)) for key, value in node.entries]
        if isinstance(node, Sequence_):
            return [said(item) for item in node.items]
        return _tree(node.value) if node.span in own else node.value

    return said(tree)


def _tree(text: str) -> Any:
    try:
        return parse(text)
    except ExpressionError:
        return text


def _written(scalar: Scalar) -> Iterator[str]:
    """How a scalar may be written instead, the best first; none where it may stay."""
    tree = _tree(scalar.value)
    raw = scalar.source.text[slice(*scalar.span)]
    if isinstance(tree, str) or raw[:1] in ("&", "*", "!"):
        return
    text = print_expression(tree)
    if text == scalar.value.replace("\n", " ").strip():
        return
    body = raw.rstrip()
    if raw[:1] in ("|", ">"):
        yield _block(body, text) + raw[len(body) :]
        return
    if raw[:1] not in ("'", '"'):
        yield text
    yield f"""'{text.replace("'", "''")}'"""


def _block(body: str, text: str) -> str:
    """Under the head of its block, folded at spaces where the line would be long."""
    head, _, rest = body.partition("\n")
    first = rest.lstrip("\r\n")
    indent = first[: len(first) - len(first.lstrip(" "))]
    folds = head.lstrip().startswith(">")
    lines = (
        wrap(text, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False) if folds else [text]
    )
    if " ".join(lines) != text:
        lines = [text]
    return "\n".join((head, *(indent + line for line in lines)))
