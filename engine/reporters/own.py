"""Findings of Zhupi's own (a draft that could not be reviewed, a faulty suppression) in the language of the run.

Input: a review, a language. Output: the review with those findings in that language. Law: rule, severity and place
stay; the engine words them in Chinese and in full, every other language has a sentence for each code.
"""

from __future__ import annotations

from dataclasses import replace
from gettext import NullTranslations

from engine.finding import Finding, Review
from engine.reporters.words import N_, words

_PREFIX = "zhupi/"
_TITLES = {
    "suppression-faulty": N_("a suppression that does not hold"),
    "suppression-unused": N_("a suppression that nothing needs"),
}
_MESSAGES = {
    "suppression-faulty": N_("A zhupi-ignore comment here does not hold, so it suppresses nothing."),
    "suppression-unused": N_("A zhupi-ignore comment here suppresses nothing: the rule finds nothing. Delete it."),
    "timeout": N_("The time for one draft ran out (--timeout). Split the draft, or give it more time."),
    "budget": N_("The time for one draft ran out before every rule was asked. Split the draft."),
    "crashed": N_("The process that reviewed it ended, perhaps because of the memory limit."),
    "too-large": N_("It is too large, or unpacks to far more than it should."),
    "empty": N_("There are no words in it to review."),
    "encrypted": N_("It is encrypted. Save it without a password."),
    "protected": N_("It is protected. Save it without protection."),
    "damaged": N_("It is damaged, or not what its name says. Save it anew in the program that made it."),
    "hostile": N_("It is built to harm the program that opens it."),
    "binary": N_("It is no text."),
    "encoding": N_("Its characters cannot be decoded. Save it as UTF-8."),
    "front-matter": N_("Its front matter is not valid."),
    "unknown-format": N_("Its format is none that Zhupi reads, or not what its name says."),
    "unreadable": N_("The file cannot be opened."),
    "no-ocr": N_("It is a picture. Reading it needs `pip install 'zhupi[ocr]'`, and --ocr not to be off."),
    "needs-libreoffice": N_("Reading this format needs LibreOffice. Install it, or save the draft as .docx, .pptx or .xlsx."),
}  # fmt: skip
_OTHER = N_("It could not be reviewed.")


def told(review: Review, lang: str) -> Review:
    """The review with Zhupi's own findings in a language."""
    if lang == "zh" or not any(finding.rule.startswith(_PREFIX) for finding in review.findings):
        return review
    say = words(lang)
    return replace(review, findings=tuple(_told(finding, review.name, say) for finding in review.findings))


def _told(finding: Finding, name: str, say: NullTranslations) -> Finding:
    if not finding.rule.startswith(_PREFIX):
        return finding
    code = finding.rule.removeprefix(_PREFIX)
    about = code in _TITLES
    message = say.gettext(_MESSAGES.get(code, _OTHER))
    return replace(
        finding,
        title=say.gettext(_TITLES[code]) if about else say.gettext("could not be reviewed"),
        message=message if about else f"{name}: {message}",
        suggestion=say.gettext("Name the rule in full, a reason, an owner and an end date.")
        if code == "suppression-faulty"
        else "",
    )
