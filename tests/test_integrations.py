"""The files by which other tools call Zhupi do what they say, as far as that runs without the tools' services."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from cli import main
from engine.loaders import LOADERS
from tests.gitrepo import WHO, commit, git, put, repository

ROOT = Path(__file__).parent.parent
CLEAN = "本公告列示存款利率。\n"
FAULTY = "本产品保本保息，稳赚不赔。\n"


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment whose `zhupi` is this one's."""
    (tmp_path / "bin").mkdir()
    shim = tmp_path / "bin" / "zhupi"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from cli import main; main()" "$@"\n')
    shim.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{shim.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LANG": "zh_CN.UTF-8",
    }


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a faulty draft, and one that the working tree makes faulty."""
    made = repository(tmp_path / "repo")
    kinds = "documents: [{path: '**', product: wealth, material: marketing}]\n"
    commit(made, __gitignore="zhupi-out/\n", zhupi__yaml=kinds, old__md=FAULTY, ad__md=CLEAN)
    put(made / "ad.md", CLEAN + FAULTY)
    return made


# ---- pre-commit --------------------------------------------------------------------------------------


def test_the_hook_runs_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(CLEAN, "utf-8")
    (hook,) = read(".pre-commit-hooks.yaml")
    command = shlex.split(hook["entry"])
    assert command[0] == "zhupi"
    assert CliRunner().invoke(main, [*command[1:], "a.md"]).exit_code == 0


def test_the_hook_gets_every_format_that_is_reviewed() -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    assert {ending for ending in LOADERS if re.search(hook["files"], f"a{ending}")} == set(LOADERS)
    assert not re.search(hook["files"], "cli.py")


def test_a_hook_that_gets_excluded_files_alone_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "zhupi.yaml", "exclude: [old/**]\n")
    put(tmp_path / "old" / "a.md", FAULTY)
    found = CliRunner().invoke(main, ["review", "old/a.md"])
    assert found.exit_code == 0, found.output


@pytest.mark.external
def test_pre_commit_installs_and_runs_the_hook(repo: Path, tmp_path: Path) -> None:
    """From a clone of this repository's last commit, with an environment that pre-commit makes."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(ROOT), str(clone))
    git(repo, "add", "--all")
    environment = {**os.environ, **WHO, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(clone), "zhupi", "--files"]
    done = subprocess.run(
        [*command, "old.md"], cwd=repo, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "保本保息" in done.stdout
    put(repo / "clean.md", CLEAN)
    git(repo, "add", "--all")
    done = subprocess.run(
        [*command, "clean.md"], cwd=repo, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


# ---- what the README shows ---------------------------------------------------------------------------

README = (ROOT / "README.md").read_text("utf-8")
SHOWN = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", README, re.S | re.M)]


def shown(key: str) -> Any:
    (found,) = [block[key] for block in SHOWN if isinstance(block, dict) and key in block]
    return found


def test_the_hook_of_the_readme_is_there() -> None:
    ((hook,),) = [repo["hooks"] for repo in shown("repos")]
    assert hook["id"] in [hook["id"] for hook in read(".pre-commit-hooks.yaml")]
    assert CliRunner().invoke(main, ["review", *hook["args"], "--help"]).exit_code == 0


def test_the_workflow_of_the_readme_gives_inputs_that_there_are() -> None:
    steps = shown("jobs")["zhupi"]["steps"]
    (step,) = [step for step in steps if "zhupi@" in step["uses"]]
    inputs = read("action.yml")["inputs"]
    assert set(step["with"]) <= set(inputs)
    assert steps[-1]["with"]["sarif_file"] == inputs["sarif"]["default"]


def test_the_template_of_the_readme_is_there_with_its_variables() -> None:
    ((include,), variables) = shown("include"), shown("variables")
    assert (ROOT / include["file"].lstrip("/")).is_file()
    assert set(variables) <= set(read(include["file"].lstrip("/"))["variables"])


# ---- GitHub ------------------------------------------------------------------------------------------


def action(shell: dict[str, str], repo: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step of the action, as GitHub's runner starts it."""
    found = read("action.yml")
    step = found["runs"]["steps"][-1]
    given = {name: spec["default"] for name, spec in found["inputs"].items()} | inputs
    temp = repo.parent / "temp"
    temp.mkdir(exist_ok=True)
    values = {f"inputs.{name}": value for name, value in given.items()} | {"runner.temp": str(temp)}
    own = {
        name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda m: values[m[1]], text)
        for name, text in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=repo,
        env={**shell, **own, "GITHUB_STEP_SUMMARY": str(repo.parent / "summary.md")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_annotates_sums_up_and_fails(shell: dict[str, str], repo: Path) -> None:
    done = action(shell, repo, paths="ad.md old.md")
    assert done.returncode == 1, done.stderr
    assert "::error file=ad.md" in done.stdout
    assert "::error file=old.md" in done.stdout
    assert "<!-- zhupi-review -->" in (repo.parent / "summary.md").read_text("utf-8")
    assert json.loads((repo / "zhupi.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_the_action_reviews_a_change(shell: dict[str, str], repo: Path) -> None:
    arguments = "--product wealth --material marketing"
    done = action(
        shell, repo, **{"diff-base": "HEAD", "sarif": "code scanning.sarif", "arguments": arguments}
    )
    assert done.returncode == 1, done.stderr
    assert "file=ad.md" in done.stdout
    assert "file=old.md" not in done.stdout
    assert (repo / "code scanning.sarif").exists()


def test_the_action_says_what_is_wrong_with_its_use(shell: dict[str, str], repo: Path) -> None:
    done = action(shell, repo, paths="no-such-folder")
    assert done.returncode == 2
    assert "no-such-folder" in done.stderr


# ---- GitLab ------------------------------------------------------------------------------------------


def job(shell: dict[str, str], repo: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script of the job but for the installation, with its variables, as GitLab's runner starts it."""
    found = read(".ci/gitlab.yml")
    own = {**found["variables"], **found["zhupi"]["variables"], **variables}
    values = {**own, "ZHUPI_CACHE": str(repo / ".zhupi-cache")}
    _, line = found["zhupi"]["script"]
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", line],
        cwd=repo,
        env={**shell, **values},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_job_reviews_the_default_branch(shell: dict[str, str], repo: Path) -> None:
    done = job(shell, repo)
    assert done.returncode == 1, done.stderr
    artifacts = read(".ci/gitlab.yml")["zhupi"]["artifacts"]
    assert all((repo / name).exists() for name in (*artifacts["paths"], *artifacts["reports"].values()))
    quality = json.loads((repo / artifacts["reports"]["codequality"]).read_text("utf-8"))
    assert {issue["location"]["path"] for issue in quality} == {"ad.md", "old.md"}


def test_the_job_reviews_a_merge_request(shell: dict[str, str], repo: Path) -> None:
    done = job(shell, repo, CI_MERGE_REQUEST_DIFF_BASE_SHA=git(repo, "rev-parse", "HEAD").strip())
    assert done.returncode == 1, done.stderr
    quality = json.loads((repo / "gl-code-quality-report.json").read_text("utf-8"))
    assert {issue["location"]["path"] for issue in quality} == {"ad.md"}
    assert job(shell, repo, ZHUPI_FAIL_ON="none", ZHUPI_PATHS="ad.md old.md").returncode == 0


def test_what_is_installed_first_is_what_a_variable_says() -> None:
    found = read(".ci/gitlab.yml")
    assert shlex.split(found["zhupi"]["script"][0])[-1] == "$ZHUPI_PACKAGE"
    assert found["zhupi"]["cache"]["paths"] == [".zhupi-cache/"]


# ---- a container -------------------------------------------------------------------------------------

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
INSTRUCTIONS = [line.split(" ", 1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]


def test_the_image_runs_as_nobody_in_particular_and_holds_nothing_but_the_program() -> None:
    last = max(at for at, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM")
    stage = dict(INSTRUCTIONS[last:])
    assert stage["USER"] != "root"
    assert stage["FROM"].endswith("-slim")
    assert stage["COPY"].split() == ["--from=build", "/opt/zhupi", "/opt/zhupi"]
    assert json.loads(stage["ENTRYPOINT"]) == ["zhupi"]


def test_what_the_image_is_built_of_is_let_through() -> None:
    let = [
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    ]
    assert all((ROOT / name).exists() for name in let)
    assert {"engine", "rules", "cli.py", "pyproject.toml", "README.md", "LICENSE"} <= set(let)


@pytest.mark.external
def test_the_steps_of_the_image_in_folders_of_a_test(tmp_path: Path) -> None:
    """The build stage's own commands, on a copy of what is let through."""
    source, made = tmp_path / "src", tmp_path / "opt" / "zhupi"
    source.mkdir()
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line.startswith("!"):
            subprocess.run(["cp", "-r", str(ROOT / line[1:]), str(source)], check=True)
    venv.create(tmp_path / "python", with_pip=True)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path / 'python' / 'bin'}:{os.environ['PATH']}",
        "ZHUPI_CACHE": f"{made}/cache",
    }
    environment.pop("PYTHONPATH", None)
    runs = [line for name, line in INSTRUCTIONS if name == "RUN"]
    for line in runs[:-1]:
        command = line.replace("/opt/zhupi", str(made)).replace("/src", str(source))
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert runs[-1].startswith("useradd")
    put(tmp_path / "drafts" / "a.md", FAULTY)
    command = [str(made / "bin" / "zhupi"), "review", "a.md", "--strict"]
    done = subprocess.run(
        command, cwd=tmp_path / "drafts", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert not (made / "bin" / "pip").exists()
    assert len(list((made / "cache").glob("*.plan"))) == 1, (
        "the plan that was compiled for the image is the one in use"
    )
