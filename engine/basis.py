"""The registry of instruments and their provisions.

Input: `basis.yaml` files. Output: a `Registry` that turns a rule's reference into a `Citation`. Law: an
article, a number or a quotation is given only where the registry marks it `verified: full`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches

from engine.errors import Diagnostic
from engine.rule import Citation
from engine.said import nearest, said
from engine.yamlfile import Mapping_, Scalar, Sequence_, Yaml

STATUSES = ("in_force", "amended", "repealed", "draft", "pending", "vacated")
TRUST = ("full", "substance", "memory")
INSTRUMENT_FIELDS = frozenset(
    [
        "cite",
        "title",
        "number",
        "issuer",
        "issued",
        "effective",
        "repealed",
        "status",
        "replaces",
        "verified",
        "url",
        "articles",
        "note",
    ]
)
ARTICLE_FIELDS = frozenset(["article", "verified", "text", "note"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """An article of an instrument, as it is quoted."""

    article: str
    verified: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, regulation, notice or standard. Dates are ISO or "" where not verified."""

    cite: str
    title: str
    number: str = ""
    issuer: str = ""
    issued: str = ""
    effective: str = ""
    repealed: str = ""
    status: str = "in_force"
    replaces: tuple[str, ...] = ()
    verified: str = "memory"
    url: str = ""
    provisions: Mapping[str, Provision] = field(default_factory=dict)

    def in_force(self, day: str) -> bool:
        """Whether it was law on an ISO date; without dates its status decides."""
        if self.status in ("draft", "pending", "vacated"):
            return False
        if self.effective and day < self.effective:
            return False
        if self.repealed:
            return day < self.repealed
        return self.status != "repealed"


@dataclass(frozen=True, slots=True)
class Registry:
    """All instruments by their short names."""

    instruments: Mapping[str, Instrument] = field(default_factory=dict)

    def citation(self, cite: str, article: str) -> Citation:
        """The citation that a finding may show. Raises KeyError for an unknown instrument."""
        instrument = self.instruments[cite]
        provision = instrument.provisions.get(article)
        shown = provision is not None and provision.verified == "full"
        return Citation(
            cite=cite,
            title=instrument.title,
            number=instrument.number if instrument.verified == "full" else "",
            article=article if shown else "",
            quote=provision.text if provision is not None and shown else "",
            status=instrument.status,
            url=instrument.url,
        )

    def in_force(self, citations: Iterable[Citation]) -> tuple[str, str]:
        """The first and the last day (ISO) on which one of the instruments is law, "" where that is open."""
        found = [self.instruments[citation.cite] for citation in citations]
        starts = [instrument.effective for instrument in found]
        ends = [instrument.repealed for instrument in found]
        start = min(starts) if starts and all(starts) else ""
        return (start, day_before(max(ends)) if ends and all(ends) else "")

    def nearest(self, cite: str) -> str:
        near = get_close_matches(cite, list(self.instruments), 1, 0.5)
        return near[0] if near else ""


def day_before(day: str) -> str:
    """The ISO date before another; what is no date stays as it is."""
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except ValueError:
        return day


def read_registry(files: Mapping[str, Yaml], faults: list[Diagnostic]) -> Registry:
    """The registry in all `basis.yaml` trees; what is wrong with them is added to `faults`."""
    instruments: dict[str, Instrument] = {}
    places: dict[str, Scalar] = {}
    for tree in files.values():
        entries = tree.get("instruments") if isinstance(tree, Mapping_) else None
        if not isinstance(entries, Sequence_):
            faults.append(
                Diagnostic(
                    code="basis-form",
                    title=said("a registry is a list under `instruments`"),
                    labels=(tree.label(),),
                )
            )
            continue
        for entry in entries.items:
            _add(entry, instruments, places, faults)
    return Registry(instruments)


