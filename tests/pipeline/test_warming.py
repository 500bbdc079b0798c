from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from benchmarking.errors import PipelineError
from benchmarking.pipeline import warming
from benchmarking.pipeline.executing import execute
from benchmarking.pipeline.processes import STARTED
from benchmarking.pipeline.warming import AT_START, WARMING, Warming, WarmProcess

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux can split a process that is ready off another"
)

WHAT_A_NOTEBOOK_FINDS = """
import locale, os, signal, sys
import matplotlib, numpy, pandas
from pandas._config import config
print({
    "arguments": [word.rpartition("/")[2] for word in sys.argv if "/" not in word or word.endswith(".py")],
    "first of its session": os.getsid(0) == os.getpgid(0) == os.getpid(),
    "flags": str(sys.flags),
    "folder": os.getcwd(),
    "locale": locale.setlocale(locale.LC_ALL),
    "matplotlib": {name: str(matplotlib.rcParams[name]) for name in matplotlib.rcParams},
    "numpy": str(numpy.get_printoptions()) + str(numpy.geterr()),
    "pandas": {
        name: str(pandas.get_option(name))
        for name in config._registered_options
        if name.startswith(("display.", "styler."))
    },
    "path": sys.path,
    "signals": [str(signal.getsignal(number)).partition(" at ")[0] for number in sorted(signal.valid_signals())],
    "environment": {
        name: value for name, value in os.environ.items()
        if name not in ("IPYTHONDIR", "JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL")
    },
})
"""
NUMBERS_BY_CHANCE = "import random\nimport numpy as np\nprint(random.random(), np.random.random())"


@pytest.fixture(autouse=True)
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARKING_WARM", "yes")


@pytest.fixture
def asked() -> Iterator[list[WarmProcess]]:
    """Collect the processes that were split off, so that a test can say that some were."""
    started: list[WarmProcess] = []
    real = WARMING.start

    def start(*words: Any, **choices: Any) -> WarmProcess | None:
        process = real(*words, **choices)
        started.extend([process] if process else [])
        return process

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WARMING, "start", start)
        yield started


@pytest.fixture
def own() -> Iterator[Warming]:
    """A server that no other test has."""
    made = Warming()
    yield made
    made.end()


@pytest.fixture
def python(own: Warming, tmp_path: Path) -> Callable[..., tuple[WarmProcess, Path]]:
    """Run a module of a few lines in a process of that server, and tell where it writes."""

    def started(body: str, **environment: str) -> tuple[WarmProcess, Path]:
        modules, said = tmp_path / "modules", tmp_path / "said.txt"
        modules.mkdir(exist_ok=True)
        (modules / "councils.py").write_text(body, encoding="utf-8")
        around = {
            **os.environ,
            **AT_START,
            "PYTHONPATH": os.pathsep.join([str(modules), *sys.path]),
            **environment,
        }
        with Path(os.devnull).open("rb") as reading, said.open("wb") as writing:
            process = own.start(
                "councils",
                ["Kent"],
                folder=tmp_path,
                environment=around,
                reading=reading,
                writing=writing,
                wait=True,
            )
        assert process is not None
        return process, said

    return started


def test_a_notebook_finds_the_same_in_a_warm_kernel_as_in_a_cold_one(checkout, printed, asked, monkeypatch):
    found = []
    for _ in ("warm", "cold"):
        step = checkout.step("01-rates", WHAT_A_NOTEBOOK_FINDS)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(execute, step, checkout.root).result()
        found.append(ast.literal_eval(printed(step.outputs[0])))
        monkeypatch.setattr(WARMING, "prepare", lambda environment: None)
    assert len(asked) == 1
    assert found[0] == found[1]
    assert found[0]["pandas"]["display.max_columns"] == "20"


def test_the_kernels_and_functions_of_a_run_come_from_one_server(checkout, asked):
    figures = checkout.function(
        "figures", "(root / 'data' / 'figures.txt').write_text('4.2')", needs=("01-rates",)
    )
    checkout.run(checkout.step("01-rates", "rate = 4"), figures, jobs=1)
    assert [type(process) for process in asked] == [WarmProcess, WarmProcess]
    assert len({process._server.process.pid for process in asked}) == 1


