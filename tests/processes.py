"""Processes that a test started and that must have ended."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path


def gone(pids: Iterable[int], seconds: float = 60) -> bool:
    """Whether all have ended, within a time that a loaded machine keeps too."""
    deadline = time.monotonic() + seconds
    waited_for = list(pids)
    while any(map(_runs, waited_for)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(_runs, waited_for))


def _runs(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
