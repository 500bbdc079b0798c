"""Steps on two worker processes: one is killed half-way, one is of another version, or nobody is there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from benchmarking.cli.options import elsewhere_or_here
from benchmarking.errors import CommandError, PipelineError
from benchmarking.pipeline import Course, Step, alike, elsewhere, executing, follow, run
from benchmarking.pipeline.keys import PACKAGE_FOLDER

distributed = pytest.importorskip("distributed")
scheduling = pytest.importorskip("distributed.scheduler")

#: The first to come here says who it is and waits to be killed; the second goes on.
WAIT = """
import os, time
from pathlib import Path

def wait(root, name):
    try:
        (root / f"{name}.first").open("x").close()
    except FileExistsError:
        return
    (root / f"{name}.part").write_text(str(os.getpid()))
    (root / f"{name}.part").replace(root / f"{name}.pid")
    time.sleep(60)

def make(root, parameters):
    wait(root, "figures")
    (root / "out" / "figures.txt").write_text("4.2")
"""
RATES = """
from pathlib import Path
from waiting import wait
wait(Path(root), "rates")
"""


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as cluster:
        yield cluster.scheduler_address


@contextmanager
def worker(address: str, *folders: Path, threads: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """Start a worker process that finds its modules in these folders first, and wait until it is known."""
    options = ["--no-nanny", "--no-dashboard", "--nthreads", str(threads)]
    path = [*map(str, folders), str(PACKAGE_FOLDER.parent)]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, *options]
    with distributed.Client(address, set_as_default=False) as client:
        many = len(client.nthreads())
        process = subprocess.Popen(
            command,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            client.wait_for_workers(many + 1, timeout=30)
            yield process
        finally:
            process.kill()
            process.wait()
            wait_for(lambda: len(client.nthreads()) <= many)


def wait_for(found: Callable[[], object], seconds: float = 30) -> object:
    end = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)
    return result


def runs(pid: int) -> bool:
    process = Path(f"/proc/{pid}/stat")
    return process.exists() and process.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes in /proc")
def test_a_worker_killed_half_way_leaves_nothing_running_and_its_steps_are_done_by_another(
    scheduler, tmp_path
):
    for name in ("modules", "notebooks"):
        (tmp_path / name).mkdir()
    (tmp_path / "modules" / "waiting.py").write_text(WAIT, encoding="utf-8")
    notebook = tmp_path / "notebooks" / "rates.ipynb"
    given = new_code_cell("root = ''", id="given", metadata={"tags": ["parameters"]})
    nbformat.write(new_notebook(cells=[given, new_code_cell(RATES, id="waiting")]), notebook)
    steps = [
        Step(
            "rates",
            (tmp_path / "out" / "rates.ipynb",),
            notebook=notebook,
            parameters={"root": str(tmp_path)},
        ),
        Step("figures", (tmp_path / "out" / "figures.txt",), call="waiting:make"),
    ]
    pids = [tmp_path / "rates.pid", tmp_path / "figures.pid"]
    done = threading.Event()

    def replace_worker(first: subprocess.Popen[bytes]) -> None:
        wait_for(lambda: all(path.is_file() for path in pids))
        with worker(scheduler, tmp_path / "modules"):
            first.send_signal(signal.SIGKILL)
            done.wait(60)

    with worker(scheduler, tmp_path / "modules", threads=2) as first:
        second = threading.Thread(target=replace_worker, args=(first,))
        second.start()
        try:
            with elsewhere.elsewhere(tmp_path, scheduler=scheduler) as executor:
                assert executor.slots == 2
                made = run(steps, tmp_path, tmp_path / "data" / "state.json", executor=executor)
            wait_for(
                lambda: not any(runs(int(path.read_text(encoding="utf-8"))) for path in pids), seconds=10
            )
        finally:
            done.set()
            second.join()
    assert sorted(made.steps) == ["figures", "rates"]
    assert all(step.outputs[0].is_file() for step in steps)
    assert list(tmp_path.rglob("*.part")) == []


def test_a_worker_of_another_version_is_refused_before_anything_runs(scheduler, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(PACKAGE_FOLDER, other / "benchmarking", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "benchmarking" / "stats" / "ranks.py").open("a", encoding="utf-8") as module:
        module.write("LEVEL = 0.5\n")
    with (
        worker(scheduler, other),
        pytest.raises(PipelineError, match=r"not give the same results.*another version of this library"),
        elsewhere.elsewhere(tmp_path, scheduler=scheduler),
    ):
        pass


def test_a_worker_that_does_not_see_the_folder_is_refused(tmp_path):
    told = alike.what_differs(alike.house(tmp_path), tmp_path, tmp_path / "not-written")
    assert "does not see the folder" in told and "all machines share" in told


def test_another_python_and_other_packages_are_told_with_both_versions(tmp_path):
    (tmp_path / "requirements.lock").write_text("pandas==3.0\nnumpy==2.0\n", encoding="utf-8")
    mine = alike.house(tmp_path)
    there = replace(mine, python="3.99", packages=mine.packages | {"numpy": "0.1"})
    told = alike.what_differs(there, tmp_path, tmp_path / "requirements.lock")
    assert told == f"it has Python {mine.python}, not 3.99, numpy {mine.packages['numpy']}, not 0.1"
    assert alike.what_differs(mine, tmp_path, tmp_path / "requirements.lock") == ""


def test_a_late_worker_of_another_version_refuses_its_steps(tmp_path):
    mine = replace(alike.house(tmp_path), library="0" * 64)
    with pytest.raises(alike.WorkerRefusedError, match="another version of this library"):
        alike.call_if_alike(mine, tmp_path, Path(__file__), print)


def test_a_late_worker_that_refuses_ends_the_command_and_makes_no_study_fail(tmp_path):
    class Refusing(Executor):
        def submit(self, fn, /, *args, **kwargs):
            future: Future[str] = Future()
            future.set_exception(alike.refusal("node-7", "it has another version of this library"))
            return future

    step = Step("figures", (tmp_path / "figures.txt",), call="waiting:make")
    course = Course([step], tmp_path, tmp_path / "state.json")
    with pytest.raises(alike.WorkerRefusedError, match=r"^node-7: A worker would not give the same results"):
        list(follow([course], executor=Refusing()))
    assert course.failures == []


def test_a_scheduler_that_ends_with_steps_waiting_is_one_sentence_and_no_step_has_failed(tmp_path):
    names = [f"figures-{number}" for number in range(9)]
    steps = [Step(name, (tmp_path / f"{name}.txt",), call="waiting:make") for name in names]
    told: list[str] = []
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as cluster:

        def end() -> None:
            wait_for(lambda: told and len(cluster.scheduler.tasks) == len(steps))
            cluster.close()

        ending = threading.Thread(target=end)
        ending.start()
        address = cluster.scheduler_address
        with (
            pytest.raises(PipelineError, match=r"given up the steps .* repeat the command") as ended,
            elsewhere.elsewhere(tmp_path, scheduler=address, tell=told.append) as executor,
        ):
            run(steps, tmp_path, tmp_path / "data" / "state.json", executor=executor)
        ending.join()
    assert ended.value.where == address
    assert told == ["No worker is there: waiting for one to join. Ctrl-C ends the wait."]
    assert list(tmp_path.glob("figures*")) == []


def test_a_step_that_ends_every_worker_says_so_in_words_until_it_succeeds(tmp_path, monkeypatch):
    class Ending(Executor):
        def submit(self, fn, /, *args, **kwargs):
            future: Future[str] = Future()
            future.set_exception(
                scheduling.KilledWorker("call_if_alike-4f", SimpleNamespace(address="tcp://10.0.0.7:1"), 3)
            )
            return future

    step = Step("rates", (tmp_path / "rates.ipynb",), notebook=tmp_path / "given.ipynb")
    given = new_code_cell("", id="given", metadata={"tags": ["parameters"]})
    nbformat.write(new_notebook(cells=[given]), tmp_path / "given.ipynb")
    with pytest.raises(
        PipelineError, match=r"^rates: .* one worker after another ended .* --nthreads 1"
    ) as said:
        run([step], tmp_path, tmp_path / "state.json", executor=Ending())
    assert "call_if_alike" not in str(said.value)
    assert "KilledWorker" in (tmp_path / "rates.failed.txt").read_text(encoding="utf-8")

    monkeypatch.setattr(executing, "_execute_notebook", lambda step, *_: step.outputs[0].write_text("{}"))
    run([step], tmp_path, tmp_path / "state.json", jobs=1)
    assert not (tmp_path / "rates.failed.txt").exists()


def test_an_address_where_nobody_listens_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(elsewhere, "PATIENCE_SECONDS", 0.5)
    with (
        pytest.raises(PipelineError, match=r"Nobody answers as a Dask scheduler at tcp://127.0.0.1:9"),
        elsewhere.elsewhere(tmp_path, scheduler="tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.parametrize(
    "address", ["nonsense", "", "http://10.0.0.5:8786", "tcp://10.0.0.5", "tcp://host:port"]
)
def test_what_is_no_address_of_a_scheduler_is_refused_before_anybody_is_asked(tmp_path, address):
    with (
        pytest.raises(CommandError, match=r"such as tcp://10\.0\.0\.5:8786"),
        elsewhere_or_here(tmp_path, address, None),
    ):
        pass


def test_without_the_extra_it_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(CommandError, match=r"pip install -e '\.\[cluster\]'"),
        elsewhere.elsewhere(tmp_path, scheduler="tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.parametrize("asked", ["local", "local:0", "slurm:4", "2"])
def test_a_cluster_that_cannot_be_started_here_is_refused(tmp_path, asked):
    with pytest.raises(CommandError, match="such as local:2"), elsewhere.elsewhere(tmp_path, cluster=asked):
        pass
