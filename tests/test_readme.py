"""The README's Python example runs as it stands, and the public names are those that it says there are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import engine

ROOT = Path(__file__).parent.parent


def test_the_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], cwd=ROOT, capture_output=True, check=True
    )
    assert "保本" in done.stdout.decode()


def test_the_public_names_are_there() -> None:
    for name in engine.__all__:
        assert getattr(engine, name)
