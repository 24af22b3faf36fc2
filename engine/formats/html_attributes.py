"""Attributes of HTML elements: which a reader sees, and which set a style.

Input: an element's name and attributes. Output: names of attributes, declarations. Source: the HTML standard, 15.3.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.formats.html import Attribute

_SHOWN_VALUES = frozenset(
    ("", "text", "search", "button", "submit", "reset", "email", "tel", "number", "url")
)
_SHOWN_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "label")
_SHOWN_META = frozenset(
    ("description", "keywords", "og:title", "og:description", "twitter:title", "twitter:description")
)


def presentation(tag: str, said: Mapping[str, Attribute]) -> dict[str, str]:
    """Attributes that set a style: `hidden`, and those of old pages."""
    css: dict[str, str] = {}
    if "hidden" in said or (tag == "input" and "type" in said and said["type"].value.lower() == "hidden"):
        css["display"] = "none"
    if tag == "font" and "color" in said:
        css["color"] = said["color"].value.lower()
    if "bgcolor" in said:
        css["background"] = said["bgcolor"].value.lower()
    if "background" in said:
        css["background-image"] = "url()"
    return css


def shown(tag: str, said: Mapping[str, Attribute]) -> list[str]:
    """The attributes whose values a reader sees."""
    found = [name for name in _SHOWN_ATTRIBUTES if name in said and said[name].value.strip()]
    if tag == "input" and "value" in said:
        kind = said["type"].value.lower() if "type" in said else ""
        found += ["value"] if kind in _SHOWN_VALUES else []
    names = {said[name].value.lower() for name in ("name", "property") if name in said}
    if tag == "meta" and "content" in said and names & _SHOWN_META:
        found.append("content")
    return found
