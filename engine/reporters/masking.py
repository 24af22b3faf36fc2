"""Personal data in what Zhupi writes itself.

Input: a review, or text quoted from its draft. Output: the same text with identity, card and mobile numbers, e-mail
addresses, and whatever else a finding on personal data stands on (an address, a passport, a password) masked. Law:
length is kept, so that offsets and carets still hold; masking twice is masking once; a label before a value stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.finding import Finding, Review
from engine.text import Span

# Digits may be set apart by blanks, hyphens or zero-width characters, and may be full-width; no line end parts them.
_GAP = "[ \t\u00a0\u2000-\u200d\u2010-\u2015\u202f\u205f\u2060\u3000\ufeff\\-]?"
_EDGE = r"(?<![\dA-Za-z])"
_NUMBER = re.compile(
    rf"{_EDGE}(?:"
    rf"(?P<id>(?:\d{_GAP}){{17}}[\dXxＸｘ])"
    rf"|(?P<card>(?:\d{_GAP}){{12,18}}\d)"
    rf"|(?P<mobile>[1１]{_GAP}[3-9３-９](?:{_GAP}\d){{9}})"
    rf")(?![\dA-Za-z])"
)
_BOX, _HOST = "[A-Za-z0-9_.%+-]+", r"[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_EMAIL = re.compile(f"{_BOX}(?={_HOST})")
_WHOLE_EMAIL = re.compile(_BOX + _HOST)
# How many characters stay readable at the start and at the end.
_KEPT = {"id": (3, 2), "card": (0, 4), "mobile": (3, 4)}
# What a value is called, where a finding covers the name as well; a name without a colon only at its start.
_NAME = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:号码?|证|期|码|代号|口令|数据|经度|纬度)[：:=为是\s]{0,3}(?=[\w*])"
    r"|(?i:VIN|IBAN|CVV2?|CVC2?|track\s?\d|passport|passw(?:or)?d|pwd|lng|lat)[：:=为是\s]{1,3}"
)
_LABEL = re.compile(r"[\u4e00-\u9fff]{1,8}[：:=]")
_TELLING = 4  # letters and digits from which words are masked wherever they stand
_TELLING_ALONE = 6  # the same for a value without its label


def _hidden(match: re.Match[str]) -> str:
    first, last = _KEPT[match.lastgroup or "id"]
    text = match.group()
    digits = [i for i, c in enumerate(text) if c.isalnum()]
    covered = set(digits[first : len(digits) - last])
    return "".join("*" if i in covered else c for i, c in enumerate(text))


def mask(text: str) -> str:
    """`text` with personal numbers and e-mail addresses masked, as long as before."""
    if not any(c.isdigit() or c in "@＠" for c in text):
        return text
    text = _NUMBER.sub(_hidden, text)
    return _EMAIL.sub(lambda m: m.group()[0] + "*" * (len(m.group()) - 1), text)


def personal(finding: Finding) -> bool:
    """Whether the finding is about personal data, so that its own words may repeat it."""
    return "privacy/" in finding.rule or _leak(finding)


def _leak(finding: Finding) -> bool:
    """Whether the finding stands on personal data itself."""
    return "/leaks/" in finding.rule or "pii" in finding.rule or finding.topic.endswith("-leak")


def own_words(finding: Finding, text: str) -> str:
    """A finding's message, suggestion and the like, fit to be written."""
    return mask(text) if personal(finding) else text


@dataclass(frozen=True, slots=True)
class Veil:
    """What hides the personal data of one draft. `secrets`: words that only a finding knows for such, and the same
    words masked."""

    secrets: tuple[tuple[str, str], ...] = ()

    def over(self, text: str) -> str:
        """A text, of the draft or about it, masked."""
        out = mask(text)
        found = [(words, hidden) for words, hidden in self.secrets if words in text]
        return "".join(_laid(text, list(out), found)) if found else out


