"""Drafts reviewed in child processes with a deadline and a memory limit each.

Input: tasks and the function that reviews one. Output: an event for each task, as it ends. Law: tasks in =
events out; a task that kills its process, runs out of time or of memory is an event that says so, and every
other task is finished.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_GRACE = 2.0  # seconds in which a process that was told to end may end
_MORE = -1  # in place of a task's index: the task asks for more time
_serving: list[Connection] = []  # in a child process, its pipe


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use: seconds of time, and bytes of memory beyond what the process starts with."""

    seconds: float = 120.0
    memory: int = 1024 * 2**20


@dataclass(frozen=True, slots=True)
class Event(Generic[R]):
    """The end of a task: its index, and its result or `failure`: timeout | crashed."""

    index: int
    result: R | None
    failure: str = ""


@dataclass(slots=True)
class _Worker:
    """A child process and the task that it is at."""

    process: BaseProcess
    pipe: Connection
    index: int = -1
    deadline: float = 0.0


def nothing() -> None:
    """What there is to do while tasks are at work, if nothing is."""


def run(
    work: Callable[[T], R],
    tasks: Sequence[T],
    jobs: int,
    limits: Limits,
    meanwhile: Callable[[], None] = nothing,
) -> Iterator[Event[R]]:
    """The event of each task, in the order in which they end. `jobs` processes at once; `meanwhile` is done once,
    while the first of them are at work."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    waiting = deque(range(len(tasks)))
    workers: list[_Worker] = []
    try:
        while waiting or any(worker.index >= 0 for worker in workers):
            _hand_out(work, tasks, waiting, workers, jobs, context, limits)
            meanwhile()
            meanwhile = nothing
            yield from _collect(workers)
    finally:
        for worker in workers:
            _end(worker)


def _hand_out(
    work: Callable[[T], R],
    tasks: Sequence[T],
    waiting: deque[int],
    workers: list[_Worker],
    jobs: int,
    context: BaseContext,
    limits: Limits,
) -> None:
    """Gives every idle process, and new ones up to `jobs`, a task."""
    while waiting:
        worker = next((w for w in workers if w.index < 0), None)
        if worker is None:
            if len(workers) >= jobs:
                return
            worker = _start(work, workers, context, limits)
            workers.append(worker)
        index = waiting.popleft()
        try:
            worker.pipe.send((index, tasks[index]))
        except OSError:  # it died while it had nothing to do, so this task is not what it died of
            waiting.appendleft(index)
            workers.remove(worker)
            _end(worker)
            continue
        worker.index = index
        worker.deadline = time.monotonic() + limits.seconds


def _start(
    work: Callable[[Any], Any], others: Sequence[_Worker], context: BaseContext, limits: Limits
) -> _Worker:
    ours, theirs = context.Pipe()
    forked = context.get_start_method() == "fork"
    inherited = [ours, *(worker.pipe for worker in others)] if forked else []
    arguments = (theirs, inherited, work, limits.memory)
    process = context.Process(target=_serve, args=arguments, daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(
    pipe: Connection, inherited: Sequence[Connection], work: Callable[[Any], Any], memory: int
) -> None:
    """A child process: does tasks until the pipe closes, which it does when the parent ends in any way, for no
    child holds the other end of its own or another's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
    _serving.append(pipe)
    _limit_memory(memory)
    try:
        while True:
            index, task = pipe.recv()
            pipe.send((index, work(task)))
    except (EOFError, OSError):
        return
    except BaseException:  # the parent sees the pipe close, and says so of the draft
        sys.exit(1)


def ask_for(limits: Limits) -> None:
    """Asks, within a child process, for so much more time and memory, for a step that needs more than others. The
    process keeps the memory, the task at hand has the time. Elsewhere nothing is limited and nothing is done."""
    if _serving:
        _limit_memory(limits.memory)
        _serving[0].send((_MORE, limits.seconds))


def _limit_memory(memory: int) -> None:
    """Bounds the address space, where the system can."""
    try:
        import resource
    except ImportError:
        return
    with (
        open("/proc/self/statm", encoding="ascii") if sys.platform == "linux" else open("/dev/null") as state
    ):
        pages = state.read().split()
    used = int(pages[0]) * resource.getpagesize() if pages else 0
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = used + memory
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


def _collect(workers: list[_Worker]) -> Iterator[Event[Any]]:
    """Waits until a task ends, a process dies or a deadline passes."""
    busy = [worker for worker in workers if worker.index >= 0]
    patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    ready = wait([worker.pipe for worker in busy], timeout=patience)
    for worker in busy:
        if worker.pipe in ready:
            yield from _received(worker, workers)
        elif time.monotonic() >= worker.deadline:
            yield _failed(worker, workers, "timeout")


def _received(worker: _Worker, workers: list[_Worker]) -> Iterator[Event[Any]]:
    try:
        index, result = worker.pipe.recv()
    except (EOFError, OSError):
        yield _failed(worker, workers, "crashed")
        return
    if index == _MORE:
        worker.deadline += result
    else:
        worker.index = -1
        yield Event(index, result)


def _failed(worker: _Worker, workers: list[_Worker], failure: str) -> Event[Any]:
    workers.remove(worker)
    index = worker.index
    _end(worker)
    return Event(index, None, failure)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.terminate()  # at work or not
    worker.process.join(_GRACE)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
