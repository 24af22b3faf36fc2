"""The templates of pages, and how texts stand in them.

Input: a language. Output: an environment for templates. Law: all that comes from a draft or a rule is escaped;
a page's policy lets only its own script and style run.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from engine.reporters.brief import excuse, where
from engine.reporters.masking import own_words
from engine.reporters.plain import page_text
from engine.reporters.words import term, words

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(lang: str) -> Environment:
    """The templates with Zhupi's own words in a language."""
    say = words(lang)
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(say.gettext, say.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {
        "lang": "zh-CN" if say.info().get("language") == "zh_CN" else "en",
        "file": lambda name: Markup(_file(name)),
        "hash": lambda name: _hash(_file(name)),
    }
    made.filters |= {"plain": page_text, "where": lambda place: where(place, say)}
    made.filters |= {"term": lambda word: term(say, word), "own": lambda text, f: own_words(f, text)}
    made.filters["excuse"] = lambda suppression: excuse(suppression, say)
    return made


@cache
def _file(name: str) -> str:
    """A style or script of ours, as it stands in a page."""
    return (_TEMPLATES / name).read_text("utf-8").removesuffix("\n")


def _hash(text: str) -> str:
    """What a content security policy allows this script or style by."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
