"""Old formats through LibreOffice, and what is said where it is missing or fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.batch import Draft, Reviewer, Task, drafts, review_all
from engine.errors import ReviewError
from engine.formats import legacy
from engine.loaders import load
from tests.packs import plan, rule_file
from tests.processes import gone

SHARED = Path(os.environ.get("ZHUPI_SHARED", Path(__file__).resolve().parents[3] / "shared"))
RTF = rb"{\rtf1\ansi\ansicpg936 Total principal \'b1\'a3\'b1\'be\par}"  # 保本


def test_without_libreoffice_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ReviewError, match=r"a\.doc：.*LibreOffice.*另存为 \.docx") as caught:
        load(b"x", "a.doc")
    assert caught.value.code == "needs-libreoffice"


def test_the_copy_has_the_ending_of_the_converted_file(tmp_path: Path) -> None:
    for name in ("a.doc", "a.docx", "b.et"):
        (tmp_path / name).write_bytes(b"x")
    targets = [draft.target for draft in drafts([tmp_path])]
    assert targets == ["a.朱批.docx", "a.朱批-2.docx", "b.朱批.xlsx"]


@pytest.mark.external
@pytest.mark.parametrize("name", ["contract40.doc", "c.wps"])
def test_the_text_is_that_of_the_new_format(name: str) -> None:
    hard = SHARED / "gold" / "hard"
    document = load((hard / name).read_bytes(), name)
    assert document.format == "docx"
    assert "LibreOffice" in document.notes[-1]
    same = load((hard / "contract40.docx").read_bytes(), "a.docx")
    assert document.text == same.text


@pytest.mark.external
def test_a_draft_is_reviewed_under_limits_and_its_copy_is_the_converted_file(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(RTF)
    draft = Draft(tmp_path / "a.rtf", "a.rtf", "a.朱批.docx")
    [(_, result)] = review_all(Reviewer(plan(rule_file("「保本」"))), [Task(draft, {})])
    assert [finding.rule for finding in result.review.findings] == ["t/r"]
    assert [place.how for place in result.review.placements] == ["exact"]
    assert result.copy is not None
    assert "保本" in load(result.copy, "a.docx").text


@pytest.mark.external
def test_failure_is_an_error() -> None:
    with pytest.raises(ReviewError, match="打不开"):
        load(b"PK\x03\x04 no zip", "a.odt")


def test_a_conversion_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text('#!/bin/sh\nsleep 600 &\necho $! > "$OFFICE_CHILD"\nwait\n')
    office.chmod(0o755)
    child = tmp_path / "child"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("OFFICE_CHILD", str(child))
    monkeypatch.setattr(legacy, "SECONDS", 3)
    with pytest.raises(ReviewError, match="超过 3 秒") as caught:
        load(RTF, "a.rtf")
    assert caught.value.code == "timeout"
    assert gone([int(child.read_text())])
