"""Runs all measurements and writes the table into `docs/benchmarks.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import measure
from benchmarks.corpus import LENGTH, drafts, planted
from benchmarks.grown import grown
from cli import pack_roots
from engine.library import load_packs, plan_of

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_HEAD = """# What Zhupi costs

Written by `python -m benchmarks` in one run, as ratios, because seconds say more of the machine than of the program.
The drafts are made of the samples and of the examples of the rules; a draft has 1,500 characters unless it is said
otherwise, and all its attributes are given. CPU time, the least of five rounds; start to exit and processes by the clock.

| measured | result |
| --- | ---: |
"""
_LOAD = "from cli import load_plan; plan = load_plan(())"
_BIG = (
    f"{_LOAD}; from benchmarks import measure; from engine.loaders.text import from_text; "
    "from engine.review import review_document; t = '本网点上午九时开门,下午五时关门,周日休息。\\n' * 145000; "
    "review_document(plan, from_text(t, 't'), measure.given(), as_of=measure.AS_OF)"
)


def rows() -> Iterator[tuple[str, str]]:
    """What was measured, each with its result."""
    packs, faults = load_packs(pack_roots())
    plan = plan_of(packs, faults)
    texts = drafts(packs, 120)
    review, bare = measure.reviewing(plan, texts), measure.passing(plan, texts)
    yield "rules, patterns", f"{len(plan.rules)}, {len(plan.patterns)}"
    yield "whole review of a draft ÷ bare daachorse pass over the packs' words", f"{review / bare:.0f}×"
    yield "whole review, attributes recognised ÷ given", f"{measure.reviewing(plan, texts, {}) / review:.2f}×"
    again = measure.reviewing(plan, texts)
    yield (
        "a draft by ten times the rules ÷ by these",
        f"{measure.reviewing(grown(plan, 10), texts) / again:.2f}×",
    )
    long = drafts(packs, 12, 10 * LENGTH)
    yield "a draft ten times as long ÷ a draft", f"{10 * measure.reviewing(plan, long) / again:.1f}×"
    cold, warm, bare = measure.starts(texts[0])
    alone = "start to exit for one page ÷ `import click, daachorse`"
    yield f"{alone}, packs compiled", f"{cold / bare:.1f}× ({cold:.2f} s)"
    yield f"{alone}, plan kept", f"{warm / bare:.1f}× ({warm:.2f} s)"
    many = drafts(packs, 240)
    yield (
        "240 files by one process ÷ by two",
        f"{measure.processes(many, 1) / measure.processes(many, 2):.2f}×",
    )
    measure.memory(_LOAD)  # from here on the plan is kept
    yield "memory of a worker", f"{measure.memory(_LOAD):.0f} MB"
    yield "memory for a text of 10 MB", f"{measure.memory(_BIG):.0f} MB"
    for kind, (found, of) in sorted(measure.recall(plan, planted(packs)).items()):
        yield f"planted disguises found: {kind}", f"{found} of {of}"


def main() -> None:
    """Prints each row as it is measured, then writes the page."""
    lines = []
    for name, result in rows():
        lines.append(f"| {name} | {result} |")
        print(lines[-1], flush=True)
    PAGE.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")


main()
