"""Which rules rest on which provision.

Input: packs. Output: for each instrument of the registry the rules that cite it, by article; as text. Law: an
instrument that is not in force is always marked so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.basis import Instrument
from engine.packs import Entry, Packs
from engine.yamlfile import Mapping_, Scalar, Sequence_


@dataclass(frozen=True, slots=True)
class Resting:
    """An instrument and the rules that cite it: by article, "" for the instrument alone."""

    instrument: Instrument
    rules: Mapping[str, tuple[str, ...]]

    @property
    def count(self) -> int:
        return len({rule for rules in self.rules.values() for rule in rules})


def resting(packs: Packs) -> list[Resting]:
    """All instruments of the registry, in its order."""
    cited: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in packs.files.values():
        for entry in file.entries:
            for cite, article in references(entry):
                cited[cite][article].append(entry.rule.id)
    return [
        Resting(instrument, {article: tuple(rules) for article, rules in cited[cite].items()})
        for cite, instrument in packs.registry.instruments.items()
    ]


def references(entry: Entry) -> Iterator[tuple[str, str]]:
    """What a rule cites, as it is written: the article also where it is not verified and so not shown."""
    node = entry.tree.get("basis")
    for item in node.items if isinstance(node, Sequence_) else (node,):
        if isinstance(item, Mapping_):
            cite, article = item.get("cite"), item.get("article")
            if isinstance(cite, Scalar):
                yield cite.value, article.value.strip() if isinstance(article, Scalar) else ""


def overview(found: list[Resting]) -> Iterator[str]:
    """A line for each instrument, and the provisions of which no rule speaks."""
    for one in found:
        instrument = one.instrument
        yield f"{_marked(instrument)}  {one.count} rules"
        silent = [article for article in instrument.provisions if article not in one.rules]
        if silent:
            yield f"    no rule: {', '.join(silent)}"


def _marked(instrument: Instrument) -> str:
    dates = f", effective {instrument.effective}" if instrument.effective else ""
    ended = f", repealed {instrument.repealed}" if instrument.repealed else ""
    return f"{instrument.cite}  [{instrument.status}{dates}{ended}]"


def detail(one: Resting) -> Iterator[str]:
    """An instrument with its provisions, each with its rules."""
    instrument = one.instrument
    yield _marked(instrument)
    about = (instrument.title, instrument.number, instrument.issuer, instrument.url)
    yield f"    {' · '.join(part for part in about if part)}"
    for article in dict.fromkeys([*instrument.provisions, *one.rules]):
        provision = instrument.provisions.get(article)
        trust = f" [{provision.verified}]" if provision else ""
        yield f"  {article or '(the instrument as a whole)'}{trust}"
        if provision is not None and provision.verified == "full" and provision.text:
            yield f"    「{' '.join(provision.text.split())}」"
        yield from (f"    {rule}" for rule in one.rules.get(article, ("no rule",)))


def named(found: list[Resting], text: str) -> list[Resting]:
    """The instruments whose name is this, else those whose name or number has it."""
    exact = [one for one in found if text in (one.instrument.cite, one.instrument.title)]
    return exact or [
        one
        for one in found
        if any(text in part for part in (one.instrument.cite, one.instrument.title, one.instrument.number))
    ]
