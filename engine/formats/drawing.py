"""Colours of DrawingML and of themes (ECMA-376 part 1, 20.1.2.3 and 20.1.6.2).

Input: elements that hold a colour, and a colour scheme. Output: `#rrggbb`. Law: a colour that is not understood is
None, never a guess; transparency is left out of account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from colorsys import hls_to_rgb, rgb_to_hls

from lxml import etree

from engine.formats.css import color as named_color

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WHOLE = 100_000  # what the standard counts as one
_HEX = frozenset("0123456789abcdefABCDEF")
_DEGREE = 60_000
NONE = ""  # a fill that shows what is behind
Scheme = Mapping[str, str]  # a name (dk1, accent1, tx1) → its colour


def read_scheme(theme: etree._Element | None, mapping: Mapping[str, str]) -> dict[str, str]:
    """The colours of a theme by name, and by the names that `mapping` gives them (bg1 → lt1)."""
    listed = None if theme is None else theme.find(f"{_A}themeElements/{_A}clrScheme")
    scheme: dict[str, str] = {}
    for entry in listed if listed is not None else ():
        found = color_in(entry, {})
        if found:
            scheme[etree.QName(entry).localname] = found
    return scheme | {name: scheme[target] for name, target in mapping.items() if target in scheme}


def color_in(parent: etree._Element | None, scheme: Scheme) -> str | None:
    """The colour that an element holds (a fill, a reference into a style)."""
    for child in parent if parent is not None else ():
        if isinstance(child.tag, str) and child.tag.endswith("Clr"):
            base = _base(child, scheme)
            return base and _changed(base, child)
    return None


def fill_in(properties: etree._Element | None, scheme: Scheme) -> str | None:
    """The fill that properties of a shape, a cell or a run have: its colour, NONE, or None for what has no one colour.
    Raises LookupError where they have none."""
    for child in properties if properties is not None else ():
        if child.tag == f"{_A}solidFill":
            return color_in(child, scheme)
        if child.tag == f"{_A}noFill":
            return NONE
        if child.tag in (f"{_A}gradFill", f"{_A}blipFill", f"{_A}pattFill", f"{_A}grpFill"):
            return None
    raise LookupError("no fill")


def _base(element: etree._Element, scheme: Scheme) -> str | None:
    kind, value = etree.QName(element).localname, element.get("val", "")
    if kind == "srgbClr":
        return f"#{value.lower()}" if len(value) == 6 and _HEX.issuperset(value) else None
    if kind == "sysClr":
        last = element.get("lastClr", {"window": "ffffff", "windowText": "000000"}.get(value, ""))
        return f"#{last.lower()}" if len(last) == 6 and _HEX.issuperset(last) else None
    if kind == "schemeClr":
        return scheme.get(value)
    return named_color(value.lower(), None) or None if kind == "prstClr" else None


def _changed(color: str, element: etree._Element) -> str | None:
    """A colour after the changes that its element asks for, in order."""
    for change in element:
        if isinstance(change.tag, str):
            color = _change(color, etree.QName(change).localname, _share(change.get("val", "")))
    return color


def _share(value: str) -> float:
    try:
        return float(value.rstrip("%")) / (100 if value.endswith("%") else _WHOLE)
    except ValueError:
        return 1.0


def _change(color: str, name: str, share: float) -> str:
    if name in ("tint", "shade"):
        return tinted(color, share) if name == "tint" else _linear(color, share, 0.0)
    part, _, how = name.partition("M") if name.endswith("Mod") else name.partition("O")
    if part not in ("lum", "sat", "hue") or how not in ("od", "ff"):
        return color
    hue, light, full = rgb_to_hls(*(channel / 255 for channel in _channels(color)))
    values = {"hue": hue, "lum": light, "sat": full}
    if how == "od":
        values[part] *= share
    else:
        values[part] += share * _WHOLE / (360 * _DEGREE) if part == "hue" else share
    hue, light, full = values["hue"] % 1.0, _bounded(values["lum"]), _bounded(values["sat"])
    return _hex(channel * 255 for channel in hls_to_rgb(hue, light, full))


def tinted(color: str, share: float) -> str:
    """So much of a colour, the rest white."""
    return _linear(color, share, 1 - share)


def lightened(color: str, share: float, white: float) -> str:
    """A colour whose lightness is multiplied by `share`, `white` added: Word's tints and shades."""
    hue, light, full = rgb_to_hls(*(channel / 255 for channel in _channels(color)))
    return _hex(channel * 255 for channel in hls_to_rgb(hue, _bounded(light * share + white), full))


def _linear(color: str, share: float, white: float) -> str:
    """The channels as amounts of light, multiplied and added to."""
    mixed = (_bounded((channel / 255) ** 2.2 * share + white) for channel in _channels(color))
    return _hex(255 * amount ** (1 / 2.2) for amount in mixed)


def _bounded(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _hex(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel):02x}" for channel in channels)
