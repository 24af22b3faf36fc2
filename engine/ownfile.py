"""Files that Zhupi keeps for itself: written whole or not at all, read only where they are this user's and undamaged.

Input: a path, bytes. Output: the bytes again. Law: what is read is what was written. Nothing of it is ever executed.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def read_own(path: Path) -> bytes:
    """The bytes of a file of this user or of the system. Raises OSError."""
    if hasattr(os, "getuid") and path.stat().st_uid not in (os.getuid(), 0):
        raise PermissionError(path)
    return path.read_bytes()


def sealed(body: bytes) -> bytes:
    """Some bytes below a line with their hash."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def unsealed(data: bytes) -> bytes:
    """What stands below a line with its hash. Raises ValueError."""
    expected, _, body = data.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != expected:
        raise ValueError("damaged")
    return body


def write_whole(path: Path, data: bytes) -> None:
    """Raises OSError."""
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
