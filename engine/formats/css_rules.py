"""The rules of style sheets: which declarations hold for an element, and the texts that they put beside it.

Input: the source of a page and where its `style` elements are. Output: the declarations for an element, for it and
for its `::before` and `::after`. Law: selectors of tags, classes and ids, alone, below or directly below one another,
are read, also within `@media` that fits a screen of 1280 by 800 pixels, `@supports` and `@layer`; a rule with any
other selector is left out, so what is not said stays as inherited. Linear time.
Source: CSS 2.2 (4.1, 6.4.3), Media Queries 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.text import Span

BEFORE, AFTER = "before", "after"

_STRING = r"\"(?:\\.|[^\"\\\n])*+\"?|'(?:\\.|[^'\\\n])*+'?"
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_STOP = re.compile(rf"{_STRING}|[{{}};]", re.S)
_NESTED = re.compile(rf"{_STRING}|(?<![^;{{}}])(?P<rule>(?:{_STRING}|[^;{{}}\"'])*+\{{[^{{}}]*+\}}?)", re.S)
_DECLARATION = re.compile(rf"(?<![a-zA-Z-])([a-zA-Z-]++)\s*+:\s*+((?:{_STRING}|[^;\"'])++)", re.S)
_IMPORTANT = re.compile(r"!\s*important\s*\Z", re.I)
_COMPOUND = re.compile(r"(?:\*|[a-zA-Z][\w-]*)?(?:[.#][\w-]+)*\Z")
_PART = re.compile(r"[.#]?[\w-]+")
_PSEUDO = re.compile(r"::?(before|after)\Z", re.I)
_FEATURE = re.compile(r"\(\s*(min-|max-)?(width|height)\s*:\s*([\d.]+)(px|em|rem)\s*\)")
_SCREEN = {"width": 1280.0, "height": 800.0}  # in pixels
_WITHIN = ("media", "supports", "layer", "document")  # at-rules whose blocks hold rules
_DEEPEST = 8  # at-rules within one another


class Element(NamedTuple):
    """What selectors look at."""

    tag: str
    id: str
    classes: frozenset[str]


class Declared(NamedTuple):
    """A value as written, whether it is `!important`, and where it begins in the page."""

    value: str
    important: bool
    at: int


Declarations = Mapping[str, Declared]  # by name in lower case


class _Step(NamedTuple):
    """A compound of a selector; `directly`: it is the parent's child, not just somewhere below it."""

    element: Element
    directly: bool


class _Rule(NamedTuple):
    """One selector with its declarations. `path`: compounds from the outermost to the element itself."""

    path: tuple[_Step, ...]
    pseudo: str
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rules by what their last compound asks for: `#id`, `.class`, a tag, or `*`. `linked`: there are others, in
    files that are not read."""

    rules: Mapping[str, Sequence[tuple[int, _Rule]]] = field(default_factory=dict)
    linked: bool = False

    def declarations(
        self, element: Element, above: Sequence[Element], pseudo: str = ""
    ) -> dict[str, Declared]:
        """What the rules say of an element with these elements above it, the outermost first."""
        keys = ["*", element.tag, *(f".{name}" for name in element.classes), f"#{element.id}"]
        candidates = [entry for key in keys for entry in self.rules.get(key, ())]
        fitting = [
            (_weight(rule.path), order, rule.declarations)
            for order, rule in candidates
            if rule.pseudo == pseudo and _fits(rule.path, element, above)
        ]
        ordered = [said for _, _, said in sorted(fitting, key=lambda entry: entry[:2])]
        return cascaded(*ordered)


def cascaded(*declarations: Declarations) -> dict[str, Declared]:
    """The declarations that hold, of some in rising order of strength: an `!important` one stays."""
    said: dict[str, Declared] = {}
    for each in declarations:
        for name, value in each.items():
            if value.important or name not in said or not said[name].important:
                said[name] = value
    return said


def sheet(source: str, styles: Sequence[Span], *, linked: bool = False) -> Sheet:
    """The rules of a page's style elements, in order."""
    rules: dict[str, list[tuple[int, _Rule]]] = {}
    order = 0
    for start, end in styles:
        plain = _COMMENT.sub(lambda found: " " * len(found[0]), source[start:end])
        linked = linked or "@import" in plain
        for selectors, body in _style_rules(plain, Span(0, len(plain))):
            declarations = declared(plain[slice(*body)], start + body.start)
            for selector in selectors.split(","):
                order += 1
                if rule := _rule(selector, declarations):
                    rules.setdefault(_key(rule.path[-1].element), []).append((order, rule))
    return Sheet(rules, linked)


def _style_rules(text: str, within: Span, depth: int = 0) -> Iterator[tuple[str, Span]]:
    """The selectors and the body of each rule, those within at-rules too."""
    for prelude, body in _blocks(text, within):
        if not prelude.startswith("@"):
            yield prelude, body
        elif depth < _DEEPEST and _applies(prelude):
            yield from _style_rules(text, body, depth + 1)


