"""A process that has imported what a study's steps use, and splits off a ready copy of itself for each step.

`warming` starts it and asks it. It imports and does nothing else: no thread runs in it, nothing of a study is
read and nothing is drawn, so that a copy is as good as a Python started afresh. It ends when whoever started
it has ended, and takes with it every process that it still has.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
from importlib import import_module, invalidate_caches
from typing import Any

KERNEL = "ipykernel_launcher"
READY = b"ready"
LONGEST_REQUEST = 1 << 17

#: What notebooks import, and what that imports only once it is used.
_MODULES = (
    "benchmarking.charts",
    "benchmarking.tables",
    "benchmarking.workbench",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_agg",
    "pandas.io.formats.html",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.container",
    "pandera.backends.pandas.register",
    "pyarrow.dataset",
    "tornado.platform.asyncio",
)


def main() -> int:
    """Serve until told to end; in a process that was split off, run a module as `python -m` would."""
    control = socket.socket(fileno=int(sys.argv[1]))
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # read once, when a kernel's code is imported
    for module in _MODULES:
        import_module(module)
    gc.collect()
    gc.freeze()
    task = _Server(control).serve()
    if task is not None:
        _become(task)
    return 0


class _Server:
    """The loop: a request comes with three files: what to read, where to write, and where to tell the end."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._asleep, self._awake = socket.socketpair()
        self._awake.setblocking(False)
        self._tell_end: dict[int, int] = {}
        self._ending = False

    def serve(self) -> dict[str, Any] | None:
        """Return a task in the process split off for it, and None in this one when it is to end."""
        signal.set_wakeup_fd(self._awake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGTERM, self._told_to_end)
        self._control.send(READY)
        while self._tell_end or not self._ending:
            ready, _, _ = select.select([self._control, self._asleep], [], [])
            if self._asleep in ready:
                self._asleep.recv(LONGEST_REQUEST)
                self._collect()
            if self._control in ready:
                request, files, _, _ = socket.recv_fds(self._control, LONGEST_REQUEST, 3)
                if not request:
                    self._end_all()
                elif self._split_off(*files):
                    return dict(json.loads(request))
        return None

    def _told_to_end(self, number: int, frame: object) -> None:
        self._ending = True

    def _split_off(self, reading: int, writing: int, tell_end: int) -> bool:
        """Start a process, and return whether this is it."""
        try:
            process = os.fork()
        except OSError:
            process = 0
            self._control.send(b"0")
        else:
            if process == 0:
                self._leave(reading, writing, tell_end)
                return True
            self._tell_end[process] = tell_end
            self._control.send(str(process).encode())
        for file in (reading, writing) if process else (reading, writing, tell_end):
            os.close(file)
        return False

    def _leave(self, reading: int, writing: int, tell_end: int) -> None:
        """Keep nothing of the server's open, and be the first of a session and of a group of processes."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        os.dup2(reading, 0)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        for file in (reading, writing, tell_end, *self._tell_end.values()):
            os.close(file)
        for end in (self._control, self._asleep, self._awake):
            end.close()

    def _collect(self) -> None:
        """Tell how the processes that have ended did so."""
        for process in list(self._tell_end):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                file = self._tell_end.pop(process)
                os.write(file, str(os.waitstatus_to_exitcode(status)).encode())
                os.close(file)

    def _end_all(self) -> None:
        """End every process by force, and then this one: nobody is left to be told."""
        for process in self._tell_end:
            os.killpg(process, signal.SIGKILL)
        self._tell_end, self._ending = {}, True


def _become(task: dict[str, Any]) -> None:
    """Run what was asked for, with the folder, environment and words that it was given."""
    import matplotlib as mpl
    import numpy as np
    import pandas as pd

    os.chdir(task["folder"])
    os.environ.clear()
    os.environ.update(task["environment"])
    if "MPLBACKEND" in os.environ:
        mpl.rcParams["backend"] = os.environ["MPLBACKEND"]
    if task["module"] == KERNEL:
        # What pandas chooses when it is imported in a notebook.
        pd.set_option("display.max_columns", 20, "display.encoding", "UTF-8")
    np.random.seed()  # else every process would draw the same numbers
    invalidate_caches()
    sys.argv[1:] = task["words"]
    runpy.run_module(task["module"], run_name="__main__", alter_sys=True)
