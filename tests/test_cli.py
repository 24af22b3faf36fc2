"""The command as its users run it: exit codes, what is written, what never is."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main

FAULTY = "年化收益5%,本产品保本保息,稳赚不赔。"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def zhupi(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=input)


def draft(folder: Path, name: str, text: str = FAULTY) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_findings_fail_and_a_clean_draft_does_not(here: Path) -> None:
    draft(here, "a.txt")
    draft(here, "b.txt", "本公告列示存款利率。")
    assert zhupi("review", "a.txt", "--product", "wealth", "--material", "marketing").exit_code == 1
    assert zhupi("review", "b.txt", "--out", "o2").exit_code == 0
    assert zhupi("review", "a.txt", "--fail-on", "none", "--out", "o3").exit_code == 0


def test_findings_for_a_person_count_only_with_strict(here: Path) -> None:
    draft(here, "a.txt", "本产品保本。")
    found = zhupi("review", "a.txt", "--material", "marketing")
    data = json.loads((here / "zhupi-out" / "findings.json").read_text("utf-8"))
    assert {f["kind"] for f in data["drafts"][0]["findings"]} == {"review"}
    assert found.exit_code == 0
    assert zhupi("review", "a.txt", "--material", "marketing", "--strict").exit_code == 1


def test_a_draft_that_cannot_be_read_outranks_findings_and_the_others_are_reviewed(here: Path) -> None:
    draft(here, "d/a.txt")
    (here / "d" / "b.docx").write_bytes(b"no archive")
    draft(here, "d/c.txt", "")
    assert zhupi("review", "d", "--product", "wealth").exit_code == 3
    data = json.loads((here / "zhupi-out" / "findings.json").read_text("utf-8"))
    by_name = {d["name"]: d for d in data["drafts"]}
    assert [f["rule"] for f in by_name["d/b.docx"]["findings"]] == ["zhupi/unknown-format"]
    assert [f["rule"] for f in by_name["d/c.txt"]["findings"]] == ["zhupi/empty"]
    assert by_name["d/a.txt"]["findings"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("review", "no-such-file.txt"),
        ("review",),
        ("review", "a.txt", "--as-of", "yesterday"),
        ("review", "a.txt", "--product", "funds"),
        ("rules", "test", "no/such/rule"),
    ],
)
def test_wrong_use(here: Path, arguments: tuple[str, ...]) -> None:
    draft(here, "a.txt")
    assert zhupi(*arguments).exit_code == 2


def test_a_faulty_rule_stops_the_run_before_a_draft_is_read(here: Path) -> None:
    draft(here, "a.txt")
    draft(here, "own/house/x.yaml", "pack: house/x\nrules:\n  - id: a\n    titel: x\n")
    found = zhupi("review", "a.txt", "--packs", "own")
    assert found.exit_code == 2
    assert "titel" in found.stderr
    assert not (here / "zhupi-out").exists()


def test_an_unknown_format_is_named_where_it_is_asked_for(here: Path) -> None:
    draft(here, "a.xyz")
    assert zhupi("review", "a.xyz").exit_code == 3


def test_what_zhupi_wrote_is_never_input(here: Path) -> None:
    draft(here, "d/a.txt")
    zhupi("review", "d", "--out", "d/reviewed")
    draft(here, "d/reviewed/late.txt")
    zhupi("review", "d", "--out", "d/reviewed")
    data = json.loads((here / "d" / "reviewed" / "findings.json").read_text("utf-8"))
    assert [d["name"] for d in data["drafts"]] == ["d/a.txt"]


def test_what_zhupi_did_not_write_or_somebody_changed_is_not_overwritten(here: Path) -> None:
    draft(here, "a.txt")
    draft(here, "mine/notes.txt")
    assert zhupi("review", "a.txt", "--out", "mine").exit_code == 2
    zhupi("review", "a.txt", "--out", "o")
    report = here / "o" / "report.html"
    report.write_text("my notes", "utf-8")
    found = zhupi("review", "a.txt", "--out", "o")
    assert found.exit_code == 2
    assert "report.html" in found.stderr
    assert report.read_text("utf-8") == "my notes"


def test_the_draft_itself_is_never_changed(here: Path) -> None:
    path = draft(here, "a.md", f"# 标题\n\n{FAULTY}\n")
    before = path.read_bytes()
    zhupi("review", "a.md")
    assert path.read_bytes() == before


def test_kinds_by_path_from_the_configuration(here: Path) -> None:
    draft(
        here, "zhupi.yaml", "documents: [{path: ads/**, product: fund, material: marketing}]\nfail_on: none\n"
    )
    draft(here, "ads/a.txt")
    assert zhupi("review", "ads").exit_code == 0
    data = json.loads((here / "zhupi-out" / "findings.json").read_text("utf-8"))
    profile = {a["name"]: a for a in data["drafts"][0]["profile"]}
    assert (profile["product"]["values"], profile["product"]["source"]) == (["fund"], "configuration")


def test_a_fault_in_the_configuration_names_the_nearest_key(here: Path) -> None:
    draft(here, "zhupi.yaml", "fial_on: none\n")
    draft(here, "a.txt")
    found = zhupi("review", "a.txt")
    assert found.exit_code == 2
    assert "fail_on" in found.stderr


def test_records_are_answered_line_by_line_in_order(here: Path) -> None:
    lines = [
        '{"id": "x", "text": "本产品保本保息", "product": "wealth", "material": "marketing", "other": 1}',
        "no json",
        '{"text": "好"}',
    ]
    found = zhupi("review", "--input-format", "jsonl", "-", input="\n".join(lines) + "\n")
    assert found.exit_code == 3
    first, second, third = map(json.loads, found.stdout.splitlines())
    assert first["id"] == "x"
    assert (3, 5, False) in {(f["start"], f["end"], f["missing"]) for f in first["findings"]}
    assert set(first["findings"][0]) == {
        "rule",
        "severity",
        "kind",
        "start",
        "end",
        "missing",
        "message",
        "basis",
    }
    assert "error" in second
    assert third["findings"] == []


def test_the_rules_hold_by_their_examples() -> None:
    found = zhupi("rules", "test")
    assert found.exit_code == 0, found.stderr
    assert re.search(r"^[2-9]\d{3} disguises seen through, 0 not$", found.stdout, re.MULTILINE)
    fewer = zhupi("rules", "test", "cn/wealth/promises", "--no-disguises")
    assert "disguises" not in fewer.stdout


def test_scores_labelled_cases(here: Path) -> None:
    case = {
        "id": "1",
        "text": FAULTY,
        "product": "wealth",
        "material": "marketing",
        "violations": [{"topic": "guaranteed-principal", "span": "保本保息"}],
    }
    draft(here, "cases.jsonl", json.dumps(case, ensure_ascii=False) + "\n")
    found = zhupi("rules", "score", "cases.jsonl", "--min-recall", "0.9")
    assert found.exit_code == 0
    assert "recall 1.000" in found.stdout
    assert zhupi("rules", "score", "cases.jsonl", "--totals", "--min-precision", "1").exit_code == 1


def test_reports_of_several_formats_in_one_run(here: Path) -> None:
    draft(here, "a.txt")
    zhupi("review", "a.txt", "--format", "sarif=ci/out.sarif", "--format", "junit", "--no-copies")
    assert json.loads((here / "ci" / "out.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (here / "zhupi-out" / "report.junit.xml").exists() or list(
        (here / "zhupi-out").glob("report*.xml")
    )
    assert zhupi("review", "a.txt", "--format", "sarif=ci/out.sarif").exit_code in (0, 1)
    assert zhupi("review", "a.txt", "--format", "pdf").exit_code == 2


def test_a_baseline_leaves_only_what_is_new(here: Path) -> None:
    arguments = ("--product", "wealth", "--material", "marketing")
    draft(here, "a.md", f"{FAULTY}\n")
    assert zhupi("baseline", "write", "a.md", *arguments).exit_code == 0
    draft(here, "b.md", f"前言。\n\n{FAULTY}\n")
    (here / "a.md").unlink()
    assert zhupi("review", "b.md", "--baseline", "zhupi-baseline.json", *arguments).exit_code == 0
    draft(here, "b.md", f"{FAULTY}\n\n零风险,绝对不亏。\n")
    assert (
        zhupi("review", "b.md", "--baseline", "zhupi-baseline.json", "--out", "o", *arguments).exit_code == 1
    )


def test_interrupted(here: Path) -> None:
    hears = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # however it is started
    code = f"{hears}; from cli import main; main()"
    command = [sys.executable, "-c", code, "review", "--input-format", "jsonl", "-"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('{"text": "好"}\n'.encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["findings"] == []
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130


def test_why_a_rule_reports_and_as_a_page(here: Path) -> None:
    draft(here, "a.txt")
    found = zhupi(
        "explain", "wealth/promises/guaranteed-principal", "a.txt", "--product", "wealth",
        "--material", "marketing", "--html", "why.html",
    )  # fmt: skip
    assert found.exit_code == 0, found.stderr
    assert "forbid" in found.stdout
    assert "保本保息" in (here / "why.html").read_text("utf-8")
    assert zhupi("explain", "no-such-rule", "a.txt").exit_code == 2
    draft(here, "b.docx", "no archive")
    assert zhupi("explain", "wealth/promises/guaranteed-principal", "b.docx").exit_code == 3


def test_rules_are_looked_up(here: Path) -> None:
    critical = zhupi("rules", "list", "--severity", "critical", "--product", "fund").stdout.splitlines()
    assert critical
    assert all(" critical " in line for line in critical)
    assert len(critical) < len(zhupi("rules", "list").stdout.splitlines())
    assert "⟦" in zhupi("rules", "show", "wealth/promises/guaranteed-principal").stdout
    assert "cn/wealth" in zhupi("rules", "basis", "广告法").stdout
    assert zhupi("rules", "basis", "无此法").exit_code == 2


def test_a_new_rule_goes_into_packs_of_ones_own_alone(here: Path) -> None:
    import rules

    (here / "own").mkdir()
    assert "house/ads" in zhupi("rules", "new", "house/ads/one").stdout
    assert zhupi("rules", "new", "house/ads/one", "--into", "own").exit_code == 0
    assert zhupi("rules", "new", "house/ads/two", "--into", "own").exit_code == 0
    assert zhupi("rules", "new", "house/ads/two", "--into", "own").exit_code == 2
    found = zhupi("rules", "test", "house/ads", "--packs", "own", "--coverage")
    assert found.exit_code == 0, found.stderr
    assert "2 passed" in found.stdout
    assert "not" in found.stdout
    shipped = str(Path(str(rules.__file__)).parent)
    before = sorted(Path(shipped).rglob("*.yaml"))
    assert zhupi("rules", "new", "cn/wealth/promises/x", "--into", shipped).exit_code == 2
    assert zhupi("rules", "new", "promises/x", "--into", f"{shipped}/cn/wealth").exit_code == 2
    assert sorted(Path(shipped).rglob("*.yaml")) == before


def test_a_fault_of_its_own_is_told_apart(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("cli.load_plan", broken)
    draft(here, "a.txt")
    found = zhupi("review", "a.txt")
    assert found.exit_code == 4
    assert "broken" in found.stderr
