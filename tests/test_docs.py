"""The documentation says what the program does: its rule files hold, its examples give what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.library import checked, load_packs
from engine.overlays import warn
from engine.prove import prove
from engine.rule import Severity
from tests.commands import introduction
from tests.commands import pages as command_pages
from tests.packs import found, packs_of
from tests.regenerate import rulebook

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


def test_the_overlay_of_the_page_is_sound(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", (DOCS / "overlays.md").read_text("utf-8"), re.S | re.M)
    (tmp_path / "house.yaml").write_text(text, "utf-8")
    packs, faults = load_packs([DOCS.parent / "rules"], [tmp_path / "house.yaml"], "2026-11-24")
    assert faults == []
    assert len({change.place for changes in packs.changes.values() for change in changes}) == 4
    assert list(warn(packs)) == []


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


COMMANDS = command_pages()


@pytest.mark.parametrize("page", COMMANDS, ids=lambda page: page.name)
def test_the_page_of_a_command_is_in_step_and_has_an_introduction(page: Path) -> None:
    assert page.read_bytes() == COMMANDS[page]
    assert len(introduction(page)) > 60


def test_the_pages_of_the_rules_are_in_step_with_the_packs() -> None:
    made = rulebook()
    assert len(made) > 10
    there = {path: path.read_bytes() for path in (DOCS / "rules").rglob("*.md")}
    assert sorted(there) == sorted(made)
    assert [path for path in made if there[path] != made[path]] == []
