"""What Zhupi writes, into a folder of its own.

Input: files by their relative names. Output: the folder, with a list of what is in it (`.zhupi`). Law: nothing
that Zhupi did not write, or that somebody changed since, is overwritten; each file appears whole or not at
all; the folder is never taken as input.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from engine.batch import MARKER
from engine.errors import Misuse


class OutputError(Misuse):
    """A folder or file that must not be written to; the message says which and why."""


def write(folder: Path, files: Mapping[Path, bytes], gone: Collection[Path] = ()) -> None:
    """Writes all files, in the folder or elsewhere, or none where one of them must not be. The folder's list
    names them all. What is to be `gone` is removed, if Zhupi wrote it. Raises OutputError, OSError."""
    listed = _listed(folder)
    gone = [path for path in gone if _name(path, folder) in listed]
    for path in (*files, *gone):
        _check(path, _name(path, folder), listed)
    for path in gone:
        path.unlink(missing_ok=True)
        listed.pop(_name(path, folder), None)
    for path, data in files.items():
        _replace(path, data)
        listed[_name(path, folder)] = hashlib.sha256(data).hexdigest()
        _replace(folder / MARKER, _list(listed))


def _name(path: Path, folder: Path) -> str:
    """How the list names a file: as seen from the folder, else in full."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path.resolve())


def _listed(folder: Path) -> dict[str, str]:
    """The files that Zhupi wrote there, with the hashes of their content."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file; name a folder with --out")
    marker = folder / MARKER
    if not marker.exists():
        if any(folder.iterdir()):
            raise OutputError(
                f"{folder} holds files that Zhupi did not write; name another folder with --out"
            )
        return {}
    try:
        listed = json.loads(marker.read_text("utf-8"))["files"]
        return {str(name): str(digest) for name, digest in listed.items()}
    except (ValueError, KeyError, AttributeError):
        raise OutputError(f"{marker} is damaged; name another folder with --out") from None


def _check(path: Path, name: str, listed: Mapping[str, str]) -> None:
    if not path.exists():
        return
    if name not in listed:
        raise OutputError(f"{path} was not written by Zhupi; move it, or name another folder with --out")
    if hashlib.sha256(path.read_bytes()).hexdigest() != listed[name]:
        raise OutputError(
            f"{path} was changed since Zhupi wrote it; move it, or name another folder with --out"
        )


def _list(listed: Mapping[str, str]) -> bytes:
    return json.dumps({"files": listed}, ensure_ascii=False, indent=1, sort_keys=True).encode()


def rewrite(path: Path, data: bytes) -> None:
    """Writes a file of the user's, or anew with the rights that it has. Raises OSError."""
    _replace(path, data, path.stat().st_mode & 0o777 if path.exists() else 0o644)


def create(path: Path, data: bytes) -> bool:
    """Writes a file that is not there yet; False where there is one. Raises OSError."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True


def _replace(path: Path, data: bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".zhupi-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
