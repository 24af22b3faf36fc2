"""JSON Schemas of rule files, of the registry and of the configuration, for editors.

Input: which of them. Output: the schema (draft 2020-12) as plain values. Law: it takes every file that the reader takes,
and it names each field and each word of a fixed list; what an expression says is for `zhupi rules lint`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.basis import ARTICLE_FIELDS, INSTRUMENT_FIELDS, STATUSES, TRUST
from engine.config import CONFIG_FIELDS, FAIL_ON, MOST_JOBS
from engine.fields import (
    CHANGE_FIELDS,
    CHANGES,
    DEFINITION_FIELDS,
    EXAMPLE_FIELDS,
    NARROW_FIELDS,
    OVERLAY_FIELDS,
    PACK_FIELDS,
    PATTERN_FIELDS,
    POINT_FIELDS,
    REQUIRE_FIELDS,
    RULE_FIELDS,
)
from engine.language.words import CHARS, TOPICS, UNITS, VALUES, plural
from engine.matching.detectors import KINDS
from engine.rule import Severity

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": ["string", "number", "boolean"]}  # YAML reads 95588 as a number; Zhupi reads words
_EXPRESSION: Schema = {"type": "string"}
_NAME = r"^[^\s\d][^\s]*$"  # the checker says more exactly what a name may be
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}


def schemas() -> dict[str, Schema]:
    """Each schema by the kind of file that it is for."""
    return {
        "rules": _named("A rule file", _pack()),
        "basis": _named("A registry of instruments", _registry()),
        "config": _named("zhupi.yaml", _config()),
        "overlay": _named("An overlay", _overlay()),
    }


def _named(title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "title": f"Zhupi: {title}", **schema}


# ---- forms ------------------------------------------------------------------------------------------


def _object(fields: Mapping[str, str], forms: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A mapping of these fields, each with the words on it; a field without a form is text."""
    properties = {name: {**forms.get(name, _TEXT), "description": said} for name, said in fields.items()}
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _one_of(words: Iterable[str]) -> Schema:
    return {"enum": list(words)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _one_or_many(item: Schema) -> Schema:
    return {"anyOf": [item, _list(item)]}


def _attributes() -> dict[str, Schema]:
    return {name: _one_or_many(_one_of(sorted(values))) for name, values in VALUES.items()}


def _plain_object(forms: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(forms),
        "required": list(required),
        "additionalProperties": False,
    }


# ---- rule files -------------------------------------------------------------------------------------


def _pack() -> Schema:
    forms = {
        "pack": {"type": "string"},
        "language": _one_of(sorted(VALUES["lang"])),
        "use": _one_or_many({"type": "string"}),
        "define": _definitions(),
        "rules": _list(_rule()),
        "profiles": _list(_profile()),
        "checklist": _list(_point()),
    }
    return _object(PACK_FIELDS, forms, ["pack"])


def _definitions() -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": _definition(),
    }


def _definition() -> Schema:
    forms = {
        "words": _one_or_many(_TEXT),
        "except": _one_or_many(_TEXT),
        "regex": {"type": "string"},
        "statement": _one_or_many(_TEXT),
        "detector": _one_of(sorted(KINDS)),
        "fold": _one_of(["exact"]),
        "basis": _one_or_many(_citation()),
    }
    pattern = _object(DEFINITION_FIELDS, forms)
    pattern["oneOf"] = [{"required": [name]} for name in PATTERN_FIELDS]
    return {"anyOf": [_EXPRESSION, _list(_TEXT), pattern]}


def _citation() -> Schema:
    return _plain_object({"cite": _TEXT, "article": _TEXT}, ["cite"])


