"""What is said of each fault, word for word; and that the page on errors has them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.checker.cases import FOLDER, drawn

CASES = sorted(FOLDER.glob("*.in"))
ROOT = Path(__file__).parent.parent.parent
# Told of folders, which a case cannot hold; see tests/test_library.py.
OF_FOLDERS = {"file-unreadable", "pack-duplicate"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_said(path: Path) -> None:
    assert drawn(path) == path.with_suffix(".out").read_text("utf-8")


def test_every_case_has_its_output_and_no_other_output_is_there() -> None:
    assert {path.stem for path in FOLDER.glob("*.out")} == {path.stem for path in CASES}


def codes_told() -> set[str]:
    """The codes in the outputs."""
    texts = (path.read_text("utf-8") for path in FOLDER.glob("*.out"))
    return {
        code for text in texts for code in re.findall(r"^(?:error|warning)\[([a-z-]+)\]", text, re.MULTILINE)
    }


def codes_documented() -> list[str]:
    """The codes that docs/errors.md explains, in its order."""
    return re.findall(r"^### `([a-z-]+)`", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE)


def codes_written() -> set[str]:
    """The codes in the source: every literal of the form of a code that stands where one does."""
    places = r'(?:code=|fault\(\s*|_no_name\(|return \(?|else \(|= \(|_told\()"([a-z]+(?:-[a-z]+)+)"'
    texts = (
        path.read_text("utf-8")
        for path in (ROOT / "engine").rglob("*.py")
        if "Diagnostic" in path.read_text("utf-8")
    )
    return {code for text in texts for code in re.findall(places, text)}


def test_the_page_on_errors_explains_each_code_once() -> None:
    documented = codes_documented()
    assert sorted(documented) == sorted(codes_told() | OF_FOLDERS)


def test_every_code_of_the_source_has_a_case() -> None:
    assert codes_written() <= codes_told() | OF_FOLDERS
