"""Who is who in a document: the words that name the institution and the consumer.

Input: the text. Output: for the neutral labels (甲方, 乙方, Party A …) the party that the document's head gives
them to, or else the one whose deeds the clauses have it do (甲方发放贷款, 乙方还款). Law: a label of which neither
tells clearly names both, so that no clause is passed over.
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

_OTHER = {"institution": "consumer", "consumer": "institution"}
_HEAD = 3000  # characters of the document in which its parties are introduced
# 甲方：…, 甲方（借款人）, 甲方为…: not 甲方对持卡人……, which is a clause.
_GIVEN = re.compile(
    r"(?P<label>[甲乙丙]方|Party [AB])\s*(?:[（(：:]|为|系(?!统)|是指?|指(?!定)|\s)(?P<who>[^\n。；;]{0,40})"
)
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

# What a clause has a party do: only a bank lends, charges and answers; only its customer repays and reports a loss.
_MAY = r"[甲乙]方(?:均|也|应当?|可以?|将|须|需|未|已|有权|如|若|在|不|得|能|会|随时|再|先|自动|主动|按月|按期|按时|及时)*"
_INSTITUTION_DOES = (
    r"委托律师|委托[^，。；甲乙]{0,6}催收|发放|放款|审批|核卡|核发|核定|核实|制卡|换发|寄发|寄送|交寄|受理|出账|计收|计息|停止计收|暂停计息|扣收|扣划|划扣|代扣|催收"
    r"|宣布|承保|赔付|理赔|兑付|报送|短信|垫付|先行垫付|恢复用卡|修改本|员工|系统|官网|网点|客服|\d+日内答复"
    r"|(?:收取|上浮|上调|下调|调整|降低|提高|对)[^，。；]{0,10}(?:费|利率|利息|额度|违约金|罚息)|转让(?:本合同|债权)"
    r"|(?:通知|告知|告诉|提示)[甲乙]方|开通超限|停用卡片"
)
_CONSUMER_DOES = (
    r"申请|申领|领用|激活|签收|拒收|透支|用卡|刷卡|境外交易|挂失|还款|还清|偿还|归还|清偿|全额还款|选择最低还款|逾期|失联|身故"
    r"|提款|支取|存入|销户|投保|退保|缴费|缴款|赎回|投诉|妥善保管|名下|本人|账户|的?还款账户|的账户|的存款|收到账单|启用新卡|一经签约"
    r"|(?:任|连续)[一二两三]期|涉嫌套现|提交声明|不接受变更|多付"
)
_DEEDS = re.compile(
    rf"{_MAY}(?:提前|继续按期|按期|按约)?(?:(?P<institution>{_INSTITUTION_DOES})|(?P<consumer>{_CONSUMER_DOES}))"
)
_CLEARLY = 3  # times as many deeds for one reading as for the other


def assign(text: str) -> dict[str, frozenset[str]]:
    """For each neutral label the parties that it names: as the head of `text` says, or else as its deeds show."""
    found: dict[str, frozenset[str]] = {}
    for pattern in (_CALLED, _GIVEN):
        for match in pattern.finditer(text, 0, _HEAD):
            party = _party(match["who"])
            if party and match["label"] not in found:
                found[match["label"]] = frozenset({party})
    found = found or _by_deeds(text)
    return {**_the_other(found), **found}


def _by_deeds(text: str) -> dict[str, frozenset[str]]:
    """The party that 甲方 is by what it and 乙方 do; empty where the deeds do not agree."""
    votes = {"institution": 0, "consumer": 0}
    for match in _DEEDS.finditer(text):
        deed = match.lastgroup or ""
        votes[deed if match[0].startswith("甲") else _OTHER[deed]] += 1
    party = max(votes, key=votes.__getitem__)
    clear = votes[party] >= _CLEARLY * votes[_OTHER[party]] and votes[party]
    return {"甲方": frozenset({party})} if clear else {}


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
