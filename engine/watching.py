"""Waiting until somebody saves a draft, or what drafts are reviewed by.

Input: files and folders, and where Zhupi writes. Output: a round now and one for each moment in which something was saved.
Law: what Zhupi writes itself, and the hidden and temporary files of editors, start no round; a file that an editor
replaces by a new one is watched on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

from engine.loaders import LOADERS

_PAUSE = 200  # milliseconds from one look at the system's list of changes to the next
_ENDINGS = (*LOADERS, ".yaml", ".json")


def rounds(paths: Iterable[Path], written: Path, stop: Event | None = None) -> Iterator[None]:
    """The first round is at once: what is saved after it is not missed. Ends with the keyboard's interrupt, or `stop`."""
    from watchfiles import watch

    given = [path.resolve() for path in paths]
    out = written.resolve()
    roots = sorted({path if path.is_dir() else path.parent for path in given})

    def matters(_: object, changed: str) -> bool:
        path = Path(changed)
        if path.is_relative_to(out) or path.suffix.lower() not in _ENDINGS:
            return False
        below = [path.relative_to(root) for root in given if path.is_relative_to(root)]
        return any(not any(part.startswith((".", "~$")) for part in one.parts) for one in below)

    deep = any(path.is_dir() for path in given)
    saves = watch(
        *roots, watch_filter=matters, recursive=deep, stop_event=stop, raise_interrupt=False,
        rust_timeout=_PAUSE, yield_on_timeout=True,
    )  # fmt: skip
    next(saves)  # nothing saved yet, but the system watches
    yield
    for _ in filter(None, saves):
        yield
