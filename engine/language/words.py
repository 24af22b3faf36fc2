"""The language's own words: keywords, regions, units and document attributes. All are reserved."""

from __future__ import annotations

from collections.abc import Sequence

KEYWORDS = frozenset(
    [
        "or",
        "and",
        "not",
        "in",
        "same",
        "containing",
        "overlapping",
        "near",
        "before",
        "after",
        "then",
        "within",
        "where",
        "first",
        "last",
        "any",
        "all",
        "of",
        "smaller",
        "paler",
        "than",
        "count",
        "abs",
        "doc",
    ]
)
STRUCTURE = frozenset(
    [
        "phrase",
        "sentence",
        "paragraph",
        "heading",
        "section",
        "item",
        "table",
        "row",
        "cell",
        "footnote",
        "header",
        "footer",
        "hidden",
        "page",
        "document",
    ]
)
STYLED = frozenset(["body", "bold", "prominent"])
REGIONS = STRUCTURE | STYLED
CHARS = "char"
UNITS = (STRUCTURE - {"document"}) | {CHARS}
ATTRIBUTES = frozenset(
    ["material", "product", "channel", "audience", "jurisdiction", "lang", "extent", "format"]
)
PARTIES = frozenset({"institution", "consumer"})


def singular(unit: str) -> str:
    """`chars` → `char`, `sentences` → `sentence`; other words as they are."""
    if unit.endswith("s") and unit[:-1] in UNITS:
        return unit[:-1]
    return unit


def plural(unit: str) -> str:
    """`char` → `chars`, as distances are written."""
    return f"{unit}s"


# The values that a document's attributes may have; `None`: any word.
VALUES: dict[str, frozenset[str]] = {
    "material": frozenset(
        [
            "marketing",
            "contract",
            "terms",
            "privacy_policy",
            "product_document",
            "sms",
            "push",
            "poster",
            "script",
        ]
    ),
    "product": frozenset(
        [
            "wealth",
            "fund",
            "deposit",
            "structured_deposit",
            "loan",
            "credit_card",
            "insurance",
            "precious_metal",
            "payment",
            "general",
        ]
    ),
    "channel": frozenset(["wechat", "poster", "sms", "app", "branch", "web", "phone", "paper"]),
    "audience": frozenset(["public", "senior", "minor", "student", "professional"]),
    "jurisdiction": frozenset(["cn", "us", "uk", "eu"]),
    "lang": frozenset(["zh", "en"]),
    "extent": frozenset(["whole", "excerpt"]),
}
# What a rule's finding is about.
TOPICS = (
    "absolute-term", "ranking-without-source", "exclusivity", "guaranteed-principal", "guaranteed-return",
    "expected-yield", "risk-free", "risk-downplayed", "past-performance-no-statement", "benchmark-no-statement",
    "return-no-risk-warning", "yield-forecast", "deposit-confusion", "insurance-as-savings", "stop-sale-hype",
    "urgency", "disparagement", "state-endorsement", "loan-no-annual-rate", "loan-easy-approval",
    "loan-zero-interest", "loan-to-students", "instalment-fee-wording", "gift-unspecified", "prize-over-limit",
    "testimonial", "unlicensed-claim", "misleading-scope", "final-interpretation", "unilateral-change",
    "liability-excluded", "no-refund", "deemed-consent", "rights-waived", "unfair-forum", "blanket-authorisation",
    "deduct-any-account", "excessive-penalty", "tie-in-sale", "auto-renewal", "blank-clause", "prepayment-penalty",
    "assignment-without-notice", "bundled-consent", "default-consent", "unlimited-collection",
    "sharing-unspecified", "retention-missing", "withdrawal-missing", "cross-border", "minors", "sensitive-data",
    "automated-decision", "id-number-leak", "phone-leak", "card-number-leak", "credential-request",
    "complaint-channel-missing", "other",
)  # fmt: skip
# How a name is written: letters (of any script), digits and `_`, with `-` between them.
NAME = r"[^\W\d]\w*(?:-\w+)*"

# A rule for the wider material applies to the narrower ones too.
NARROWER = {"marketing": frozenset(["sms", "push", "poster", "script"])}


def matches_gate(own: tuple[str, ...], wanted: Sequence[str]) -> bool:
    """Whether one of a document's values is wanted, or is a narrower kind of one that is."""
    return any(value in wanted or any(value in NARROWER.get(wide, ()) for wide in wanted) for value in own)
