"""The outputs for other tools, read back as those tools read them."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, Draft7Validator
from lxml import etree
from markdown_it import MarkdownIt

from engine.document import Document
from engine.finding import Finding, Review
from engine.formats.workbook import Sheet, workbook
from engine.loaders import load
from engine.reporters import REPORTERS, github, ledger, markdown, reporter
from engine.rule import Severity
from engine.text import Span
from tests import builders

RUN = builders.RUN
REVIEWS = builders.reviews()
FINDINGS = [f for r in REVIEWS for f in r.findings]
COUNTED = [f for f in FINDINGS if not f.suppression]
SECRETS = ("110101199003070134", "5678 903", "13800138000", "vip.service")


def made(name: str) -> str:
    """A format's output as text."""
    out = reporter(name)(REVIEWS, RUN)
    if isinstance(out, str):
        return out
    if name == "csv":
        return out.decode("utf-8-sig")
    with zipfile.ZipFile(BytesIO(out)) as package:
        return "".join(package.read(part).decode() for part in package.namelist())


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_is_what_the_table_says(name: str) -> None:
    assert isinstance(reporter(name)(REVIEWS, RUN), bytes if REPORTERS[name].binary else str)
    assert isinstance(reporter(name)([], RUN), bytes if REPORTERS[name].binary else str)


@pytest.mark.parametrize("name", [n for n in REPORTERS if n != "html"])
def test_personal_data_is_masked_in_all_that_is_not_the_draft(name: str) -> None:
    text = made(name)
    for secret in SECRETS:
        assert secret not in text


@pytest.mark.parametrize("name", REPORTERS)
def test_what_is_suppressed_is_listed_in_every_format(name: str) -> None:
    (excused,) = [f for f in FINDINGS if f.suppression]
    assert excused.rule in made(name)


@pytest.mark.parametrize("name", [n for n in REPORTERS if n not in ("lines", "terminal")])
def test_every_draft_and_what_was_not_read_is_told(name: str) -> None:
    text = made(name).replace("\\", "")
    for words in ("理财产品说明书", "加密合同", "嵌入的网页无法读取", "文件已加密"):
        if name == "sarif" and words in ("理财产品说明书", "加密合同"):
            continue  # there names are percent-encoded
        assert words in text, words


@pytest.mark.parametrize("name", REPORTERS)
def test_a_format_is_loaded_only_when_it_is_used(name: str) -> None:
    heavy = "{'jinja2', 'lxml', 'babel', 'csv', 'zipfile'}"
    code = f"import sys, engine.reporters; assert not {heavy} & set(sys.modules); engine.reporters.reporter({name!r})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        reporter("docx")


# SARIF

SARIF = json.loads(made("sarif"))
RESULTS = SARIF["runs"][0]["results"]
SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif" / "sarif-schema-2.1.0.json").read_text())


@pytest.mark.parametrize("reviews", [REVIEWS, [], *([r] for r in REVIEWS)])
def test_sarif_is_valid(reviews: list[Review]) -> None:
    validator = Draft7Validator if "draft-07" in SCHEMA["$schema"] else Draft4Validator
    validator.check_schema(SCHEMA)
    log = json.loads(str(reporter("sarif")(reviews, RUN)))
    assert [e.message for e in validator(SCHEMA).iter_errors(log)] == []


def test_sarif_has_every_finding_with_its_rule() -> None:
    rules = SARIF["runs"][0]["tool"]["driver"]["rules"]
    assert len(RESULTS) == len(FINDINGS)
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in RESULTS)
    assert any("并不得含有下列内容" in r["help"]["text"] for r in rules)


def test_sarif_leaves_what_a_person_decides_without_a_level() -> None:
    judged = [r for r in RESULTS if r["kind"] == "review"]
    assert judged
    assert all(r["level"] == "none" and r["properties"]["severity"] == "medium" for r in judged)
    assert all(r["level"] != "none" for r in RESULTS if r["kind"] == "fail")


def test_sarif_regions_hold_the_words() -> None:
    document = REVIEWS[0].document
    assert document
    for result in RESULTS[: len(REVIEWS[0].findings)]:
        region = result["locations"][0]["physicalLocation"].get("region")
        if region:
            start = region["charOffset"]
            assert document.text[start : start + region["charLength"]] == region["snippet"]["text"]


