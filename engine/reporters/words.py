"""Zhupi's own words in the language of the run, through gettext.

Input: a language (`zh`, `en`, or a locale such as `zh_CN.UTF-8`). Output: the translations. Rule texts stay
as their packs have them. Law: every message id is English and stands in the catalogue of every language.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"zh": "zh_CN", "en": "en"}


def N_(text: str) -> str:
    """Marks a message for the catalogue and leaves it as it is."""
    return text


# The stable words of values, and how they read.
TERMS = {
    "critical": N_("critical"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "info": N_("info"),
    "none": N_("none"),
    "not-reviewed": N_("not fully reviewed"),
    "fail": N_("fails"),
    "attention": N_("needs attention"),
    "partial": N_("nothing found in what was reviewed"),
    "clean": N_("nothing found"),
    "amended": N_("amended"),
    "repealed": N_("repealed"),
    "draft": N_("draft law"),
    "pending": N_("not yet in force"),
    "vacated": N_("vacated"),
    "exact": N_("on the exact words"),
    "widened": N_("on a wider stretch"),
    "nearby": N_("nearby"),
    "report-only": N_("only in this report"),
    "material": N_("kind of document"),
    "product": N_("product"),
    "channel": N_("channel"),
    "audience": N_("audience"),
    "jurisdiction": N_("jurisdiction"),
    "lang": N_("language"),
    "extent": N_("extent"),
    "marketing": N_("marketing"),
    "contract": N_("contract"),
    "terms": N_("terms"),
    "privacy_policy": N_("privacy policy"),
    "product_document": N_("product document"),
    "sms": N_("text message"),
    "push": N_("push message"),
    "poster": N_("poster"),
    "script": N_("sales script"),
    "wealth": N_("wealth management"),
    "fund": N_("fund"),
    "deposit": N_("deposit"),
    "structured_deposit": N_("structured deposit"),
    "loan": N_("loan"),
    "credit_card": N_("credit card"),
    "insurance": N_("insurance"),
    "precious_metal": N_("precious metal"),
    "payment": N_("payment"),
    "general": N_("general"),
    "wechat": N_("WeChat"),
    "app": N_("app"),
    "branch": N_("branch"),
    "web": N_("web"),
    "phone": N_("telephone"),
    "paper": N_("paper"),
    "senior": N_("older people"),
    "cn": N_("mainland China"),
    "us": N_("United States"),
    "uk": N_("United Kingdom"),
    "eu": N_("European Union"),
    "zh": N_("Chinese"),
    "en": N_("English"),
    "whole": N_("whole document"),
    "excerpt": N_("excerpt"),
    "option": N_("given as an option"),
    "configuration": N_("from the configuration"),
    "front-matter": N_("stated by the draft"),
    "recognition": N_("recognised"),
    "default": N_("by default"),
    "unknown": N_("unknown"),
    "header": N_("header"),
    "footer": N_("footer"),
    "footnote": N_("note"),
    "comment": N_("comment"),
    "attribute": N_("title, tooltips, alternative texts"),
    "hidden": N_("hidden text"),
    "picture": N_("picture"),
    "attachment": N_("attachment"),
    "altchunk": N_("embedded document"),
    "page": N_("page"),
    "chart": N_("chart"),
    "diagram": N_("diagram"),
    "drawing": N_("drawing"),
    "subdocument": N_("subdocument"),
    "video": N_("video"),
    "audio": N_("audio"),
    "noscript": N_("text shown without scripts"),
    "template": N_("template for scripts"),
    "formula": N_("formula without a value"),
    "annotation": N_("text box or form field on the page"),
    "words": N_("words recognised without certainty"),
    "unfinished": N_("recognition not finished"),
    "zero-width": N_("invisible characters between the words' own"),
    "symbols": N_("symbols between the words' characters"),
    "spaces": N_("spaces between the words' characters"),
    "line-break": N_("words broken over lines"),
    "pinyin": N_("pinyin in place of characters"),
    "case": N_("other letter case"),
    "width": N_("full-width or half-width characters"),
    "traditional": N_("traditional characters"),
    "look-alike": N_("look-alike characters"),
    "in-draft": N_("by a comment in the draft"),
    "decisions": N_("by a decision"),
    "baseline": N_("already in the baseline"),
    "unchanged": N_("not touched by the change"),
    "style": N_("how text is set"),
    "unread": N_("what was not read"),
}


@cache
def words(lang: str) -> NullTranslations:
    """The translations for a language or locale; English for one that has no catalogue."""
    code = LANGUAGES.get(lang.replace("-", "_").split("_")[0].lower(), "en")
    return translation("zhupi", LOCALES, [code])


def term(translations: NullTranslations, word: str) -> str:
    """How a stable word of a value reads; a word that is not known stays as it is."""
    return translations.gettext(TERMS[word]) if word in TERMS else word
