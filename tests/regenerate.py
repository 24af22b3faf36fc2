"""Writes what is generated from the source: golden files of the reporters, the samples and the
checker, the message catalogues, the pages of the rules and of the commands.

`python -m tests.regenerate` writes, and the diff is read before it is committed; the tests compare.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from engine.library import load_packs
from engine.rulebook import pages
from tests.checker.cases import outputs
from tests.commands import pages as command_pages
from tests.reporters.goldens import goldens
from tests.samples import sample_goldens

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "engine" / "reporters" / "locales"
_METHODS = [("**.py", "python"), ("**/templates/**.j2", "jinja2")]
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_HEADER = "# Zhupi's own words. Written by `python -m tests.regenerate`; translations are edited by hand.\n#"


def template() -> Catalog:
    """Every message of the source."""
    catalog = _catalog(None)
    for folder, keywords in (("reporters", _KEYWORDS), (".", {"said": None})):
        source = ROOT / "engine" / folder
        for name, _, message, comments, context in extract_from_dir(source, _METHODS, keywords=keywords):
            catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def _catalog(locale: str | None) -> Catalog:
    return Catalog(locale=locale, project="zhupi", header_comment=_HEADER, fuzzy=False)


def merged(locale: str) -> Catalog:
    """A language's catalogue brought in step with the source; its translations are kept."""
    path = LOCALES / locale / "LC_MESSAGES" / "zhupi.po"
    catalog = read_po(BytesIO(path.read_bytes()), locale=locale) if path.exists() else _catalog(locale)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def _po(catalog: Catalog) -> bytes:
    """The catalogue's file, without what changes from run to run."""
    out = BytesIO()
    write_po(out, catalog, width=0, no_location=True, sort_output=True, omit_header=True)
    language = f'"Language: {catalog.locale_identifier}\\n"\n' if catalog.locale_identifier else ""
    plural = f'"Plural-Forms: {catalog.plural_forms}\\n"\n' if catalog.locale_identifier else ""
    head = (
        f'{_HEADER}\nmsgid ""\nmsgstr ""\n{language}"Content-Type: text/plain; charset=utf-8\\n"\n{plural}\n'
    )
    return head.encode() + out.getvalue()


class _Compiled(Catalog):
    """A catalogue whose header holds no time and no version."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", self.plural_forms),
        ]


def _mo(po: bytes, locale: str) -> bytes:
    compiled, out = _Compiled(locale=locale), BytesIO()
    for message in read_po(BytesIO(po), locale=locale):
        if message.id:
            compiled.add(message.id, message.string)
    write_mo(out, compiled)
    return out.getvalue()


def catalogues() -> dict[Path, bytes]:
    """Every catalogue file as it must be."""
    files = {LOCALES / "zhupi.pot": _po(template())}
    for locale in ("zh_CN", "en"):
        po = _po(merged(locale))
        folder = LOCALES / locale / "LC_MESSAGES"
        files |= {folder / "zhupi.po": po, folder / "zhupi.mo": _mo(po, locale)}
    return files


def rulebook() -> dict[Path, bytes]:
    """A page for every pack of rules."""
    packs, _ = load_packs([ROOT / "rules"])
    return {ROOT / "docs" / "rules" / name: text.encode() for name, text in pages(packs).items()}


def main() -> None:
    """Writes all of them. Catalogues first: the golden files are made with their words."""
    for files in (catalogues, goldens, sample_goldens, outputs, command_pages, rulebook):
        for path, content in files().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


if __name__ == "__main__":
    main()
