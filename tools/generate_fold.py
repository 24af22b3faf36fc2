"""Writes `engine/matching/fold.txt`, the table of characters that count as one for matching.

Input: the official tables of OpenCC (packages `opencc`), Unicode's compatibility forms (`unicodedata`),
Unicode's confusables (package `confusable-homoglyphs`) and the hand-made `LOOK_ALIKES` below.
Output: one line for each kind, `kind TAB sources TAB targets`; the two strings are equal in length.
Law: only one character to one character; no target is a source of any kind (the fold is idempotent).
Run: `python tools/generate_fold.py`. The earliest kind in `KINDS` wins where two name one source.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import opencc
from confusable_homoglyphs.confusables import confusables_data

OUT = Path(__file__).resolve().parent.parent / "engine" / "matching" / "fold.txt"

# Chinese characters taken for another by their looks, and numerals written large or ringed. Target first.
LOOK_ALIKES = """
第苐弟弚 最蕞朂㝡嘬 本夲 保葆 国囯囻 收収 险険嶮 风凨凬凮 高髙 全仝 无旡兂 赢嬴 你伱 我莪 有洧 心鈊 得淂 年姩 日囸
凡凢 事亊 京亰 所厡 百佰 千仟 一壹弌壱㊀ 二贰貳弍弐貮㊁ 三叁參叄弎㊂ 四肆亖㊃ 五伍㊄ 六陆陸㊅ 七柒㊆ 八捌㊇ 九玖㊈ 十拾㊉
零〇 力カ 口ロ 工エ 夕タ 卜ト 八ハ 二ニ 佳隹 稳穏
"""
# Not folded although the tables say so: common characters in their own right.
KEEP = set("弟葆")
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "‐": "-", "‑": "-", "−": "-"}
KINDS = ("case", "width", "traditional", "look-alike")


def characters() -> Iterator[str]:
    """All assigned characters but the private ones and surrogates."""
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs"):
            yield chr(code)


def case() -> Iterator[tuple[str, str]]:
    for c in characters():
        if len(c.lower()) == 1 and c.lower() != c:
            yield c, c.lower()
    yield "\u0130", "i"


def width() -> Iterator[tuple[str, str]]:
    """Compatibility forms of one character, full and half width among them. Ringed digits are look-alikes."""
    for c in characters():
        form = unicodedata.normalize("NFKC", c)
        digit = 0xFF10 <= ord(c) <= 0xFF19
        if len(form) == 1 and form != c and (digit or unicodedata.numeric(c, None) is None or is_han(c)):
            yield c, form
    yield from ((c, " ") for c in SPACES)
    yield from QUOTES.items()


def traditional() -> Iterator[tuple[str, str]]:
    converters = [opencc.OpenCC(name) for name in ("t2s", "tw2s", "hk2s")]
    for c in characters():
        if not is_han(c):
            continue
        for converter in converters:
            form = converter.convert(c)
            if len(form) == 1 and form != c:
                yield c, form
                break


def look_alike() -> Iterator[tuple[str, str]]:
    for group in LOOK_ALIKES.split():
        yield from ((c, group[0]) for c in group[1:] if c not in KEEP)
    yield from ((chr(0x1D7CE + n), str(n % 10)) for n in range(50))  # styled digits
    for c, entries in confusables_data.items():
        for target in entries:
            form = target["c"].lower()
            if len(c) == 1 and ord(c) > 0x2FF and len(form) == 1 and form.isascii() and form.isalpha():
                yield c, form


def is_han(c: str) -> bool:
    return unicodedata.name(c, "").startswith("CJK ")


def table() -> dict[str, tuple[str, str]]:
    """source -> (kind, target), chains followed to their end."""
    first: dict[str, tuple[str, str]] = {}
    makers: tuple[Iterable[tuple[str, str]], ...] = (case(), width(), traditional(), look_alike())
    for kind, pairs in zip(KINDS, makers, strict=True):
        for source, target in pairs:
            if source not in ("\n", target):
                first.setdefault(source, (kind, target))
                plain = unicodedata.normalize("NFKC", source) == source
                if kind == "look-alike" and source.isupper() and plain:  # Т is taken for T, т not for t
                    first[source] = (kind, target)
    return {source: (kind, end_of(source, first)) for source, (kind, _) in first.items()}


def end_of(source: str, first: dict[str, tuple[str, str]]) -> str:
    seen = {source}
    target = first[source][1]
    while target in first and target not in seen:
        seen.add(target)
        target = first[target][1]
    return target


def main() -> None:
    rows = table()
    lines = []
    for kind in KINDS:
        pairs = sorted((s, t) for s, (k, t) in rows.items() if k == kind and s != t)
        lines.append(f"{kind}\t{''.join(s for s, _ in pairs)}\t{''.join(t for _, t in pairs)}\n")
    OUT.write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
