"""Rule files and what is said of them: `cases/NAME.in` → `cases/NAME.out`.

A case holds one file, `t.yaml`, or several, each under a line `--- path/of/file.yaml`. The registry of `tests/packs.py`
is there unless the case has its own `basis.yaml`; `overlay.yaml` is an overlay. A faultless case shows what its examples prove.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.configfile import read_config
from engine.decisions import read_decisions
from engine.disguises import try_disguises
from engine.errors import Diagnostic, RuleError
from engine.library import plan_of
from engine.lint import lint_packs
from engine.overlays import with_overlays
from engine.packreader import read_packs
from engine.prove import prove
from engine.reporters.diagnostics import as_text
from engine.said import Said, said
from engine.yamlfile import Source
from tests.packs import REGISTRY

FOLDER = Path(__file__).parent / "cases"
OVERLAY, DAY = "overlay.yaml", "2026-11-24"
_READERS: dict[str, Callable[[Path], object]] = {
    "zhupi.yaml": read_config,
    "decisions.yaml": lambda path: read_decisions(path, {"t/promise"}, DAY),
}
_HEAD = re.compile(r"^--- (\S+)\n", re.MULTILINE)


def outputs() -> dict[Path, bytes]:
    """What is said of every case now."""
    return {path.with_suffix(".out"): drawn(path).encode() for path in sorted(FOLDER.glob("*.in"))}


def drawn(path: Path) -> str:
    """The drawing of all that is wrong with a case."""
    return as_text(diagnosed_case(path), lang="en", columns=100)


def diagnosed_case(path: Path) -> list[Diagnostic]:
    """All that is wrong with a case."""
    return diagnosed(_files(path.read_text("utf-8")))


def diagnosed(files: dict[str, str]) -> list[Diagnostic]:
    """What is wrong with some files."""
    for name in _READERS.keys() & files.keys():
        return _read(name, files[name])
    overlays = [Source(name, text) for name, text in files.items() if name == OVERLAY]
    files = {name: text for name, text in files.items() if name != OVERLAY}
    sources = {
        name.removesuffix(".yaml"): Source(name, text)
        for name, text in {"basis.yaml": REGISTRY, **files}.items()
    }
    faults: list[Diagnostic] = []
    packs = with_overlays(read_packs(sources, faults), overlays, DAY, faults)
    found = lint_packs(packs, faults)
    if any(fault.severity == "error" for fault in found):
        return found
    packs = replace(packs, changes={})  # the examples are those of the rules as they are written
    plan = plan_of(packs, [])
    found += [problem for _, problems in prove(packs, plan) for problem in problems]
    return found or [problem for _, _, problems in try_disguises(packs, plan) for problem in problems]


def _files(text: str) -> dict[str, str]:
    if not text.startswith("--- "):
        return {"t.yaml": text}
    _, *parts = _HEAD.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _read(name: str, text: str) -> list[Diagnostic]:
    """What is wrong with a file that is no rule file; it stands in a folder that the drawing does not name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, "utf-8")
        try:
            _READERS[name](path)
        except RuleError as wrong:
            return [_without(folder, fault) for fault in wrong.diagnostics]
    return []


def _without(folder: str, fault: Diagnostic) -> Diagnostic:
    labels = tuple(replace(label, file=Path(label.file).name) for label in fault.labels)
    assert isinstance(fault.title, Said)
    filled = {name: str(value).replace(f"{folder}/", "") for name, value in fault.title.fields.items()}
    return replace(fault, labels=labels, title=said(fault.title.message, **filled))
