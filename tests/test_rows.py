"""Each row of a table a draft of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.batch import Draft, Reviewer, Task
from engine.document import Document
from engine.errors import ReviewError
from engine.loaders.csv import load
from engine.profile import attributes_given
from engine.review import review_document
from engine.rows import review_rows
from tests.packs import plan, rule_file

TABLE = "编号,内容\n甲,保本产品，投资有风险\n乙,保本保息\n"
RULE = "「保本」 and not 「风险」"


def document(table: str = TABLE) -> Document:
    return load(table.encode(), "a.csv")


def words(made: Document, expression: str = RULE) -> list[str]:
    review = review_rows(plan(rule_file(expression)), made, attributes_given({}, {}, {}))
    assert review.document is not None
    spans = [finding.span for finding in review.findings]
    return [review.document.text[span.start : span.end] for span in spans if span is not None]


def test_words_in_another_row_do_not_count() -> None:
    assert words(document()) == ["保本"]
    whole = review_document(plan(rule_file(RULE)), document(), attributes_given({}, {}, {}))
    assert whole.findings == ()


def test_a_finding_on_a_row_as_a_whole_stands_on_the_row() -> None:
    assert words(document(), "not 「风险」") == ["乙\n保本保息"]


def test_heads_of_columns_are_left_out_and_told() -> None:
    review = review_rows(plan(rule_file("「内容」")), document(), attributes_given({}, {}, {}))
    assert review.findings == ()
    assert review.document is not None
    assert review.document.notes == ("逐行审查：2 行各作一份稿件。作为表头未审：编号｜内容。",)
    assert words(document("保本。,稳赚\n甲,乙\n"), "「保本」") == ["保本"]
    assert words(document("保本\n甲\n"), "「保本」") == ["保本"]


def test_no_row_is_an_error() -> None:
    with pytest.raises(ReviewError, match="逐行"):
        review_rows(plan(rule_file(RULE)), Document(name="a", format="csv", text="甲"), {})


def test_the_batch_does_so_for_tables_alone(tmp_path: Path) -> None:
    reviewer = Reviewer(plan(rule_file(RULE)), per_row=True)
    for name, count in (("a.csv", 1), ("a.txt", 0)):
        (tmp_path / name).write_text(TABLE, "utf-8")
        found = reviewer(Task(Draft(tmp_path / name, name, name), {})).review
        assert (len(found.findings), found.error) == (count, "")
