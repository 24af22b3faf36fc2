"""Folders of rule files: what is wrong with them as folders, and that a faulty one never makes a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import RuleError
from engine.library import load_packs, load_plan
from tests.packs import rule_file


def codes(root: Path, *more: Path) -> list[str]:
    return [fault.code for fault in load_packs([root, *more])[1]]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"pack: \xff")
    assert codes(tmp_path) == ["file-unreadable"]


def test_two_files_of_one_name_are_told(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.yaml").write_text("pack: a\n", "utf-8")
    _, (fault,) = load_packs([tmp_path / "one", tmp_path / "two"])
    assert fault.code == "pack-duplicate"
    assert [Path(label.file).parent.name for label in fault.labels] == ["two", "one"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"message": "'{{ mtach }}'"}, "template-field"),
        ({"overrides": "[t/other]"}, "override-unknown"),
        ({"only_if": "「a」 and not 「a」"}, "never-holds"),
        ({}, "examples-missing"),
    ],
)
def test_a_faulty_pack_never_makes_a_plan(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    text = rule_file("「保本」", **{k: v for k, v in changes.items() if k != "message"})
    text = text.replace("message: M", f"message: {changes.get('message', 'M')}")
    (tmp_path / "t.yaml").write_text(text, "utf-8")
    with pytest.raises(RuleError) as wrong:
        load_plan([tmp_path], cache=tmp_path / "cache")
    assert code in {fault.code for fault in wrong.value.diagnostics}
    assert not list((tmp_path / "cache").glob("*.plan"))
