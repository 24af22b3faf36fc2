"""What kind of document a draft is: material, product, channel, audience, jurisdiction, language, extent.

Input: what the user, the configuration and the draft say, and the recognition rules of the plan. Output: one
`Attribute` for each, with its source. Law: who says it first holds, in the order option, configuration,
front matter, recognition; what nobody says is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine.evaluate import Evaluation
from engine.finding import Attribute
from engine.language.words import VALUES
from engine.text import Lines

_SAMPLE = 20_000  # the characters by which the language is told
_HAN = bytes(range(0x34, 0xA0))  # the high bytes of U+3400 … U+9FFF
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LANGUAGES = {"zh": "cn"}  # the jurisdiction that a language stands for where nothing else is said
_SPOKEN = {"lang", "jurisdiction"}  # what a text's language tells
Given = Mapping[str, tuple[str, tuple[str, ...]]]  # attribute → (source, values)


def attributes_given(
    options: Mapping[str, tuple[str, ...]], configured: Mapping[str, tuple[str, ...]], own: Mapping[str, str]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each attribute that somebody gave, who did and its values."""
    given: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name in VALUES:
        words = tuple(word.strip() for word in own.get(name, "").split(",") if word.strip() in VALUES[name])
        for source, values in (
            ("option", options.get(name)),
            ("configuration", configured.get(name)),
            ("front-matter", words),
        ):
            if values and name not in given:
                given[name] = (source, values)
    return given


def language(text: str) -> str:
    """zh or en, by the share of Chinese characters among the letters."""
    text = text[:_SAMPLE]
    latin = _held(text.encode("ascii", "ignore"), _LETTERS)
    han = _held(text.encode("utf-16-le", "surrogatepass")[1::2], _HAN)
    return "en" if latin > 6 * han else "zh"


def _held(data: bytes, some: bytes) -> int:
    """How many of the bytes are one of some: counted on bytes, because every draft is asked for its language."""
    return len(data) - len(data.translate(None, some))


def profile(run: Evaluation, given: Given) -> tuple[Attribute, ...]:
    """All attributes of the document that `run` evaluates."""
    recognised: dict[str, Attribute] = {}
    for rule in run.plan.profiles:
        wanted = [name for name in rule.values if name not in given and (name in recognised) is rule.adds]
        if wanted and run.holds(rule.when):
            why = f"{rule.place} {_evidence(run, rule.when)}".rstrip()
            for name in wanted:
                recognised[name] = _joined(
                    recognised.get(name), Attribute(name, rule.values[name], "recognition", why)
                )
    for name, (source, values) in given.items():
        recognised[name] = Attribute(name, values, source)
    spoken = "" if recognised.keys() >= _SPOKEN else language(run.document.text)
    return tuple(recognised.get(name) or _default(name, spoken) for name in VALUES)


def _joined(before: Attribute | None, more: Attribute) -> Attribute:
    """What was recognised of an attribute, with what a further rule adds."""
    new = tuple(value for value in more.values if before is None or value not in before.values)
    if before is None or not new:
        return before or more
    return Attribute(more.name, before.values + new, more.source, f"{before.why}; {more.why}")


def _evidence(run: Evaluation, index: int) -> str:
    """The first words that a recognition rule rests on."""
    spans = run.spans(index)
    if not spans:
        return ""
    start, end = spans[0]
    words = run.document.text[start : min(end, start + 20)]
    return f"第{len(Lines(run.document.text[:start]))}行「{words}」"


@cache
def _default(name: str, spoken: str) -> Attribute:
    """What an attribute is that nobody gave and no rule recognised, in a text of this language."""
    if name == "lang":
        return Attribute(name, (spoken,), "recognition", "文字")
    if name == "extent":
        return Attribute(name, ("whole",), "default")
    if name == "jurisdiction" and (known := _LANGUAGES.get(spoken)):
        return Attribute(name, (known,), "recognition", "文字")
    return Attribute(name, (), "unknown")
