"""The fields that rule files may have, each with a word on what it is. The JSON Schema and the checks read these."""

from __future__ import annotations

PACK_FIELDS = {
    "pack": "the file's path without .yaml",
    "language": "zh or en: the language of the drafts that its rules are for",
    "use": "other files whose names come in",
    "define": "names for patterns and expressions",
    "rules": "the rules",
    "profiles": "recognition rules: what kind of document a draft is",
    "checklist": "the points that a reviewer answers for every draft",
}
POINT_FIELDS = {
    "point": "what must be so, in a few words",
    "stage": "the part of the review that it belongs to",
    "basis": "the provisions that it rests on",
    "rules": "the rules that look at it: full names or patterns of them",
    "ask": "what is left for a person",
}
PATTERN_FIELDS = {
    "words": "a list of words",
    "regex": "a regular expression in RE2's syntax",
    "statement": "a wording that a regulation prescribes, or a list of its variants",
    "detector": "a kind of personal data, found by checksum and context",
}
DEFINITION_FIELDS = {
    **PATTERN_FIELDS,
    "except": "words that are no match where they cover one",
    "fold": "exact: neither folded nor searched for disguises",
    "basis": "the provision that prescribes a statement",
}
RULE_FIELDS = {
    "id": "the rule's name within its pack",
    "title": "what must (not) be, in a few words",
    "severity": "critical, high, medium, low or info",
    "topic": "the subject, one of a fixed list",
    "kind": "fail: the text alone decides; review: a person must",
    "ask": "the question that a person must answer",
    "status": "active, draft or retired",
    "applies_to": "what kinds of document it is for",
    "basis": "the provisions that it rests on",
    "effective": "from when to when it applies",
    "only_if": "a condition for the rule to apply at all",
    "forbid": "an expression: each of its spans is a finding",
    "when": "an expression: what makes the requirement necessary",
    "require": "what must be found, and where",
    "together": "true: all that is missing at one place is one finding",
    "curable": "true: another clause may put it right, so that on an excerpt it is for a person",
    "message": "what is wrong, for the reviewer",
    "suggest": "how to mend it",
    "replace": "the exact words that may stand instead",
    "overrides": "rules that this one stands for where both report the same place",
    "examples": "texts that violate and texts that comply",
}
REQUIRE_FIELDS = {
    "find": "an expression",
    "in": "document, same paragraph, within 30 chars, …",
    "name": "what is missing, in words",
}
EXAMPLE_FIELDS = {"text": "the example", "note": "why it is here"}
OVERLAY_FIELDS = {
    "overlay": "what is changed of rules that others write",
    "use": "rule files whose names come in",
    "define": "names for the expressions under `except`",
}
CHANGE_FIELDS = {
    "rule": "a rule's full name, or a pattern of such names: cn/marketing/*",
    "off": "true: the rule is switched off",
    "severity": "the severity that the rule has instead: critical, high, medium, low or info",
    "narrow": "what the rule is still for, and what it does not report",
    "reason": "why",
    "owner": "who decided",
    "until": "the last day on which the change holds",
}
CHANGES = ("off", "severity", "narrow")
NARROW_FIELDS = {
    "applies_to": "the kinds of document that remain",
    "except": "words, or an expression: a match within one is not reported",
}
