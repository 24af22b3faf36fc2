"""One rule on one document → findings.

Input: a planned rule and an Evaluation. Output: findings, in order of place. Law: words inside a prescribed
statement with a verified basis are not reported, unless the rule is about statements; findings of one rule
that overlap or touch are one; each missing item is one finding, or what is missing at one place together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine import region
from engine.evaluate import Evaluation
from engine.evaluate.captures import texts
from engine.finding import Finding, Related
from engine.language.words import CHARS
from engine.plan import NONE, PlannedRequirement, PlannedRule
from engine.region import Pair, Spans
from engine.text import Span

if TYPE_CHECKING:
    from jinja2 import Template

_FIELD = re.compile(r"\{\{ *(\w+) *\}\}")
_NOTES = {
    "zh": (
        "本条取决于文稿的{}，而这一点无人说明。",
        "此格式不含字号、颜色等版式信息，须人工核对是否显著。",
        "文稿是节选，补救的约定或许写在别处，须核对全文。",
    ),
    "en": (
        "This depends on the draft's {}, which nobody told.",
        "This format does not tell how text is set: see whether it is prominent.",
        "The draft is an excerpt, and what puts this right may stand elsewhere: see the whole.",
    ),
}
_CHINESE_NAMES = {
    "material": "文件类型",
    "product": "产品",
    "channel": "渠道",
    "audience": "客群",
    "jurisdiction": "法域",
    "lang": "语言",
    "extent": "范围（全文或节选）",
}
_DISGUISES_FOR_PERSONS = frozenset({"pinyin", "look-alike"})


def in_force(rule: PlannedRule, day: str) -> bool:
    """Whether the rule applies on an ISO date."""
    start, end = rule.effective
    return (not start or start <= day) and (not end or day <= end)


def judge(rule: PlannedRule, run: Evaluation) -> list[Finding]:
    """The findings of a rule whose gates are met. What is asked first is whether it could report anything."""
    trigger = rule.forbid if rule.forbid != NONE else rule.when
    if trigger != NONE and not run.possible(trigger):
        return []
    if rule.only_if != NONE and not run.holds(rule.only_if):
        return []
    if rule.forbid != NONE:
        return _forbidden(rule, run)
    missing = [
        (item.name, finding) for item in rule.require if (finding := _missing(rule, item, run)) is not None
    ]
    return _together(rule, run, missing) if rule.together else [finding for _, finding in missing]


def _together(rule: PlannedRule, run: Evaluation, missing: Sequence[tuple[str, Finding]]) -> list[Finding]:
    """One finding for all items that are missing at one place; what stands there altered is one by itself."""
    alone = [finding for _, finding in missing if finding.difference]
    places: dict[Span | None, dict[str, Finding]] = {}
    for name, finding in missing:
        if not finding.difference:
            places.setdefault(finding.span, {})[name] = finding
    return alone + [_joined(rule, run, span, lacks) for span, lacks in places.items()]


def _joined(rule: PlannedRule, run: Evaluation, span: Span | None, lacks: Mapping[str, Finding]) -> Finding:
    """The finding that names all that is missing at a place."""
    if len(lacks) == 1:
        return next(iter(lacks.values()))
    comma = ", " if _spoken(rule) == "en" else "、"
    others: dict[Span, list[str]] = {}
    for name, finding in lacks.items():
        for other in finding.related:
            others.setdefault(other.span, []).append(name)
    related = tuple(Related(place, comma.join(names)) for place, names in sorted(others.items()))
    fields = {"missing": comma.join(lacks)}
    if span is None:
        return _finding(rule, run, None, fields, missing=True, related=related)
    anchor = (span.start, span.end)
    captures = texts(run, rule.when, _first(run.spans(rule.when), anchor))
    return _finding(rule, run, anchor, {**captures, **fields}, missing=True, related=related)


def _spoken(rule: PlannedRule) -> str:
    """The language that a rule speaks to the reviewer."""
    return "en" if "en" in rule.gates.get("lang", ()) else "zh"


def _forbidden(rule: PlannedRule, run: Evaluation) -> list[Finding]:
    spans = unmasked(rule, run, run.spans(rule.forbid))
    if not spans and not run.spans(rule.forbid) and run.holds(rule.forbid):
        return [_finding(rule, run, None, {})]
    return [
        _finding(rule, run, span, texts(run, rule.forbid, _first(spans, span)))
        for span in region.merged(spans)
    ]


def _first(spans: Spans, whole: Pair) -> Pair:
    """The first of the spans that were merged into `whole`."""
    return spans[bisect_left(spans, (whole[0], 0))]


def unmasked(rule: PlannedRule, run: Evaluation, spans: Spans) -> Spans:
    """The spans that no prescribed statement holds; the statements are looked for only where there are spans."""
    if not spans or rule.unmasked or not run.masked:
        return spans
    return region.inside(spans, run.masked, negated=True)


def _missing(rule: PlannedRule, item: PlannedRequirement, run: Evaluation) -> Finding | None:
    """The finding on a missing item, None where it is there or is not needed."""
    triggers: Spans = ()
    if rule.when == NONE:
        unmet: list[Pair] = []
        if run.holds(item.find):
            return None
    else:
        if not run.holds(rule.when):
            return None
        triggers = run.spans(rule.when)
        needed = region.merged(unmasked(rule, run, triggers))
        if triggers and not needed:
            return None
        unmet = [trigger for trigger in needed if not met(item, run, trigger)]
        if (triggers and not unmet) or (not triggers and run.holds(item.find)):
            return None
    captures = texts(run, rule.when, _first(triggers, unmet[0])) if unmet else {}
    altered = _altered(rule, item, run, unmet, captures)
    if altered is not None:
        return altered
    related = tuple(Related(Span(*other), item.name) for other in unmet[1:])
    anchor = unmet[0] if unmet else None
    return _finding(rule, run, anchor, {**captures, "missing": item.name}, missing=True, related=related)


def met(item: PlannedRequirement, run: Evaluation, trigger: Pair) -> bool:
    """Whether what a trigger needs stands in its scope."""
    found = run.spans(item.find)
    if item.scope == "document":
        return run.holds(item.find)
    if item.scope == CHARS:
        reach = run.reach(item.distance, CHARS)
        return any(reach.close(trigger, other) for other in found)
    scope = _scope(item.scope, run, trigger)
    return any(scope[0] <= other[0] and other[1] <= scope[1] for other in found)


def _scope(kind: str, run: Evaluation, trigger: Pair) -> Pair:
    """The innermost region of a kind around a trigger; its paragraph where there is none."""
    if kind == "page" and not run.regions("page"):
        return (0, len(run.document.text))
    for unit in (kind, "paragraph"):
        found = region.innermost(run.regions(unit), trigger[0])
        if found is not None:
            return (found[0], max(found[1], trigger[1]))
    return (0, len(run.document.text))


def _altered(
    rule: PlannedRule,
    item: PlannedRequirement,
    run: Evaluation,
    unmet: Spans,
    captures: Mapping[str, str],
) -> Finding | None:
    """The finding on a prescribed statement that stands there, but not in its wording."""
    for statement in item.statements:
        for near in run.plan.matcher.altered(statement, run.document.text):
            related = tuple(Related(Span(*trigger), item.name) for trigger in unmet)
            return _finding(
                rule,
                run,
                (near.start, near.end),
                {**captures, "missing": item.name},
                missing=True,
                related=related,
                difference=near.difference,
                replacement=near.wording,
            )
    return None


def _finding(
    rule: PlannedRule, run: Evaluation, span: Pair | None, fields: Mapping[str, str], **more: Any
) -> Finding:
    text = run.document.text
    match = text[span[0] : span[1]] if span is not None else ""
    values = {"missing": "", **fields, "match": match}
    disguise = _disguise(rule, run, span)
    notes = _notes(rule, run)
    kind = "review" if notes or disguise in _DISGUISES_FOR_PERSONS else rule.kind
    replacement = more.pop("replacement", None) or (render(rule.replace, values) if rule.replace else None)
    return Finding(
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        message=render(rule.message, values),
        span=None if span is None else Span(*span),
        kind=kind,
        suggestion=render(rule.suggest, values),
        ask=rule.ask,
        topic=rule.topic,
        basis=rule.basis,
        replacement=replacement,
        disguise=disguise,
        notes=notes,
        **more,
    )


def _notes(rule: PlannedRule, run: Evaluation) -> tuple[str, ...]:
    """Why a person must decide although the rule could."""
    if not (rule.gates or rule.styled or rule.curable):
        return ()
    lang = _spoken(rule)
    unknown = [name for name in rule.gates if name in run.attributes and not run.attributes[name]]
    named = [_CHINESE_NAMES[name] if lang == "zh" else name for name in unknown]
    notes = [_NOTES[lang][0].format(name) for name in named]
    if rule.styled and run.document.styles is None:
        notes.append(_NOTES[lang][1])
    if rule.curable and run.attributes.get("extent") == ("excerpt",):
        notes.append(_NOTES[lang][2])
    return tuple(notes)


def _disguise(rule: PlannedRule, run: Evaluation, span: Pair | None) -> str:
    """How the words of a finding were disguised, "" where they stand there plainly."""
    if span is None:
        return ""
    inner = [
        (start, run.matches.disguises.get((pattern, start, end), ""))
        for pattern in rule.needs or ()
        for start, end in _inside(run.matches.spans.get(pattern, ()), span)
    ]
    plain = any(not kind for _, kind in inner)
    return "" if plain or not inner else min(inner)[1]


def _inside(spans: Sequence[Pair], whole: Pair) -> Iterator[Pair]:
    """Those of sorted spans that lie within another; found by their place, because a word may stand there often."""
    first = bisect_left(spans, (whole[0], 0))
    return (span for span in spans[first : bisect_left(spans, (whole[1], 0), first)] if span[1] <= whole[1])


@lru_cache(maxsize=4096)
def template(source: str) -> Template:
    """A message template. Raises jinja2.TemplateError."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False).from_string(source)


