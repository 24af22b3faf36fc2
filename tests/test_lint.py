"""`zhupi rules lint`, `fmt` and `schema` as their users run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main, pack_roots
from engine.lint import lint
from tests.packs import rule_file

EXAMPLES = "{violates: ['⟦保本⟧'], complies: ['好']}"
WARNED = rule_file("sure", "{sure: [保本, 保本保息], idle: [稳赚]}", examples=EXAMPLES)
FAULTY = rule_file("suer", "{sure: [保本]}", examples=EXAMPLES)


def zhupi(*arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["rules", *arguments], env={"LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8"}
    )


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs of one's own, in the current folder, and no others."""
    monkeypatch.setattr("cli.pack_roots", list)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "house").mkdir()
    return tmp_path / "house"


def put(house: Path, text: str) -> Path:
    path = house / "t.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_built_in_packs_have_no_error() -> None:
    assert not [fault for fault in lint(pack_roots()) if fault.severity == "error"]


def test_warnings_are_told_and_do_not_fail(house: Path) -> None:
    put(house, WARNED)
    told = zhupi("lint", "t", "--packs", "house")
    assert told.exit_code == 0
    assert "warning[word-hidden]" in told.output
    assert "warning[name-unused]" in told.output
    assert told.output.endswith("2 warnings\n")


def test_errors_fail(house: Path) -> None:
    put(house, FAULTY)
    told = zhupi("lint", "--packs", "house")
    assert told.exit_code == 2
    assert "did you mean `sure`?" in told.output


def test_json_has_every_fault_with_its_place(house: Path) -> None:
    put(house, FAULTY)
    told = zhupi("lint", "t", "--format", "json", "--packs", "house")
    (fault,) = json.loads(told.stdout)["diagnostics"]
    assert (fault["code"], fault["severity"]) == ("name-unknown", "error")
    assert fault["labels"][0]["line"] == 9


def test_names_choose_a_file_or_a_rule(house: Path) -> None:
    two = WARNED + WARNED.split("rules:\n")[1].replace("id: r", "id: s").replace(
        "      sure", "      sure | sure"
    )
    put(house, two)
    roots = [house]
    assert {fault.code for fault in lint(roots, ["t"])} == {"word-hidden", "name-unused", "operand-twice"}
    assert {fault.code for fault in lint(roots, ["t/s"])} == {"operand-twice"}
    assert not lint(roots, ["t/r"])
    assert zhupi("lint", "no/such", "--packs", "house").exit_code == 2


def test_a_review_with_a_faulty_pack_does_not_begin(house: Path) -> None:
    put(
        house,
        rule_file("「保本」", message_="")
        .replace("message: M", "message: '{{ what }}'")
        .replace("\n    message_: ", ""),
    )
    Path("a.txt").write_text("保本", "utf-8")
    told = CliRunner().invoke(main, ["review", "a.txt", "--packs", "house"])
    assert told.exit_code == 2
    assert "template-field" in told.stderr
    assert not Path("zhupi-out").exists()


def test_fmt_writes_expressions_anew(house: Path) -> None:
    path = put(house, "# mine\npack: t\ndefine:\n  a: (「x」)|「y」 # why\n")
    path.chmod(0o600)
    assert zhupi("fmt", "house", "--check").exit_code == 1
    assert "(「x」)" in path.read_text("utf-8")
    assert zhupi("fmt", "house").exit_code == 0
    assert path.read_text("utf-8") == "# mine\npack: t\ndefine:\n  a: 「x」 | 「y」 # why\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert zhupi("fmt", "house", "--check").exit_code == 0


def test_fmt_takes_the_folders_of_the_configuration(house: Path) -> None:
    assert zhupi("fmt").exit_code == 2
    Path("zhupi.yaml").write_text("packs: [house]\n", "utf-8")
    put(house, "pack: t\ndefine:\n  a: (「x」)\n")
    assert zhupi("fmt", "--check").exit_code == 1


@pytest.mark.parametrize("kind", ["rules", "basis", "config"])
def test_schema_is_json(kind: str) -> None:
    assert json.loads(zhupi("schema", kind).stdout)["$schema"].endswith("2020-12/schema")
