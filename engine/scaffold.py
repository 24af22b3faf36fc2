"""A new rule, ready to be filled in.

Input: a rule's full name, and the text of the file that it goes into. Output: the rule's lines, or the file's new
text. Errors: ScaffoldError. Law: what is made passes lint as it stands, and its examples hold; all that the file
had is kept as it is.
"""

from __future__ import annotations

import re

from engine.language.words import NAME
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, read_yaml

_RULE = """\
- id: {id}
  title: 标题：什么不得（须）怎样
  severity: medium          # critical | high | medium | low | info
  topic: other
  # kind: review            # where a person must decide; then also:
  # ask: 请核对……？
  # applies_to: {{material: [marketing], product: [wealth]}}
  # basis: [{{cite: 广告法, article: 第二十五条}}]
  forbid: 「要找的词」
  message: 「{{{{ match }}}}」为何不妥。
  suggest: 如何修改。
  examples:
    violates: [这里有⟦要找的词⟧。]
    complies: [这里没有。]
"""


class ScaffoldError(Exception):
    """Why a rule cannot be added; the message is for a person."""


def split_name(name: str) -> tuple[str, str]:
    """The pack and the id in `house/ads/no-such-word`. Raises ScaffoldError."""
    pack, _, id = name.rpartition("/")
    parts = name.split("/")
    if not pack or not all(re.fullmatch(NAME, part) for part in parts):
        raise ScaffoldError(f"{name}: a rule's full name is PACK/ID, such as house/ads/no-such-word")
    return pack, id


def new_file(pack: str, id: str) -> str:
    """A rule file with the one rule."""
    return f"pack: {pack}\nlanguage: zh\nrules:\n" + _indented(id, "  ")


def _indented(id: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in _RULE.format(id=id).splitlines())


def appended(source: Source, id: str) -> str:
    """The file with the rule after its last one. Raises ScaffoldError."""
    tree, faults = read_yaml(source)
    rules = tree.get("rules") if isinstance(tree, Mapping_) else None
    if faults or not isinstance(rules, Sequence_) or not rules.items:
        raise ScaffoldError(f"{source.file} has no list of `rules` to add to")
    ids = [item.get("id") for item in rules.items if isinstance(item, Mapping_)]
    if any(isinstance(one, Scalar) and one.value == id for one in ids):
        raise ScaffoldError(f"{source.file} has a rule `{id}` already")
    last = rules.items[-1]
    line = source.text.rfind("\n", 0, last.span.start) + 1
    dash = source.text[line : last.span.start]
    if dash.strip() != "-":
        raise ScaffoldError(f"the rules of {source.file} do not stand one below the other")
    kept = source.text[: last.span.end].rstrip()
    rest = source.text[len(kept) :].lstrip("\n")
    return kept + "\n" + _indented(id, dash[: dash.index("-")]) + (f"\n{rest}" if rest.strip() else "")
