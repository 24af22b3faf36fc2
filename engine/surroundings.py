"""What a folder says of the drafts in it, for a first configuration.

Input: a folder. Output: `Surroundings`: how many drafts of which formats, what the names of folders say they
are, what seems to be an archive, a pack of rules, a decisions file or a baseline. Law: names alone are looked
at, and of rule files the first word; nothing is written. The names of files are left out: what they hint at, the
recognition rules see better in the text.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from engine.batch import drafts

# What a name that holds one of these words says; the first of an attribute holds.
_SAID = (
    ("material", "sms", ("sms", "短信")),
    ("material", "push", ("push", "推送")),
    ("material", "poster", ("poster", "海报")),
    ("material", "script", ("script", "话术")),
    ("material", "privacy_policy", ("privacy", "隐私")),
    ("material", "contract", ("contract", "agreement", "合同", "协议")),
    ("material", "terms", ("terms", "条款", "章程")),
    ("material", "product_document", ("product-doc", "prospectus", "说明书")),
    ("material", "marketing", ("marketing", "advert", "ads", "promo", "copywriting", "营销", "宣传", "广告", "推文")),
    ("product", "structured_deposit", ("structured", "结构性存款")),
    ("product", "credit_card", ("credit-card", "creditcard", "信用卡")),
    ("product", "wealth", ("wealth", "理财")),
    ("product", "fund", ("fund", "基金")),
    ("product", "insurance", ("insurance", "保险", "寿险")),
    ("product", "loan", ("loan", "贷款", "借款")),
    ("product", "deposit", ("deposit", "存款")),
    ("channel", "wechat", ("wechat", "微信", "公众号")),
    ("channel", "app", ("mobile-app", "手机银行")),
)  # fmt: skip
_PAST = ("archive", "archived", "old", "归档", "存档", "历史", "作废")
_BASELINE, _DECISIONS = "zhupi-baseline.json", "decisions.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is in a folder. Paths are relative to it, with `/`."""

    formats: tuple[tuple[str, int], ...]  # (ending, drafts), most first
    documents: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # (pattern, what it says), deepest first
    exclude: tuple[str, ...]
    packs: tuple[str, ...]
    baseline: str
    decisions: str


def look(folder: Path) -> Surroundings:
    """What is in a folder."""
    names = [PurePosixPath(draft.path.relative_to(folder).as_posix()) for draft in drafts([folder])]
    past = sorted(
        {
            name.parts[: i + 1]
            for name in names
            for i, part in enumerate(name.parts[:-1])
            if part.lower() in _PAST
        }
    )
    kept = [name for name in names if not any(name.parts[: len(one)] == one for one in past)]
    return Surroundings(
        formats=tuple(Counter(name.suffix.lower() for name in names).most_common()),
        documents=tuple(_by_folder(kept)),
        exclude=tuple(f"{'/'.join(one)}/**" for one in past),
        packs=tuple(sorted(_packs(folder))),
        baseline=_BASELINE if (folder / _BASELINE).is_file() else "",
        decisions=_DECISIONS if (folder / _DECISIONS).is_file() else "",
    )


def _by_folder(names: Iterable[PurePosixPath]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """A pattern for each folder with drafts whose own name says something, those within others first."""
    folders = {parent for name in names for parent in name.parents if parent.name}
    found = [(f"{folder}/**", _said(folder.name)) for folder in folders]
    return sorted(((p, said) for p, said in found if said), key=lambda one: (-one[0].count("/"), one[0]))


def _said(name: str) -> tuple[tuple[str, str], ...]:
    """What a name says, once for each attribute."""
    lower = name.lower().replace("_", "-").replace(" ", "-")
    found: dict[str, str] = {}
    for attribute, value, words in _SAID:
        if attribute not in found and any(_holds(lower, word) for word in words):
            found[attribute] = value
    return tuple(found.items())


def _holds(name: str, word: str) -> bool:
    """Whether a name has a word: of letters as one of its parts, in the plural too; of characters anywhere."""
    return f"-{word}-" in f"-{name}-" or f"-{word}s-" in f"-{name}-" if word.isascii() else word in name


def _packs(folder: Path) -> Iterator[str]:
    """The outermost folders in which files are rule packs, by what stands first in them."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if any(_is_pack(Path(here) / name) for name in files if name.endswith(".yaml")):
            top = Path(here).relative_to(folder).parts
            if top:
                yield top[0]


def _is_pack(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return any(line.startswith("pack:") for line in file.read(4000).splitlines())
    except (OSError, UnicodeDecodeError):
        return False
