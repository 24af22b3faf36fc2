"""A git repository for a test, untouched by the settings of whoever runs it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WHO = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{what}": "t@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}


def git(folder: Path, *arguments: str) -> str:
    """What git says. Fails where git does."""
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **WHO}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path, **files: str | bytes | None) -> str:
    """Writes files (None deletes one) and commits all there is: the commit's hash. `__` in a name is a dot."""
    for name, content in files.items():
        put(folder / name.replace("__", "."), content)
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "--allow-empty", "-m", "m")
    return git(folder, "rev-parse", "HEAD").strip()


def put(path: Path, content: str | bytes | None) -> None:
    """A file with this content, or none."""
    if content is None:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def repository(folder: Path) -> Path:
    """An empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    return folder
