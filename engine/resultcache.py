"""A folder that keeps reviews by the content of all that they depend on.

Input: the folder, a digest of what is the same for a whole run, and of each draft its bytes and what is known of
it. Output: the review and the annotated copy, None where the folder has none. Law: what is recalled equals what a
review would give; an entry that is damaged, of another version or of another user is as good as none; a review
with an error is never kept. The entries are JSON, each written whole, so the folder may be shared and deleted at
any time.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.codec import as_json, from_json
from engine.finding import Review
from engine.ownfile import read_own, sealed, unsealed, write_whole
from engine.sources import state

MOST = 4000  # entries that the folder keeps; what was used longest ago goes first


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of a draft: its review, and the hash of its annotated copy ("" where it has none)."""

    review: Review
    copy: str = ""


@dataclass(frozen=True, slots=True)
class ResultCache:
    """Reviews by content. `run` is the digest of what all drafts of a run share."""

    folder: Path
    run: str

    def key(self, data: bytes, *known: str) -> str:
        """The name of a draft's entry, of its bytes and what is known of it."""
        return digest([self.run, hashlib.sha256(data).hexdigest(), *known])

    def recall(self, key: str) -> tuple[Review, bytes | None] | None:
        """The review and copy of that name, None where there are none to be trusted."""
        path = self._path(key)
        try:
            entry = from_json(unsealed(read_own(path)).decode("utf-8", "surrogatepass"), Entry)
            copy = read_own(path.with_suffix(".copy")) if entry.copy else None
            if copy is not None and hashlib.sha256(copy).hexdigest() != entry.copy:
                return None
            os.utime(path)
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None
        return entry.review, copy

    def keep(self, key: str, review: Review, copy: bytes | None) -> None:
        """Writes an entry, unless the review is one that another try may give otherwise; a folder that cannot be
        written to is no fault."""
        if review.error or any(part.blocking for part in review.unread):
            return
        path = self._path(key)
        name = hashlib.sha256(copy).hexdigest() if copy is not None else ""
        text = as_json(Entry(review, name)).encode("utf-8", "surrogatepass")
        with suppress(OSError):
            if copy is not None:
                write_whole(path.with_suffix(".copy"), copy)
            write_whole(path, sealed(text))

    def prune(self, most: int = MOST) -> None:
        """Deletes what was used longest ago where there is more than that."""
        with suppress(OSError):
            entries = sorted(self.folder.glob("??/*.json"), key=lambda path: path.stat().st_mtime)
            for path in entries[: max(0, len(entries) - most)]:
                path.unlink(missing_ok=True)
                path.with_suffix(".copy").unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def digest(parts: Iterable[str]) -> str:
    """One hash of several texts, which no other texts give."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()


@cache
def environment() -> str:
    """The digest of what a review depends on beside its arguments: the engine's code, what is installed, Python."""
    return digest([state(), sys.version, *_installed()])


def _installed() -> list[str]:
    """Name and version of every package that can be imported."""
    places = (Path(place) for place in sys.path if place and Path(place).is_dir())
    return sorted({path.name for place in places for path in place.glob("*.dist-info")})
