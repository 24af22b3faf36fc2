"""How often a string stands in financial Chinese, roughly.

Input: a folded string. Output: expected occurrences in a thousand characters.
Law: it only chooses what is looked for, never what is found. The order of the characters was counted in
statutes and financial texts; the decay is fitted to that count.
"""

from __future__ import annotations

from functools import cache

_ORDER = (
    "的人第法条定行十和应者有国当以规理或管保关民务用一业政部机生事不产公门其合二对本责会经三在院物地品可发为设权证资制工监作上依全五施同处"
    "安家动员主照险中所四出构等成级方他由及期进任金位实单府时得并自提下要查建通利违护内准款交六日督未报职营年区按司收件重标外能取告分检情律"
    "据费立体使农七请市境医予药性组与承百受防向于疗八治采开罚共案大后相明信基学文限被接项害社元场织申技个记持之备审供支给指办质计议九过术水"
    "企原负病决求批销运章种加量反具程代股海商划财止前约执服债改息担活专确委是除直表源展因教电正券万度造环货列投育书意化县益车需付措况染损格"
    "起效易调知登价土预协范入数月力强特偿污从根令域许义验必核高口间额现犯罪包式将到符算结认置形集系适该目料放各华解次无失转节军复严广托传密"
)
_RANK = {c: rank for rank, c in enumerate(_ORDER)}
_SIGNS = {" ": 10.0, ",": 25.0, "。": 15.0, "、": 20.0, "(": 4.5, ")": 4.5, ":": 1.5, ";": 5.0}
_NEXT = (
    1.0,
    0.1,
    0.1**2,
    0.1**3,
)  # how often the next character of a word follows, against how often it could


@cache
def expected(text: str) -> float:
    """Occurrences of a string in a thousand characters."""
    return min(map(_of, text)) * _NEXT[len(text) - 1 if len(text) < 4 else 3]


@cache
def _of(c: str) -> float:
    rank = _RANK.get(c)
    if rank is not None:
        return float(28 * (1 + rank / 3) ** -0.8)
    if c in _SIGNS:
        return _SIGNS[c]
    if c.isdigit():
        return 2.0
    return 0.2 if c.isascii() else 0.3
