"""Drafts with personal data, reviewed with and without --redact: what the copies and the page hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.finding import Review
from engine.loaders import load
from engine.redact import redacted
from tests.drafts import MADE
from tests.officefile import presentation, relations, shape, workbook
from tests.redactable import ID, LINES, MAIL, MAKERS, MOBILE, PASSWORD, SECRETS, texts
from tests.test_cli import zhupi
from tests.wordfile import p, run, word

GATES = ("--material", "marketing", "--product", "wealth")
REPORTS = (
    "html",
    "json",
    "sarif",
    "junit",
    "checkstyle",
    "gitlab",
    "github",
    "markdown",
    "csv",
    "jsonl",
    "terminal",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def review(here: Path, name: str, data: bytes, *options: str) -> tuple[int, dict[str, Any], str]:
    """The exit code, what findings.json says of a draft, and what was shown."""
    (here / name).write_bytes(data)
    done = zhupi("review", name, *GATES, *options)
    told = json.loads((here / "zhupi-out" / "findings.json").read_text("utf-8"))
    return done.exit_code, told["drafts"][0], done.output


def held(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("format", MAKERS)
def test_copy_and_page_hold_none_of_it(here: Path, format: str) -> None:
    data = MAKERS[format]()
    before = review(here, f"a.{format}", data)
    code, told, shown = review(here, f"a.{format}", data, "--redact")
    assert code == before[0] == 1
    assert told["copy"]
    assert held(texts((here / "zhupi-out" / told["copy"]).read_bytes())) == []
    assert held((here / "zhupi-out" / "report.html").read_text("utf-8")) == []
    assert held(shown) == []


@pytest.mark.parametrize("format", MAKERS)
def test_findings_stand_where_they_stood(here: Path, format: str) -> None:
    data = MAKERS[format]()
    _, plain, _ = review(here, f"a.{format}", data)
    _, told, _ = review(here, f"a.{format}", data, "--redact")
    assert [f["fingerprint"] for f in told["findings"]] == [f["fingerprint"] for f in plain["findings"]]
    assert [f["placement"] for f in told["findings"]] == [f["placement"] for f in plain["findings"]]
    assert {f["placement"]["how"] for f in told["findings"]} <= {"exact", "widened", "nearby"}


@pytest.mark.parametrize("format", MAKERS)
def test_without_it_copy_and_page_keep_the_words(here: Path, format: str) -> None:
    _, told, shown = review(here, f"a.{format}", MAKERS[format]())
    copy = (here / "zhupi-out" / told["copy"]).read_bytes()
    assert held(texts(copy)) == list(SECRETS)
    assert held((here / "zhupi-out" / "report.html").read_text("utf-8")) == list(SECRETS)
    assert held(shown) == []
    assert held(json.dumps(told, ensure_ascii=False)) == []


@pytest.mark.parametrize("report", REPORTS)
def test_no_report_holds_any_of_it(here: Path, report: str) -> None:
    (here / "a.md").write_text("\n\n".join(LINES), "utf-8")
    zhupi("review", "a.md", *GATES, "--redact", "--format", f"{report}=told")
    assert held((here / "told").read_text("utf-8-sig")) == []


@pytest.mark.parametrize("report", sorted(set(REPORTS) - {"html"}))
def test_but_for_the_page_no_report_does_without_it_either(here: Path, report: str) -> None:
    (here / "a.md").write_text("\n\n".join(LINES), "utf-8")
    zhupi("review", "a.md", *GATES, "--format", f"{report}=told")
    assert held((here / "told").read_text("utf-8-sig")) == []


def test_the_page_says_which(here: Path) -> None:
    review(here, "a.md", MAKERS["md"]())
    page = here / "zhupi-out" / "report.html"
    assert "未作遮盖" in page.read_text("utf-8")
    review(here, "a.md", MAKERS["md"](), "--redact")
    assert "未作遮盖" not in page.read_text("utf-8")
    assert "已遮盖" in page.read_text("utf-8")


def test_the_configuration_can_ask_for_it(here: Path) -> None:
    (here / "zhupi.yaml").write_text("redact: true\n", "utf-8")
    _, told, _ = review(here, "a.docx", MAKERS["docx"]())
    assert held(texts((here / "zhupi-out" / told["copy"]).read_bytes())) == []


def test_what_is_kept_of_a_run_without_it_is_not_taken(here: Path) -> None:
    data = MAKERS["html"]()
    for options, secrets in (((), list(SECRETS)), (("--redact",), []), ((), list(SECRETS))):
        _, told, _ = review(here, "a.html", data, *options)
        assert held(texts((here / "zhupi-out" / told["copy"]).read_bytes())) == secrets


def test_the_copy_says_the_same_but_for_masks(here: Path) -> None:
    for format in ("docx", "xlsx", "pptx"):
        data = MAKERS[format]()
        _, told, _ = review(here, f"a.{format}", data, "--redact")
        before = load(data, f"a.{format}").text
        after = load((here / "zhupi-out" / told["copy"]).read_bytes(), f"a.{format}").text
        assert len(after) == len(before)
        assert all(new in (old, "*") for old, new in zip(before, after, strict=True))
        for kept in ("家庭住址：浙*", "护照号码E*", "登录密码：A*", "139****5670", "z*********@163.com"):
            assert kept in after


def test_amounts_and_rates_of_a_workbook_stay(here: Path) -> None:
    _, told, _ = review(here, "a.xlsx", MAKERS["xlsx"](), "--redact")
    after = load((here / "zhupi-out" / told["copy"]).read_bytes(), "a.xlsx").text
    assert "1,234,567,890,123" in after
    assert "0.25" in after


NUMBER_CHART = (
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:strCache><c:pt>'
    f"<c:v>{MOBILE}</c:v></c:pt></c:strCache></c:chart>"
)
CHART_LINK = {"ppt/slides/_rels/slide1.xml.rels": relations(("c", "chart", "../charts/chart1.xml"))}
PROMISED = "".join(map(p, LINES))
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>本产品保本保收益</t></is></c>{}</row>'
UNDONE = {
    "pages.pdf": MADE[".pdf"](LINES),
    "entities.html": f"<p>{LINES[0]}</p><a href='mailto:{''.join(f'&#{ord(c)};' for c in MAIL)}'>写信</a>".encode(),
    "percent.md": f"{LINES[0]}\n\n[写信](mailto:{MAIL.replace('@', '%40')})\n".encode(),
    "object.docx": word(PROMISED, files={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "chunk.docx": word(PROMISED, files={"word/afchunk.rtf": b"{}"}),
    "signed.docx": word(PROMISED, files={"_xmlsignatures/sig1.xml": b"<a/>"}),
    "merged.docx": word(
        PROMISED
        + f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{run(MOBILE[:5])}</w:p>{p(run(MOBILE[5:]))}'
    ),
    "chart.pptx": presentation(
        ["".join(map(shape, LINES))], more={"ppt/charts/chart1.xml": NUMBER_CHART, **CHART_LINK}
    ),
    "shared.xlsx": workbook(
        {"一": CELL.format(f'<c r="B1"><f t="shared" si="0" ref="B1:B2">A1</f><v>{MOBILE}</v></c>')}
    ),
    "name.xlsx": workbook({MOBILE: CELL.format("")}),
}


@pytest.mark.parametrize("name", UNDONE)
def test_what_cannot_be_done_gives_no_copy_and_says_so(here: Path, name: str) -> None:
    code, told, shown = review(here, name, UNDONE[name], "--redact")
    assert code == 1
    assert not told["copy"]
    assert not list((here / "zhupi-out").glob("*.朱批.*"))
    assert {f["placement"]["how"] for f in told["findings"]} == {"report-only"}
    assert all(f["placement"]["why"] for f in told["findings"])
    assert "no annotated copy of" in shown
    assert held((here / "zhupi-out" / "report.html").read_text("utf-8")) == []


def test_a_copy_of_a_run_without_it_does_not_stay_where_there_is_to_be_none(here: Path) -> None:
    for _ in range(2):  # the second time from what is kept
        _, told, _ = review(here, "pages.pdf", UNDONE["pages.pdf"])
        assert (here / "zhupi-out" / told["copy"]).exists()
        review(here, "pages.pdf", UNDONE["pages.pdf"], "--redact")
        assert not list((here / "zhupi-out").glob("*.朱批.*"))


def test_a_copy_that_somebody_changed_is_not_removed(here: Path) -> None:
    _, told, _ = review(here, "pages.pdf", UNDONE["pages.pdf"])
    copy = here / "zhupi-out" / told["copy"]
    copy.write_bytes(b"changed")
    code, _, shown = review(here, "pages.pdf", UNDONE["pages.pdf"], "--redact")
    assert (code, copy.read_bytes()) == (2, b"changed")
    assert "was changed since" in shown


@pytest.mark.parametrize(
    "text",
    [
        f"| a | b |\n|---|---|\n| {MOBILE} | {MAIL} |",
        f"---\ntitle: 找{MOBILE}\nproduct: fund\n---\n\n正文",
        f"![{MOBILE}](a.png '{MOBILE}')",
        f"**{MOBILE}**和**{MAIL}**，*{ID}*和_{MAIL}_",
        f"*{MOBILE}，{MOBILE}*注",
        f"```\n{MOBILE} {MAIL}\n```\n\n    {ID}",
        f"{MOBILE[:5]}**{MOBILE[5:]}**，&#49;3912345670",
        f"<b>{MOBILE}</b> <a href='mailto:{MAIL}'>x</a>",
        f"[x][1]\n\n[1]: mailto:{MAIL} '{MOBILE}'",
        f"脚注[^1]\r\n\r\n[^1]: {MOBILE}",
        f"<https://jiangzhou.example/?t={MOBILE}>和<{MAIL}>和*强调*",
    ],
)
def test_markdown_reads_the_same_but_for_masks(text: str) -> None:
    document = load(text.encode(), "a.md")
    data, after = redacted(text.encode(), document, Review(name="a.md", document=document))
    assert held(data.decode()) == []
    pairs = zip(document.text, after.text, strict=True)
    assert all(new == old or new in "*＊" for old, new in pairs)
    assert after.structure == document.structure


def test_exact_fixes_are_suggested_in_a_redacted_copy_too(here: Path) -> None:
    _, told, _ = review(here, "a.docx", MAKERS["docx"](), "--redact", "--suggest")
    assert held(texts((here / "zhupi-out" / told["copy"]).read_bytes())) == []


def test_a_suppressed_leak_is_masked_as_well(here: Path) -> None:
    (here / "decisions.yaml").write_text(
        f"decisions:\n  - {{draft: a.md, rule: cn/privacy/leaks/clear-password, words: {PASSWORD}, reason: 样张, owner: 合规部, until: 2099-01-01}}\n",
        "utf-8",
    )
    _, told, _ = review(
        here, "a.md", "\n\n".join(LINES).encode(), "--redact", "--decisions", "decisions.yaml"
    )
    assert [f["rule"] for f in told["findings"] if f["suppression"]] == ["cn/privacy/leaks/clear-password"]
    assert held(texts((here / "zhupi-out" / told["copy"]).read_bytes())) == []
    assert held((here / "zhupi-out" / "report.html").read_text("utf-8")) == []
