"""Drafts to measure on, made of what the repository has: its samples and the examples of its rules.

Input: packs. Output: drafts of one length, and texts with planted disguises. Law: the same packs give the same drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from engine.loaders import LOADERS, load
from engine.packs import Packs

LENGTH = 1500
SAMPLES = Path(__file__).parent.parent / "samples"


class Planted(NamedTuple):
    """A violating example with one kind of disguise put into what must be found; `plain` is it without."""

    kind: str
    rule: str
    text: str
    plain: str


def drafts(packs: Packs, count: int, length: int = LENGTH) -> list[str]:
    """Drafts of `length` characters: samples, then complying examples with a violating one among twenty."""
    paragraphs = [*_samples(), *_examples(packs)]
    Random(7).shuffle(paragraphs)
    text = "\n".join(paragraphs)
    text *= 1 + count * length // max(len(text), 1)
    return [text[at : at + length] for at in range(0, count * length, length)]


def _samples() -> Iterator[str]:
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in LOADERS:
            yield from load(path.read_bytes(), path.name).text.split("\n")


def _examples(packs: Packs) -> Iterator[str]:
    violating = 0
    for rule in packs.rules:
        for example in rule.examples:
            violating += example.violates
            if not example.violates or violating % 20 == 0:
                yield from example.text.split("\n")


_TRADITIONAL = str.maketrans("保证险资财款费贷万亿无风现实总来", "保證險資財款費貸萬億無風現實總來")


_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}  # "!" to "~" and their wide forms


def planted(packs: Packs) -> Iterator[Planted]:
    """Every violating example with one place to find, disguised in each way."""
    for rule in packs.rules:
        for example in rule.examples:
            if not example.violates or len(example.marks) != 1:
                continue
            start, end = example.marks[0]
            for kind, disguised in _disguised(example.text[start:end]):
                text = example.text[:start] + disguised + example.text[end:]
                yield Planted(kind, rule.id, text, example.text)


def _disguised(words: str) -> Iterable[tuple[str, str]]:
    """Ways to disguise words: what may be put between Chinese characters, and other forms of what allows them."""
    if len(words) > 1 and all("\u4e00" <= c <= "\u9fff" for c in words):
        yield "zero-width", "\u200b".join(words)
        yield "signs", "*".join(words)
        yield "middle dots", "·".join(words)
        yield "spaces", " ".join(words)
    for kind, form in (
        ("traditional", words.translate(_TRADITIONAL)),
        ("width", words.translate(_WIDE)),
        ("case", words.swapcase()),
    ):
        if form != words:
            yield kind, form
