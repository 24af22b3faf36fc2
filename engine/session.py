"""A whole run: which drafts are asked for, their results, and what the reports say of the run.

Input: a plan, a `Request` and the configuration. Output: an `Outcome`, one result a draft in the order of the
paths. Errors: Misuse, RuleError. Law: what the request says outranks the configuration; drafts in =
results out, and those that a change did not touch are counted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from engine.batch import Draft, Result, Reviewer, Task, drafts, review_all
from engine.changes import UNTOUCHED
from engine.config import Config
from engine.errors import Misuse
from engine.finding import Review, RunInfo
from engine.fingerprint import fingerprints
from engine.formats.ocr_choice import AUTO, Ocr
from engine.plan import Plan
from engine.plancache import cache_folder
from engine.profile import Given, attributes_given
from engine.reporters.own import told
from engine.resultcache import ResultCache, digest, environment
from engine.suppress import Decision, known_before, read_baseline
from engine.workers import Limits

# For so many drafts: what is called as each of them ends.
Progress = Callable[[int], AbstractContextManager[Callable[[], None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a run. A value that is empty is the configuration's to say, else the default holds."""

    paths: tuple[Path, ...]
    out: Path  # where Zhupi writes, so nothing there is a draft
    version: str
    given: Mapping[str, tuple[str, ...]]
    as_of: str = ""
    decisions: Path | None = None
    baseline: Path | None = None
    diff_base: str = ""
    jobs: int = 0
    timeout: float = 120.0
    fail_on: str = ""
    strict: bool = False
    suggest: bool = False
    redact: bool = False
    per_row: bool = False
    copies: bool = True
    cached: bool = True
    ocr: Ocr = AUTO
    lang: str = "zh"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gives. `unused`: decisions on drafts of the run that no finding needs."""

    results: tuple[Result, ...]
    run: RunInfo
    unused: tuple[Decision, ...] = ()


def conduct(
    plan: Plan,
    request: Request,
    config: Config,
    progress: Progress,
    meanwhile: Callable[[RunInfo], None] = lambda _: None,
) -> Outcome:
    """Reviews what a request asks for. `meanwhile` is done while the first drafts are at work."""
    tasks = _tasks(request, config)
    run = _run_info(plan, request, config)
    reviewer = _reviewer(plan, request, config)
    baseline = _baseline(request.baseline or config.baseline)
    if not request.diff_base:
        results = _all(reviewer, tasks, request, config, progress, lambda: meanwhile(run))
        unused = tuple(_unused(reviewer.decisions, [result.review for result in results]))
        return Outcome(_told(_known(results, baseline), run), run, unused)
    from engine.since import compare

    with compare(request.diff_base, tasks, lambda path: _given(path, request, config)) as comparison:
        results = _all(reviewer, comparison.tasks, request, config, progress, lambda: meanwhile(run))
        results, were_there = comparison.narrowed(results)
    info = replace(run, base=request.diff_base, unchanged=len(tasks) - len(results))
    # A finding that the baseline knows in an unchanged draft is no excuse for one like it in a changed one.
    left = None if baseline is None else (baseline & were_there) - _untouched(results)
    return Outcome(_told(_known(results, left), info), info)


def _tasks(request: Request, config: Config) -> list[Task]:
    for path in request.paths:
        if not path.exists():
            raise Misuse(f"there is no {path}")
    found = list(drafts(request.paths, [request.out]))
    if not found:
        raise Misuse(f"no draft in {', '.join(map(str, request.paths))}")
    return [_task(draft, request, config) for draft in found if not config.excluded(draft.path)]


def _task(draft: Draft, request: Request, config: Config) -> Task:
    """A draft with what is known of it; no copy of it where none is wanted."""
    wanted = draft if request.copies else replace(draft, target="")
    return Task(wanted, _given(draft.path, request, config))


def _given(path: Path, request: Request, config: Config) -> Given:
    return attributes_given(request.given, config.kinds(path), {})


def _reviewer(plan: Plan, request: Request, config: Config) -> Reviewer:
    path = request.decisions or config.decisions
    decisions = _decisions(path, plan, request.as_of or date.today().isoformat()) if path else ()
    return Reviewer(
        plan,
        request.as_of,
        request.suggest,
        decisions,
        request.per_row,
        _cache(plan) if request.cached else None,
        request.ocr,
        request.redact or config.redact,
    )


def _decisions(path: Path, plan: Plan, day: str) -> tuple[Decision, ...]:
    from engine.decisions import read_decisions

    return read_decisions(path, [rule.id for rule in plan.rules], day)


def _cache(plan: Plan) -> ResultCache | None:
    folder = cache_folder()
    if folder is None or not plan.digest:
        return None
    return ResultCache(folder / "results", digest([plan.digest, environment()]))


def _all(
    reviewer: Reviewer,
    tasks: Sequence[Task],
    request: Request,
    config: Config,
    progress: Progress,
    meanwhile: Callable[[], None],
) -> list[Result]:
    """The result of every task, in order."""
    jobs = request.jobs or config.jobs or max(1, min(len(tasks), os.cpu_count() or 1))
    results: dict[int, Result] = {}
    with progress(len(tasks)) as advance:
        for index, result in review_all(
            reviewer, tasks, jobs=jobs, limits=Limits(request.timeout), meanwhile=meanwhile
        ):
            results[index] = result
            advance()
    if len(results) != len(tasks):
        raise RuntimeError(f"{len(tasks)} drafts in, {len(results)} results out")
    return [results[index] for index in range(len(tasks))]


def _baseline(path: Path | None) -> Counter[str] | None:
    if path is None:
        return None
    try:
        return read_baseline(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as wrong:
        raise Misuse(f"{path} is no baseline: {wrong}") from None


def _known(results: Sequence[Result], baseline: Counter[str] | None) -> tuple[Result, ...]:
    """The results with what the baseline knows marked."""
    if baseline is None:
        return tuple(results)
    return tuple(replace(result, review=known_before(result.review, baseline)) for result in results)


def _untouched(results: Sequence[Result]) -> Counter[str]:
    """The fingerprints of what a change did not touch: that is still there, so it excuses nothing else."""
    return Counter(
        print_
        for result in results
        for finding, print_ in zip(result.review.findings, fingerprints(result.review), strict=True)
        if finding.suppression == UNTOUCHED
    )


def _told(results: Sequence[Result], run: RunInfo) -> tuple[Result, ...]:
    """The results with Zhupi's own findings in the language of the run."""
    return tuple(replace(result, review=told(result.review, run.lang)) for result in results)


def _unused(decisions: Sequence[Decision], reviews: Sequence[Review]) -> Iterator[Decision]:
    used = {(f.rule, f.suppression) for review in reviews for f in review.findings if f.suppression}
    for decision in decisions:
        about = any(decision.names(review) for review in reviews)
        if about and (decision.rule, decision.suppression) not in used:
            yield decision


def _run_info(plan: Plan, request: Request, config: Config) -> RunInfo:
    packs = Counter(rule.id.rsplit("/", 1)[0] for rule in plan.rules if rule.status == "active")
    return RunInfo(
        version=request.version,
        packs=tuple(sorted(packs.items())),
        amendments=plan.amendments,
        as_of=request.as_of or date.today().isoformat(),
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
        fail_on=request.fail_on or config.fail_on or "high",
        strict=request.strict,
        lang=request.lang,
        redact=request.redact or config.redact,
    )
