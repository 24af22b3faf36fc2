"""What stands for the engine's code, so that nothing is kept longer than the code that made it.

Input: the files of the engine. Output: a text. Law: it differs as soon as a file of a checkout was written anew, or
another wheel was installed.
"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

_ENDINGS = (".py", ".lark", ".txt", ".tsv", ".mo", ".json")


@cache
def state() -> str:
    """The hash that stands for the code as it is installed."""
    return state_of(Path(__file__).parent)


def state_of(home: Path) -> str:
    """Of a package that was installed from a wheel the hash of the hashes that its installer noted, which is the same
    on every machine; else the hash of name, size and time of every file."""
    return sha256(
        "\n".join(sorted(_noted(home) or _seen(home))).encode("utf-8", "surrogateescape")
    ).hexdigest()


def _noted(home: Path) -> list[str]:
    found: list[str] = []
    for record in home.parent.glob("zhupi-*.dist-info/RECORD"):
        lines = record.read_text("utf-8").splitlines()
        found += [line for line in lines if line.startswith(f"{home.name}/") and ",sha256=" in line]
    return found


def _seen(home: Path) -> list[str]:
    found = []
    for folder, folders, files in os.walk(home):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            if name.endswith(_ENDINGS):
                path = os.path.join(folder, name)
                kept = os.stat(path)
                found.append(f"{os.path.relpath(path, home)} {kept.st_size} {kept.st_mtime_ns}")
    return found
