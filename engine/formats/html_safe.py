"""What makes a page harmless to open: nothing in it runs and nothing is fetched.

Input: the tokens of a page. Output: texts to insert, nothing is taken away. Law: without the inserts the page
is the author's, character for character. A policy in the head forbids every script, frame, form and request;
scripts, handlers and script links are disarmed besides, for readers that know no such policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from engine.formats.html import Token, attributes

POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; form-action 'none'; base-uri 'none'\">"
)
_ASIDE = "data-zhupi-"
_LINKS = frozenset(
    (
        "href",
        "src",
        "action",
        "formaction",
        "xlink:href",
        "data",
        "poster",
        "background",
        "to",
        "from",
        "values",
    )
)
_RUNS = re.compile(r"(?:javascript|vbscript|data:(?!image/(?!svg)))", re.I)
_UNSEEN = re.compile(r"[\x00-\x20]+")
_HEAD_ENDS = frozenset(("script", "style", "link", "body", "base"))


def disarmed(source: str, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Inserts that set scripts, event handlers and what starts by itself out of use."""
    for token in tokens:
        if token.kind != "start":
            continue
        if token.name == "script":
            yield token.start + len("<script"), ' type="text/plain"'
        if token.end - token.start > len(token.name) + 2:
            yield from _attributes(source, token)


def _attributes(source: str, token: Token) -> Iterator[tuple[int, str]]:
    for name, at, value, _ in attributes(source, token):
        runs = name in _LINKS and _RUNS.match(_UNSEEN.sub("", unescape(value)))
        restarts = token.name == "meta" and name == "http-equiv" and value.strip().lower() == "refresh"
        if name.startswith("on") or name == "srcdoc" or runs or restarts:
            yield at, _ASIDE


def policy_place(source: str, tokens: Sequence[Token]) -> int:
    """Where the policy goes: first in the head, but after the charset that browsers look for early."""
    start = 0
    in_head = False
    for token in tokens:
        if token.kind == "other" or (token.kind == "start" and token.name in ("html", "head")):
            start = start if in_head and token.kind == "other" else token.end
            in_head = in_head or token.name == "head"
        elif token.kind == "start" and token.name == "meta" and _names_charset(source, token):
            return token.end
        elif (
            (token.kind == "start" and token.name in _HEAD_ENDS)
            or token.kind == "end"
            or _shows(source, token)
        ):
            return start
    return start


def _names_charset(source: str, token: Token) -> bool:
    return any(
        name == "charset" or "charset=" in value.lower() for name, _, value, _ in attributes(source, token)
    )


def _shows(source: str, token: Token) -> bool:
    blank = token.kind == "text" and not source[token.start : token.end].strip()
    return not blank and not (token.kind == "start" and token.name in ("meta", "title"))
