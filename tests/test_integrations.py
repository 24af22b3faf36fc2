"""The files by which other tools call Zhupi name commands and options that there are."""

from __future__ import annotations

import shlex
from pathlib import Path

import yaml
from click.testing import CliRunner

from cli import main
from engine.loaders import LOADERS

ROOT = Path(__file__).parent.parent


def test_the_hook_runs_as_it_is_written(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("本公告列示存款利率。\n", "utf-8")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    command = shlex.split(hook["entry"])
    assert command[0] == "zhupi"
    assert CliRunner().invoke(main, [*command[1:], "a.md"]).exit_code == 0
    endings = hook["files"].removeprefix(r"\.(").removesuffix(")$").replace("html?", "html").split("|")
    assert {f".{ending}" for ending in endings} <= set(LOADERS)


def test_the_action_runs_a_review_that_there_is(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("本公告列示存款利率。\n", "utf-8")
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    line = action["runs"]["steps"][-1]["run"]
    for name, value in {
        "$PATHS": "a.md",
        "$FAIL_ON": "high",
        "$SARIF": "out.sarif",
        "$ARGUMENTS": "",
    }.items():
        line = line.replace(name, value)
    command = shlex.split(line)
    assert CliRunner().invoke(main, command[1:]).exit_code == 0
    assert (tmp_path / "out.sarif").exists()


def test_the_image_installs_the_project_and_is_no_root() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert any(line.startswith("USER ") and "root" not in line for line in lines)
