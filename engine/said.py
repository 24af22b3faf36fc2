"""Words for a person that can be said in another language: a message in English, and what fills it in.

Input: a message with fields such as `%(name)s`, and their values. Output: the English text, a `str`, which remembers
both. Law: whoever knows nothing of languages has the English text; the catalogues of the reporters have every message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import NullTranslations


class Said(str):
    """A text with the message that it was made of."""

    __slots__ = ("fields", "message")
    message: str
    fields: Mapping[str, object]


def said(message: str, **fields: object) -> Said:
    """A message with its fields filled in."""
    return _made(message, fields)


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
