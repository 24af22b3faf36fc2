"""Many drafts: which files they are, and each reviewed, so that one bad draft never stops the others.

Input: paths, a plan, what is known of the drafts. Output: one `Result` a draft, in the order of the paths.
Law: drafts in = results out; a draft that could not be read, or on which Zhupi failed, is a result with a
finding of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path

from engine.checklist import answers
from engine.codec import as_json
from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding, Placement, Review
from engine.formats.encoding import decode
from engine.formats.ocr_choice import AUTO, Ocr
from engine.loaders import CONVERTED, LOADERS, load_for_copy
from engine.plan import Plan
from engine.profile import Given, attributes_given
from engine.redact import redacted
from engine.reporters import ANNOTATORS
from engine.reporters.masking import veiled
from engine.resultcache import ResultCache
from engine.review import review_document
from engine.rows import FORMATS, review_rows
from engine.rule import Severity
from engine.suppress import MARK, Decision, Faulty, in_draft, suppressed
from engine.workers import Limits, nothing, run

MARKER = ".zhupi"  # the file in a folder that says that Zhupi wrote what is in it
MAX_BYTES = 200 * 2**20
COPY_SUFFIX = ".朱批"
_WITH_COMMENTS = ("md", "html")


@dataclass(frozen=True, slots=True)
class Draft:
    """A file to review: where it is, its name in reports, and where its annotated copy goes ("": nowhere)."""

    path: Path
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Result:
    """A draft's review and its annotated copy (None where its format has none). `withheld`: where the copy would be
    that was not made, where personal data is to be masked."""

    review: Review
    copy: bytes | None = None
    withheld: str = ""


def drafts(paths: Iterable[Path], excluded: Iterable[Path] = ()) -> Iterator[Draft]:
    """The drafts in files and folders. A folder that Zhupi wrote, and hidden ones, are passed over.

    A file that is named is always a draft; in a folder those are whose format is known.
    """
    skipped = {path.resolve() for path in excluded}
    taken: set[str] = set()
    for given in paths:
        found = [given] if given.is_file() else sorted(_below(given, skipped))
        for path in found:
            relative = path.relative_to(given) if path != given else Path(path.name)
            ending = CONVERTED.get(relative.suffix.lower(), relative.suffix)
            target = relative.with_name(f"{relative.stem}{COPY_SUFFIX}{ending}").as_posix()
            yield Draft(path, path.as_posix(), _free(target, taken))


def _below(folder: Path, skipped: set[Path]) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        at = Path(here)
        if MARKER in files or at.resolve() in skipped:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in LOADERS:
                yield at / name


def _free(target: str, taken: set[str]) -> str:
    stem, dot, suffix = target.rpartition(".")
    candidate, count = target, 1
    while candidate in taken:
        count += 1
        candidate = f"{stem}-{count}{dot}{suffix}"
    taken.add(candidate)
    return candidate


@dataclass(frozen=True, slots=True)
class Task:
    """A draft, and what is known of it."""

    draft: Draft
    given: Given


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Reviews one task; what a child process is given."""

    plan: Plan
    as_of: str = ""
    suggest: bool = False
    decisions: tuple[Decision, ...] = ()
    per_row: bool = False  # each row of a workbook or table is a draft of its own
    cache: ResultCache | None = None
    ocr: Ocr = AUTO
    redact: bool = False  # personal data is masked in the annotated copies

    def __call__(self, task: Task) -> Result:
        return review_draft(self, task.draft, task.given)

    def recall(self, task: Task) -> Result | None:
        """The result of a draft that was reviewed before just as it would be now."""
        if self.cache is None:
            return None
        try:
            found = self.cache.recall(self._key(self.cache, task.draft, task.given, _read(task.draft.path)))
        except ReviewError:
            return None
        return None if found is None else Result(*found)

    def told(self, result: Result, draft: Draft) -> Result:
        """A draft's result with the copy that is not to be there, where an earlier one would show what is masked."""
        return replace(result, withheld=draft.target) if self.redact and result.copy is None else result

    def keep(self, draft: Draft, given: Given, data: bytes, result: Result) -> None:
        """Keeps a result for a later `recall`."""
        if self.cache is not None:
            self.cache.keep(self._key(self.cache, draft, given, data), result.review, result.copy)

    def _key(self, cache: ResultCache, draft: Draft, given: Given, data: bytes) -> str:
        """The name of a draft's result; what all drafts share is in the cache's own digest."""
        day = self.as_of or date.today().isoformat()
        asked = [self.suggest, self.per_row, self.ocr, self.redact, sorted(given.items())]
        converter = _converter(draft)
        return cache.key(
            data, draft.name, draft.target, day, as_json(asked), as_json(self.decisions), converter
        )


def _converter(draft: Draft) -> str:
    """What converts a draft of an old format, "" for others."""
    if draft.path.suffix.lower() not in CONVERTED:
        return ""
    from engine.formats.legacy import converted_by

    return converted_by()


