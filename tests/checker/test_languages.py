"""What is said of rule files is said in Chinese too, and the codes stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import Diagnostic
from engine.reporters.diagnostics import as_json, as_text
from engine.reporters.words import words
from engine.said import Said, joined, said, translated
from tests.checker.cases import FOLDER, diagnosed_case

CASES = sorted(FOLDER.glob("*.in"))
CHINESE = words("zh")


def texts(diagnostic: Diagnostic) -> Iterator[str]:
    yield from (
        diagnostic.title,
        diagnostic.note,
        diagnostic.help,
        *(label.note for label in diagnostic.labels),
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_fault_is_told_in_chinese(path: Path) -> None:
    for diagnostic in diagnosed_case(path):
        for text in filter(None, texts(diagnostic)):
            assert isinstance(text, Said), text
            assert text.message in CHINESE._catalog, text  # type: ignore[attr-defined]
            assert re.search("[\u4e00-\u9fff]", translated(text, CHINESE)), text


def test_codes_places_and_names_are_the_same_in_both_languages() -> None:
    found = diagnosed_case(FOLDER / "name-unknown.in")
    chinese, english = (as_text(found, lang=lang) for lang in ("zh", "en"))
    assert "错误[name-unknown]: `suer` 没有定义" in chinese
    assert "error[name-unknown]: `suer` is not defined" in english
    assert "是否想写 `sure`？" in chinese
    assert '"title": "`suer` is not defined"' in as_json(found)


def test_what_fills_in_a_message_is_translated_as_well() -> None:
    text = said("%(what)s has no `%(key)s`", what=said("a rule"), key="titel")
    assert text == "a rule has no `titel`"
    assert translated(text, CHINESE) == "规则没有 `titel` 这一项"
    assert (
        translated(said("expected %(known)s", known=joined([said("a name"), "`|`"])), CHINESE)
        == "此处应是 名称, `|`"
    )
    assert translated("100% plain", CHINESE) == "100% plain"
    assert translated(said("100%"), CHINESE) == "100%"
