"""Overlays: what an institution changes of rules that others write.

Input: overlay files, packs, an ISO date. Output: packs that know what is changed of which rule. Errors: Diagnostics for
whatever is wrong with an entry, in `faults`. Law: an entry names rules that there are, a reason, an owner and its last
day; one whose day is past, or that disagrees with another, stops the run; no pack is edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import combinations

from engine.basis import is_day
from engine.errors import Diagnostic
from engine.fields import CHANGE_FIELDS, CHANGES, NARROW_FIELDS, OVERLAY_FIELDS
from engine.language import ast
from engine.language.printer import print_expression
from engine.language.words import matches_gate
from engine.packreader import Reader
from engine.packs import Change, PackFile, Packs
from engine.rule import Amendment, Rule, Severity
from engine.said import said
from engine.text import Span
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, Yaml, read_yaml

_GIVEN = ("reason", "owner", "until")
_PATTERN = frozenset("*?[")


def with_overlays(packs: Packs, sources: Iterable[Source], day: str, faults: list[Diagnostic]) -> Packs:
    """The packs with some overlays, of which all entries must hold on the day."""
    files = dict(packs.files)
    for source in sources:
        tree, wrong = read_yaml(source)
        faults.extend(wrong)
        name = source.file.removesuffix(".yaml")
        if name in files:
            title = said("`%(name)s` is a pack already", name=name)
            faults.append(Diagnostic(code="pack-duplicate", title=title, labels=(source.label(Span(0, 0)),)))
        elif tree is not None:
            files[name] = _Reader(name, source, packs.registry, faults).overlay(tree)
        elif not wrong:
            faults.append(_no_overlay(source))
    changes = [change for file in files.values() for change in file.changes]
    by_rule = _by_rule(changes, packs.rules, faults)
    faults.extend(_expired(changes, day))
    faults.extend(_conflicts(by_rule))
    faults.extend(_empty(by_rule, {rule.id: rule for rule in packs.rules}))
    return Packs(files, packs.registry, by_rule)


def _no_overlay(source: Source) -> Diagnostic:
    title = said("an overlay is a list under `overlay`")
    return Diagnostic(code="overlay-form", title=title, labels=(source.label(Span(0, 0)),))


# ---- reading ----------------------------------------------------------------------------------------


class _Reader(Reader):
    """Reads one overlay."""

    def overlay(self, tree: Yaml) -> PackFile:
        empty = PackFile(name=self.name, source=self.source)
        entries = tree.get("overlay") if isinstance(tree, Mapping_) else None
        if not isinstance(tree, Mapping_) or not isinstance(entries, Sequence_):
            keys = [key.value for key, _ in tree.entries] if isinstance(tree, Mapping_) else []
            near = get_close_matches("overlay", keys, 1)
            help = said("write `overlay` for `%(near)s`", near=near[0]) if near and entries is None else ""
            if "rules" in keys:
                help = said("a rule file belongs into a folder of packs: `--packs`")
            self.fault("overlay-form", said("an overlay is a list under `overlay`"), entries or tree, help)
            return empty
        self.known_keys(tree, OVERLAY_FIELDS, said("an overlay"))
        use = tree.get("use")
        return PackFile(
            name=self.name,
            source=self.source,
            use=tuple(self.scalars(use, "use")) if use is not None else (),
            definitions=self.definitions(tree.get("define")),
            changes=tuple(made for item in entries.items if (made := self.change(item)) is not None),
        )

    def change(self, item: Yaml) -> Change | None:
        if not isinstance(item, Mapping_):
            self.fault(
                "overlay-form", said("an entry is {rule: …, off: true, reason: …, owner: …, until: …}"), item
            )
            return None
        before = len(self.faults)
        self.known_keys(item, CHANGE_FIELDS, said("an entry"))
        if len(self.faults) == before:  # a key that is misspelt is told once
            self.whole(item)
        until = self.text(item, "until")
        if until and not is_day(until):
            self.fault(
                "date-form",
                said("`%(until)s` is no day", until=until),
                item.get("until") or item,
                said("write it as 2026-09-30"),
            )
        severity = self.choice(item, "severity", frozenset(s.word for s in Severity), "")
        gates, excuse = self.narrow(item.get("narrow"))
        made = Change(
            rule=self.text(item, "rule"),
            off=item.get("off") is not None,
            severity=Severity.parse(severity) if severity else None,
            gates=gates,
            excuse=excuse,
            reason=self.text(item, "reason"),
            owner=self.text(item, "owner"),
            until=until,
            tree=item,
            pack=self.name,
        )
        return made if len(self.faults) == before else None

    def whole(self, item: Mapping_) -> None:
        """An entry has all that it needs, and says one thing."""
        for needed in ("rule", *_GIVEN):
            if not self.text(item, needed):
                self.fault(
                    "missing-key",
                    said("an entry needs `%(needed)s`", needed=needed),
                    item.get(needed) or item,
                )
        self.one_change(item)

    def one_change(self, item: Mapping_) -> None:
        told = [key for key, _ in item.entries if key.value in CHANGES]
        if len(told) != 1:
            title = said("an entry has exactly one of %(known)s", known=", ".join(CHANGES))
            labels = tuple(key.label() for key in told) or (item.label(),)
            self.faults.append(Diagnostic(code="overlay-form", title=title, labels=labels))
        off = item.get("off")
        if off is not None and not (isinstance(off, Scalar) and off.value == "true"):
            self.fault(
                "unknown-value",
                said("`off` can only be `true`"),
                off,
                said("leave the entry out to keep the rule"),
            )

    def narrow(self, node: Yaml | None) -> tuple[dict[str, tuple[str, ...]], ast.Node | None]:
        if node is None:
            return {}, None
        if not isinstance(node, Mapping_) or not node.entries:
            self.fault("overlay-form", said("`narrow` is {applies_to: {…}} or {except: […]}, or both"), node)
            return {}, None
        self.known_keys(node, NARROW_FIELDS, "`narrow`")
        kept = node.get("applies_to")
        gates = self.gates(kept, "") if kept is not None else {}
        own = {
            name: values for name, values in gates.items() if isinstance(kept, Mapping_) and kept.get(name)
        }
        return own, self.excuse(node.get("except"))

    def excuse(self, node: Yaml | None) -> ast.Node | None:
        """What excuses a match that lies in it: words, or an expression."""
        if not isinstance(node, Sequence_):
            return self.expression(node, "except")
        self.words(node, "except")
        words = [item for item in node.items if isinstance(item, Scalar)]
        return ast.Union(tuple(ast.Literal(word.value, at=word.span) for word in words), at=node.span)


# ---- which rules ------------------------------------------------------------------------------------


def _by_rule(
    changes: Sequence[Change], rules: Sequence[Rule], faults: list[Diagnostic]
) -> dict[str, tuple[Change, ...]]:
    """The changes of each rule, by its full name."""
    found: dict[str, list[Change]] = defaultdict(list)
    known = sorted({rule.id for rule in rules})
    for change in changes:
        meant = [id for id in known if id == change.rule] or [
            id for id in known if fnmatchcase(id, change.rule)
        ]
        for id in meant:
            found[id].append(change)
        if not meant:
            faults.append(_unknown(change, known))
    return {id: tuple(own) for id, own in found.items()}


def _unknown(change: Change, known: Sequence[str]) -> Diagnostic:
    if _PATTERN & set(change.rule):
        title, help = (
            said("no rule is called `%(rule)s`", rule=change.rule),
            said("`*` stands for any characters, `/` too"),
        )
    else:
        by_end = {id.rsplit("/", 1)[-1]: id for id in known}
        near = get_close_matches(change.rule, known, 1) or [
            by_end[end] for end in get_close_matches(change.rule.rsplit("/", 1)[-1], by_end, 1)
        ]
        title = said("there is no rule `%(rule)s`", rule=change.rule)
        help = (
            said("did you mean `%(near)s`?", near=near[0])
            if near
            else said("`zhupi rules list` shows the full names")
        )
    place = (change.tree.get("rule") or change.tree).label()
    return Diagnostic(code="overlay-rule", title=title, labels=(place,), help=help)


# ---- what may not be --------------------------------------------------------------------------------


def _expired(changes: Iterable[Change], day: str) -> Iterator[Diagnostic]:
    for change in changes:
        if change.until < day:
            yield Diagnostic(
                code="overlay-expired",
                title=said(
                    "this change of `%(rule)s` ended on %(until)s", rule=change.rule, until=change.until
                ),
                labels=((change.tree.get("until") or change.tree).label(said("it is %(day)s", day=day)),),
                help=said("delete it, or have it decided again: a new day, and the reason why"),
            )


def _conflicts(by_rule: Mapping[str, Sequence[Change]]) -> Iterator[Diagnostic]:
    """Each two entries that disagree, once."""
    told: set[tuple[str, str]] = set()
    for id, changes in by_rule.items():
        for one, other in combinations(changes, 2):
            pair = (one.place, other.place)
            if pair not in told and _disagree(one, other):
                told.add(pair)
                labels = (_what(other).label(said("here")), _what(one).label(said("and here")))
                title = said("two entries disagree about `%(rule)s`", rule=id)
                yield Diagnostic(
                    code="overlay-conflict", title=title, labels=labels, help=said("leave one of them out")
                )


def _disagree(one: Change, other: Change) -> bool:
    both_grade = one.severity is not None and other.severity is not None
    return one.off or other.off or both_grade or bool(one.gates.keys() & other.gates.keys())


def _what(change: Change) -> Scalar | Mapping_:
    """The key that says what an entry changes."""
    return next((key for key, _ in change.tree.entries if key.value in CHANGES), change.tree)


def _empty(by_rule: Mapping[str, Sequence[Change]], rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """Gates that leave nothing of a rule, or that name what it never was for."""
    for id, changes in by_rule.items():
        for change in changes:
            for name, values in change.gates.items():
                gate = rules[id].gates.get(name, ())
                idle = [value for value in values if gate and not matches_gate((value,), gate)]
                if gate and not _remaining(gate, values):
                    title = said(
                        "nothing would be left of `%(rule)s`, which is for %(known)s",
                        rule=id,
                        known=", ".join(gate),
                    )
                    yield _narrowed(change, name, "", title, said("switch it off instead: `off: true`"))
                elif idle and change.rule == id and not matches_gate(gate, idle):
                    yield _narrowed(
                        change,
                        name,
                        idle[0],
                        said("`%(rule)s` is not for `%(idle)s`", rule=id, idle=idle[0]),
                        said("it is for %(known)s", known=", ".join(gate)),
                    )


def _narrowed(change: Change, name: str, value: str, title: str, help: str) -> Diagnostic:
    """What is wrong with a gate, or with one of its values."""
    place: Yaml = change.tree
    for key in ("narrow", "applies_to", name):
        place = (place.get(key) if isinstance(place, Mapping_) else None) or place
    items = place.items if isinstance(place, Sequence_) else ()
    place = next((item for item in items if isinstance(item, Scalar) and item.value == value), place)
    return Diagnostic(code="overlay-narrow", title=title, labels=(place.label(),), help=help)


def _remaining(gate: Sequence[str], values: Sequence[str]) -> tuple[str, ...]:
    """The values that both allow, of two that nest the narrower one."""
    own = [value for value in values if matches_gate((value,), gate)]
    return (*own, *(value for value in gate if value not in own and matches_gate((value,), values)))


# ---- what comes of it -------------------------------------------------------------------------------


def amended(rule: Rule, changes: Sequence[Change]) -> Rule:
    """The rule with its severity, gates and status as the changes have them; excuses are the compiler's."""
    for change in changes:
        if not _tells(rule, change):
            continue
        gates = {
            name: _remaining(rule.gates[name], values) if rule.gates.get(name) else values
            for name, values in change.gates.items()
        }
        severity = rule.severity if change.severity is None else change.severity
        status = "off" if change.off else rule.status
        rule = replace(rule, severity=severity, gates={**rule.gates, **gates}, status=status)
    return rule


