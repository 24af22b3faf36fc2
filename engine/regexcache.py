"""A folder that keeps what was found out of regexes, so that who changes one rule waits for that rule alone.

Input: a folder and the version of the code. Output: nothing; what the folder holds is learned, what was found out is
kept. Law: a plan is the same with and without the folder; a file that is damaged, of another version or of another
user is as good as none. The form is JSON: nothing in it is ever executed.
"""

from __future__ import annotations

import json
import unicodedata
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from engine.matching.regexes import found_out, learn, learned
from engine.ownfile import read_own, sealed, unsealed, write_whole

MOST = 20_000  # regexes that a file keeps; what nobody asked for goes first
FEW = 100  # as many are analysed sooner than the file is written
FILES = 4  # for so many versions of the code
_ENDING = ".regexes"
_written: dict[Path, int] = {}  # how many were found out when a file was written last


@cache
def recall(folder: Path, code: str) -> None:
    """Learns, once in a process, what is kept of an earlier run of the same code."""
    with suppress(OSError, ValueError, TypeError):
        rows = json.loads(unsealed(read_own(_path(folder, code))).decode("utf-8", "surrogatepass"))
        learn({(source, exact): row for source, exact, row in rows})


def keep(folder: Path, code: str) -> None:
    """Writes all that is known, if more than a few are new; a folder that cannot be written to is no fault."""
    path, found = _path(folder, code), found_out()
    if found - _written.get(path, 0) < FEW:
        return
    _written[path] = found
    rows = [[*key, row] for key, row in learned().items()][-MOST:]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    with suppress(OSError):
        write_whole(path, sealed(text.encode("utf-8", "surrogatepass")))
        _prune(folder)


def _path(folder: Path, code: str) -> Path:
    known = f"{code}\n{unicodedata.unidata_version}"
    return folder / f"{sha256(known.encode()).hexdigest()}{_ENDING}"


def _prune(folder: Path) -> None:
    files = sorted(folder.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime_ns)
    for path in files[:-FILES]:
        path.unlink(missing_ok=True)
