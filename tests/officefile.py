"""Workbooks and presentations for tests, written part by part."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006"
_M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A package of these parts, with a list of content types."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PKG}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(*links: tuple[str, str, str]) -> str:
    """A relationships part: (id, kind, target)."""
    inner = "".join(
        f'<Relationship Id="{id}" Type="{_REL}/{kind}" Target="{target}"/>' for id, kind, target in links
    )
    return f'<Relationships xmlns="{_PKG}/relationships">{inner}</Relationships>'


def workbook(
    sheets: Mapping[str, str],
    shared: str = "",
    styles: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook; each sheet is the XML of its rows. A name that begins with `-` is a hidden sheet's."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{n.lstrip("-")}" sheetId="{i}" r:id="r{i}"{" state=" + chr(34) + "hidden" + chr(34) if n.startswith("-") else ""}/>'
        for i, n in enumerate(names, 1)
    )
    links = [(f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(names) + 1)]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_M}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            *links, ("s", "sharedStrings", "sharedStrings.xml"), ("t", "styles", "styles.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_M}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_M}">{styles}</styleSheet>',
    }
    for i, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{_M}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return package({**parts, **(more or {})})


def presentation(
    slides: list[str],
    notes: Mapping[int, str] | None = None,
    hidden: frozenset[int] = frozenset(),
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A presentation; each slide is the XML of its shape tree. `notes`: slide number → words of the speaker."""
    numbers = range(1, len(slides) + 1)
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}" xmlns:r="{_REL}"><p:sldIdLst>'
        + "".join(f'<p:sldId id="{255 + i}" r:id="r{i}"/>' for i in numbers)
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"r{i}", "slide", f"slides/slide{i}.xml") for i in numbers)
        ),
    }
    for i, tree in enumerate(slides, 1):
        show = ' show="0"' if i in hidden else ""
        parts[f"ppt/slides/slide{i}.xml"] = (
            f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}"{show}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>'
        )
    for i, words in (notes or {}).items():
        parts[f"ppt/slides/_rels/slide{i}.xml.rels"] = relations(
            ("n", "notesSlide", f"../notesSlides/notes{i}.xml")
        )
        parts[f"ppt/notesSlides/notes{i}.xml"] = (
            f'<p:notes xmlns:p="{_P}" xmlns:a="{_A}">{shape(words)}</p:notes>'
        )
    return package({**parts, **(more or {})})


def shape(words: str, place: str = "", properties: str = "") -> str:
    """A shape with one run of text."""
    kind = f'<p:nvSpPr><p:nvPr><p:ph type="{place}"/></p:nvPr></p:nvSpPr>' if place else ""
    return f"<p:sp>{kind}<p:txBody><a:p><a:r><a:rPr {properties}/><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