def _add(
    entry: Yaml, instruments: dict[str, Instrument], places: dict[str, Scalar], faults: list[Diagnostic]
) -> None:
    if not isinstance(entry, Mapping_) or not isinstance(entry.get("cite"), Scalar):
        faults.append(
            Diagnostic(code="basis-form", title=said("an instrument needs a `cite`"), labels=(entry.label(),))
        )
        return
    _check_fields(entry, INSTRUMENT_FIELDS, faults)
    _check_days(entry, faults)
    cite = entry.get("cite")
    assert isinstance(cite, Scalar)
    if cite.value in places:
        labels = (cite.label(said("stands here again")), places[cite.value].label(said("first here")))
        faults.append(
            Diagnostic(
                code="basis-duplicate",
                title=said("`%(cite)s` is registered twice", cite=cite.value),
                labels=labels,
            )
        )
        return
    places[cite.value] = cite
    replaces = entry.get("replaces")
    instruments[cite.value] = Instrument(
        cite=cite.value,
        title=_text(entry, "title") or cite.value,
        number=_text(entry, "number"),
        issuer=_text(entry, "issuer"),
        issued=_text(entry, "issued"),
        effective=_text(entry, "effective"),
        repealed=_text(entry, "repealed"),
        status=_choice(entry, "status", STATUSES, "in_force", faults),
        replaces=tuple(i.value for i in replaces.items if isinstance(i, Scalar))
        if isinstance(replaces, Sequence_)
        else (),
        verified=_choice(entry, "verified", TRUST, "memory", faults),
        url=_text(entry, "url"),
        provisions=_provisions(entry.get("articles"), faults),
    )


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar as ISO writes it."""
    try:
        plain = len(text) == len("2026-09-30") and text.replace("-", "").isdecimal()  # no 2026-W40-3
        return plain and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_days(entry: Mapping_, faults: list[Diagnostic]) -> None:
    for name in ("issued", "effective", "repealed"):
        day = _text(entry, name)
        if day and not is_day(day):
            label = (entry.get(name) or entry).label()
            help = said("write it as 2026-09-30, or leave it out where it is not known")
            faults.append(
                Diagnostic(
                    code="date-form", title=said("`%(day)s` is no day", day=day), labels=(label,), help=help
                )
            )


def _provisions(node: Yaml | None, faults: list[Diagnostic]) -> dict[str, Provision]:
    found: dict[str, Provision] = {}
    for entry in node.items if isinstance(node, Sequence_) else ():
        if not isinstance(entry, Mapping_) or not _text(entry, "article"):
            faults.append(
                Diagnostic(
                    code="basis-form", title=said("a provision needs an `article`"), labels=(entry.label(),)
                )
            )
            continue
        _check_fields(entry, ARTICLE_FIELDS, faults)
        article = _text(entry, "article")
        if article in found:
            faults.append(
                Diagnostic(
                    code="basis-duplicate",
                    title=said("`%(article)s` stands twice", article=article),
                    labels=(entry.label(),),
                )
            )
        verified = _choice(entry, "verified", TRUST, "memory", faults)
        found[article] = Provision(article=article, verified=verified, text=_text(entry, "text"))
    return found


def _text(entry: Mapping_, name: str) -> str:
    value = entry.get(name)
    return value.value.strip() if isinstance(value, Scalar) else ""


def _choice(
    entry: Mapping_, name: str, known: tuple[str, ...], default: str, faults: list[Diagnostic]
) -> str:
    value = entry.get(name)
    if value is None:
        return default
    if isinstance(value, Scalar) and value.value in known:
        return value.value
    faults.append(
        Diagnostic(
            code="basis-value",
            title=said("`%(name)s` is one of %(known)s", name=name, known=", ".join(known)),
            labels=(value.label(),),
        )
    )
    return default


def _check_fields(entry: Mapping_, known: frozenset[str], faults: list[Diagnostic]) -> None:
    for key, _ in entry.entries:
        if key.value not in known:
            title = said("an instrument has no `%(key)s`", key=key.value)
            help = nearest(key.value, sorted(known))
            faults.append(Diagnostic(code="unknown-key", title=title, labels=(key.label(),), help=help))
