"""Annotated Office files have no error in Microsoft's Open XML SDK that the originals have not."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from engine.errors import ReviewError
from engine.finding import Finding
from engine.loaders import load
from engine.reporters import ANNOTATORS
from tests.reporters.test_word_external import findings_on

pytestmark = pytest.mark.external

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ZHUPI_SHARED", ROOT.parent / "shared"))
CORPUS = SHARED / "gold" / "external" / "parser_corpus"
VALIDATOR = ROOT / ".ci" / "node_modules" / ".bin" / "ooxml-validator"  # made by `make .ci/node_modules`
SAMPLE = 8  # of the found files one in so many


def faults(path: Path) -> set[tuple[str, str, str]]:
    """What the SDK says of a file, its places left out, for a comment moves them."""
    done = subprocess.run([VALIDATOR, path], capture_output=True, text=True, timeout=60, check=False)
    said = json.loads(done.stdout)
    assert said["ok"] or said["errors"], done.stderr
    return {(error["id"], error["path"], error["description"]) for error in said["errors"]}


def new_faults(source: Path, folder: Path) -> set[tuple[str, str, str]]:
    """Those of the annotated copy alone."""
    data = source.read_bytes()
    document = load(data, source.name)
    annotate = import_module(ANNOTATORS[document.format]).annotate
    options = {"suggest": True} if document.format == "docx" else {}
    copy, placements = annotate(data, document, _suggesting(findings_on(document.text)), **options)
    assert placements
    before, after = (folder / f"{name}{source.suffix}" for name in ("before", "after"))
    before.write_bytes(data)
    after.write_bytes(copy)
    return faults(after) - faults(before)


def _suggesting(findings: list[Finding]) -> list[Finding]:
    return [
        replace(each, replacement="改" if at % 2 and each.span else None) for at, each in enumerate(findings)
    ]


OWN = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in (".docx", ".pptx", ".xlsx"))
HARD = [
    SHARED / "gold" / "hard" / name for name in ("nasty.docx", "contract40.docx", "hard.xlsx", "deck2.pptx")
]


@pytest.mark.parametrize("path", [*OWN, *HARD], ids=lambda path: path.name)
def test_hard_files_and_samples(path: Path, tmp_path: Path) -> None:
    assert new_faults(path, tmp_path) == set()


def test_drafts_and_found_files(tmp_path: Path) -> None:
    kinds = (".docx", ".pptx", ".xlsx")
    files = [path for path in sorted((SHARED / "gold" / "drafts").iterdir()) if path.suffix in kinds]
    files += [path for path in sorted(CORPUS.rglob("*")) if path.suffix in kinds][::SAMPLE]
    assert len(files) > 30
    tried = 0
    for path in files:
        try:
            assert new_faults(path, tmp_path) == set(), path.name
            tried += 1
        except ReviewError:  # encrypted, damaged, signed: no copy is made
            continue
    assert tried > 20
