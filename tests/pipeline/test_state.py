from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from benchmarking.errors import PipelineError
from benchmarking.pipeline.state import State, locked


def test_a_state_file_cut_short_means_that_everything_runs_again(checkout):
    step = checkout.function("rates", "(root / 'data' / 'rates.txt').touch()")
    checkout.run(step)
    checkout.state_file.write_bytes(checkout.state_file.read_bytes()[:100])
    assert State.load(checkout.state_file, checkout.root).records == {}
    assert checkout.run(step).steps == ["rates"]


def test_what_is_remembered_is_read_back_the_same(checkout):
    checkout.run(checkout.function("rates", "(root / 'data' / 'rates.txt').touch()"))
    state = State.load(checkout.state_file, checkout.root)
    before = checkout.state_file.read_bytes()
    state.save()
    assert checkout.state_file.read_bytes() == before
    assert set(state.made["rates"]) == {"data/rates.txt"}


def test_a_second_run_of_a_study_is_told_who_holds_it(checkout):
    lock = checkout.state_file.with_name("run.lock")
    step = checkout.function("rates", "(root / 'data' / 'rates.txt').touch()")
    with locked(lock), pytest.raises(PipelineError, match=rf"going on \(process {os.getpid()}\)"):
        checkout.run(step)
    assert checkout.run(step).steps == ["rates"]


def test_a_lock_whose_process_was_killed_holds_nobody_up(checkout):
    lock = checkout.root / "data" / "run.lock"
    holding = (
        "import sys, time\nfrom pathlib import Path\nfrom benchmarking.pipeline.state import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", holding, str(lock)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(PipelineError, match=str(process.pid)), locked(lock):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    with locked(lock):
        assert lock.read_text(encoding="utf-8").strip() == str(os.getpid())
