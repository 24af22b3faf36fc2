"""Laws of rules among each other: nobody's findings depend on who else is there, or on any order."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.finding import Finding
from engine.language import ast
from engine.language.printer import print_expression
from engine.plan import Plan
from tests.packs import findings, plan
from tests.strategies import spans_expressions

NAMES = """
pack: std/names
define:
  guarantee: {words: [保本, 收益], except: [不保本]}
  rate: {regex: '(?P<value>[0-9]+)%'}
  风险: [风险]
  a: 率 | 「0」
  率: [率]
  b2: guarantee near rate within 6 chars
  past-performance: {words: [ab, c0], fold: exact}
"""
PIECES = [
    "保本",
    "不保本",
    "不保本收益",
    "收益",
    "率",
    "风险",
    "5%",
    "30%",
    "ab",
    "c0",
    "。",
    ",",
    "\n",
    "# 风险\n",
    "| 收益 | 5% |\n",
    "保*本",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


def _measured(node: ast.Node) -> bool:
    """Whether `where` stands in an expression; its captures are for other tests."""
    return "Where(" in repr(node)


EXPRESSIONS = spans_expressions().filter(lambda node: not _measured(node))
FORMS = st.one_of(
    EXPRESSIONS.map(lambda e: f"forbid: >-\n      {print_expression(e)}"),
    st.tuples(
        EXPRESSIONS, EXPRESSIONS, st.sampled_from(["document", "same paragraph", "within 4 chars"])
    ).map(
        lambda t: (
            f"when: >-\n      {print_expression(t[0])}\n    require:\n      in: {t[2]}\n      find: >-\n        {print_expression(t[1])}"
        )
    ),
)


def file(name: str, forms: Sequence[tuple[str, str]], extra: str = "") -> str:
    """A rule file with rules of these ids and forms."""
    rules = "".join(
        f"  - id: {id}\n    title: T\n    severity: high\n    message: '{{{{ match }}}}'\n    {form}\n{extra}"
        for id, form in forms
    )
    return f"pack: {name}\nuse: [std/names]\nrules:\n{rules}"


def made(**files: str) -> Plan:
    """The plan of some files; regexes that a drawn expression may not use end the example."""
    try:
        return plan(files.pop("t"), **{"std/names": NAMES}, **files)
    except RuleError as wrong:
        assume(all(fault.code != "regex-fault" for fault in wrong.diagnostics))
        raise


def of(found: list[Finding], rules: set[str]) -> list[Finding]:
    return [finding for finding in found if finding.rule in rules]


@given(st.lists(FORMS, min_size=1, max_size=3), FORMS, TEXTS)
def test_another_rule_changes_nobodys_findings(forms: list[str], other: str, text: str) -> None:
    rules = [(f"r{n}", form) for n, form in enumerate(forms)]
    alone = findings(made(t=file("t", rules)), text)
    for more in (
        made(t=file("t", [*rules, ("other", other)])),
        made(t=file("t", rules), u=file("u", [("other", other)])),
    ):
        assert of(findings(more, text), {f"t/{id}" for id, _ in rules}) == alone


@given(FORMS, FORMS, FORMS, TEXTS)
def test_a_rule_that_overrides_another_changes_no_third(one: str, two: str, other: str, text: str) -> None:
    base = findings(made(t=file("t", [("one", one), ("two", two)])), text)
    strong = file("u", [("other", other)], extra="    overrides: [t/one]\n")
    more = findings(made(t=file("t", [("one", one), ("two", two)]), u=strong), text)
    assert of(more, {"t/two"}) == of(base, {"t/two"})
    kept, before = of(more, {"t/one"}), of(base, {"t/one"})
    assert all(finding in before for finding in kept)
    places = [finding.span for finding in of(more, {"u/other"})]
    for finding in before:
        near = [
            p
            for p in places
            if (p is finding.span if p is None or finding.span is None else p.overlaps(finding.span))
        ]
        assert (finding in kept) is not bool(near)


@given(st.lists(FORMS, min_size=2, max_size=4), st.randoms(use_true_random=False), TEXTS)
def test_the_order_of_rules_and_of_files_changes_nothing(forms: list[str], random: object, text: str) -> None:
    rules = [(f"r{n}", form) for n, form in enumerate(forms)]
    shuffled = list(rules)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    files = {"t": file("t", rules), "u": file("u", rules), "v": file("v", rules)}
    other = {"v": file("v", shuffled), "t": file("t", shuffled), "u": file("u", rules)}
    assert findings(made(**files), text) == findings(made(**other), text)


@given(FORMS, TEXTS)
def test_a_statement_may_only_take_findings_away(form: str, text: str) -> None:
    """The one thing by which a file changes what other files' rules report: words within its wording are its own."""
    statement = "pack: s\ndefine:\n  notice: {statement: '不保本收益', basis: [{cite: 广告法}]}\n"
    forbidding = form.startswith("forbid")
    base = findings(made(t=file("t", [("r", form)])), text)
    more = findings(made(t=file("t", [("r", form)]), s=statement), text)
    if "不保本收益" not in text:
        assert more == base
    elif forbidding:
        spans = [finding.span for finding in base]
        assert all(any(s is f.span or (s and f.span and s.overlaps(f.span)) for s in spans) for f in more)
