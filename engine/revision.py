"""What a working tree changed since a commit, by git.

Input: a folder in a git repository, a revision. Output: of every file whether it changed, what it was called
before, and its content then. Errors: RevisionError. Law: a file of which git does not know that it is unchanged
counts as changed; the repository, its index included, stays as it is, and no program that it names is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.errors import Misuse

_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager")
_DIFF = ("diff", "--name-status", "-z", "-M", "-l5000", "--no-ext-diff", "--no-textconv", "--no-relative")


class RevisionError(Misuse):
    """A revision that a working tree cannot be compared with; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since `commit` in the repository at `top`. Paths are as git has them, from the top."""

    top: Path
    commit: str
    before: Mapping[str, str]  # of each changed file, what it was called; "" where it is new
    removed: tuple[str, ...]  # files that are gone
    known: frozenset[str]  # files of the commit

    def state(self, path: Path) -> tuple[bool, str]:
        """Whether a file changed, and what it was called before, "" where it is new or git knows nothing of it."""
        try:
            name = (path.parent.resolve() / path.name).relative_to(self.top).as_posix()
        except ValueError:
            return True, ""
        if path.is_symlink():  # git sees where it leads, not what is there
            return True, ""
        return (True, self.before[name]) if name in self.before else (name not in self.known, "")

    def content(self, name: str) -> bytes:
        """What a file of the commit holds, as a checkout would write it. Raises RevisionError."""
        return _git(self.top, "cat-file", "--filters", f"{self.commit}:{name}")


def changes(folder: Path, revision: str) -> Changes:
    """What changed since the working tree in `folder` left `revision`. Raises RevisionError."""
    if shutil.which("git") is None:
        raise RevisionError("--diff-base needs git")
    top = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\r\n"))).resolve()
    commit = _common(top, revision)
    with TemporaryDirectory(prefix="zhupi-") as aside:
        listed = _git(top, *_DIFF, commit, "--", environment=_announced(top, Path(aside)))
    before, removed = _read(listed.split(b"\0")[:-1])
    names = _git(top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    known = frozenset(os.fsdecode(name) for name in names.split(b"\0") if name)
    return Changes(top, commit, before, removed, known)


def _common(top: Path, revision: str) -> str:
    """The last commit that the working tree shares with the revision."""
    try:
        wanted = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except RevisionError:
        raise RevisionError(f"git knows no revision {revision}; was it fetched?") from None
    try:
        return _git(top, "merge-base", wanted.decode().strip(), "HEAD").decode().strip()
    except RevisionError:
        raise RevisionError(
            f"{revision} and HEAD have no commit in common; a shallow clone needs more of the history"
        ) from None


def _announced(top: Path, aside: Path) -> dict[str, str]:
    """An environment in which git sees, by an index in the folder `aside`, files that it does not track yet as well;
    so it finds out what they were called before."""
    own = _path(top, "index")
    if own.exists():
        shutil.copyfile(own, aside / "index")
    objects = str(_path(top, "objects")).replace("\\", "\\\\").replace('"', '\\"')
    environment = {
        "GIT_INDEX_FILE": str(aside / "index"),
        "GIT_OBJECT_DIRECTORY": str(aside),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{objects}"',
    }
    with suppress(RevisionError):  # a file that cannot be announced is unknown, so it counts as new
        _git(top, "add", "--intent-to-add", "--ignore-errors", "--", ".", environment=environment)
    return environment


def _path(top: Path, name: str) -> Path:
    """Where the repository has its index or its objects."""
    return top / os.fsdecode(_git(top, "rev-parse", "--git-path", name).rstrip(b"\r\n"))


def _read(fields: Sequence[bytes]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Changed files with what they were called, and removed ones."""
    before: dict[str, str] = {}
    removed: list[str] = []
    for status, old, new in _entries(fields):
        if status == "D":
            removed.append(old)
        else:
            before[new] = "" if status in "AC" else old
    return before, tuple(removed)


def _entries(fields: Sequence[bytes]) -> Iterator[tuple[str, str, str]]:
    """The letter of each entry, and its old and new path."""
    items = iter(fields)
    for status in items:
        letter = chr(status[0])
        old = os.fsdecode(next(items))
        yield letter, old, os.fsdecode(next(items)) if letter in "RC" else old


def _git(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> bytes:
    """What git writes. Raises RevisionError with what it complains of."""
    done = subprocess.run(
        ["git", *_QUIET, *arguments],
        cwd=folder,
        env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RevisionError(f"git {arguments[0]}: {said[0] if said else f'exit code {done.returncode}'}")
    return done.stdout
