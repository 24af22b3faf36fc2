"""Measurements, each the least of several repetitions, in seconds of CPU time or as said.

Input: a plan and drafts. Output: figures by name. Law: what is compared is measured in turn in one run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import Planted
from engine.loaders.text import from_text
from engine.matching.fold import fold
from engine.matching.words import spellings
from engine.plan import Plan
from engine.profile import Given, attributes_given
from engine.prove import findings_on
from engine.review import review_document
from engine.rule import Example, Words

CLI = Path(__file__).parent.parent / "cli.py"
AS_OF = "2026-11-24"
_ROUNDS = 5


def least(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """The CPU time of the quickest of several rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def given() -> Given:
    values = {"material": "marketing", "product": "wealth", "channel": "wechat", "audience": "public"}
    values |= {"jurisdiction": "cn", "lang": "zh", "extent": "whole"}
    return attributes_given({name: (value,) for name, value in values.items()}, {}, {})


def reviewing(plan: Plan, texts: Iterable[str], known: Given | None = None) -> float:
    """Seconds for the whole review of all texts, all attributes given unless `known` says otherwise."""
    work = _review(plan, texts, given() if known is None else known)
    work()
    return least(work)


def alternating(cases: Iterable[tuple[Plan, Iterable[str]]]) -> list[float]:
    """As `reviewing`, for several plans and texts in turn, so that what the machine does meanwhile tells on all."""
    works = [_review(plan, texts, given()) for plan, texts in cases]
    for work in works:
        work()
    rounds = [[least(work, 1) for work in works] for _ in range(_ROUNDS)]
    return [min(taken) for taken in zip(*rounds, strict=True)]


def _review(plan: Plan, texts: Iterable[str], known: Given) -> Callable[[], None]:
    documents = [from_text(text, str(n)) for n, text in enumerate(texts)]

    def work() -> None:
        for document in documents:
            review_document(plan, document, known, as_of=AS_OF)

    return work


def passing(plan: Plan, texts: Iterable[str]) -> float:
    """Seconds for a bare pass of daachorse over the packs' words, in texts that are folded already."""
    import daachorse

    words = {
        item.text for pattern in plan.patterns if isinstance(pattern, Words) for item in spellings(pattern)
    }
    find = daachorse.CharwiseDoubleArrayAhoCorasick(sorted(words)).find_overlapping
    folded = [fold(text) for text in texts]
    return least(lambda: [find(text) for text in folded])


def started(command: Sequence[str], **environment: str) -> float:
    """Seconds by the clock from start to exit. Bytecode is kept, as it is for an installed program."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *command], env={**inherited, **environment}, check=True, capture_output=True
    )
    return time.perf_counter() - start


def starts(draft: str) -> tuple[float, float, float]:
    """Start to exit for one page: cold (the packs are compiled), warm (a plan is kept, the page is new), and of
    Python with the command-line library and the automaton alone."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        bytecode = {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}

        def review(number: int, cache: Path) -> float:
            page = folder / f"{number}.txt"
            page.write_text(f"{draft}\n{number}\n", "utf-8")
            options = ["--view", "none", "--fail-on", "none", "--out", str(folder / "out")]
            command = [str(CLI), "review", str(page), *options]
            return started(command, ZHUPI_CACHE=str(cache), **bytecode)

        review(0, folder / "first")  # writes the bytecode
        cold = min(review(number, folder / f"cold{number}") for number in range(1, 4))
        warm = min(review(number, folder / "first") for number in range(4, 4 + 2 * _ROUNDS))
        bare = min(started(["-c", "import click, daachorse"], **bytecode) for _ in range(2 * _ROUNDS))
        return cold, warm, bare


def processes(drafts: Iterable[str], jobs: int) -> float:
    """Seconds by the clock for a batch of files by so many processes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, text in enumerate(drafts):
            (folder / f"{number}.txt").write_text(text, "utf-8")
        start = time.perf_counter()
        options = ["--jobs", str(jobs), "--view", "none", "--fail-on", "none", "--out", str(folder / "out")]
        command = [sys.executable, str(CLI), "review", str(folder), *options]
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start


def memory(code: str) -> float:
    """Megabytes that a process takes at most which runs some code, as Linux counts from its start."""
    tail = "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tail}"], check=True, capture_output=True, text=True, cwd=CLI.parent
    )
    return float(done.stdout.split()[-1]) / 1024


def recall(plan: Plan, cases: Iterable[Planted]) -> Mapping[str, tuple[int, int]]:
    """By kind of disguise: how many of the planted ones are found, of how many whose plain form is found."""
    rules = {rule.id: rule for rule in plan.rules}
    out: dict[str, tuple[int, int]] = {}
    for case in cases:
        rule = rules.get(case.rule)
        if rule is None:
            continue
        attributes = {name: values[0] for name, values in rule.gates.items()}

        def finds(text: str) -> bool:
            example = Example(text=text, marks=(), violates=True, attributes=attributes)  # noqa: B023
            return bool(findings_on(rule, plan, example))  # noqa: B023

        if finds(case.plain):
            found, of = out.get(case.kind, (0, 0))
            out[case.kind] = (found + finds(case.text), of + 1)
    return out
