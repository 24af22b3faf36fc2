"""The gate as a team has it: a repository with 200 drafts in all formats, a baseline, and a change.

The change adds a violation to one draft and takes a disclosure out of another; it also does much that is none of the
gate's business. The gate must fail for exactly these two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drafts import MADE, THROUGH_OFFICE
from tests.gitrepo import commit, git, put, repository

pytestmark = pytest.mark.external

ROOT = Path(__file__).parent.parent
COUNT = 200
FAULT = "本产品业内第一。"
NOTICE = "过往业绩不代表其未来表现，不等于理财产品实际收益。"
CONFIG = """
documents:
  - {path: "drafts/**", product: wealth, material: marketing}
baseline: zhupi-baseline.json
"""
NEW = "本产品零风险。"
KINDS = {**MADE, **THROUGH_OFFICE}


def paragraphs(number: int) -> list[str]:
    """A draft with a return, the statements that it needs, and, in every third one, a fault that is there for years."""
    return [
        f"安澜理财第{number}号",
        "理财非存款、产品有风险、投资须谨慎。",
        "本产品风险等级为R2，适合稳健型及以上的投资者。",
        f"本产品过往年化收益率为3.{number}%（2024年1月1日至2024年12月31日）。",
        NOTICE,
        "业绩数据来源：江州银行，已经托管人复核。",
        "本产品由江州银行理财有限责任公司发行。",
        *([FAULT] if number % 3 == 0 else []),
        "投诉电话：0700-9500022。",
    ]


def ending(number: int) -> str:
    """The formats in turn; what needs LibreOffice twice."""
    return next(iter(THROUGH_OFFICE)) if number < 2 else [*MADE][number % len(MADE)]


def name(number: int) -> Path:
    return Path("drafts", f"{number % 7}", f"稿 {number}{ending(number)}")


def write(repo: Path, number: int, texts: list[str]) -> None:
    put(repo / name(number), KINDS[ending(number)](texts))


def zhupi(repo: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8"}
    command = [sys.executable, "-c", "from cli import main; main()", *arguments]
    return subprocess.run(command, cwd=repo, env=environment, capture_output=True, text=True, check=False)


def counted(repo: Path, *arguments: str) -> tuple[int, int, list[tuple[str, str]]]:
    """The gate's exit code, how many drafts its report has, and draft and rule of each finding that counts."""
    done = zhupi(
        repo, "review", "drafts", "--no-copies", "--view", "summary", "--format", "json=r.json", *arguments
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    data = json.loads((repo / "r.json").read_text("utf-8"))
    found = [
        (draft["name"], f["rule"])
        for draft in data["drafts"]
        for f in draft["findings"]
        if f["suppression"] is None and f["kind"] == "fail"
    ]
    return done.returncode, len(data["drafts"]), found


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with its baseline."""
    made = repository(tmp_path_factory.mktemp("ci") / "repo")
    for number in range(COUNT):
        write(made, number, paragraphs(number))
    put(made / "zhupi.yaml", CONFIG)
    put(made / ".gitignore", "zhupi-out/\nr.json\n")
    done = zhupi(made, "baseline", "write", "drafts")
    assert done.returncode == 0, done.stdout + done.stderr
    commit(made)
    git(made, "tag", "base")
    return made


def test_before_the_change_nothing_fails_and_every_old_fault_is_known(repo: Path) -> None:
    assert counted(repo) == (0, COUNT, [])
    known = json.loads((repo / "r.json").read_text("utf-8"))["summary"]["suppressed"]
    faulty = sum(FAULT in paragraphs(number) for number in range(COUNT))
    assert known >= faulty


@pytest.mark.parametrize(
    "places",
    [(11, 20), (2, 3), (5, 6), (7, 9), (8, 10), (24, 31)],
    ids=lambda places: " ".join(ending(place) for place in places),
)
def test_the_gate_fails_for_the_violation_and_for_the_lost_disclosure_alone(
    repo: Path, places: tuple[int, int]
) -> None:
    violating, losing = places
    git(repo, "checkout", "-q", "-f", "base")
    git(repo, "clean", "-qfd")
    write(repo, violating, [*paragraphs(violating), NEW])
    write(repo, losing, [text for text in paragraphs(losing) if text != NOTICE])
    for number in range(100, 110):  # words that offend nobody, in a new order, under another name
        first, *rest = paragraphs(number)
        put(
            repo / "drafts" / "moved" / f"{number}{ending(number)}",
            KINDS[ending(number)]([first, *rest[::-1], "敬请垂询。"]),
        )
        (repo / name(number)).unlink()
    expected = sorted(
        [
            (name(violating).as_posix(), "cn/wealth/promises/risk-free"),
            (name(losing).as_posix(), "cn/wealth/performance/past-performance-statement"),
        ]
    )
    code, drafts, found = counted(repo)
    assert (code, drafts, sorted(found)) == (1, COUNT, expected)
    code, drafts, found = counted(repo, "--diff-base", "base")
    assert (code, drafts, sorted(found)) == (1, 12, expected)
