"""Word files from outside: hard, hostile and found ones, and what LibreOffice makes of the annotated copies."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from engine.errors import ReviewError
from engine.finding import Finding
from engine.loaders.word import load
from engine.reporters.word import annotate
from engine.rule import Severity
from engine.text import Span

pytestmark = pytest.mark.external

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ZHUPI_SHARED", ROOT.parent / "shared"))
HARD = SHARED / "gold" / "hard"
CORPUS = SHARED / "gold" / "external" / "parser_corpus"
MEMORY = 512 << 20
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

# What a child process does with one file, under a limit of memory: read it, annotate it, say how it went.
CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from engine.errors import ReviewError
from tests.reporters.test_word_external import findings_on
from engine.loaders.word import load
from engine.reporters.word import annotate
data = open(sys.argv[1], "rb").read()
try:
    document = load(data, "a.docx")
    _, placements = annotate(data, document, findings_on(document.text), suggest=True)
    said = {"outcome": "read", "chars": len(document.text.strip()), "how": sorted({p.how for p in placements})}
except ReviewError as refused:
    said = {"outcome": refused.code}
print(json.dumps(said | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
"""


def findings_on(text: str) -> list[Finding]:
    """One on the whole, and on three characters within each of some two hundred paragraphs."""
    said = Finding(rule="a/b", title="试", severity=Severity.HIGH, message="试。", span=None)
    found = list(re.finditer(r"[^\n]+", text))
    spans = [m.span() for m in found[:: max(1, len(found) // 200)]]
    starts = [(start + (end - start) // 3, end) for start, end in spans]
    some = [
        Finding(
            rule="a/b", title="试", severity=Severity.HIGH, message="试。", span=Span(start, min(start + 3, end)),
            replacement="改" if start % 2 else None,
        )
        for start, end in starts
    ]  # fmt: skip
    return [said, *some]


def in_child(path: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{path.name}: {done.stderr[-2000:]}"
    said: dict[str, object] = json.loads(done.stdout)
    return said


READ = (
    "本产品承诺保本保收益", "国家级权威认证理财平台", "第三条最高收益条款另行约定", "2026年1月5日保证兑付",
    "甲方:张三绝对安全", "建湖支行唯一指定", "稳赚不赔的投资选择", "退保可能损失本金", "移来的高收益文字",
    "本行推荐该产品", "风险\t提示:理财非\v存款", "预期收益率5%", "内容控件行", "永久免费", "限时秒杀稳赚",
    "公式R=P×8%仅供", "本金百分之百安全", "🎉𠮷祥宝", "收益有保障", "最终解释权归本行所有", "脚注:过往业绩", "尾注:过往业绩",
)  # fmt: skip
NOT_READ = ("绝无损失", "移走的无风险文字", "bǎo běn", "REF bm1", "已有人工批注")


@pytest.mark.parametrize("path", ["nasty.docx", "hostile/strict.docx"])
def test_hard_file_is_read_whole_and_once(path: str) -> None:
    document = load((HARD / path).read_bytes(), path)
    assert [words for words in READ if document.text.count(words) != 1] == []
    assert [words for words in NOT_READ if words in document.text] == []
    hidden = [document.text[start:end] for start, end in document.structure["hidden"]]
    assert hidden == ["内部返佣比例3%"]


def test_long_contract() -> None:
    data = (HARD / "contract40.docx").read_bytes()
    document = load(data, "contract40.docx")
    assert len(document.headings or ()) == 35
    assert len(document.structure["table"]) == 21
    step = len(document.anchors) // 200
    findings = [
        Finding(rule="a/b", title="试", severity=Severity.HIGH, message="试。", span=Span(a.start, a.end))
        for a in document.anchors[::step][:200]
    ]
    copy, placements = annotate(data, document, findings)
    assert [placement.how for placement in placements] == ["exact"] * 200
    assert load(copy, "a.docx").text == document.text


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bomb", "too-large"),
        ("deep", "damaged"),
        ("enc", "encrypted"),
        ("lol", "hostile"),
        ("xxe", "hostile"),
    ],
)
def test_hostile_file_is_refused(name: str, code: str) -> None:
    path = HARD / "hostile" / f"{name}.docx"
    said = in_child(path)
    assert said["outcome"] == code
    assert int(str(said["memory"])) < MEMORY
    with pytest.raises(ReviewError, match=re.escape(path.name)):
        load(path.read_bytes(), path.name)


def test_found_files() -> None:
    """None crashes, hangs or needs much memory; what is there is placed; more is read than python-docx reads."""
    known = {}
    for line in (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        known[entry["file"]] = entry.get("chars") or 0
    files = [p for p in sorted(CORPUS.rglob("*")) if p.suffix.lower() in (".docx", ".docm", ".dotx")]
    assert len(files) > 150
    read = before = 0
    for path in files:
        said = in_child(path)
        assert int(str(said["memory"])) < MEMORY, path.name
        if said.get("chars"):
            assert said["how"] != [], path.name
            assert "report-only" not in str(said["how"]), path.name
        read += bool(said.get("chars"))
        before += known[path.relative_to(CORPUS).as_posix()] > 0
    assert read >= before - len(ONLY_BLANK)


# Files in which the baseline counts blanks, or that declare a document type and are therefore refused.
ONLY_BLANK = (
    "59378",
    "TestTableColumns",
    "Tika-792",
    "tbl-having",
    "tbl-on-off",
    "having-images",
    "2exe",
    "ExternalEntity",
)


@pytest.mark.parametrize("name", ["nasty", "contract40"])
@pytest.mark.parametrize("suggest", [False, True])
def test_libreoffice_opens_the_copy(name: str, suggest: bool, tmp_path: Path) -> None:
    data = (HARD / f"{name}.docx").read_bytes()
    document = load(data, "a.docx")
    findings = findings_on(document.text)
    copy, placements = annotate(data, document, findings, suggest=suggest)
    assert "report-only" not in {placement.how for placement in placements}
    (tmp_path / "copy.docx").write_bytes(copy)
    for ending in ("pdf", "fodt"):
        _convert(tmp_path / "copy.docx", ending)
    assert (tmp_path / "copy.pdf").stat().st_size > 10_000
    flat = etree.parse(tmp_path / "copy.fodt").getroot()
    covered = _covered(flat)
    assert len(covered) == len(findings) + (1 if name == "nasty" else 0)
    if suggest or name == "nasty":  # LibreOffice counts deleted words in
        return
    exact = [at for at, placement in enumerate(placements) if placement.how == "exact"]
    words = Counter(re.sub(r"\s", "", document.text[slice(*findings[at].span or ())]) for at in exact)
    assert words - Counter(re.sub(r"\s", "", text) for text in covered) == Counter()


def _covered(flat: etree._Element) -> list[str]:
    """The words of each comment, as LibreOffice holds them."""
    covered: dict[str | None, str] = {}
    open_names: set[str | None] = set()
    for event, el in etree.iterwalk(flat, ("start", "end")):
        if event == "start" and el.tag == f"{OFFICE}annotation":
            covered[el.get(f"{OFFICE}name")] = ""
        elif event == "end" and el.tag == f"{OFFICE}annotation":
            open_names.add(el.get(f"{OFFICE}name"))
        elif event == "start" and el.tag == f"{OFFICE}annotation-end":
            open_names.discard(el.get(f"{OFFICE}name"))
        shown = (el.text if event == "start" else el.tail) or ""
        within = {a.tag for a in el.iterancestors()} | ({el.tag} if event == "start" else set())
        if shown and f"{OFFICE}annotation" not in within:
            for name in open_names:
                covered[name] += shown
    return list(covered.values())


def _convert(path: Path, ending: str) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed"
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
         "--convert-to", ending, "--outdir", str(path.parent), str(path)],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert path.with_suffix(f".{ending}").exists(), f"LibreOffice could not open {path.name}"
