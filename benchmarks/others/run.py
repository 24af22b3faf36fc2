"""Zhupi and other programs as processes of their own, by the same word rules on the same drafts.

Input: drafts, words. Output: a `Row` for each program. Law: what is counted is the user CPU of a process and of those
that it started, from start to exit; the programs take turns; one that reports nothing at all is an error, no result.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.others import rules

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
HOME = ROOT / "build" / "others"  # where the programs are installed
FEW, MANY = 20, 5000  # drafts: few for the slowest
_ROUNDS = 2


class Program(NamedTuple):
    """A program. `command`: with {rules}, {drafts} and {out}; `slow`: for few drafts and one round; `file`: what
    must be installed; `found`: its exit code where there is something to report."""

    name: str
    command: Sequence[str]
    file: Path = Path(sys.executable)
    slow: bool = False
    found: int = 0


class Row(NamedTuple):
    """What a program reported in the few drafts, and its seconds for few and for many; None: not measured."""

    name: str
    findings: int = 0
    few: float | None = None
    many: float | None = None


def _script(python: Path, name: str) -> Sequence[str]:
    return [str(python), str(HERE / f"with_{name}.py"), "{rules}", "{drafts}", "{out}"]


def programs() -> list[Program]:
    """The first is the one that the others are divided by."""
    own, pinned = Path(sys.executable), _pinned()
    theirs = HOME / "python" / "bin"
    python, semgrep, textlint = theirs / "python", theirs / "semgrep", HOME / "node_modules/.bin/textlint"
    scan = [str(semgrep), "scan", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--quiet"]
    scan += ["--jobs", "1", "--config", "{rules}/semgrep.json", "--json", "--output", "{out}", "{drafts}"]
    lint = [str(textlint), "--config", "{rules}/textlint.json", "-f", "json", "-o", "{out}", "{drafts}/*.txt"]
    re2 = f"RE2 (google-re2 {version('google-re2')})"
    return [
        Program("Zhupi, whole review", _script(own, "zhupi")),
        Program(f"{re2}, one alternation", _script(own, "re2")),
        Program(f"{re2}, a set: which words, not where", _script(own, "re2_set")),
        Program(f"yara-x {pinned['yara-x']}", _script(python, "yara"), theirs / "python"),
        Program(f"proselint {pinned['proselint']}", _script(python, "proselint"), theirs / "proselint"),
        Program(f"textlint {pinned['textlint']} with prh", lint, textlint, found=1),
        Program(f"semgrep {pinned['semgrep']}, generic mode", scan, semgrep, slow=True),
    ]


def _pinned() -> Mapping[str, str]:
    lines = (HERE / "requirements.txt").read_text("utf-8").split()
    node = json.loads((HERE / "package.json").read_bytes())["dependencies"]
    return {**dict(line.split("==") for line in lines), **node}


def install() -> None:
    """Installs what the requirement files name, where it is not there yet; what fails is told and left out."""
    python = HOME / "python" / "bin" / "python"
    HOME.mkdir(parents=True, exist_ok=True)
    if not python.exists():
        venv.create(HOME / "python", with_pip=True)
    (HOME / "package.json").write_bytes((HERE / "package.json").read_bytes())
    pip = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(HERE / "requirements.txt")]
    npm = ["npm", "install", "--prefix", str(HOME), "--no-audit", "--no-fund", "--silent"]
    for command in (pip, npm):
        try:
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as wrong:
            print(f"not installed: {wrong}", file=sys.stderr)


def compared(words: Sequence[str], texts: Sequence[str]) -> list[Row]:
    """A row for each program; `texts` are the many drafts, and the first of them the few."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rules.written(words, folder / "rules")
        for label, some in (("one", texts[:1]), ("few", texts[:FEW]), ("many", texts)):
            (folder / label).mkdir()
            for number, text in enumerate(some):
                (folder / label / f"{number:05}.txt").write_text(text, "utf-8")
        every = programs()
        there = [program for program in every if program.file.exists()]
        _in_turn(there, folder, "one", rounds=1)  # keeps compiled rules and bytecode
        few = _in_turn(there, folder, "few")
        counts = {program.name: _reported(_out(program, folder, "few")) for program in there}
        many = _in_turn([program for program in there if not program.slow], folder, "many")
    return [Row(p.name, counts.get(p.name, 0), few.get(p.name), many.get(p.name)) for p in every]


def _in_turn(some: Sequence[Program], folder: Path, label: str, rounds: int = _ROUNDS) -> dict[str, float]:
    """The least seconds of each program."""
    least: dict[str, float] = {}
    for turn in range(rounds):
        for program in some:
            if not (program.slow and turn):
                taken = _run(program, folder, label)
                least[program.name] = min(taken, least.get(program.name, taken))
    return least


def _out(program: Program, folder: Path, label: str) -> Path:
    return folder / f"{label}-{'-'.join(program.name.replace('/', ' ').split())}.out"


def _run(program: Program, folder: Path, label: str) -> float:
    """The user CPU of a run, in seconds. Raises RuntimeError where it failed, however fast."""
    places = {"rules": folder / "rules", "drafts": folder / label, "out": _out(program, folder, label)}
    command = [part.format(**places) for part in program.command]
    own = {"SEMGREP_SETTINGS_FILE": str(folder / "semgrep.yml"), "ZHUPI_CACHE": str(folder / "cache")}
    path = f"{program.file.parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        command, env={**os.environ, **own, "PATH": path}, cwd=HOME, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, program.found):
        raise RuntimeError(f"{program.name} failed with exit code {process.returncode}")
    return usage.ru_utime


def _reported(out: Path) -> int:
    """How many findings a program wrote: one a line, or in its own JSON."""
    if not out.exists():
        raise RuntimeError(f"nothing was written: {out.name}")
    data = out.read_text("utf-8")
    try:
        every = json.loads(data)
    except json.JSONDecodeError:
        return data.count("\n")
    if isinstance(every, list):  # textlint
        return sum(len(one["messages"]) for one in every)
    if "results" in every:  # semgrep
        return len(every["results"])
    return sum(len(one["findings"]) for one in every["drafts"])
