"""The page for reading labelled cases."""

from __future__ import annotations

import json

from engine.cases import read_cases
from engine.reporters.score_page import page
from engine.score import score
from tests.packs import plan, rule_file
from tests.reporters.page import Page

CASES = [
    {"id": "right", "text": "甲", "violations": [{"topic": "other", "span": "甲"}]},
    {"id": "wrong", "text": "这里<丙>，没有甲", "violations": [{"topic": "urgency", "span": "丙"}]},
]


def test_misses_and_false_alarms_are_shown_in_their_texts() -> None:
    result = score(plan(rule_file("「甲」")), read_cases(map(json.dumps, CASES)))
    for lang in ("zh", "en"):
        made = Page(page(result, name="cases.jsonl", lang=lang))
        assert made.ids == ["c1"]
        assert made.text_of["missed"] == ["丙"]
        assert made.text_of["false"] == ["甲"]
        assert "<丙>" in "".join(made.text_of["section"])
        assert "right" not in "".join(made.text_of["section"])
        assert "0.500" in "".join(made.text_of["table"])
