"""Words and exceptions of a list that nothing is found by.

Input: packs. Output: warnings. Law: words are compared as the matcher compares them: folded, in all their
spellings, and a Latin word only where it stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.checker.patterns import field, items
from engine.errors import Diagnostic
from engine.matching.words import EXCEPTION, Spelling, spellings, stands_alone
from engine.packs import Definition, Packs
from engine.rule import Words
from engine.said import said
from engine.yamlfile import Mapping_, Scalar


class _List(NamedTuple):
    """The spellings of a list's words and of its exceptions, each by the word as it is written."""

    words: dict[str, list[Spelling]]
    exceptions: dict[str, list[Spelling]]


def warn(packs: Packs, faults: list[Diagnostic]) -> None:
    """The warnings of all lists of words."""
    for file in packs.files.values():
        for definition in file.definitions.values():
            if isinstance(definition.value, Words):
                faults.extend(_needless(definition, definition.value))


def _needless(definition: Definition, value: Words) -> Iterator[Diagnostic]:
    listed = _spelled(value)
    places = {item.value: item for item in items(field(definition, "words"))}
    yield from _hidden(listed, places)
    body = definition.body
    excepted = (body.get("except") if isinstance(body, Mapping_) else None) or None
    if excepted is not None:
        yield from _exceptions(listed, places, {item.value: item for item in items(excepted)})


def _spelled(value: Words) -> _List:
    listed = _List({}, {})
    for item in spellings(value):
        kept = listed.exceptions if item.flags & EXCEPTION else listed.words
        kept.setdefault(item.word, []).append(item)
    return listed


def _hidden(listed: _List, places: dict[str, Scalar]) -> Iterator[Diagnostic]:
    """Each word in which another always stands too, unless an exception may take that other away."""
    texts: dict[str, str] = {}
    plain = {word: found for word, found in listed.words.items() if not _excepted(found, listed)}
    for word, found in listed.words.items():
        same = texts.setdefault(found[0].text, word)
        if same != word:
            title = said("「%(word)s」 and 「%(same)s」 are the same to the matcher", word=word, same=same)
            labels = (places[word].label(said("leave it out")), places[same].label(said("the same")))
            yield Diagnostic(code="word-same", title=title, labels=labels, severity="warning")
            continue
        shorter = _within(found, word, plain)
        if shorter:
            yield _hides(places[word], places[shorter])


def _hides(word: Scalar, shorter: Scalar) -> Diagnostic:
    return Diagnostic(
        code="word-hidden",
        title=said(
            "「%(word)s」 is found wherever it stands by 「%(shorter)s」 alone",
            word=word.value,
            shorter=shorter.value,
        ),
        labels=(word.label(said("makes no new match")), shorter.label(said("stands within it"))),
        help=said("leave it out, unless the longer span is wanted"),
        severity="warning",
    )


def _excepted(found: list[Spelling], listed: _List) -> bool:
    return any(_holds(other.text, item) for item in found for e in listed.exceptions.values() for other in e)


def _within(found: list[Spelling], word: str, plain: dict[str, list[Spelling]]) -> str:
    """A shorter word that stands in each spelling of `word`, "" where there is none."""
    for other, spelled in plain.items():
        if len(other) < len(word) and all(any(_holds(s.text, item) for item in spelled) for s in found):
            return other
    return ""


def _holds(text: str, word: Spelling) -> bool:
    """Whether a spelling is found in a text."""
    at = text.find(word.text)
    while at >= 0:
        if stands_alone(text, at, at + len(word.text), word.flags):
            return True
        at = text.find(word.text, at + 1)
    return False


def _exceptions(
    listed: _List, words: dict[str, Scalar], exceptions: dict[str, Scalar]
) -> Iterator[Diagnostic]:
    for word, found in listed.exceptions.items():
        covered = [w for w, spelled in listed.words.items() if any(_covers(s, spelled) for s in found)]
        if not covered:
            title = said(
                "the exception 「%(word)s」 holds no word of the list, so it never applies", word=word
            )
            place = exceptions[word].label()
            yield Diagnostic(code="except-idle", title=title, labels=(place,), severity="warning")
    texts = {s.text: word for word, found in listed.exceptions.items() for s in found}
    for word, found in listed.words.items():
        taken = texts.get(found[0].text)
        if taken is not None:
            title = said("「%(word)s」 is an exception of its own list, so it is never found", word=word)
            labels = (words[word].label(), exceptions[taken].label(said("taken away here")))
            yield Diagnostic(code="word-excepted", title=title, labels=labels, severity="warning")


def _covers(exception: Spelling, words: list[Spelling]) -> bool:
    return any(_holds(exception.text, word) for word in words)
