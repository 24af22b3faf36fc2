"""Qualified names of WordprocessingML, and small readings of its attributes."""

from __future__ import annotations

from lxml import etree

Element = etree._Element

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M_NS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
A_NS = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC_NS = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

W, R, M, A, MC = (f"{{{ns}}}" for ns in (W_NS, R_NS, M_NS, A_NS, MC_NS))
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 — the prefix's own name
VAL = W + "val"
ID = W + "id"


def attr(parent: Element | None, child: str, name: str = "val") -> str | None:
    """The attribute of a `w:` child, None where either is absent."""
    el = None if parent is None else parent.find(W + child)
    return None if el is None else el.get(W + name)


def number(value: str | None) -> int | None:
    """A whole number of an attribute, None where it is absent or none."""
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def switch(parent: Element | None, child: str) -> bool | None:
    """An on/off property (ST_OnOff): None where it is not set."""
    el = None if parent is None else parent.find(W + child)
    return None if el is None else el.get(VAL, "true") not in ("0", "false", "off", "none")


def chosen(alternatives: Element) -> Element | None:
    """The branch of mc:AlternateContent that is read: the first choice, as the fallback repeats its text."""
    choice = alternatives.find(MC + "Choice")
    return alternatives.find(MC + "Fallback") if choice is None else choice
