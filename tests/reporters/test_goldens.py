"""Generated files are what the source makes now (`python -m tests.regenerate` writes them)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.regenerate import LOCALES, catalogues
from tests.reporters.goldens import FOLDER, goldens

GOLDENS = goldens()
CATALOGUES = catalogues()


@pytest.mark.parametrize("path", GOLDENS, ids=lambda p: p.name)
def test_output_is_the_golden_file(path: Path) -> None:
    assert path.read_bytes() == GOLDENS[path]


def test_no_golden_file_is_left_over() -> None:
    assert set(FOLDER.iterdir()) == set(GOLDENS)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: "/".join(p.parts[-3:]))
def test_catalogues_are_in_step_with_the_source(path: Path) -> None:
    assert path.read_bytes() == CATALOGUES[path]


def test_everything_is_translated_with_its_placeholders() -> None:
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "zhupi.po").open("rb") as file:
        messages = [m for m in read_po(file, locale="zh_CN") if m.id]
    assert len(messages) > 100
    for message in messages:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(translations), ids
        fields = [sorted(re.findall(r"%\(\w+\)\w", text)) for text in (translations[0], ids[-1])]
        assert fields[0] == fields[1]
        assert re.search("[\u4e00-\u9fff]", translations[0]) or translations[0] == "App", ids
