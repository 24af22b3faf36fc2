"""The samples give the findings that their golden files list."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.batch import Draft, Reviewer, review_draft
from engine.plan import Plan
from tests.samples import AS_OF, FOLDER, sample_drafts, shown


def test_every_sample_has_a_golden_file_and_no_golden_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{draft.path.name}.out" for draft in sample_drafts()}


@pytest.mark.parametrize("draft", sample_drafts(), ids=lambda draft: draft.path.name)
def test_findings(draft: Draft, plan: Plan) -> None:
    golden: Path = FOLDER / f"{draft.path.name}.out"
    assert shown(review_draft(Reviewer(plan, AS_OF), draft, {}).review) == golden.read_text("utf-8")