def _rule() -> Schema:
    forms = {
        "id": {"type": "string"},
        "severity": _severity(),
        "topic": _one_of(TOPICS),
        "kind": _one_of(["fail", "review"]),
        "status": _one_of(["active", "draft", "retired"]),
        "applies_to": _plain_object(_attributes()),
        "basis": _one_or_many(_citation()),
        "effective": _plain_object({"from": _DAY, "to": _DAY}),
        "only_if": _EXPRESSION,
        "forbid": _EXPRESSION,
        "when": _EXPRESSION,
        "require": _one_or_many({"anyOf": [_EXPRESSION, _requirement()]}),
        "together": {"enum": [True, False, "true", "false"]},
        "curable": {"enum": [True, False, "true", "false"]},
        "overrides": _one_or_many({"type": "string"}),
        "examples": _plain_object({"violates": _list(_example()), "complies": _list(_example())}),
    }
    rule = _object(RULE_FIELDS, forms, ["id", "title", "severity", "message"])
    rule["oneOf"] = [{"required": ["forbid"]}, {"required": ["require"]}]
    rule["if"] = {"properties": {"kind": {"const": "review"}}, "required": ["kind"]}
    rule["then"] = {"required": ["ask"]}
    return rule


def _requirement() -> Schema:
    same = "|".join(sorted(UNITS - {CHARS}))
    scope = {"type": "string", "pattern": f"^(document|same ({same})|within [0-9]+ {plural(CHARS)})$"}
    return _object(REQUIRE_FIELDS, {"find": _EXPRESSION, "in": scope}, ["find"])


def _example() -> Schema:
    mapping = _object(EXAMPLE_FIELDS, {}, ["text"])
    mapping["properties"] |= dict.fromkeys(VALUES, _TEXT)
    return {"anyOf": [_TEXT, mapping]}


def _profile() -> Schema:
    values = _plain_object(_attributes())
    profile = _plain_object({"set": values, "add": values, "when": _EXPRESSION}, ["when"])
    profile["oneOf"] = [{"required": ["set"]}, {"required": ["add"]}]
    return profile


def _point() -> Schema:
    forms = {"basis": _one_or_many(_citation()), "rules": _one_or_many(_TEXT)}
    point = _object(POINT_FIELDS, forms, ["point"])
    point["anyOf"] = [{"required": ["rules"]}, {"required": ["ask"]}]
    return point


def _severity() -> Schema:
    return _one_of(severity.word for severity in reversed(Severity))


# ---- overlays ---------------------------------------------------------------------------------------


def _overlay() -> Schema:
    forms = {"overlay": _list(_change()), "use": _one_or_many({"type": "string"}), "define": _definitions()}
    return _object(OVERLAY_FIELDS, forms, ["overlay"])


def _change() -> Schema:
    kept = {"applies_to": _plain_object(_attributes()), "except": {"anyOf": [_EXPRESSION, _list(_TEXT)]}}
    narrow = {**_object(NARROW_FIELDS, kept), "minProperties": 1}
    forms = {"off": {"const": True}, "severity": _severity(), "narrow": narrow, "until": _DAY}
    change = _object(CHANGE_FIELDS, forms, ["rule", "reason", "owner", "until"])
    change["oneOf"] = [{"required": [name]} for name in CHANGES]
    return change


# ---- the registry and the configuration -------------------------------------------------------------


def _registry() -> Schema:
    provision = _plain_object(
        {**dict.fromkeys(sorted(ARTICLE_FIELDS), _TEXT), "verified": _one_of(TRUST)}, ["article"]
    )
    forms = dict.fromkeys(sorted(INSTRUMENT_FIELDS), _TEXT) | {
        "status": _one_of(STATUSES),
        "verified": _one_of(TRUST),
        "replaces": _list(_TEXT),
        "articles": _list(provision),
        **dict.fromkeys(("issued", "effective", "repealed"), _DAY),
    }
    return _plain_object({"instruments": _list(_plain_object(forms, ["cite"]))}, ["instruments"])


def _config() -> Schema:
    forms = {
        "packs": _one_or_many(_TEXT),
        "overlays": _one_or_many(_TEXT),
        "documents": _list(_plain_object({"path": _TEXT, **_attributes()}, ["path"])),
        "exclude": _one_or_many(_TEXT),
        "fail_on": _one_of(FAIL_ON),
        "redact": {"type": "boolean"},
        "jobs": {"type": "integer", "minimum": 1, "maximum": MOST_JOBS},
    }
    return _object(CONFIG_FIELDS, forms)
