"""A Markdown page for every pack: what each rule is about, why, and what violates it or complies.

Input: packs. Output: pages by their path below the folder. Law: an article is quoted only where it is verified;
texts of rules never become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from engine.catalogue import definitions_of, example_text, requirement_text
from engine.language.printer import print_expression
from engine.packs import Entry, PackFile, Packs
from engine.rule import Citation, Words

_ZH = {
    "what": "要求", "why": "依据", "for": "适用", "ask": "人工核对", "how": "修改", "violates": "违反", "complies": "合规",
    "exceptions": "例外", "expression": "表达式", "overrides": "优先于", "period": "施行", "fix": "改为",
    "nothing": "无条文依据：内部规则",
}  # fmt: skip
_EN = {
    "what": "What", "why": "Why", "for": "Applies to", "ask": "For a person", "how": "How to mend it",
    "violates": "Violates", "complies": "Complies", "exceptions": "Exceptions", "expression": "Expression",
    "overrides": "Stands for", "period": "In force", "fix": "Replacement", "nothing": "no provision: a house rule",
}  # fmt: skip
_MARKUP = re.compile(r"([\\`*_<>\[\]|#~&!])")
_HEAD = "<!-- Written by `zhupi rules docs`; edit the rule files instead. -->\n\n"


def pages(packs: Packs) -> dict[str, str]:
    """Each page's text by its path: one for each pack with rules, and README.md, which lists them."""
    files = sorted((file for file in packs.files.values() if file.entries), key=lambda file: file.name)
    found = {f"{file.name}.md": _page(packs, file) for file in files}
    return {**found, "README.md": _index(files)}


def _index(files: list[PackFile]) -> str:
    lines = [f"# Rules\n\n{sum(len(file.entries) for file in files)} rules in {len(files)} packs.\n"]
    for top, group in groupby(files, key=lambda file: file.name.rsplit("/", 1)[0]):
        lines.append(f"\n## {top}\n\n")
        for file in group:
            lines.append(f"### [{file.name}]({file.name}.md)\n\n")
            lines += [_row(file, entry) for entry in file.entries]
            lines.append("\n")
    return _HEAD + "".join(lines)


def _row(file: PackFile, entry: Entry) -> str:
    rule = entry.rule
    id = rule.id.rsplit("/", 1)[-1]
    status = "" if rule.status == "active" else f" ({rule.status})"
    return f"- [{id}]({file.name}.md#{id}), {rule.severity.word}{status}: {_plain(rule.title)}\n"


def _page(packs: Packs, file: PackFile) -> str:
    say = _EN if file.language == "en" else _ZH
    parts = [f"# {file.name}\n"]
    parts += ["\n".join(_rule(packs, entry, say)) + "\n" for entry in file.entries]
    return _HEAD + "\n".join(parts)


def _rule(packs: Packs, entry: Entry, say: dict[str, str]) -> Iterator[str]:
    rule = entry.rule
    yield f"## {rule.id.rsplit('/', 1)[-1]}\n"
    yield f"**{_plain(rule.title)}**\n"
    yield f"- {rule.severity.word} · {rule.kind} · {rule.status}" + (f" · {rule.topic}" if rule.topic else "")
    gates = "; ".join(f"{name}: {', '.join(values)}" for name, values in rule.gates.items())
    period = " – ".join(rule.effective) if any(rule.effective) else ""
    overrides = ", ".join(f"`{name}`" for name in rule.overrides)
    for label, text in (
        ("for", gates),
        ("period", period),
        ("what", _plain(rule.message)),
        ("ask", _plain(rule.ask)),
        ("how", _plain(rule.suggest)),
        ("fix", _plain(rule.replace)),
        ("overrides", overrides),
    ):
        if text:
            yield f"- {say[label]}: {text}"
    yield f"\n### {say['why']}\n"
    yield from map(_citation, rule.basis) if rule.basis else [f"- {say['nothing']}"]
    yield f"\n### {say['expression']}\n\n```\n" + "\n".join(_expressions(entry)) + "\n```"
    exceptions = list(_exceptions(packs, entry))
    if exceptions:
        yield f"\n### {say['exceptions']}\n"
        yield from exceptions
    yield from _examples(entry, say)


def _examples(entry: Entry, say: dict[str, str]) -> Iterator[str]:
    for label, violates in (("violates", True), ("complies", False)):
        yield f"\n### {say[label]}\n"
        for example in entry.rule.examples:
            if example.violates is violates:
                yield f"- {_plain(example_text(example))}"


def _citation(citation: Citation) -> str:
    state = "" if citation.status == "in_force" else f" ({citation.status})"
    number = f" ({_plain(citation.number)})" if citation.number else ""
    link = f"[{_plain(citation.label)}](<{citation.url}>)" if citation.url else _plain(citation.label)
    quote = f"\n\n  > {_plain(citation.quote)}\n" if citation.quote else ""
    return f"- {link}{number}{state}{quote}"


def _expressions(entry: Entry) -> Iterator[str]:
    rule = entry.rule
    for name, node in (("only_if", rule.only_if), ("forbid", rule.forbid), ("when", rule.when)):
        if node is not None:
            yield f"{name}: {print_expression(node)}"
    for item in rule.require:
        yield f"require: {requirement_text(item)}"


def _exceptions(packs: Packs, entry: Entry) -> Iterator[str]:
    """The words of its lists that do not count, and the names that its filters leave out."""
    for definition in definitions_of(packs, entry):
        if isinstance(definition.value, Words) and definition.value.exceptions:
            yield f"- `{definition.name}`: {', '.join(map(_plain, definition.value.exceptions))}"


def _plain(text: str) -> str:
    """A text on one line without markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
