"""Who is who in a document: the words that name the institution and the consumer.

Input: the text. Output: for the neutral labels (甲方, 乙方, Party A …) the party that the document's head gives
them to. Law: a label whose party the head does not tell names both, so that no clause is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.rule import Words

# Words that name one party whatever the document.
PARTY_WORDS: Mapping[str, Words] = {
    "institution": Words(
        (
            "本行", "我行", "贵行", "银行", "支行", "分行", "总行", "发卡行", "经办行", "贷款行", "开户行", "本公司", "我公司",
            "贵公司", "我司", "本机构", "贵机构", "贷款人", "出借人", "债权人", "抵押权人", "质权人", "保险人", "保险公司",
            "管理人", "受托人", "发卡机构", "代销机构", "代理机构", "销售机构", "金融机构", "支付机构", "平台", "本平台",
            "运营方", "服务方", "我们", "经营者", "we", "us", "our", "the bank", "the lender", "the company", "the insurer",
            "the provider", "the firm",
        ),
    ),
    "consumer": Words(
        (
            "您", "客户", "用户", "会员", "借款人", "共同借款人", "债务人", "抵押人", "出质人", "保证人", "担保人", "持卡人",
            "申请人", "投保人", "被保险人", "受益人", "投资者", "投资人", "委托人", "存款人", "储户", "消费者", "金融消费者",
            "本人", "授权人", "信息主体", "个人信息主体", "you", "your", "the customer", "the consumer", "the borrower",
            "the user", "the policyholder", "the cardholder", "the client",
        ),
    ),
}  # fmt: skip
# Labels that name now one party, now the other.
PARTY_LABELS = Words(("甲方", "乙方", "丙方", "Party A", "Party B"))

_HEAD = 3000  # characters of the document in which its parties are introduced
_GIVEN = re.compile(r"(?P<label>[甲乙丙]方|Party [AB])\s*(?P<who>[^\n。；;]{0,40})")
_CALLED = re.compile(
    r"(?P<who>[^\n，,。；;]{2,40}?)\s*[（(][^（()）\n]{0,12}?[“\"「]?(?P<label>[甲乙丙]方|Party [AB])[”\"」]?\s*[)）]"
)
_INSTITUTION = re.compile(
    r"银行|公司|支行|分行|信用社|贷款人|保险人|出借人|抵押权人|质权人|债权人|管理人|受托人|平台|机构|bank|lender|insurer|company|ltd",
    re.IGNORECASE,
)
_CONSUMER = re.compile(
    r"借款人|客户|持卡人|投保人|申请人|用户|存款人|委托人|授权人|抵押人|出质人|保证人|投资者|自然人|姓名|身份证|消费者|本人|borrower|customer|consumer|client|you\b",
    re.IGNORECASE,
)


def assign(text: str) -> dict[str, frozenset[str]]:
    """For each neutral label in the head of `text` the parties that it names; both where it is not told."""
    found: dict[str, frozenset[str]] = {}
    for pattern in (_CALLED, _GIVEN):
        for match in pattern.finditer(text, 0, _HEAD):
            party = _party(match["who"])
            if party and match["label"] not in found:
                found[match["label"]] = frozenset({party})
    return {**_the_other(found), **found}


def _the_other(found: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Where one of two labels is told, the second names the other party."""
    others = {}
    for one, two in (("甲方", "乙方"), ("乙方", "甲方"), ("Party A", "Party B"), ("Party B", "Party A")):
        if one in found and two not in found:
            others[two] = frozenset(PARTY_WORDS) - found[one]
    return others


def _party(words: str) -> str:
    """The party that is named first in `words`; "" where none is."""
    institution, consumer = _INSTITUTION.search(words), _CONSUMER.search(words)
    if institution and (not consumer or institution.start() < consumer.start()):
        return "institution"
    return "consumer" if consumer else ""
