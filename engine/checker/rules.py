"""What is wrong with the fields of rules: ids, dates, topics, provisions, overrides, examples.

Input: packs. Output: Diagnostics. Law: two places that disagree are both shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from engine.basis import Instrument, is_day
from engine.checker.walk import nearest
from engine.errors import Diagnostic
from engine.language.words import NAME, TOPICS
from engine.packs import Entry, PackFile, Packs, named
from engine.said import said
from engine.yamlfile import Mapping_, Scalar, Sequence_, Yaml

_PLAIN = re.compile(NAME)


def check(packs: Packs, faults: list[Diagnostic]) -> None:
    """The errors of all rules."""
    for file in packs.files.values():
        _names(file, faults)
        for entry in file.entries:
            faults.extend(_dates(entry))
            faults.extend(_topic(entry))
            faults.extend(_provisions(packs, entry, active=True))
            faults.extend(_examples(entry))
    faults.extend(_overrides(packs))
    faults.extend(_points(packs))


def warn(packs: Packs, faults: list[Diagnostic]) -> None:
    """What should be known of drafts of rules."""
    for file in packs.files.values():
        for entry in file.entries:
            faults.extend(_provisions(packs, entry, active=False))


# ---- names ------------------------------------------------------------------------------------------


def _names(file: PackFile, faults: list[Diagnostic]) -> None:
    first: dict[str, Scalar] = {}
    for entry in file.entries:
        id = entry.tree.get("id")
        if not isinstance(id, Scalar):
            continue
        if not _PLAIN.fullmatch(id.value):
            faults.append(_no_name("id-form", id, said("an id")))
        if id.value in first:
            labels = (id.label(said("stands here again")), first[id.value].label(said("first here")))
            title = said("two rules are `%(rule)s`", rule=id.value)
            faults.append(Diagnostic(code="rule-duplicate", title=title, labels=labels))
        first.setdefault(id.value, id)
    for definition in file.definitions.values():
        if not _PLAIN.fullmatch(definition.name):
            faults.append(_no_name("name-form", definition.key, said("a name")))


def _no_name(code: str, word: Scalar, what: str) -> Diagnostic:
    help = said("letters, digits and `_`, with `-` between them, and no digit first")
    title = said("`%(word)s` cannot be %(what)s", word=word.value, what=what)
    return Diagnostic(code=code, title=title, labels=(word.label(),), help=help)


# ---- dates and topics -------------------------------------------------------------------------------


def _dates(entry: Entry) -> Iterator[Diagnostic]:
    node = entry.tree.get("effective")
    if not isinstance(node, Mapping_):
        return
    days = [value for name in ("from", "to") if isinstance(value := node.get(name), Scalar)]
    wrong = [day for day in days if not is_day(day.value.strip())]
    for day in wrong:
        title = said("`%(day)s` is no day", day=day.value)
        yield Diagnostic(
            code="date-form", title=title, labels=(day.label(),), help=said("write it as 2026-09-30")
        )
    if len(days) == 2 and not wrong and days[0].value > days[1].value:
        labels = (days[1].label(said("ends here")), days[0].label(said("begins here")))
        title = said("the rule ends before it begins, so it never applies")
        yield Diagnostic(code="date-order", title=title, labels=labels)


def _topic(entry: Entry) -> Iterator[Diagnostic]:
    topic = entry.rule.topic
    if topic and topic not in TOPICS:
        help = nearest(topic, TOPICS) or said(
            "the list of topics is in docs/errors.md; `other` fits what no other does"
        )
        title = said("there is no topic `%(topic)s`", topic=topic)
        yield Diagnostic(code="topic-unknown", title=title, labels=(entry.place("topic").label(),), help=help)


# ---- provisions -------------------------------------------------------------------------------------


def _provisions(packs: Packs, entry: Entry, *, active: bool) -> Iterator[Diagnostic]:
    """The provisions that a rule outlives: an error where it is active, worth knowing where it is a draft."""
    rule = entry.rule
    if rule.status == "retired" or (rule.status == "active") is not active:
        return
    node = entry.tree.get("basis")
    for item in node.items if isinstance(node, Sequence_) else (node,):
        cite = item.get("cite") if isinstance(item, Mapping_) else None
        instrument = packs.registry.instruments.get(cite.value.strip()) if isinstance(cite, Scalar) else None
        if cite is not None and instrument is not None and _outlives(rule.effective[1], instrument):
            yield _repealed(packs, entry, cite, instrument, "error" if active else "warning")


def _outlives(last: str, instrument: Instrument) -> bool:
    """Whether a rule that applies until a day is still applied when its instrument is no longer law."""
    if instrument.repealed:
        return not last or last >= instrument.repealed
    return instrument.status == "repealed" and not last


def _repealed(packs: Packs, entry: Entry, cite: Yaml, instrument: Instrument, severity: str) -> Diagnostic:
    day = instrument.repealed
    labels = [cite.label(said("repealed on %(day)s", day=day) if day else said("repealed"))]
    until = entry.tree.get("effective")
    if isinstance(until, Mapping_) and (last := until.get("to")) is not None:
        labels.append(last.label(said("the rule applies until here")))
    newer = [other.cite for other in packs.registry.instruments.values() if instrument.cite in other.replaces]
    ways = (
        [said("cite `%(newer)s`, which replaces it", newer=newer[0])]
        if newer
        else [said("cite what is in force")]
    )
    if is_day(instrument.repealed):
        before = date.fromisoformat(instrument.repealed) - timedelta(days=1)
        ways.append(said("let the rule end: `effective: {to: %(before)s}`", before=before))
    return Diagnostic(
        code="basis-repealed",
        title=said("the rule outlives its basis `%(instrument)s`", instrument=instrument.cite),
        labels=tuple(labels),
        help=ways[0] if len(ways) == 1 else said("%(one)s, or %(other)s", one=ways[0], other=ways[1]),
        severity=severity,
    )


# ---- examples ---------------------------------------------------------------------------------------


def _examples(entry: Entry) -> Iterator[Diagnostic]:
    if entry.rule.status == "retired":
        return
    node = entry.tree.get("examples")
    if node is not None and not isinstance(node, Mapping_):
        return
    for key, kind in (("violates", said("violating")), ("complies", said("complying"))):
        listed = node.get(key) if node is not None else None
        if listed is None or (isinstance(listed, Sequence_) and not listed.items):
            place = (node and node.key(key)) or entry.tree.get("id") or entry.tree
            yield Diagnostic(
                code="examples-missing",
                title=said("`%(rule)s` has no %(kind)s example", rule=entry.rule.id, kind=kind),
                labels=(place.label(),),
                help=said("write one under `examples: {%(key)s: […]}`", key=key),
            )


# ---- overrides --------------------------------------------------------------------------------------


def _overrides(packs: Packs) -> Iterator[Diagnostic]:
    known = {rule.id for rule in packs.rules}
    edges: dict[str, dict[str, Scalar]] = {}
    for file in packs.files.values():
        for entry in file.entries:
            for id, place in _overridden(entry):
                if id not in known:
                    title = said("there is no rule `%(rule)s`", rule=id)
                    help = nearest(id, known)
                    yield Diagnostic(code="override-unknown", title=title, labels=(place.label(),), help=help)
                else:
                    edges.setdefault(entry.rule.id, {})[id] = place
    yield from _circles(edges)


def _overridden(entry: Entry) -> Iterator[tuple[str, Scalar]]:
    node = entry.tree.get("overrides")
    items = node.items if isinstance(node, Sequence_) else (node,)
    places = [item for item in items if isinstance(item, Scalar)]
    return zip(entry.rule.overrides, places, strict=False)


def _points(packs: Packs) -> Iterator[Diagnostic]:
    """What the points of a checklist name must be there."""
    known = {rule.id for rule in packs.rules}
    for file in packs.files.values():
        for place in (name for asked in file.points for name in asked.rules):
            if not named(place.value, known):
                title = said("there is no rule `%(rule)s`", rule=place.value)
                help = nearest(place.value, known)
                yield Diagnostic(code="point-rule-unknown", title=title, labels=(place.label(),), help=help)


def _circles(edges: dict[str, dict[str, Scalar]]) -> Iterator[Diagnostic]:
    """Each circle of overrides once, told where it comes back to its first rule."""
    done: set[str] = set()
    for start in edges:
        path = _circle(start, edges, done)
        if path:
            done.update(path)
            steps = zip(path, (*path[1:], path[0]), strict=True)
            first, *others = [edges[one][other] for one, other in steps]
            shown = " → ".join((*path, path[0]))
            labels = (first.label(), *(place.label(said("and here")) for place in others))
            title = (
                said("rules override each other: %(shown)s", shown=shown)
                if others
                else said("`%(start)s` overrides itself", start=start)
            )
            yield Diagnostic(
                code="override-cycle", title=title, labels=labels, help=said("leave one of them out")
            )


def _circle(start: str, edges: dict[str, dict[str, Scalar]], done: set[str]) -> tuple[str, ...]:
    """The shortest way from a rule back to itself, () where there is none."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while waiting and start not in done:
        path = waiting.pop(0)
        for other in edges.get(path[-1], ()):
            if other == start:
                return path
            if other not in seen:
                seen.add(other)
                waiting.append((*path, other))
    return ()
