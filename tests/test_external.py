"""Drafts from outside, through the whole line: hard, hostile and found ones, and the copies in LibreOffice."""

from __future__ import annotations

import os
import re
import resource
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.files import manifest, missed, outcomes
from engine.batch import Draft, Reviewer, Task, review_all
from engine.formats.legacy import convert
from engine.formats.opc import open_package
from engine.formats.sheet_notes import read_notes
from engine.loaders import CONVERTED, load
from engine.reporters import ANNOTATORS
from engine.text import Span
from engine.workers import Limits
from tests.packs import plan, rule_file
from tests.reporters.test_word_external import findings_on

pytestmark = pytest.mark.external

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ZHUPI_SHARED", ROOT.parent / "shared"))
HARD = SHARED / "gold" / "hard"
CORPUS = SHARED / "gold" / "external" / "parser_corpus"
MEMORY = 512 << 20
SAMPLE = 8  # of the found files that LibreOffice converts one in so many; all others are tried

WORDS = {
    "hard.xlsx": (
        ("产品名称", "合并单元格:全国销量第一", "预期收益率3.99%", "页眉:收益有保障", "文本框里的文字:绝对安全", "隐藏:内部返佣3%"),
        ("已有批注", "&C", "0.0399"),
    ),
    "deck2.pptx": (
        ("第1页 理财产品推介", "组合内文字:年化收益率高达8.8%", "话术——绝对安全,稳赚不赔", "历年最高收益走势", "加强专业队伍建设"),
        ("单击此处", "Click to edit"),
    ),
    "hard.pdf": (
        ("本产品承诺保本保收益", "高达百分之八点八名额有限", "稳赚不赔", "旋转页:唯一官方授权机构", "内部返佣比例百分之三"),
        ("稳赚不赔稳赚不赔", "双双印印"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_hard_file_is_read_whole(name: str) -> None:
    document = load((HARD / name).read_bytes(), name)
    text = document.text if name != "hard.pdf" else document.text.replace("\n", "")
    there, absent = WORDS[name]
    assert [words for words in there if words not in text] == []
    assert [words for words in absent if words in text] == []
    hidden = "".join(document.text[slice(*span)] for span in document.structure.get("hidden", ()))
    assert ("内部返佣" in hidden) == (name != "deck2.pptx")


HOSTILE = {
    "bomb.docx": "too-large",
    "deep.docx": "damaged",
    "enc.docx": "encrypted",
    "lol.docx": "hostile",
    "lol.xlsx": "hostile",
    "owner.pdf": "",
    "strict.docx": "",
    "user.pdf": "encrypted",
    "xxe.docx": "hostile",
}


def test_hostile_files_are_refused_or_reviewed_within_limits() -> None:
    """In one process after another, each bounded; what is refused says why, and names the file."""
    assert {path.name for path in (HARD / "hostile").iterdir()} == set(HOSTILE)
    tasks = [Task(Draft(HARD / "hostile" / name, name, name), {}) for name in HOSTILE]
    reviewer = Reviewer(plan(rule_file("「保本」")))
    found = dict(review_all(reviewer, tasks, limits=Limits(10.0, MEMORY)))
    reviews = [found[index].review for index in range(len(tasks))]
    assert [review.error for review in reviews] == list(HOSTILE.values())
    for name, review in zip(HOSTILE, reviews, strict=True):
        assert not review.error or name in review.findings[0].message
    [protected] = {place.why for place in reviews[list(HOSTILE).index("owner.pdf")].placements}
    assert "权限保护" in protected
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 2 * MEMORY


def test_libreoffice_lays_out_a_page_of_boxes_with_comments() -> None:
    """Boxes that text flows around, in a paragraph without words: one character there sends it round for ever."""
    [path] = CORPUS.rglob("*testWORD_2006ml.docx")
    data = path.read_bytes()
    document = load(data, path.name)
    spans = [Span(*match.span()) for match in re.finditer(r"[^\n]+", document.text)]
    findings = [replace(findings_on(document.text)[0], span=span) for span in spans]
    copy, _ = import_module(ANNOTATORS["docx"]).annotate(data, document, findings)
    assert convert(copy, path.name, ".pdf").startswith(b"%PDF")


@pytest.mark.parametrize("name", ["hard.xlsx", "deck2.pptx"])
def test_libreoffice_opens_the_copy(name: str) -> None:
    data = (HARD / name).read_bytes()
    document = load(data, name)
    findings = findings_on(document.text)
    copy, placements = import_module(ANNOTATORS[document.format]).annotate(data, document, findings)
    assert "report-only" not in {place.how for place in placements}
    assert convert(copy, name, ".pdf").startswith(b"%PDF")
    flat = convert(copy, name, ".fods" if name.endswith("xlsx") else ".fodp").decode()
    shown = flat.count("<office:annotation ") + flat.count("<officeooo:annotation ")
    package = open_package(copy)
    sheets = {anchor.part for anchor in document.anchors if "worksheets/" in anchor.part}
    notes = sum(len(read_notes(package, sheet)) for sheet in sheets)
    assert shown == (notes or len(findings))


# Refused, though the baseline reads it: a document type; and a font that pdfium does not read.
NOT_READ = ("ExternalEntityInText.docx", "Embedded_font.pdf")
NO_COPY = frozenset(f"refused: {code}" for code in ("protected", "signed", "damaged", "threads"))


def test_found_files() -> None:
    """All of them but some of those that LibreOffice converts: none crashes, hangs or needs much memory, text is found
    in those in which the baseline finds it, and the annotated copy has the text of the file."""
    known = manifest(CORPUS)
    converted = [file for file in known if Path(file).suffix in CONVERTED]
    files = sorted({*known, *converted[::SAMPLE]}.difference(set(converted) - set(converted[::SAMPLE])))
    assert len(files) > 500
    found = list(outcomes(CORPUS, files))
    assert [each for each in found if each.code in ("crashed", "timeout", "fault")] == []
    assert [each for each in found if each.memory > MEMORY] == []
    assert [each.file for each in missed(found, known) if not each.file.endswith(NOT_READ)] == []
    copies = {each.copy for each in found if each.code == "read"}
    assert copies - NO_COPY == {"same", "none"}