def _tells(rule: Rule, change: Change) -> bool:
    """Whether a change makes another rule of this one."""
    if rule.status != "active":
        return False
    narrower = any(
        not (gate := rule.gates.get(name, ())) or set(_remaining(gate, values)) != set(gate)
        for name, values in change.gates.items()
    )
    graded = change.severity not in (None, rule.severity)
    return change.off or graded or narrower or change.excuse is not None


def amendments(packs: Packs) -> tuple[Amendment, ...]:
    """Every change of a rule, by the rule's full name."""
    rules = {rule.id: rule for rule in packs.rules}
    return tuple(
        Amendment(
            rule=id,
            change=next(name for name in CHANGES if change.tree.get(name) is not None),
            detail=_detail(rules[id], change),
            reason=change.reason,
            owner=change.owner,
            until=change.until,
            place=change.place,
        )
        for id in sorted(packs.changes)
        for change in packs.changes[id]
        if _tells(rules[id], change)
    )


def _detail(rule: Rule, change: Change) -> str:
    if change.severity is not None:
        return f"{rule.severity.word} → {change.severity.word}"
    parts = [f"{name}: {', '.join(values)}" for name, values in change.gates.items()]
    if change.excuse is not None:
        parts.append(f"except {print_expression(change.excuse)}")
    return "; ".join(parts)


def last_day(packs: Packs) -> str:
    """The last day on which all entries hold, "" where there are none."""
    days = [change.until for file in packs.files.values() for change in file.changes]
    return min(days, default="")


def warn(packs: Packs) -> Iterator[Diagnostic]:
    """Entries that change nothing."""
    rules = {rule.id: rule for rule in packs.rules}
    told: dict[str, tuple[Change, list[str]]] = {}
    for id, changes in packs.changes.items():
        for change in changes:
            told.setdefault(change.place, (change, []))[1].append(id)
    for change, ids in told.values():
        if not any(_tells(rules[id], change) for id in ids):
            status = rules[ids[0]].status
            why = (
                ""
                if status == "active"
                else said("the rule is %(status)s and reports nothing as it is", status=status)
            )
            title = said("this changes nothing of `%(rule)s`", rule=change.rule)
            labels = (_what(change).label(),)
            yield Diagnostic(code="overlay-idle", title=title, labels=labels, note=why, severity="warning")
