"""Writes `engine/matching/pinyin.txt`, the commonest readings of the usual Chinese characters.

Input: package `pypinyin`, and the characters of GB 2312. Output: one line for each syllable without tone,
`syllable TAB characters`, ü written v.
Law: a character is listed in its folded form, under its first reading and under the further ones below.
Run: `python tools/generate_pinyin.py`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine.matching.fold import fold  # noqa: E402

MORE = {
    "行": "hang xing",
    "重": "zhong chong",
    "长": "chang zhang",
    "率": "lv shuai",
    "还": "hai huan",
    "得": "de dei",
}


def characters() -> list[str]:
    rows = range(0xB0, 0xF8)
    return [
        c
        for row in rows
        for c in bytes(b for i in range(0xA1, 0xFF) for b in (row, i)).decode("gb2312", "ignore")
    ]


def main() -> None:
    table: dict[str, list[str]] = defaultdict(list)
    for c in characters():
        readings = MORE.get(c, "").split() or pinyin(c, style=Style.NORMAL, v_to_u=False)[0]
        for syllable in readings:
            if fold(c) == c and c not in table[syllable]:
                table[syllable].append(c)
    lines = [f"{syllable}\t{''.join(table[syllable])}\n" for syllable in sorted(table) if table[syllable]]
    (ROOT / "engine" / "matching" / "pinyin.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
