"""Run a command and note, from outside, when it said what and how much memory all its processes held."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

EVERY_SECONDS = 1.0


@dataclass
class Watched:
    """What came of a command: its exit code, its seconds, its lines and megabytes, each with its second."""

    code: int
    seconds: float
    lines: list[tuple[float, str]] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)


def watch(words: list[str], root: Path) -> Watched:
    """Run a command in a copy of the project and return what was seen of it; its words are printed as they come.

    The memory is the sum over the command and every process under it of the proportional set size, in which a page
    that several processes share is counted once. Linux alone tells it.
    """
    environment = {**os.environ, "BENCHMARKING_ROOT": str(root), "PYTHONUNBUFFERED": "1"}
    start = time.perf_counter()
    with subprocess.Popen(
        words, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said: queue.Queue[tuple[float, str]] = queue.Queue()
        reader = threading.Thread(target=_read, args=(process, start, said))
        reader.start()
        seen = Watched(0, 0.0)
        while True:
            with suppress(subprocess.TimeoutExpired):
                seen.code = process.wait(EVERY_SECONDS)
                break
            seen.memory.append((time.perf_counter() - start, _megabytes(process.pid)))
        seen.seconds = time.perf_counter() - start
        reader.join()
    seen.lines = [said.get() for _ in range(said.qsize())]
    return seen


def _read(process: subprocess.Popen[str], start: float, said: queue.Queue[tuple[float, str]]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        said.put((time.perf_counter() - start, line.rstrip("\n")))
        print(f"{time.perf_counter() - start:8.1f}  {line}", end="", flush=True)


def _megabytes(first: int) -> float:
    held = 0
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(first)
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                held += process.memory_full_info().pss
    return held / 2**20
