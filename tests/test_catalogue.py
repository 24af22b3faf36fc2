"""Rules looked up: filters, names, and one rule with everything of it."""

from __future__ import annotations

import pytest

from engine.catalogue import Wanted, described, entry_of, full_name
from tests.packs import packs_of

PACK = """
pack: t
use: [w]
define:
  promise: words_of not after 「不」 within 1 chars
rules:
  - id: a
    title: 甲
    severity: high
    topic: guaranteed-principal
    applies_to: {product: [wealth], material: [marketing]}
    basis: [{cite: 广告法, article: 第二十五条}]
    forbid: promise
    message: M
    examples: {violates: ['本产品⟦保本⟧。'], complies: [好。]}
  - {id: b, title: 乙, severity: low, kind: review, ask: 吗, message: M, status: draft, forbid: 「乙」, basis: [{cite: 通知}]}
  - {id: c, title: 丙, severity: low, message: M, when: promise, require: {find: 「丙」, in: same paragraph, name: 丙款}}
"""
WORDS = "pack: w\ndefine:\n  words_of: [保本,\n    保息]\n"


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(), "abc"),
        (Wanted(product=("wealth",)), "abc"),
        (Wanted(product=("loan",)), "bc"),
        (Wanted(material=("sms",)), "abc"),  # narrower than marketing
        (Wanted(severity=("high",)), "a"),
        (Wanted(topic=("guaranteed-principal",)), "a"),
        (Wanted(kind=("review",)), "b"),
        (Wanted(status=("draft",)), "b"),
        (Wanted(basis="第二十五条"), "a"),
        (Wanted(basis="某发"), ""),  # a number that is not verified is not shown
        (Wanted(basis="某通知"), "b"),
        (Wanted(severity=("low",), status=("active",)), "c"),
    ],
)
def test_filters(wanted: Wanted, ids: str) -> None:
    packs, _ = packs_of({"t": PACK, "w": WORDS})
    assert "".join(rule.id[-1] for rule in packs.rules if wanted.fits(rule)) == ids


def test_names_may_be_short_where_they_are_clear() -> None:
    ids = ["cn/a/one", "cn/b/one", "cn/b/two"]
    assert full_name(ids, "cn/a/one") == "cn/a/one"
    assert full_name(ids, "two") == "cn/b/two"
    assert full_name(ids, "b/one") == "cn/b/one"
    with pytest.raises(LookupError, match="several"):
        full_name(ids, "one")
    with pytest.raises(LookupError, match="cn/b/two"):
        full_name(ids, "tow")


def test_a_rule_with_everything_of_it() -> None:
    packs, faults = packs_of({"t": PACK, "w": WORDS})
    assert faults == []
    told = list(described(packs, entry_of(packs, "t/a")))
    assert ("product", "wealth") in told
    assert (
        "basis",
        "《中华人民共和国广告法》第二十五条\n「招商等有投资回报预期的商品或者服务广告。」",
    ) in told
    assert ("forbid", "promise") in told
    assert ("promise =", "words_of not after 「不」 within 1 chars") in told
    assert ("words_of =", "[保本, 保息]") in told
    assert ("violates", "本产品⟦保本⟧。") in told
    assert ("require", "「丙」  in: same paragraph — 丙款") in list(described(packs, entry_of(packs, "t/c")))
