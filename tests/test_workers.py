"""Tasks in child processes: every one ends in an event, whatever it does to its process."""

from __future__ import annotations

import os
import signal
import time

import pytest

from engine.workers import Event, Limits, ask_for, run


def work(task: str) -> str:
    match task:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(60)
        case "exit":
            os._exit(0)
        case "long" | "longer":
            ask_for(Limits(2.0 if task == "long" else 0.2, 2**30))
            time.sleep(1.5)
        case "feast":
            ask_for(Limits(1.0, 2**30))
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
    found = events(["a", "die", "b", "hang", "exit", "c"], 2, seconds=1.0)
    assert [found[i].result for i in (0, 2, 5)] == ["A", "B", "C"]
    assert [found[i].failure for i in (1, 3, 4)] == ["crashed", "timeout", "crashed"]


def test_memory_is_bounded() -> None:
    assert events(["eat"], 1, memory=256 * 2**20)[0].result == "refused"


def test_a_task_may_ask_for_more_time_and_memory() -> None:
    found = events(["long", "longer", "a", "hang"], 4, seconds=1.0)
    assert [found[i].result for i in (0, 2)] == ["LONG", "A"]
    assert [found[i].failure for i in (1, 3)] == ["timeout", "timeout"]
    assert events(["eat", "feast"], 1, memory=256 * 2**20)[1].result == str(2**29)


def test_outside_a_child_process_nothing_is_asked_for() -> None:
    ask_for(Limits(1.0, 2**20))
    assert work("a") == "A"


def test_no_task_no_event() -> None:
    assert events([], 2) == {}
