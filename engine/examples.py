"""The examples of a rule: ⟦ ⟧ marks taken out of the text and kept as spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import Diagnostic
from engine.fields import EXAMPLE_FIELDS
from engine.language.words import VALUES
from engine.rule import Example
from engine.said import nearest, said
from engine.text import Span
from engine.yamlfile import Mapping_, Scalar, Sequence_, Yaml

OPEN, CLOSE = "⟦", "⟧"


def read_examples(
    node: Yaml | None, gates: Mapping[str, tuple[str, ...]], faults: list[Diagnostic]
) -> tuple[Example, ...]:
    """The examples in `{violates: […], complies: […]}`; attributes not given are the first of each gate."""
    if node is None:
        return ()
    if not isinstance(node, Mapping_):
        faults.append(
            Diagnostic(
                code="examples-form",
                title=said("`examples` is {violates: […], complies: […]}"),
                labels=(node.label(),),
            )
        )
        return ()
    found: list[Example] = []
    for key, items in node.entries:
        if key.value not in ("violates", "complies") or not isinstance(items, Sequence_):
            title = said("`examples` holds lists under `violates` and `complies`")
            faults.append(Diagnostic(code="examples-form", title=title, labels=(key.label(),)))
            continue
        for item in items.items:
            example = _example(item, key.value == "violates", gates, faults)
            if example is not None:
                found.append(example)
    return tuple(found)


def _example(
    item: Yaml, violates: bool, gates: Mapping[str, tuple[str, ...]], faults: list[Diagnostic]
) -> Example | None:
    attributes = {name: values[0] for name, values in gates.items() if values}
    text: Yaml | None = item
    if isinstance(item, Mapping_):
        text = item.get("text")
        for key, value in item.entries:
            if key.value in VALUES and isinstance(value, Scalar):
                attributes[key.value] = value.value
                faults.extend(_unknown_values(key.value, value))
            elif key.value not in EXAMPLE_FIELDS:
                help = nearest(key.value, [*EXAMPLE_FIELDS, *VALUES])
                title = said("an example has no `%(key)s`", key=key.value)
                faults.append(Diagnostic(code="unknown-key", title=title, labels=(key.label(),), help=help))
    if not isinstance(text, Scalar):
        faults.append(
            Diagnostic(
                code="examples-form",
                title=said("an example is text, or {text: …, product: …}"),
                labels=(item.label(),),
            )
        )
        return None
    try:
        plain, marks = unmark(text.value)
    except ValueError as wrong:
        faults.append(Diagnostic(code="examples-marks", title=wrong.args[0], labels=(text.label(),)))
        return None
    if marks and not violates:
        faults.append(
            Diagnostic(
                code="examples-marks", title=said("a complying example has no marks"), labels=(text.label(),)
            )
        )
    return Example(text=plain, marks=marks, violates=violates, attributes=attributes, at=item.span)


def _unknown_values(name: str, value: Scalar) -> Iterator[Diagnostic]:
    for word in value.value.split(","):
        if word not in VALUES[name]:
            help = nearest(word, sorted(VALUES[name]))
            title = said("`%(name)s` cannot be `%(word)s`", name=name, word=word)
            yield Diagnostic(code="unknown-value", title=title, labels=(value.label(),), help=help)


def unmark(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text without its marks, and the spans that they marked. Raises ValueError for unpaired marks."""
    plain: list[str] = []
    marks: list[Span] = []
    opened: int | None = None
    for char in text:
        if char == OPEN and opened is None:
            opened = len(plain)
        elif char == CLOSE and opened is not None:
            marks.append(Span(opened, len(plain)))
            opened = None
        elif char in (OPEN, CLOSE):
            raise ValueError(said("`%(char)s` without its partner", char=char))
        else:
            plain.append(char)
    if opened is not None:
        raise ValueError(said("`%(open)s` without its partner", open=OPEN))
    return "".join(plain), tuple(marks)