def _laid(text: str, out: list[str], secrets: Iterable[tuple[str, str]]) -> list[str]:
    """`out`, a text as far as it is masked, with secrets masked wherever they stand in the text."""
    for words, hidden in secrets:
        at = text.find(words)
        while at >= 0:
            _lay(out, at, words, hidden)
            at = text.find(words, at + len(words))
    return out


def _lay(out: list[str], at: int, words: str, hidden: str) -> None:
    """Hides at an offset what `hidden` hides of `words`."""
    for i, (word, star) in enumerate(zip(words, hidden, strict=True), at):
        if word != star:
            out[i] = star


def veil(review: Review) -> Veil:
    """What hides the personal data of a review's draft."""
    if review.document is None:
        return Veil()
    known: dict[str, str] = {}
    for span in _leaks(review):
        for line in review.document.text[span.start : span.end].splitlines():
            known.update(_secrets(line.strip()))
    return Veil(tuple(known.items()))


def masked(review: Review) -> str:
    """The draft's whole text masked, "" where there is none."""
    if review.document is None:
        return ""
    text = review.document.text
    spans = list(_leaks(review))
    if not spans:
        return mask(text)
    out = list(veil(review).over(text))
    for span in spans:  # where the words tell too little to be masked everywhere
        words = text[span.start : span.end]
        _lay(out, span.start, words, _covered(words))
    return "".join(out)


def veiled(review: Review) -> Review:
    """The review with its draft's text and all that is said of it masked."""
    if review.document is None:
        return review
    known = veil(review)
    over = known.over
    document = replace(
        review.document,
        text=masked(review),
        labels={at: over(label) for at, label in review.document.labels.items()},
        notes=tuple(map(over, review.document.notes)),
    )
    unread = tuple(replace(part, where=over(part.where), why=over(part.why)) for part in review.unread)
    return replace(
        review,
        document=document,
        findings=tuple(_veiled(finding, known) for finding in review.findings),
        unread=unread,
        profile=tuple(replace(one, why=over(one.why)) for one in review.profile),
    )


def _veiled(finding: Finding, veil: Veil) -> Finding:
    over = veil.over
    return replace(
        finding,
        title=over(finding.title),
        message=over(finding.message),
        suggestion=over(finding.suggestion),
        ask=over(finding.ask),
        replacement=None if finding.replacement is None else over(finding.replacement),
        difference=over(finding.difference),
        disguise=over(finding.disguise),
        notes=tuple(map(over, finding.notes)),
        related=tuple(replace(one, note=over(one.note)) for one in finding.related),
    )


def _leaks(review: Review) -> Iterator[Span]:
    """The spans that are personal data."""
    for finding in review.findings:
        if finding.span is not None and _leak(finding):
            yield Span(*finding.span)


def _secrets(words: str) -> Iterator[tuple[str, str]]:
    """Words that give personal data away by themselves, and the same masked."""
    hidden = _covered(words)
    if hidden == words:
        return
    if sum(map(str.isalnum, words)) >= _TELLING:
        yield words, hidden
    label = _NAME.match(words)
    alone = words[label.end() if label else 0 :]
    if label and sum(map(str.isalnum, alone)) >= _TELLING_ALONE:
        yield alone, hidden[label.end() :]


def _covered(words: str) -> str:
    """The words of a finding on personal data, masked: of each value its first character stays. What `mask` knows is
    masked in its way."""
    known = {
        i for pattern in (_NUMBER, _WHOLE_EMAIL) for m in pattern.finditer(words) for i in range(*m.span())
    }
    labels = [m for m in (_NAME.match(words), *_LABEL.finditer(words)) if m]
    named = {i for m in labels for i in range(*m.span())}
    out, fresh = list(mask(words)), True
    for at, char in enumerate(words):
        if at in named:
            fresh = True
        elif at in known:
            fresh = False
        elif char.isalnum():
            out[at] = char if fresh else "*"
            fresh = False
    return "".join(out)
