"""The JSON Schemas: they take all that the reader takes, and refuse what an editor should mark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from cli import pack_roots
from engine.schema import schemas

SCHEMAS = schemas()
FILES = sorted(path for root in pack_roots() for path in root.rglob("*.yaml"))
RULE = {"id": "r", "title": "T", "severity": "high", "message": "M", "forbid": "「保本」"}


def faults(kind: str, value: Any) -> list[str]:
    return [fault.json_path for fault in Draft202012Validator(SCHEMAS[kind]).iter_errors(value)]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_is_a_schema_of_the_draft_that_it_names(kind: str) -> None:
    assert SCHEMAS[kind]["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMAS[kind])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_built_in_packs_are_valid(path: Path) -> None:
    value = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    assert not faults("basis" if path.name == "basis.yaml" else "rules", value)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"pack": "t", "defin": {}}, "$"),
        ({}, "$"),
        ({"pack": "t", "rules": [{**RULE, "severity": "hihg"}]}, "$.rules[0].severity"),
        ({"pack": "t", "rules": [{**RULE, "topic": "promise"}]}, "$.rules[0].topic"),
        ({"pack": "t", "rules": [{**RULE, "kind": "review"}]}, "$.rules[0]"),
        ({"pack": "t", "rules": [{**RULE, "require": "「a」"}]}, "$.rules[0]"),
        (
            {"pack": "t", "rules": [{**RULE, "applies_to": {"product": ["funds"]}}]},
            "$.rules[0].applies_to.product",
        ),
        ({"pack": "t", "rules": [{**RULE, "effective": {"from": "soon"}}]}, "$.rules[0].effective.from"),
        ({"pack": "t", "define": {"a": {"words": ["x"], "regex": "y"}}}, "$.define.a"),
        ({"pack": "t", "define": {"a": {"detector": "residentid"}}}, "$.define.a"),
    ],
)
def test_what_an_editor_marks(value: Any, place: str) -> None:
    assert place in faults("rules", value)


def test_what_the_reader_takes_and_an_editor_may_not_mark() -> None:
    rule = {
        **RULE,
        "overrides": "q",
        "basis": {"cite": "广告法"},
        "examples": {"violates": [95588], "complies": []},
    }
    assert not faults(
        "rules", {"pack": "t", "define": {"a": [95588, "保本"], "b": "a | 「x」"}, "rules": [rule]}
    )


def test_the_registry_and_the_configuration() -> None:
    assert not faults("basis", {"instruments": [{"cite": "广告法", "status": "in_force", "articles": []}]})
    assert faults("basis", {"instruments": [{"cite": "广告法", "status": "valid"}]}) == [
        "$.instruments[0].status"
    ]
    assert not faults("config", {"packs": ["own"], "documents": [{"path": "ads/**", "material": "sms"}]})
    assert faults("config", {"fail_on": "severe"}) == ["$.fail_on"]


CHANGE = {"rule": "t/r", "reason": "R", "owner": "O", "until": "2027-06-30"}


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({**CHANGE, "off": True}, []),
        ({**CHANGE, "severity": "low"}, []),
        ({**CHANGE, "narrow": {"applies_to": {"product": ["fund"]}, "except": ["保本微利"]}}, []),
        ({**CHANGE, "narrow": {"except": "sentence containing 「获奖」"}}, []),
        (CHANGE, ["$.overlay[0]"]),
        ({**CHANGE, "off": False}, ["$.overlay[0].off"]),
        ({**CHANGE, "off": True, "severity": "low"}, ["$.overlay[0]"]),
        ({**CHANGE, "narrow": {}}, ["$.overlay[0].narrow"]),
        ({"rule": "t/r", "off": True, "reason": "R", "owner": "O"}, ["$.overlay[0]"]),
        ({**CHANGE, "severity": "low", "until": "soon"}, ["$.overlay[0].until"]),
    ],
)
def test_an_overlay(change: Any, places: list[str]) -> None:
    assert faults("overlay", {"overlay": [change]}) == places
