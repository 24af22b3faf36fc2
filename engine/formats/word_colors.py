"""Colours in Word files, those of the theme included (ECMA-376 part 1, 17.3.2.6, 17.3.5, 17.18.97).

Input: elements with a colour or a shading, the theme and the settings. Output: `#rrggbb`. Law: a colour of the theme
counts before the one that is written beside it, as in Word; without the theme the one beside it counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.formats.drawing import NONE, color_in, fill_in, lightened, read_scheme
from engine.formats.word_names import VAL, Element, W

AUTO = "auto"
MIXED = "mixed"  # a picture or a gradient: no one colour
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_HEX = frozenset("0123456789abcdefABCDEF")
_NAMES = {  # Word's name → the theme's
    "dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink",
    "followedHyperlink": "folHlink", **{f"accent{n}": f"accent{n}" for n in range(1, 7)},
}  # fmt: skip
_MAPPED = {"text1": "t1", "background1": "bg1", "text2": "t2", "background2": "bg2"}
_USUAL = {"t1": "dark1", "bg1": "light1", "t2": "dark2", "bg2": "light2"}
_DRAWN = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}
_HIGHLIGHTS = {
    "black": "#000000", "blue": "#0000ff", "cyan": "#00ffff", "green": "#00ff00", "magenta": "#ff00ff",
    "red": "#ff0000", "yellow": "#ffff00", "white": "#ffffff", "darkBlue": "#000080", "darkCyan": "#008080",
    "darkGreen": "#008000", "darkMagenta": "#800080", "darkRed": "#800000", "darkYellow": "#808000",
    "darkGray": "#808080", "lightGray": "#c0c0c0",
}  # fmt: skip


class Palette:
    """The colours of one file."""

    def __init__(self, theme: Element | None = None, settings: Element | None = None) -> None:
        self._scheme = read_scheme(theme, _DRAWN)
        mapping = None if settings is None else settings.find(W + "clrSchemeMapping")
        written: Mapping[str, str] = (
            {} if mapping is None else {str(k): str(v) for k, v in mapping.attrib.items()}
        )
        self._mapping = {name: written.get(W + name, usual) for name, usual in _USUAL.items()}

    def text(self, color: Element | None) -> str | None:
        """What `w:color` says, AUTO included."""
        return None if color is None else self._of(color, VAL, "theme", "themeColor")

    def fill(self, shading: Element | None) -> str | None:
        """The colour of `w:shd`: its fill, or its pattern's where the pattern is solid. None where it shows nothing."""
        if shading is None:
            return None
        if shading.get(VAL) == "solid":
            found = self._of(shading, W + "color", "theme", "themeColor")
        else:
            found = self._of(shading, W + "fill", "themeFill", "themeFill")
        return None if found == AUTO else found

    def highlight(self, name: str | None) -> str | None:
        return _HIGHLIGHTS.get(name or "")

    def box(self, content: Element) -> str:
        """The fill of the shape that holds a text box: a colour, MIXED, or "" for none."""
        for shape in content.iterancestors():
            if shape.tag == _WPS + "wsp":
                return self._shape(shape)
            if shape.get("fillcolor") is not None or shape.get("filled") is not None:  # VML
                named = shape.get("fillcolor", "").split(" ")[0].lower()
                return "" if shape.get("filled") in ("f", "false") else _plain(named.lstrip("#")) or MIXED
        return ""

    def _shape(self, shape: Element) -> str:
        try:
            found = fill_in(shape.find(_WPS + "spPr"), self._scheme)
        except LookupError:
            named = shape.find(f"{_WPS}style/{{*}}fillRef")
            found = NONE if named is None or named.get("idx") == "0" else color_in(named, self._scheme)
        return MIXED if found is None else found

    def _of(self, el: Element, value: str, prefix: str, name: str) -> str | None:
        named = el.get(W + name)
        base = self._scheme.get(self._theme_name(named)) if named else None
        if base is None:
            written = el.get(value)
            return AUTO if written == AUTO else _plain(written or "")
        if tint := _amount(el.get(f"{W}{prefix}Tint")):
            return lightened(base, tint, 1 - tint)
        shade = _amount(el.get(f"{W}{prefix}Shade"))
        return lightened(base, shade, 0.0) if shade else base

    def _theme_name(self, name: str) -> str:
        return _NAMES.get(self._mapping.get(_MAPPED.get(name, ""), name), "")


def _plain(value: str) -> str | None:
    return f"#{value.lower()}" if len(value) == 6 and _HEX.issuperset(value) else None


def _amount(value: str | None) -> float | None:
    return int(value, 16) / 255 if value and len(value) <= 2 and _HEX.issuperset(value) else None