def test_sarif_suppressions_fixes_and_notifications() -> None:
    (excused,) = [r for r in RESULTS if "suppressions" in r]
    assert excused["suppressions"][0]["justification"] == "法务确认不影响理解"
    assert not [r for r in RESULTS if "fixes" in r]  # a Word file has no text that offsets could change
    invocation = SARIF["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert {n["level"] for n in invocation["toolExecutionNotifications"]} == {"error", "warning"}


SOURCE = "---\nproduct: wealth\n---\r\n# 稳盈宝\r\n\r\n本产品**保本**保息，&amp;是全国最佳的。\r\n"


@pytest.mark.parametrize(
    ("words", "replacement"), [("全国最佳", ""), ("保息", "不保息"), ("保本保息", "稳健")]
)
def test_places_in_a_text_file_are_those_of_the_file(words: str, replacement: str) -> None:
    document = load(SOURCE.encode(), "稿.md")
    finding = replace(COUNTED[2], span=builders.at(document, words), replacement=replacement)
    review = Review(name="稿.md", document=document, findings=(finding,))
    (result,) = json.loads(str(reporter("sarif")([review], RUN)))["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    found = SOURCE[region["charOffset"] : region["charOffset"] + region["charLength"]]
    assert found.replace("*", "") == words
    assert (region["startLine"], region["endLine"]) == (6, 6)
    line = SOURCE.splitlines()[5]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == found
    # Markup within the words: no exact change.
    assert ("fixes" in result) == (found == words)
    assert f"line={region['startLine']}" in github.report([review], RUN)


def test_sarif_masks_rather_than_fixes_personal_data() -> None:
    document = load(b"110101199003070134", "x.txt")
    leak = replace(builders.message().findings[0], span=Span(0, 18), replacement="110101199003070134")
    text = str(reporter("sarif")([Review(name="x.txt", document=document, findings=(leak,))], RUN))
    assert "fixes" not in text
    assert "110101199003070134" not in text


# XML


def test_junit_counts_agree() -> None:
    root = etree.fromstring(made("junit").encode())
    assert len(root) == len(REVIEWS) + 1  # and what overlays changed
    for kind, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        assert int(root.get(kind)) == len(root.findall(f".//{tag}")) == sum(int(s.get(kind)) for s in root)
    assert all(len(suite) for suite in root)
    assert len(root.findall(".//error")) == 2


def test_checkstyle_has_a_line_for_every_finding() -> None:
    root = etree.fromstring(made("checkstyle").encode())
    errors = root.findall(".//error")
    own = ("zhupi/not-reviewed", "zhupi/overlay")
    assert len([e for e in errors if e.get("source") not in own]) == len(FINDINGS) - 1
    assert {e.get("severity") for e in errors} == {"error", "warning", "info", "ignore"}
    assert all(int(e.get("line")) >= 1 for e in errors)


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_holds_any_text(name: str) -> None:
    text = "\x00\x1b]]>&<\ud800\uffff\v"
    finding = Finding(rule="a/b", title=text, severity=Severity.HIGH, message=text, span=Span(0, len(text)))
    review = Review(name=text, document=Document(name=text, format="txt", text=text), findings=(finding,))
    etree.fromstring(str(reporter(name)([review], RUN)).encode())


# Code hosts


def test_gitlab_entries_have_unique_fingerprints() -> None:
    entries = json.loads(made("gitlab"))
    assert len({e["fingerprint"] for e in entries}) == len(entries)
    assert {e["severity"] for e in entries} <= {"info", "minor", "major", "critical", "blocker"}
    twice = [builders.wealth(), replace(builders.wealth(), name="副本.docx")]
    both = json.loads(str(reporter("gitlab")(twice, RUN)))
    assert len({e["fingerprint"] for e in both}) == len(both)


COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*)(?:,\w+=[^,:\r\n]*)*)::[^\r\n]*")


def test_github_commands_cannot_be_broken_out_of() -> None:
    evil = "a\r\n::set-output name=x::1,b:c%0A"
    finding = replace(COUNTED[0], title=evil, message=evil, suggestion=evil, related=(), span=None)
    review = replace(REVIEWS[0], name=evil, findings=(finding, *COUNTED[1:3]))
    lines = github.report([review, *REVIEWS], RUN).splitlines()
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert len(lines) == 4 + len(COUNTED) + 3 + 1 + len(RUN.amendments)  # 1: what is suppressed
    assert not any(line.startswith("::set-output") for line in lines)


def test_markdown_of_a_draft_is_text() -> None:
    evil = "**b** [x](http://e.example) <img src=x> ![i](y) @someone #1 `c` | d\n# e ~~f~~ $g$ &lt; http://h.example"
    finding = replace(COUNTED[0], title=evil, message=evil, suggestion=evil, difference=evil)
    document = Document(name=evil, format="txt", text=evil)
    review = Review(
        name=evil, document=document, findings=(replace(finding, span=Span(0, len(evil)), related=()),)
    )
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(markdown.report([review], RUN))
    assert "<img" not in shown
    assert "<a " not in shown
    assert "@someone" in shown
    assert "@" not in markdown.report([review], RUN)
    assert shown.count("<h1>") == 0
    assert shown.count("<td") == 4
    assert shown.count("**b**") == 7