def test_each_warm_process_draws_numbers_of_its_own(checkout, printed):
    steps = [checkout.step(name, NUMBERS_BY_CHANCE) for name in ("01-kent", "02-devon")]
    checkout.run(*steps)
    kent, devon = (printed(step.outputs[0]).split() for step in steps)
    assert kent[0] != devon[0]
    assert kent[1] != devon[1]


def test_no_thread_runs_in_the_server_that_is_split(python):
    process, _ = python("import time\ntime.sleep(60)")
    server = process._server.process.pid
    assert len(list(Path(f"/proc/{server}/task").iterdir())) == 1
    process.kill()


def test_a_warm_process_has_no_file_of_the_servers_open(python):
    process, said = python("import os\nprint(sorted(int(name) for name in os.listdir('/proc/self/fd')))")
    assert process.wait(20) == 0
    assert ast.literal_eval(said.read_text()) == [0, 1, 2, 3], "3 is the folder that is being listed"


def test_a_warm_process_tells_how_it_ended(python):
    for body, code in (
        ("", 0),
        ("import sys\nsys.exit(3)", 3),
        ("raise ValueError('no such council')", 1),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    ):
        process, _ = python(body)
        assert process.wait(20) == process.poll() == process.returncode == code
    with pytest.raises(subprocess.TimeoutExpired):
        python("import time\ntime.sleep(60)")[0].wait(0.05)


def test_what_a_broken_step_says_is_kept(python):
    process, said = python("import sys\nprint(sys.argv[1:])\nraise ValueError('no such council')")
    process.wait(20)
    assert "['Kent']" in said.read_text()
    assert "ValueError: no such council" in said.read_text()


def test_a_server_is_started_anew_when_what_python_reads_at_its_start_has_changed(own, monkeypatch):
    around = {**os.environ, "PYTHONHASHSEED": "0"}
    first = own.prepare(around)
    assert own.prepare({**around, "BENCHMARKING_ROOT": "/elsewhere", "MPLBACKEND": "agg"}) is first
    other = own.prepare({**around, "PYTHONHASHSEED": "1"})
    assert other is not first
    monkeypatch.setattr(warming, "_code", lambda: ("the library was changed",))
    assert own.prepare({**around, "PYTHONHASHSEED": "1"}) is not other


def test_a_server_that_has_ended_takes_its_processes_with_it_and_the_next_run_has_another(checkout, asked):
    waiting = checkout.step(
        "01-rates", "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
    )
    with pytest.raises(PipelineError, match="The kernel ended by itself in code cell"):
        checkout.run(waiting)
    assert asked[0].wait(5) == -signal.SIGKILL
    assert checkout.run(checkout.step("01-rates", "rate = 4")).steps == ["01-rates"]
    assert len({process._server.process.pid for process in asked}) == 2


def test_without_a_server_that_can_start_the_run_starts_cold(checkout, monkeypatch, printed):
    monkeypatch.setattr(warming, "_START", "raise SystemExit('no memory')")
    monkeypatch.setattr(warming, "_code", lambda: ("another server",))
    step = checkout.step("01-rates", "print('rate in', council)")
    assert checkout.run(step).steps == ["01-rates"]
    assert printed(step.outputs[0]) == "rate in Kent\n"


def test_a_run_that_is_killed_leaves_neither_kernel_nor_server(checkout):
    noted = checkout.root / "pids.txt"
    checkout.step(
        "01-rates",
        f"import os, time\nopen({str(noted)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}} ')\ntime.sleep(60)",
    )
    script = checkout.root / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom benchmarking.pipeline import Step, run\n"
        f"root = Path({str(checkout.root)!r})\n"
        "run([Step('01-rates', (root / 'reports' / '01-rates.ipynb',), parameters={'council': 'Kent'},\n"
        "          notebook=root / 'notebooks' / '01-rates.ipynb')], root, root / 'data' / 'state.json')\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(script)]) as process:
        _wait_until(lambda: noted.is_file() and noted.read_text().endswith(" "))
        process.kill()
    _wait_until(lambda: not any(_runs(int(pid)) for pid in noted.read_text().split()))


def test_a_stopped_run_ends_the_server_too(own):
    server = own.prepare({**os.environ, **AT_START})
    assert server is not None
    try:
        STARTED.stop()
    finally:
        STARTED.allow()
    assert server.process.wait(5) is not None


def _wait_until(found: Callable[[], Any]) -> None:
    end = time.monotonic() + 20
    while not found():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    process = Path(f"/proc/{pid}/stat")
    return process.exists() and process.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
