"""Start the processes of steps from a server that has already imported what they use (`server`).

Linux alone has this: Windows cannot split a process, and on macOS its own libraries may not survive it. Where
BENCHMARKING_WARM is "no", every process starts afresh here too.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import benchmarking
from benchmarking.pipeline.processes import STARTED
from benchmarking.pipeline.server import LONGEST_REQUEST, READY

#: What Python and its libraries read when they start, whoever's computer it is.
AT_START = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}
#: What each process is told for itself, after its start.
_TOLD_LATER = {"BENCHMARKING_ROOT", "IPYTHONDIR", "JPY_PARENT_PID", "JPY_SESSION_NAME", "MPLBACKEND"}
_NO_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
_START = (
    "import sys; sys.path[:] = [path for path in sys.path if path];"
    "from benchmarking.pipeline.server import main; sys.exit(main())"
)
_PACKAGE = Path(benchmarking.__file__).parent
_LONGEST_ANSWER = 64


class WarmProcess:
    """A process that the server started, with what subprocess.Popen offers of it."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, end: int, server: _Server) -> None:
        self.pid = pid
        self._server = server
        self.returncode: int | None = None
        self._end = end
        self._lock = threading.Lock()

    def __del__(self) -> None:
        os.close(self._end)

    def poll(self) -> int | None:
        """Return how the process ended, or None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the process has ended; raises subprocess.TimeoutExpired when that takes too long."""
        code = self._ended(None if timeout is None else timeout * 1000)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Tell the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process by force."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, milliseconds: float | None) -> int | None:
        told = select.poll()
        told.register(self._end, select.POLLIN)
        if self.returncode is None and told.poll(milliseconds):
            with self._lock:
                if self.returncode is None:
                    self.returncode = self._read()
        return self.returncode

    def _read(self) -> int:
        """Read how it ended; when the server ended first, end what it left behind."""
        answer = os.read(self._end, _LONGEST_ANSWER)
        if answer:
            return int(answer)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        return -signal.SIGKILL


class _Server:
    """A server that was started; it is ended when nobody holds on to it any more."""

    def __init__(self, environment: Mapping[str, str], made_from: object) -> None:
        self.made_from = made_from
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._ready = False
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START, str(other.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**environment, **_NO_THREAD},
                pass_fds=[other.fileno()],
                start_new_session=True,
            )
        STARTED.watch(self.process)

    def __del__(self) -> None:
        self._control.close()
        if os.getpid() == self._owner:
            self.process.kill()
            self.process.wait()

    @property
    def ready(self) -> bool:
        """Whether it has imported everything."""
        return self._ready or bool(select.select([self._control], [], [], 0)[0])

    def start(self, task: dict[str, Any], reading: IO[bytes], writing: IO[bytes]) -> WarmProcess:
        """Have a process split off, once everything is imported; raises OSError when there is none."""
        request = json.dumps(task).encode()
        if len(request) > LONGEST_REQUEST:
            raise OSError("an environment too long to be handed on")
        end, tell_end = os.pipe()
        try:
            with self._lock:
                if not self._ready:
                    self._ready = self._answer() == READY
                files = [reading.fileno(), writing.fileno(), tell_end]
                socket.send_fds(self._control, [request], files)
                pid = int(self._answer())
            if pid == 0:
                raise OSError("no process could be split off")
        except OSError:
            os.close(end)
            raise
        finally:
            os.close(tell_end)
        return WarmProcess(pid, end, self)

    def _answer(self) -> bytes:
        word = self._control.recv(_LONGEST_ANSWER)
        if not word:
            raise ConnectionError("the server has ended")
        return word


class Warming:
    """The server of this process: started when first needed, and anew when what it rests on has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: _Server | None = None
        atexit.register(self.end)

    def prepare(self, environment: Mapping[str, str]) -> _Server | None:
        """Have a server for processes of this environment without waiting for it; None where there can be none."""
        if not sys.platform.startswith("linux") or environment.get("BENCHMARKING_WARM") == "no":
            return None
        at_start = {name: value for name, value in environment.items() if name not in _TOLD_LATER}
        made_from = (os.getpid(), at_start, _code())
        with self._lock:
            server = self._server
            if server is None or server.made_from != made_from or server.process.poll() is not None:
                server = self._server = _Server(at_start, made_from)
            return server

    def start(
        self,
        module: str,
        words: list[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        reading: IO[bytes],
        writing: IO[bytes],
        wait: bool,
    ) -> WarmProcess | None:
        """Start what `python -m module words` would, warm; None when it has to be started cold.

        Parameters
        ----------
        folder, environment : what the process works in, and the whole environment that it is given.
        reading, writing : its standard input, and its standard output and error.
        wait : whether to wait for a server that is still importing, rather than start cold.
        """
        server = self.prepare(environment)
        if server is None or not (wait or server.ready):
            return None
        task = {
            "module": module,
            "words": words,
            "folder": str(folder),
            "environment": dict(environment),
        }
        try:
            process = server.start(task, reading, writing)
        except OSError:
            return None
        STARTED.watch(process)
        return process

    def end(self) -> None:
        """End the server, and with it every process that it still has."""
        with self._lock:
            self._server = None


#: The server of this process.
WARMING = Warming()


def _code() -> tuple[tuple[str, int, int], ...]:
    """Tell this library's files by size and time, for a server goes on with what it has imported."""
    files = ((path, path.stat()) for path in _PACKAGE.rglob("*.py"))
    return tuple(sorted((str(path), status.st_size, status.st_mtime_ns) for path, status in files))
