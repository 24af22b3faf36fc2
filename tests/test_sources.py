"""What stands for the engine's code: another where the code is another, the same where it was installed from one wheel."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.sources import state, state_of


def installed(folder: Path, record: str, text: str = "x") -> Path:
    home = folder / "engine"
    (home / "__pycache__").mkdir(parents=True)
    (home / "a.py").write_text(text)
    if record:
        (folder / "zhupi-1.dist-info").mkdir()
        (folder / "zhupi-1.dist-info" / "RECORD").write_text(record)
    return home


WHEEL = (
    "cli.py,sha256=a,1\nengine/a.py,sha256=b,1\nengine/__pycache__/a.pyc,,\n../../../bin/zhupi,sha256=c,1\n"
)


def test_two_installations_of_one_wheel_are_the_same(tmp_path: Path) -> None:
    one = installed(tmp_path / "1", WHEEL)
    other = installed(tmp_path / "2", WHEEL.replace("sha256=c", "sha256=d"))
    os.utime(other / "a.py", (1, 1))
    assert state_of(one) == state_of(other)


def test_another_wheel_is_another(tmp_path: Path) -> None:
    one, other = (
        installed(tmp_path / "1", WHEEL),
        installed(tmp_path / "2", WHEEL.replace("sha256=b", "sha256=e")),
    )
    assert state_of(one) != state_of(other)


@pytest.mark.parametrize("record", ["", "_zhupi.pth,sha256=b,1\nzhupi-1.dist-info/METADATA,sha256=c,1\n"])
def test_in_a_checkout_every_file_counts(tmp_path: Path, record: str) -> None:
    home = installed(tmp_path, record)
    os.utime(home / "a.py", (1, 1))
    before = state_of(home)
    os.utime(home / "a.py", (2, 2))
    assert state_of(home) != before
    os.utime(home / "a.py", (1, 1))
    (home / "b.py").write_text("")
    assert state_of(home) != before
    (home / "b.py").unlink()
    (home / "__pycache__" / "a.pyc").write_text("")
    assert state_of(home) == before


def test_this_code_has_one() -> None:
    assert len(state()) == 64