def _blocks(text: str, within: Span) -> Iterator[tuple[str, Span]]:
    """What stands before each outermost `{`, and the place of what it encloses; the last may lack its end."""
    depth, begin, body = 0, within.start, 0
    for stop in _STOP.finditer(text, *within):
        sign = stop[0]
        if sign == "{":
            if depth == 0:
                body = stop.end()
            depth += 1
        elif sign == "}" and depth > 1:
            depth -= 1
        elif sign == "}":
            if depth:
                yield text[begin : body - 1].strip(), Span(body, stop.start())
            depth, begin = 0, stop.end()
        elif sign == ";" and depth == 0:
            begin = stop.end()
    if depth:
        yield text[begin : body - 1].strip(), Span(body, within.end)


def _applies(prelude: str) -> bool:
    """Whether the rules within an at-rule hold for a reader at a screen."""
    name, _, condition = prelude[1:].lower().partition(" ")
    name, bracket, rest = name.partition("(")
    if name not in _WITHIN:
        return False
    return name != "media" or any(map(_fits_screen, f"{bracket}{rest} {condition}".split(",")))


def _fits_screen(query: str) -> bool:
    """Whether a media query is met; one with a feature other than width and height is not."""
    words = query.strip().removeprefix("only ").split(" and ")
    features = [word.strip() for word in words if word.strip() not in ("", "all", "screen")]
    return all(_has(feature) for feature in features)


def _has(feature: str) -> bool:
    found = _FEATURE.fullmatch(feature)
    if found is None or found[3].count(".") > 1 or found[3] == ".":
        return False
    size = float(found[3]) * (1 if found[4] == "px" else 16)
    own = _SCREEN[found[2]]
    return own >= size if found[1] == "min-" else own <= size if found[1] == "max-" else own == size


def declared(source: str, at: int = 0) -> dict[str, Declared]:
    """The declarations in the text of a block or of a `style` attribute that begins at `at`; the later one counts."""
    plain = _NESTED.sub(_without_rule, source) if "{" in source else source
    found = (
        (match[1].lower(), match[2].rstrip(), at + match.start(2)) for match in _DECLARATION.finditer(plain)
    )
    return cascaded(*({name: _declared(value, place)} for name, value, place in found))


def _without_rule(found: re.Match[str]) -> str:
    return found[0] if found["rule"] is None else " " * len(found[0])


def _declared(value: str, at: int) -> Declared:
    plain = _IMPORTANT.sub("", value)
    return Declared(plain.rstrip(), len(plain) < len(value), at)


def _rule(selector: str, declarations: Declarations) -> _Rule | None:
    """The rule of one selector; None where it is not a simple one."""
    selector = selector.strip()
    pseudo = _PSEUDO.search(selector)
    if pseudo:
        selector = selector[: pseudo.start()]
        selector += "*" if not selector or selector[-1].isspace() or selector[-1] == ">" else ""
    steps: list[_Step] = []
    directly = False
    for part in selector.replace(">", " > ").split():
        if part == ">":
            directly = True
        elif _COMPOUND.match(part) or part == ":root":
            steps.append(_Step(_element(part.replace(":root", "html")), directly and bool(steps)))
            directly = False
        else:
            return None
    return _Rule(tuple(steps), pseudo[1].lower() if pseudo else "", declarations) if steps else None


def _element(compound: str) -> Element:
    parts = _PART.findall(compound)
    tag = next((part.lower() for part in parts if part[0] not in ".#"), "")
    ids = [part[1:] for part in parts if part[0] == "#"]
    return Element(tag, ids[0] if ids else "", frozenset(part[1:] for part in parts if part[0] == "."))


def _key(element: Element) -> str:
    if element.id:
        return f"#{element.id}"
    return f".{min(element.classes)}" if element.classes else element.tag or "*"


def _weight(path: Sequence[_Step]) -> tuple[int, int, int]:
    return (
        sum(bool(step.element.id) for step in path),
        sum(len(step.element.classes) for step in path),
        sum(bool(step.element.tag) for step in path),
    )


def _is(element: Element, asked: Element) -> bool:
    same = asked.tag in ("", element.tag) and asked.id in ("", element.id)
    return same and asked.classes <= element.classes


def _fits(path: Sequence[_Step], element: Element, above: Sequence[Element]) -> bool:
    """Whether the last compound is the element's and the others lie above it in order. Of several elements that
    a compound may mean the innermost is taken, for a child the one above."""
    if not _is(element, path[-1].element):
        return False
    at, directly = len(above), path[-1].directly
    for step in reversed(path[:-1]):
        at -= 1
        while at >= 0 and not _is(above[at], step.element):
            if directly:
                return False
            at -= 1
        if at < 0:
            return False
        directly = step.directly
    return True
