"""Builders for tests: packs from YAML, and reviews of a few words."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from engine.compiler import compile_plan
from engine.errors import Diagnostic, RuleError
from engine.finding import Finding
from engine.library import checked
from engine.loaders.text import from_text
from engine.packreader import read_packs
from engine.packs import Packs
from engine.plan import Plan
from engine.profile import attributes_given
from engine.review import review_document
from engine.yamlfile import Source

REGISTRY = """
instruments:
  - {cite: 广告法, title: 中华人民共和国广告法, status: in_force, verified: full, articles: [{article: 第二十五条, verified: full, text: 招商等有投资回报预期的商品或者服务广告。}, {article: 第九条, verified: substance}]}
  - {cite: 通知, title: 某通知, number: 某发〔2020〕1号, verified: substance}
  - {cite: 旧规, title: 某旧规定, status: repealed, repealed: "2020-01-01", verified: full}
"""


def packs_of(files: Mapping[str, str]) -> tuple[Packs, list[Diagnostic]]:
    """The packs in some files (pack name → YAML) and what is wrong with them."""
    faults: list[Diagnostic] = []
    sources = {
        name: Source(f"{name}.yaml", dedent(text)) for name, text in {"basis": REGISTRY, **files}.items()
    }
    return read_packs(sources, faults), faults


def plan(text: str, **more: str) -> Plan:
    """The plan of one file, the pack `t`, and of others."""
    packs, wrong = packs_of({"t": text, **more})
    made = compile_plan(packs, wrong)
    if wrong:
        raise RuleError(tuple(wrong))
    return made


def faults(text: str, **more: str) -> list[Diagnostic]:
    """All that is wrong with one file, the pack `t`, and others."""
    packs, wrong = packs_of({"t": text, **more})
    checked(packs, wrong)
    return wrong


def rule_file(expression: str, define: str = "{}", **fields: str) -> str:
    """A rule file whose one rule `r` forbids an expression."""
    extra = "".join(f"\n    {name}: {value}" for name, value in fields.items())
    return f"pack: t\ndefine: {define}\nrules:\n  - id: r\n    title: T\n    severity: high\n    message: M\n    forbid: >-\n      {expression}{extra}\n"


def findings(plan: Plan, text: str, **attributes: str) -> list[Finding]:
    """What a plan reports on some words."""
    given = attributes_given({name: (value,) for name, value in attributes.items()}, {}, {})
    return list(review_document(plan, from_text(text, "t"), given, as_of="2026-11-24").findings)


def found(expression: str, text: str, define: str = "{}") -> list[str]:
    """The words that an expression marks in a text."""
    made = plan(rule_file(expression, define))
    return [text[slice(*finding.span)] if finding.span else "" for finding in findings(made, text)]
