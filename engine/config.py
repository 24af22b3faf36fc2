"""What `zhupi.yaml` can say, and where it is.

Input: a folder. Output: the file, and the values that `configfile.py` reads from it. Law: what the file does not say
is what the command line or the default says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

NAME = "zhupi.yaml"
FAIL_ON = ("none", "info", "low", "medium", "high", "critical")
MOST_JOBS = 64
CONFIG_FIELDS = {
    "packs": "folders of rule packs of your own, beside the built-in ones",
    "overlays": "files that change rules which others write: narrow, grade or switch them off",
    "documents": "what kind of document a path is: [{path: contracts/**, material: contract}]",
    "exclude": "path patterns that are not reviewed",
    "fail_on": "the lowest severity that fails: none, info, low, medium, high, critical",
    "out": "the folder for what Zhupi writes",
    "decisions": "a file of findings that somebody decided not to count",
    "baseline": "a file of findings that were there before and do not count",
    "redact": "whether personal data is masked in annotated copies and on the page too: true or false",
    "jobs": "how many drafts are reviewed at once",
}


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What a path pattern says of the drafts that it matches."""

    path: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a `zhupi.yaml` says. `folder` is where it stands; its paths are relative to that."""

    folder: Path | None = None
    packs: tuple[Path, ...] = ()
    overlays: tuple[Path, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = ""
    out: str = ""
    decisions: Path | None = None
    baseline: Path | None = None
    redact: bool = False
    jobs: int = 0  # 0: not said

    def kinds(self, path: Path) -> dict[str, tuple[str, ...]]:
        """The attributes that the first matching pattern of each gives to a draft."""
        found: dict[str, tuple[str, ...]] = {}
        for kind in self.documents:
            if self._matches(path, kind.path):
                for name, values in kind.values.items():
                    found.setdefault(name, values)
        return found

    def excluded(self, path: Path) -> bool:
        """Whether a draft is not to be reviewed."""
        return any(self._matches(path, pattern) for pattern in self.exclude)

    def _matches(self, path: Path, pattern: str) -> bool:
        try:
            relative = path.resolve().relative_to((self.folder or Path()).resolve()).as_posix()
        except ValueError:
            return False
        return matches(relative, pattern)


def matches(name: str, pattern: str) -> bool:
    """Whether a path with `/` is one that a pattern names, or lies below one. `*` crosses folders, `**/` also stands
    for none, and on every system `\\` is as good as `/`."""
    wanted = pattern.replace("\\", "/").rstrip("/")
    return any(
        fnmatchcase(name, one) or fnmatchcase(name, f"{one}/*") for one in (wanted, wanted.replace("**/", ""))
    )


def find_config(start: Path) -> Path | None:
    """The nearest `zhupi.yaml` in a folder or above it."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / NAME).is_file():
            return candidate / NAME
    return None
