"""Tasks in child processes: every one ends in an event, whatever it does to its process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.workers import Event, Limits, ask_for, run
from tests.processes import gone


def work(task: str) -> str:
    match task:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(600)
        case "exit":
            os._exit(0)
        case "long" | "longer":
            ask_for(Limits(60.0 if task == "long" else 0.2, 2**30))
            time.sleep(5 if task == "long" else 600)
        case "feast":
            ask_for(Limits(60.0, 2**30))
            return str(len(bytearray(2**29)))
        case "eat":
            try:
                return str(len(bytearray(2**31)))
            except MemoryError:
                return "refused"
    return task.upper()


def events(tasks: list[str], jobs: int, **limits: float) -> dict[int, Event[str]]:
    found = list(run(work, tasks, jobs, Limits(**limits)))  # type: ignore[arg-type]
    assert len(found) == len(tasks)
    return {event.index: event for event in found}


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_all_tasks_are_done(jobs: int) -> None:
    tasks = [f"t{i}" for i in range(12)]
    assert {i: e.result for i, e in events(tasks, jobs).items()} == {
        i: t.upper() for i, t in enumerate(tasks)
    }


def test_a_process_that_dies_or_hangs_is_an_event_and_the_others_finish() -> None:
    found = events(["a", "die", "b", "hang", "exit", "c"], 2, seconds=4.0)
    assert [found[i].result for i in (0, 2, 5)] == ["A", "B", "C"]
    assert [found[i].failure for i in (1, 3, 4)] == ["crashed", "timeout", "crashed"]


def test_memory_is_bounded() -> None:
    assert events(["eat"], 1, memory=256 * 2**20)[0].result == "refused"


def test_a_task_may_ask_for_more_time_and_memory() -> None:
    found = events(["long", "longer", "a", "hang"], 4, seconds=4.0)
    assert [found[i].result for i in (0, 2)] == ["LONG", "A"]
    assert [found[i].failure for i in (1, 3)] == ["timeout", "timeout"]
    assert events(["eat", "feast"], 1, memory=256 * 2**20)[1].result == str(2**29)


def test_outside_a_child_process_nothing_is_asked_for() -> None:
    ask_for(Limits(1.0, 2**20))
    assert work("a") == "A"


def test_no_task_no_event() -> None:
    assert events([], 2) == {}


def test_a_process_that_dies_while_it_waits_costs_no_task() -> None:
    found = []
    for event in run(work, ["a", "b", "c"], 1, Limits()):
        found.append(event.result)
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
    assert found == ["A", "B", "C"]


def test_no_process_outlives_its_parent(tmp_path: Path) -> None:
    """Children that wait for work, and those at work once they are done, end when the parent is killed."""
    code = (
        "import os, time\nfrom engine.workers import Limits, run\n"
        "def work(task):\n"
        "    with open(f'{os.getpid()}', 'w') as file:\n        file.write(str(os.getpid()))\n"
        "    os.replace(f'{os.getpid()}', f'{task}.pid')\n    return task\n"
        "for event in run(work, ['a', 'b'] * 20, 2, Limits()):\n"
        "    if os.path.exists('a.pid') and os.path.exists('b.pid'):\n        os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    pids = [int(path.read_text()) for path in tmp_path.glob("*.pid")]
    assert gone(pids)


def test_processes_that_are_started_anew_do_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS, where a child inherits nothing."""
    monkeypatch.setattr("engine.workers.sys.platform", "darwin")
    assert {e.index: e.result for e in run(str.upper, ["a", "b", "c"], 2, Limits(memory=2**40))} == {
        0: "A",
        1: "B",
        2: "C",
    }