def render(source: str, values: Mapping[str, str]) -> str:
    """A message with its fields filled in: where it holds nothing but fields, without the template engine."""
    if "{" not in source:
        return source
    names = _FIELD.findall(source)
    if "{" in _FIELD.sub("", source) or not all(name in values for name in names):
        return template(source).render(values)
    return _FIELD.sub(lambda field: values[field[1]], source)


def overridden(findings: Sequence[Finding], overrides: Mapping[str, frozenset[str]]) -> list[Finding]:
    """The findings without those that another rule stands for at the same place, whose provisions it lists."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    stronger: dict[str, list[Finding]] = {}
    for rule, weaker in overrides.items():
        for other in weaker:
            stronger.setdefault(other, []).extend(by_rule.get(rule, ()))
    return [
        _with_provisions(
            finding, [o for rule in sorted(overrides.get(finding.rule, ())) for o in by_rule.get(rule, ())]
        )
        for finding in findings
        if not any(_same_place(other, finding) for other in stronger.get(finding.rule, ()))
    ]


def _with_provisions(finding: Finding, weaker: Iterable[Finding]) -> Finding:
    """The finding with the provisions of those weaker ones that stand at its place."""
    basis = list(finding.basis)
    for other in weaker:
        if _same_place(other, finding):
            basis.extend(citation for citation in other.basis if citation not in basis)
    return replace(finding, basis=tuple(basis)) if len(basis) > len(finding.basis) else finding


def _same_place(one: Finding, other: Finding) -> bool:
    if one.span is None or other.span is None:
        return one.span is other.span
    return one.span.overlaps(other.span)
