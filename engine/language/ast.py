"""The tree of an expression: values only, positions left out of equality and repr.

Source of the operators: Clarke, Cormack & Burkowski, "An Algebra for Structured Text Search", Computer
Journal 38(1), 1995. `at` is the node's span in the expression's own text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.text import Span

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Node:
    """Any node of an expression."""

    at: Span = field(default=_NOWHERE, compare=False, repr=False, kw_only=True)


def parts(node: Node) -> tuple[str, ...]:
    """The names of all that a node holds but its position."""
    return node.__match_args__


@dataclass(frozen=True, slots=True)
class Or(Node):
    """True when one item holds; of spans, the spans of the items that yield some."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    item: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    left: Node
    op: str  # == != < <= > >=
    right: Node


@dataclass(frozen=True, slots=True)
class Literal(Node):
    text: str


@dataclass(frozen=True, slots=True)
class RegexLiteral(Node):
    source: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    value: float


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Choices(Node):
    """`[「a」, 「b」]`: the values that an attribute may have."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocAttribute(Node):
    """`doc.product`"""

    name: str


@dataclass(frozen=True, slots=True)
class Count(Node):
    item: Node


@dataclass(frozen=True, slots=True)
class Region(Node):
    """All regions of one kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Nth(Node):
    """`page[1]`, `section[-1]`"""

    kind: str
    index: int


@dataclass(frozen=True, slots=True)
class Titled(Node):
    """`section(「风险揭示」)`: regions under a heading that holds one of these words."""

    kind: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Union(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pick(Node):
    which: str  # first | last
    item: Node


@dataclass(frozen=True, slots=True)
class Place(Node):
    """Spans of `left` by their position to `right`."""

    op: str  # in | containing | overlapping
    negated: bool
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Range(Node):
    """`within 20 chars`, `within 1 sentence`, `in same section` (a distance of 0 sections)."""

    distance: int
    unit: str  # chars or a region kind


@dataclass(frozen=True, slots=True)
class Distance(Node):
    """Spans of `left` by distance or order to `right`; `then` joins the two."""

    op: str  # near | before | after | then
    negated: bool
    left: Node
    right: Node
    range: Range


@dataclass(frozen=True, slots=True)
class Where(Node):
    """Spans of `left` whose captures fulfil a condition."""

    left: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Styled(Node):
    """Spans of `left` set smaller or paler than those of `right`."""

    op: str  # smaller | paler
    negated: bool
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Gather(Node):
    """`any 2 of (a, b) in paragraph`: smallest spans that hold so many of the items. `needed` 0 is all."""

    needed: int
    items: tuple[Node, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    left: Node
    op: str  # + - * /
    right: Node


@dataclass(frozen=True, slots=True)
class Absolute(Node):
    item: Node


@dataclass(frozen=True, slots=True)
class Capture(Node):
    """A named capture of the match itself (`pattern` "") or of the nearest match of `pattern`."""

    pattern: str
    name: str
