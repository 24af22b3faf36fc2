"""Words for a person that can be said in another language: a message in English, and what fills it in.

Input: a message with fields such as `%(name)s`, and their values. Output: the English text, a `str`, which remembers
both. Law: whoever knows nothing of languages has the English text; the catalogues of the reporters have every message.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from gettext import NullTranslations


class Said(str):
    """A text with the message that it was made of."""

    __slots__ = ("fields", "message")
    message: str
    fields: Mapping[str, object]


def said(message: str, **fields: object) -> Said:
    """A message with its fields filled in."""
    return _made(message, fields)


def nearest(word: str, known: Iterable[str], most: int = sys.maxsize) -> str:
    """What to say of a word that is none of those known: the one that is near, else all of them in their order; nothing
    where there are more than `most`."""
    from difflib import get_close_matches

    names = list(known)
    if near := get_close_matches(word, names, 1):
        return said("did you mean `%(near)s`?", near=near[0])
    return said("known: %(known)s", known=", ".join(names)) if len(names) <= most else ""


def joined(parts: Sequence[str]) -> Said:
    """Some texts in a list."""
    fields = {f"part{number}": part for number, part in enumerate(parts)}
    return _made(", ".join(f"%({name})s" for name in fields), fields)


def _made(message: str, fields: Mapping[str, object]) -> Said:
    text = Said(message % fields if fields else message)
    text.message, text.fields = message, fields
    return text


def translated(text: str, say: NullTranslations) -> str:
    """A text in another language, as far as it is known what it says."""
    if not isinstance(text, Said):
        return text
    message = say.gettext(text.message) if text.message else ""
    fields = {
        name: translated(value, say) if isinstance(value, str) else value
        for name, value in text.fields.items()
    }
    return message % fields if fields else message
