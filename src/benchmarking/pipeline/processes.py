"""The processes that a run has started, so that none outlives it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_PATIENCE_SECONDS = 1.0


class Process(Protocol):
    """A process that was started, as subprocess.Popen tells of it."""

    pid: int

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""

    def send_signal(self, number: int, /) -> None:
        """Send it a signal."""

    def kill(self) -> None:
        """End it by force."""


class Processes:
    """Started processes, each the leader of a process group, and a way to end them all at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[Process] = []
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Whether the run is being stopped."""
        return self._stopping

    def watch(self, process: Process) -> None:
        """Remember a process just started; end it at once when the run is being stopped."""
        with self._lock:
            self._running = [other for other in self._running if other.poll() is None] + [process]
            stopping = self._stopping
        if stopping:
            _kill(process)

    def stop(self) -> None:
        """End every process group that still runs, and each one that is started from now on.

        Each is first told to end, so that it can clear up, and soon after ended by force.
        """
        with self._lock:
            self._stopping = True
            running = self._running
        for process in running:
            _send(process, signal.SIGTERM)
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end and any(process.poll() is None for process in running):
            time.sleep(0.02)
        for process in running:
            _kill(process)

    def allow(self) -> None:
        """Let processes be started again after a stop."""
        with self._lock:
            self._running = [process for process in self._running if process.poll() is None]
            self._stopping = False


#: Every kernel and function process of this run, and the server that splits them off.
STARTED = Processes()


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Treat being told to end, or the terminal being closed, like Ctrl-C for as long as the block runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGTERM", "SIGHUP", "SIGBREAK")
    before = {
        number: signal.signal(number, _interrupt)
        for number in (getattr(signal, name, None) for name in names)
        if number is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Clear up without being interrupted a second time."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _kill(process: Process) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        _send(process, signal.SIGKILL)


def _send(process: Process, number: int) -> None:
    if process.poll() is not None:
        return
    try:
        if sys.platform == "win32":
            process.send_signal(number)
        else:
            os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        process.kill()
