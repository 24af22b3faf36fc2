"""Numbers and names that identify a person, found by checksum and context.

Input: a folded text. Output: spans of full, valid ones. Checksums are those of `python-stdnum`, imported only
where a number of the right shape stands.
Law: what only looks like one is none: masked numbers, contract and licence numbers, amounts, hotlines
(400-…, 95588, a number beside 客服 or 热线), a part of a longer number or of a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from engine.matching.fold import fold
from engine.matching.names import COMPOUND, NOT_NAMES, SURNAMES

Span = tuple[int, int]
Test = Callable[[str, re.Match[str]], bool]

_BEFORE = r"(?<![0-9a-z*=_])(?<![0-9a-z][.\-])"
_AFTER = r"(?![0-9a-z*@_])(?!\.[0-9])(?!-[0-9a-z])(?! ?(?:元|万|亿|股|份|户|笔|%))"
_RUN = r"[0-9](?:[ \-()]{0,2}[0-9a-z]){6,}"
_AROUND = 8
_LOOK_BACK = 20

# Labels before a number that is another's: a contract, an order, a licence.
_OTHER = (
    r"(?:合同|协议|订单|流水|保单|单据|凭证|许可证|批文|备案|登记|产品|票据|发票|交易|业务|序列|快递|运单|工单|案件|回执|参考)"
    r"[^\n,。;:0-9]{0,4}(?:编号|号码|号|编码|代码|no)\W{0,4}\Z|(?:编号|订单号|流水号|文号)\W{0,4}\Z"
)
_HOTLINE = r"(?:客服|热线|服务电话|服务专线|投诉|咨询|举报|总机|hotline|customer service)[^\n。;0-9]{0,12}\Z"
_LINK = r"(?:https?://|www\.)\S*\Z"


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    """Compiled on first use: most drafts need few of them."""
    return re.compile(regex)


class Shape(NamedTuple):
    """How a number looks on folded text, and whether one that looks so is valid where it stands."""

    regex: str
    valid: Test


class Beside(NamedTuple):
    """What stands beside a label: the regex begins at the label, its group `it` is what is reported."""

    labels: tuple[str, ...]
    regex: str
    valid: Test


def _shape(body: str, valid: Test) -> Shape:
    return Shape(f"{_BEFORE}(?:{body}){_AFTER}", valid)


def _resident_id(text: str, found: re.Match[str]) -> bool:
    from stdnum.cn import ric

    return bool(ric.is_valid(_bare(found).upper())) and not _labelled(_OTHER, text, found)


def _bank_card(text: str, found: re.Match[str]) -> bool:
    from stdnum import luhn

    digits = _bare(found)
    if len(set(digits)) == 1 or not luhn.is_valid(digits) or _labelled(_OTHER, text, found):
        return False
    return not (len(digits) == 18 and _resident_id(text, found))


def _uscc(text: str, found: re.Match[str]) -> bool:  # noqa: ARG001
    from stdnum.cn import uscc

    return bool(uscc.is_valid(_bare(found).upper()))


def _mobile(text: str, found: re.Match[str]) -> bool:
    return not _labelled(_OTHER, text, found)


def _phone(text: str, found: re.Match[str]) -> bool:
    return not _labelled(_OTHER, text, found) and not _labelled(_HOTLINE, text, found)


def _bare(found: re.Match[str]) -> str:
    return re.sub(r"[ \-]", "", found.group())


def _labelled(label: str, text: str, found: re.Match[str]) -> bool:
    return _compiled(label).search(text, max(0, found.start() - _LOOK_BACK), found.start()) is not None


_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_SHAPES = {
    "resident-id": _shape(r"[1-8][0-9]{5}[ \-]?(?:18|19|20)[0-9]{6}[ \-]?[0-9]{3}[0-9x]", _resident_id),
    "bank-card": _shape(
        r"62[0-9]{2}(?:[ \-]?[0-9]{4}){3}(?:[ \-]?[0-9]{1,3})?|62[0-9]{4}[ \-]?[0-9]{10,13}"
        r"|(?:4[0-9]|5[1-5]|2[2-7]|35|60|65)[0-9]{2}(?:[ \-]?[0-9]{4}){3}|3[47][0-9]{2}[ \-]?[0-9]{6}[ \-]?[0-9]{5}",
        _bank_card,
    ),
    "mobile": _shape(r"(?:(?:\+|00)?86[ \-]?)?1(?:3[0-9]|4[5-9]|5[0-35-9]|[678][0-9]|9[0-35-9])(?:[ \-]?[0-9]{4}){2}", _mobile),
    "phone": _shape(rf"(?:\+86[ \-]?{_AREA}|0{_AREA}|\(0{_AREA}\))[ \-]{{0,2}}[2-8][0-9]{{6,7}}", _phone),
    "uscc": _shape(r"[0-9a-hjnpqrtuwxy][1-9a-h][0-9]{6}[0-9a-hj-npqrtuwxy]{10}", _uscc),
}  # fmt: skip
_IBAN = r"(?<![0-9a-z*])[a-z]{2}[0-9]{2}(?:[ \-]?[0-9a-z]{1,4}){3,8}(?![0-9a-z*])"
_LOCAL = r"[a-z0-9][a-z0-9._%+\-]{0,63}\Z"
_DOMAIN = (
    r"@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,5}(?:[a-z]{2,24}|xn--[a-z0-9\-]{2,59})(?![a-z0-9\-])"
)


def _always(text: str, found: re.Match[str]) -> bool:  # noqa: ARG001
    return True


def _password(text: str, found: re.Match[str]) -> bool:  # noqa: ARG001
    return any(c.isdigit() for c in found["it"])


def _name(text: str, found: re.Match[str]) -> bool:  # noqa: ARG001
    name = found["it"]
    known = name[0] in _surnames() or name[:2] in COMPOUND
    longest = 4 if name[:2] in COMPOUND else 3
    return (
        known
        and len(name) <= longest
        and name[:2] not in NOT_NAMES
        and name not in NOT_NAMES
        and "某" not in name
    )


@cache
def _surnames() -> frozenset[str]:
    return frozenset(map(fold, SURNAMES))


_INSTITUTION = (
    r"(?:注册|办公|营业|公司|机构|单位|网站|官网|网络|网|邮箱|邮件|电子|ip|mac|链接|下载|服务器)\W?\Z"
)


def _address(text: str, found: re.Match[str]) -> bool:
    numbered = re.search("[0-9一二三四五六七八九十零]", found["it"]) is not None
    return numbered and not _labelled(_INSTITUTION, text, found)


_IS = r"[ \t]*(?::|为|是)[ \t]*"
_BESIDE = {
    "passport": Beside(
        ("护照", "passport"),
        r"(?:护照|passport)[^\n。;0-9]{0,16}?(?<![0-9a-z*])(?P<it>(?:e[0-9a-hj-np-z][0-9]{7}|[gdsph][0-9]{8}))(?![0-9a-z*])",
        _always,
    ),
    "cvv": Beside(
        ("cvv", "cvc", "安全码", "安全校验码"),
        r"(?:cvv2?|cvc2?|安全码|安全校验码)(?:码|号码|code)?[ (:为是)]{1,4}(?P<it>[0-9]{3,4})(?![0-9a-z%*])(?! ?[位个元天年月])",
        _always,
    ),
    "password": Beside(
        ("密码", "口令", "password", "passwd", "pwd"),
        rf"(?:密码|口令|password|passwd|pwd){_IS}['\"“]?(?P<it>[!-&(-~]{{6,32}})(?! ?[位个])",
        _password,
    ),
    "person-name": Beside(
        ("姓名", "户名", "联系人", "经办人", "客户经理", "持卡人", "投保人", "被保险人", "受益人", "借款人", "担保人", "授权人", "申请人"),
        "(?:姓名|户名|联系人|经办人|客户经理|持卡人|投保人|被保险人|受益人|借款人|担保人|授权人|申请人)(?:姓名)?[ \t]*:[ \t]*(?P<it>[\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fffa-z0-9*])",
        _name,
    ),
    "address": Beside(
        ("住址", "地址"),
        rf"(?:住址|地址){_IS}(?P<it>[^\n,。;:]{{0,24}}?[省市区县镇乡][^\n,。;:]{{0,24}}?(?:路|街|道|巷|弄|村|苑|小区|号|栋|幢|单元|室)[^\n,。;: ]{{0,16}})",
        _address,
    ),
}  # fmt: skip
KINDS = frozenset((*_SHAPES, *_BESIDE, "iban", "email"))


def labels(kind: str) -> tuple[str, ...]:
    """The labels beside which this kind is looked for, () where it is looked for everywhere.

    Raises ValueError for a kind that there is not."""
    if kind not in KINDS:
        raise ValueError(f"no detector {kind!r}; there are {', '.join(sorted(KINDS))}")
    return _BESIDE[kind].labels if kind in _BESIDE else ()


def runs(folded: str) -> list[Span]:
    """Where digits enough for a number stand together."""
    return [run.span() for run in _compiled(_RUN).finditer(folded)]


def search(kind: str, folded: str, where: Sequence[Span]) -> list[Span]:
    """The numbers of a kind, `where` being the `runs`."""
    if kind == "email":
        return list(_emails(folded))
    out: set[Span] = set()
    for start, end in where:
        low, high = max(0, start - _AROUND), min(len(folded), end + _AROUND)
        out.update(
            _ibans(folded, low, high) if kind == "iban" else _numbers(_SHAPES[kind], folded, low, high)
        )
    return sorted(out)


def _numbers(shape: Shape, folded: str, low: int, high: int) -> Iterator[Span]:
    for found in _compiled(shape.regex).finditer(folded, low, high):
        if not _compiled(_LINK).search(folded, max(0, found.start() - 200), found.start()) and shape.valid(
            folded, found
        ):
            yield found.span()


def _ibans(folded: str, low: int, high: int) -> Iterator[Span]:
    """An IBAN ends where its groups make a valid one; words may follow it."""
    for found in _compiled(_IBAN).finditer(folded, low, high):
        from stdnum import iban

        ends = [found.start() + cut.end() for cut in re.finditer(r"[0-9a-z]+", found.group())]
        for end in reversed(ends):
            if iban.is_valid(folded[found.start() : end].upper()):
                yield found.start(), end
                break


def _emails(folded: str) -> Iterator[Span]:
    at = folded.find("@")
    while at >= 0:
        local = _compiled(_LOCAL).search(folded, max(0, at - 64), at)
        domain = _compiled(_DOMAIN).match(folded, at)
        if local and domain and ".." not in local.group() and folded[at - 1] != ".":
            yield local.start(), domain.end()
        at = folded.find("@", at + 1)


def beside(kind: str, folded: str, hits: Sequence[int]) -> list[Span]:
    """What stands beside the labels that begin at `hits`."""
    what = _BESIDE[kind]
    found = (_compiled(what.regex).match(folded, hit) for hit in hits)
    return sorted({match.span("it") for match in found if match and what.valid(folded, match)})
