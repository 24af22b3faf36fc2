"""The documentation says what the program does: its rule files hold, its examples give what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.library import checked
from engine.prove import prove
from engine.rule import Severity
from tests.packs import found, packs_of

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "rule-language.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.S | re.M)
RULE_FILES = [text for kind, text in BLOCKS if kind == "yaml"]
EXAMPLES = [text for kind, text in BLOCKS if kind == "example"]


def fields(block: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in block.splitlines())


def test_the_page_has_its_blocks() -> None:
    assert len(RULE_FILES) >= 4
    assert len(EXAMPLES) >= 25
    assert len(BLOCKS) == len(RULE_FILES) + len(EXAMPLES)


@pytest.mark.parametrize("text", RULE_FILES)
def test_a_rule_file_is_sound_and_its_examples_hold(text: str) -> None:
    packs, faults = packs_of({"t": text})
    plan = checked(packs, faults)
    assert faults == []
    proved = list(prove(packs, plan))
    assert len(proved) == text.count("- id:")
    assert [problem for _, problems in proved for problem in problems] == []
    assert all(entry.rule.severity > Severity.INFO for entry, _ in proved)


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: fields(block)["expression"])
def test_an_example_gives_the_words_that_it_says(block: str) -> None:
    said = fields(block)
    assert said.keys() <= {"define", "expression", "text", "found"}
    got = found(said["expression"], said["text"].replace("⏎", "\n"), said.get("define", "{}"))
    shown = " | ".join(words or "(document)" for words in got) if got else "nothing"
    assert shown == said["found"]


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#<>]+)", text):
        assert (page.parent / target).exists(), target
    anchors = {
        re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.M)
    }
    for target in re.findall(r"\]\(#([^)]+)\)", text):
        assert target in anchors, target
