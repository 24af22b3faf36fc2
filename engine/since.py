"""The drafts that a change touched, each beside its version before the change.

Input: a revision, tasks. Output: the tasks to review, of which each has the version before or none, and the results
narrowed to the change. Errors: RevisionError. Law: every task is reviewed or known to be unchanged; where a version
before cannot be read, all of the draft counts.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from engine.batch import Draft, Result, Task
from engine.changes import narrowed, renamed
from engine.finding import Review
from engine.fingerprint import fingerprints
from engine.loaders import LOADERS
from engine.profile import Given
from engine.revision import Changes, RevisionError, changes


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tasks of the changed drafts, then those of versions before the change."""

    tasks: tuple[Task, ...]
    pairs: tuple[
        int | None, ...
    ]  # of each changed draft the task of its version before, None where git knows none
    removed: tuple[int, ...]  # tasks of drafts that are gone: a new one may be one of them under another name

    def narrowed(self, results: Sequence[Result]) -> tuple[list[Result], Counter[str]]:
        """The results of the changed drafts with what the change did not touch marked, and the fingerprints of all
        that the versions before had."""
        earlier = [result.review for result in results[len(self.pairs) :]]
        were_there = Counter(print_ for review in earlier for print_ in fingerprints(review))
        return [self._narrowed(i, results) for i in range(len(self.pairs))], were_there

    def _narrowed(self, index: int, results: Sequence[Result]) -> Result:
        review, pair = results[index].review, self.pairs[index]
        before = self._under_another_name(index, results) if pair is None else results[pair].review
        return replace(results[index], review=narrowed(review, before)) if before else results[index]

    def _under_another_name(self, index: int, results: Sequence[Result]) -> Review | None:
        """The version before of a new draft, where git did not see it: a few words make another archive of a Word
        file, though hardly another text."""
        ending = _ending(self.tasks[index].draft.name)
        gone = {at: results[at].review for at in self.removed if _ending(self.tasks[at].draft.name) == ending}
        documents = [(at, review.document) for at, review in gone.items() if review.document]
        document = results[index].review.document
        found = renamed(document, documents) if document else None
        return None if found is None else gone[found]


@contextmanager
def compare(revision: str, tasks: Sequence[Task], known: Callable[[Path], Given]) -> Iterator[Comparison]:
    """The comparison of drafts with a revision, `known` being what is known of a draft by its path. Versions before
    are files as long as it is open. Raises RevisionError."""
    found = changes(Path.cwd(), revision)
    states = [(task, *found.state(task.draft.path)) for task in tasks]
    changed = [(task, was) for task, is_changed, was in states if is_changed]
    new = {_ending(task.draft.name) for task, was in changed if not was}
    with TemporaryDirectory(prefix="zhupi-") as folder:
        earlier = [_before(task, was, found, Path(folder) / f"{i}") for i, (task, was) in enumerate(changed)]
        there = [task for task in earlier if task is not None]
        at = iter(range(len(changed), len(changed) + len(there)))
        pairs = tuple(None if task is None else next(at) for task in earlier)
        gone = [name for name in found.removed if _ending(name) in new & set(LOADERS)]
        removed = [_gone(name, known, found, Path(folder) / f"-{i}") for i, name in enumerate(gone)]
        left = [task for task in removed if task is not None]
        first = len(changed) + len(there)
        yield Comparison(
            (*(task for task, _ in changed), *there, *left), pairs, tuple(range(first, first + len(left)))
        )


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _before(task: Task, was: str, found: Changes, folder: Path) -> Task | None:
    """The task of a draft's version before."""
    if not was:
        return None
    now = task.draft.name
    name = now if _ending(now) == _ending(was) else f"{now}{_ending(was)}"
    return _task(was, name, task.given, found, folder)


def _gone(was: str, known: Callable[[Path], Given], found: Changes, folder: Path) -> Task | None:
    """The task of a draft that is gone."""
    path = found.top / was
    return _task(was, Path(os.path.relpath(path)).as_posix(), known(path), found, folder)


def _task(was: str, name: str, given: Given, found: Changes, folder: Path) -> Task | None:
    """The task of a file of the commit, written into the folder; None where git cannot give it."""
    try:
        data = found.content(was)
    except RevisionError:
        return None
    folder.mkdir()
    path = folder / f"before{_ending(was)}"
    path.write_bytes(data)
    return Task(Draft(path, name, ""), given)