def test_markdown_that_does_not_fit_counts_what_it_leaves_out() -> None:
    many = [replace(builders.wealth(), name=f"{n}.docx", answers=()) for n in range(60)]
    text = markdown.report(many, RUN)
    assert len(text) <= 60_000
    left = re.search(r"此处略去 (\d+) 条", text.splitlines()[-1])
    assert left
    blocks = sum(1 + len(r.findings) for r in many)
    shown = sum(line.startswith(("### ", "- ")) and "⚠️" not in line for line in text.splitlines())
    assert shown - len(RUN.amendments) + int(left[1]) == blocks
    assert "略去" not in markdown.summary(many[:20], RUN)


def test_markdown_begins_with_its_mark() -> None:
    assert made("markdown").startswith("<!-- zhupi-review -->\n")


# JSON


def test_json_lines_are_one_object_each() -> None:
    rows = [json.loads(line) for line in made("jsonl").split("\n") if line]
    assert [r["type"] for r in rows[:2]] == ["run", "draft"]
    assert sum(r["type"] == "finding" for r in rows) == len(FINDINGS)
    assert sum(r["type"] == "draft" for r in rows) == len(REVIEWS)


def test_records_stay_on_one_line_whatever_the_name() -> None:
    review = replace(builders.clean(), name="a\u2028b\x85c\nd")
    for name in ("lines", "jsonl"):
        text = str(reporter(name)([review], RUN))
        assert all(json.loads(line) for line in text.splitlines())


def test_json_offsets_are_code_points() -> None:
    data = json.loads(made("json"))
    assert data["version"] == 1
    for review, told in zip(REVIEWS, data["drafts"], strict=True):
        assert len(review.findings) == len(told["findings"])
        for finding, entry in zip(review.findings, told["findings"], strict=True):
            assert (entry["start"], entry["end"]) == (tuple(finding.span) if finding.span else (None, None))


def test_every_field_of_the_json_is_documented() -> None:
    documented = set(
        re.findall(r"`([\w-]+)`", (Path(__file__).parents[2] / "docs" / "json.md").read_text("utf-8"))
    )

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(names, value.values())) if value else set()
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    used = names(json.loads(made("json"))) | {
        k for line in made("lines").splitlines() for k in names(json.loads(line))
    }
    assert used <= documented, used - documented


# The ledger

FORMULAS = ["=1+1", "+1", "-1", "@a", "\t=1", " =1", "＝1", "－1", "\ufeff=1", "\n=1"]


def test_no_cell_of_the_ledger_is_a_formula() -> None:
    for text in FORMULAS:
        assert ledger.cell(text).startswith("'")
    assert ledger.cell("年化-1") == "年化-1"
    rows = list(csv.reader(StringIO(made("csv"))))
    assert not [c for row in rows for c in row if c.startswith(("=", "+", "-", "@"))]
    assert any(c.startswith("'=HYPERLINK") for row in rows for c in row)


def test_the_ledger_has_a_row_for_every_finding_and_room_for_the_decision() -> None:
    rows = list(csv.reader(StringIO(made("csv"))))
    assert len({len(row) for row in rows}) == 1
    assert sum(bool(row[1]) for row in rows[1:]) == len(FINDINGS)
    assert all(row[-4:] == [""] * 4 for row in rows[1:])
    assert rows[0][-4:] == ["处理决定", "理由", "决定人", "决定日期"]


MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def test_the_workbook_holds_the_same_cells_and_no_formula() -> None:
    with zipfile.ZipFile(BytesIO(ledger.xlsx(REVIEWS, RUN))) as package:
        assert package.testzip() is None
        sheets = [etree.fromstring(package.read(f"xl/worksheets/sheet{n}.xml")) for n in (1, 2)]
        for name in package.namelist():
            etree.fromstring(package.read(name))
    rows = [
        ["".join(c.itertext()) for c in row.findall("m:c", MAIN)]
        for row in sheets[0].findall("m:sheetData/m:row", MAIN)
    ]
    assert rows == list(csv.reader(StringIO(made("csv"))))
    assert not sheets[0].findall(".//m:f", MAIN)
    assert len(sheets[1].findall("m:sheetData/m:row", MAIN)) == 1 + len(REVIEWS)


def test_a_workbook_is_the_same_every_time_and_holds_any_text() -> None:
    sheet = Sheet("a/b[c]", [("h", 5)], [["\x00\ud800 <&>]]>"], ["长" * 40_000]])
    data = workbook([sheet])
    assert data == workbook([sheet])
    with zipfile.ZipFile(BytesIO(data)) as package:
        root = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        assert etree.fromstring(package.read("xl/workbook.xml"))[0][0].get("name") == "a b c "
    cells = ["".join(c.itertext()) for c in root.iter(f"{{{MAIN['m']}}}c")]
    assert cells[1] == "\ufffd\ufffd <&>]]>"
    assert len(cells[2]) == 32_767


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="1048576 rows"):
        workbook([Sheet("x", [("h", 5)], [[""]] * 1_048_576)])
