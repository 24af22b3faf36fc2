"""Runs all measurements and writes the tables into `docs/benchmarks.md`, and its plots beside it.

    python -m benchmarks [--others]

`--others` compares with other programs too, installed under `build/others` where they are not yet; without it, what
the page says of them stays.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import growth, measure, plot
from benchmarks.corpus import LENGTH, drafts, planted
from benchmarks.others import rules, run
from cli import pack_roots
from engine.library import load_packs, plan_of
from engine.packs import Packs
from engine.plan import Plan

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "benchmarks.md"
_HEAD = """# What Zhupi costs

Written by `python -m benchmarks` in one run, as ratios, because seconds say more of the machine than of the program.
The drafts are made of the samples and of the examples of the rules; a draft has 1,500 characters unless it is said
otherwise, and all its attributes are given. CPU time, the least of five rounds; start to exit and processes by the clock.
For growth the further rules and words look like the packs' own and stand in no draft.

| measured | result |
| --- | ---: |
"""
_GROWTH = "\n![Growth of the cost of a draft](benchmarks-growth.svg)\n"
_BESIDE = "\n## Beside other programs\n"
_OTHERS = """
Written by `python -m benchmarks --others` in one run: {words} words of the packs as a rule each, none within another, in
every program's own form, on the same drafts of 1,500 characters, a file each. What is compared is the user CPU of the
whole process, start to exit, all findings written to a file; the programs take turns, the least of two rounds counts
(of semgrep, the one). Each ran once before, so that Zhupi's compiled rules, like
everybody's bytecode, were there.

| program | findings in {few:,} drafts | user CPU ÷ Zhupi's, {few:,} drafts | {many:,} drafts |
| --- | ---: | ---: | ---: |
"""
_NOTES = """
RE2 and yara-x find strings and nothing else: no fold of width, case or traditional characters, no disguises, no exceptions,
no kinds of document, no message; they show what the floor is. What Zhupi finds more is disguised. RE2, yara-x and proselint
run by their Python libraries, textlint and semgrep (one job) by their commands.

![User CPU beside Zhupi's](benchmarks-others.svg)
"""
_LOAD = "from cli import load_plan; plan = load_plan(())"
_BIG = (
    f"{_LOAD}; from benchmarks import measure; from engine.loaders.text import from_text; "
    "from engine.review import review_document; t = '本网点上午九时开门,下午五时关门,周日休息。\\n' * 145000; "
    "review_document(plan, from_text(t, 't'), measure.given(), as_of=measure.AS_OF)"
)


def rows(packs: Packs, plan: Plan) -> Iterator[tuple[str, str]]:
    """What was measured, each with its result."""
    texts = drafts(packs, 120)
    review, bare = measure.reviewing(plan, texts), measure.passing(plan, texts)
    yield "rules, patterns", f"{len(plan.rules)}, {len(plan.patterns)}"
    yield "whole review of a draft ÷ bare daachorse pass over the packs' words", f"{review / bare:.0f}×"
    yield "whole review, attributes recognised ÷ given", f"{measure.reviewing(plan, texts, {}) / review:.2f}×"
    yield from _growth(packs, plan, texts)
    cold, warm, bare = measure.starts(texts[0])
    alone = "start to exit for one page ÷ `import click, daachorse`"
    yield f"{alone}, packs compiled", f"{cold / bare:.1f}× ({cold:.2f} s)"
    yield f"{alone}, plan kept", f"{warm / bare:.1f}× ({warm:.2f} s)"
    measure.memory(_LOAD)  # from here on the plan is kept
    many = drafts(packs, 240)
    yield (
        "240 files by one process ÷ by two",
        f"{measure.processes(many, 1) / measure.processes(many, 2):.2f}×",
    )
    yield "memory of a worker", f"{measure.memory(_LOAD):.0f} MB"
    yield "memory for a text of 10 MB", f"{measure.memory(_BIG):.0f} MB"
    for kind, (found, of) in sorted(measure.recall(plan, planted(packs)).items()):
        yield f"planted disguises found: {kind}", f"{found} of {of}"


def _growth(packs: Packs, plan: Plan, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The rows on growth; draws their plot."""
    by_rules = growth.by_rules(plan, texts)
    yield "a draft by ten times the rules ÷ by these", f"{by_rules[-1][1]:.2f}×"
    bare, by_words = growth.by_words(rules.chosen(plan, growth.WORDS), texts)
    yield (
        f"whole review by {growth.WORDS} word rules alone ÷ bare daachorse pass over the words",
        f"{bare:.0f}×",
    )
    yield f"a draft by {growth.WORDS} rules of 100 words ÷ of one word", f"{by_words[-1][1]:.2f}×"
    by_length = growth.by_length(plan, texts, drafts(packs, len(texts) // 10, 10 * LENGTH))
    yield "a draft ten times as long ÷ a draft", f"{by_length[-1][1]:.1f}×"
    series = {"rules": by_rules, "words": by_words, "length": by_length}
    picture = plot.lines("What a draft costs more", "times the rules, the words, the length", series)
    (DOCS / "benchmarks-growth.svg").write_text(picture, "utf-8")


def beside(packs: Packs, plan: Plan) -> str:
    """The section on other programs; draws its plot."""
    run.install()
    words = rules.chosen(plan, growth.WORDS)
    found = run.compared(words, drafts(packs, run.MANY))
    unit = found[0]
    lines, drawn = [], {}
    for row in found:
        few, many = _ratio(row.few, unit.few), _ratio(row.many, unit.many)
        said = f"{row.findings:,}" if row.few else "not installed on this machine"
        lines.append(f"| {row.name} | {said} | {_times(few)} | {_times(many)} |")
        if ratio := many or few:
            drawn[row.name.replace("`", "")] = ratio
    (DOCS / "benchmarks-others.svg").write_text(
        plot.bars(f"User CPU ÷ Zhupi's, {len(words)} word rules", drawn), "utf-8"
    )
    head = _OTHERS.format(words=len(words), few=run.FEW, many=run.MANY)
    return _BESIDE + head + "\n".join(lines) + "\n" + _NOTES


def _ratio(one: float | None, unit: float | None) -> float | None:
    return one / unit if one and unit else None


def _times(ratio: float | None) -> str:
    return f"{plot.figure(ratio)}×" if ratio else "–"


def _kept() -> str:
    """What the page says of other programs."""
    _, mark, rest = PAGE.read_text("utf-8").partition(_BESIDE)
    return mark + rest


def main() -> None:
    """Prints each row as it is measured, then writes the page."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks")
    asked.add_argument("--others", action="store_true", help="compare with other programs too")
    others = asked.parse_args().others
    packs, faults = load_packs(pack_roots())
    plan = plan_of(packs, faults)
    lines = []
    for name, result in rows(packs, plan):
        lines.append(f"| {name} | {result} |")
        print(lines[-1], flush=True)
    section = beside(packs, plan) if others else _kept()
    print(section)
    PAGE.write_text(_HEAD + "\n".join(lines) + "\n" + _GROWTH + section, "utf-8")


if __name__ == "__main__":
    main()