def review_all(
    reviewer: Reviewer,
    tasks: Sequence[Task],
    *,
    jobs: int = 1,
    limits: Limits | None = None,
    meanwhile: Callable[[], None] = nothing,
) -> Iterator[tuple[int, Result]]:
    """Each task's index and result as they end: what was kept first, then every other draft in a child process with
    its own limits."""
    limits = limits or Limits()
    left: list[int] = []
    for index, task in enumerate(tasks):
        known = reviewer.recall(task)
        if known is None:
            left.append(index)
        else:
            yield index, reviewer.told(known, task.draft)
    if len(left) > 1:  # read once, for all child processes to share
        reviewer.plan.matcher.ready()
    for event in run(reviewer, [tasks[index] for index in left], jobs, limits, meanwhile):
        index, draft = left[event.index], tasks[left[event.index]].draft
        result = event.result or Result(_lost(draft.name, event.failure, limits))
        yield index, reviewer.told(result, draft)
    if left and reviewer.cache is not None:
        reviewer.cache.prune()


def _lost(name: str, failure: str, limits: Limits) -> Review:
    """The review of a draft that its process did not finish."""
    why = {
        "timeout": f"{name} 超过 {limits.seconds:g} 秒仍未审查完，已中止。",
        "crashed": f"审查 {name} 的进程异常退出(可能超出内存上限 {limits.memory // 2**20} MB)。",
    }
    return unreviewed(name, failure, why[failure])


def review_draft(reviewer: Reviewer, draft: Draft, given: Given) -> Result:
    """One draft's result; whatever goes wrong with it becomes a finding."""
    try:
        raw = _read(draft.path)
        data, document = load_for_copy(raw, draft.name, reviewer.ocr)
        if not document.text.strip():
            raise ReviewError("empty", f"{draft.name} 中没有可审查的文字。")
        own = attributes_given({}, {}, document.attributes)
        by_row = reviewer.per_row and document.format in FORMATS
        review = review_rows if by_row else review_document
        found = review(reviewer.plan, document, {**own, **given}, as_of=reviewer.as_of)
        decided = _decided(reviewer, data, document, _answered(reviewer, found))
        result = annotated(
            data, document, decided, draft.target, suggest=reviewer.suggest, redact=reviewer.redact
        )
        reviewer.keep(draft, given, raw, result)
        return result
    except ReviewError as wrong:
        return Result(unreviewed(draft.name, wrong.code, wrong.message))
    except MemoryError:
        return Result(unreviewed(draft.name, "too-large", f"{draft.name} 超出可用内存，未能审查。"))
    except Exception as fault:
        return Result(
            unreviewed(draft.name, "failed", f"审查 {draft.name} 时出错：{type(fault).__name__}: {fault}")
        )


def _answered(reviewer: Reviewer, found: Review) -> Review:
    """The review with its answers to the points of the checklists."""
    return replace(found, answers=answers(reviewer.plan, found, reviewer.as_of or date.today().isoformat()))


def _decided(reviewer: Reviewer, data: bytes, document: Document, found: Review) -> Review:
    """The review with what the draft's own comments and the decisions file say not to count."""
    decisions = list(reviewer.decisions)
    faulty: list[Faulty] = []
    if document.format in _WITH_COMMENTS and MARK in data:
        rules = frozenset(rule.id for rule in reviewer.plan.rules)
        source = decode(data, document.name).text
        own, faulty = in_draft(source, document, rules, reviewer.as_of or date.today().isoformat())
        decisions = [*own, *decisions]
    return suppressed(found, decisions, faulty) if decisions or faulty else found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReviewError("too-large", f"{path} 超过 {MAX_BYTES // 2**20} MB,未审查。")
        return path.read_bytes()
    except OSError as wrong:
        raise ReviewError("unreadable", f"{path} 无法读取：{wrong.strerror}") from None


def annotated(
    data: bytes, document: Document, found: Review, target: str, *, suggest: bool, redact: bool = False
) -> Result:
    """The review with its annotated copy, where the format has one. What is suppressed stays out of the copy; with
    `redact` so does personal data."""
    shown = [i for i, finding in enumerate(found.findings) if finding.suppression is None]
    if document.format not in ANNOTATORS or not shown or not target:
        return Result(found)
    annotate = import_module(ANNOTATORS[document.format]).annotate
    options = {"suggest": True} if suggest and document.format == "docx" else {}
    try:
        told = found.findings
        if redact:
            data, document = redacted(data, document, found)
            told = veiled(found).findings
        copy, placements = annotate(data, document, [told[i] for i in shown], **options)
    except ReviewError as wrong:
        nowhere = tuple(Placement(i, "report-only", wrong.message) for i in shown)
        return Result(replace(found, placements=nowhere))
    placed = tuple(replace(place, finding=shown[place.finding]) for place in placements)
    return Result(replace(found, placements=placed, copy=target), copy)


def unreviewed(name: str, code: str, why: str) -> Review:
    """The review of a draft that could not be reviewed: the fact is its finding."""
    finding = Finding(
        rule=f"zhupi/{code}",
        title="未能审查",
        severity=Severity.HIGH,
        message=why,
        span=None,
        suggestion="请提供可读取的文件后重新审查。",
    )
    return Review(name=name, document=None, findings=(finding,), error=code)
