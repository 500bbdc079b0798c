from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from benchmarking.errors import BenchmarkingError, PipelineError, ReportError
from benchmarking.paths import Paths
from benchmarking.pipeline import Step

both_ways = pytest.mark.usefixtures("both_ways")
RATES = "print('rate in', council)"


@both_ways
def test_a_notebook_runs_once_with_its_parameters_and_is_then_left_alone(checkout, printed):
    step = checkout.step("01-rates", RATES)
    assert checkout.run(step).steps == ["01-rates"]
    executed = step.outputs[0]
    assert printed(executed) == "rate in Kent\n"
    made = executed.stat().st_mtime_ns
    again = checkout.run(step)
    assert (again.steps, again.up_to_date, again.made) == ([], ["01-rates"], [])
    assert executed.stat().st_mtime_ns == made
    assert checkout.leftovers() == []


def test_two_runs_of_the_same_notebook_give_the_same_bytes(checkout):
    step = checkout.step("01-rates", RATES, "council.upper()")
    checkout.run(step)
    first = step.outputs[0].read_bytes()
    assert checkout.run(step, force=frozenset({"01-rates"})).steps == ["01-rates"]
    assert step.outputs[0].read_bytes() == first


def test_notebooks_that_do_not_wait_for_each_other_run_side_by_side(checkout):
    meet = """
import time
from pathlib import Path
Path({mine!r}).touch()
end = time.monotonic() + 20
while not Path({other!r}).exists():
    assert time.monotonic() < end, "the other notebook did not run meanwhile"
    time.sleep(0.02)
"""
    here, there = str(checkout.root / "here"), str(checkout.root / "there")
    steps = [
        checkout.step("02-here", meet.format(mine=here, other=there)),
        checkout.step("03-there", meet.format(mine=there, other=here)),
    ]
    assert sorted(checkout.run(*steps, jobs=2).steps) == ["02-here", "03-there"]


@both_ways
def test_a_failing_cell_names_notebook_cell_error_and_line_and_keeps_the_last_good_copy(checkout, printed):
    good = checkout.step("02-rates", "rate = 4", RATES)
    checkout.run(good)
    last_good = good.outputs[0].read_bytes()

    bad = checkout.step("02-rates", "rate = 4", "people = 0\nrate / people  # nobody lives here")
    beside = checkout.step("03-beside", RATES)
    after = checkout.step("10-report", RATES, needs=("02-rates", "03-beside"))
    with pytest.raises(PipelineError) as caught:
        checkout.run(bad, beside, after)

    message = str(caught.value)
    assert "02-rates: Code cell 3 (`people = 0`) of " in message
    assert "notebooks/02-rates.ipynb failed at its line 2: `rate / people  # nobody lives here`." in message
    assert "Found ZeroDivisionError: division by zero." in message
    kept = checkout.root / "reports" / "02-rates.failed.ipynb"
    assert kept.name in message
    assert kept.is_file()
    assert good.outputs[0].read_bytes() == last_good
    assert beside.outputs[0].is_file(), "the notebook that ran beside it comes to its end"
    assert not after.outputs[0].exists(), "what needs the failed notebook does not run"

    mended = checkout.step("02-rates", "rate = 4", RATES)
    assert checkout.reasons(mended) == [], "the last good copy is that of this very notebook"
    changed = checkout.step("02-rates", "rate = 5", RATES)
    checkout.run(changed)
    assert not kept.exists()


def test_an_error_inside_the_checkouts_code_names_its_file_and_line(checkout):
    (checkout.root / "modules" / "shares.py").write_text(
        "def share(n):\n    return 100 / n\n", encoding="utf-8"
    )
    with pytest.raises(PipelineError, match=r"\(raised in \S*modules/shares\.py, line 2\)"):
        checkout.run(checkout.step("02-rates", "from shares import share", "share(0)"))


def test_an_executed_notebook_is_also_a_web_page_and_one_that_cannot_be_shown_is_a_failure(checkout):
    shutil.copytree(Paths.default().templates, checkout.root / "reports" / "templates")
    pages = (checkout.root / "pages" / "02-rates.ipynb", checkout.root / "pages" / "02-rates.html")
    rates = replace(checkout.step("02-rates", RATES), outputs=pages)
    checkout.run(rates)
    page = pages[1].read_text(encoding="utf-8")
    assert "rate in Kent" in page

    picture = "from IPython.display import SVG, display\ndisplay(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))"
    silent = replace(checkout.step("02-rates", RATES, picture), outputs=pages)
    with pytest.raises(ReportError, match=r"02-rates\.ipynb, cell 5: .*alternative text"):
        checkout.run(silent)
    assert pages[1].read_text(encoding="utf-8") == page
    assert (checkout.root / "pages" / "02-rates.failed.ipynb").is_file()
    assert "svg" not in pages[0].read_text(encoding="utf-8")


@both_ways
def test_a_kernel_that_ends_by_itself_names_the_cell(checkout):
    step = checkout.step("02-rates", RATES, "import os\nos._exit(9)")
    with pytest.raises(PipelineError, match=r"The kernel ended by itself in code cell 3 \(`import os`\)"):
        checkout.run(step)
    assert (checkout.root / "reports" / "02-rates.failed.ipynb").is_file()


@both_ways
def test_the_kernel_is_this_python_whatever_kernel_the_user_has_installed(checkout, printed, monkeypatch):
    foreign = checkout.root / "jupyter" / "kernels" / "python3"
    foreign.mkdir(parents=True)
    spec = {"argv": ["no-such-python"], "display_name": "Other", "language": "python"}
    (foreign / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(checkout.root / "jupyter"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    step = checkout.step(
        "01-kernel",
        "import os, sys\nprint(sys.executable, os.environ['PYTHONHASHSEED'], os.environ['OMP_NUM_THREADS'])",
        "print(os.environ['MPLBACKEND'], os.environ['BENCHMARKING_ROOT'], os.getcwd())",
    )
    checkout.run(step)
    root = checkout.root
    inline = "module://matplotlib_inline.backend_inline"
    assert printed(step.outputs[0]) == f"{sys.executable} 0 1\n{inline} {root} {root / 'notebooks'}\n"


def test_a_parameter_that_the_notebook_would_not_read_ends_the_run_before_any_kernel(checkout):
    step = checkout.step("01-rates", RATES, parameters={"council": "Kent", "vintage": "2026"})
    with pytest.raises(PipelineError, match=r"01-rates\.ipynb: The notebook's parameters cell .* vintage"):
        checkout.run(step)
    assert not step.outputs[0].parent.exists()


@both_ways
def test_a_function_runs_in_a_process_of_its_own_before_the_notebooks_that_need_it(checkout, printed):
    figures = checkout.function("figures", "(root / 'data' / 'figures.txt').write_text(parameters['rate'])")
    figures = replace(figures, parameters={"rate": "4.2"})
    reading = checkout.step("02-rates", "print(open('../data/figures.txt').read())", needs=("figures",))
    assert checkout.run(figures, reading).steps == ["figures", "02-rates"]
    assert printed(reading.outputs[0]) == "4.2\n"


def test_a_function_that_fails_passes_its_own_sentence_on(checkout):
    (checkout.root / "modules" / "councils.py").write_text(
        "from benchmarking.errors import ParameterError\n\n\n"
        "def make(root, parameters):\n    raise ParameterError('There is no council Kentish')\n",
        encoding="utf-8",
    )
    step = Step(name="observations", call="councils:make", outputs=(checkout.root / "data" / "x.txt",))
    with pytest.raises(PipelineError, match=r"^observations: There is no council Kentish\.$"):
        checkout.run(step)


@both_ways
def test_a_function_that_breaks_keeps_its_trace_beside_its_output(checkout):
    with pytest.raises(PipelineError, match=r"Found KeyError: 'rate'.*figures\.failed\.txt"):
        checkout.run(checkout.function("figures", "parameters['rate']"))
    assert "KeyError" in (checkout.root / "data" / "figures.failed.txt").read_text(encoding="utf-8")


def test_a_function_that_writes_nothing_is_a_failure(checkout):
    with pytest.raises(PipelineError, match=r"figures ended without writing figures\.txt"):
        checkout.run(checkout.function("figures", "pass"))


def test_two_failures_are_told_together(checkout):
    steps = [checkout.function(name, "parameters['rate']") for name in ("kent", "devon")]
    with pytest.raises(BenchmarkingError, match=r"2 steps failed:\n- .*\n- ") as caught:
        checkout.run(*steps, jobs=2)
    assert "kent" in str(caught.value)
    assert "devon" in str(caught.value)


def test_steps_run_in_another_process_as_they_would_on_a_cluster(checkout):
    good = checkout.function("figures", "(root / 'data' / 'figures.txt').write_text('4.2')")
    broken = checkout.function("broken", "parameters['rate']")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        assert checkout.run(good, executor=elsewhere).steps == ["figures"]
        with pytest.raises(PipelineError, match="KeyError"):
            checkout.run(broken, executor=elsewhere)


@both_ways
def test_stopping_a_run_leaves_no_process_and_the_last_good_outputs(checkout):
    report = _report(checkout, "pass", "(root / 'data' / 'report.txt').write_text('4.2')")
    rates = checkout.step("01-rates", RATES)
    checkout.run(rates, report)
    good = {path: path.read_bytes() for path in (*rates.outputs, *report.outputs)}
    done = json.loads(checkout.state_file.read_text())["steps"]

    _report(checkout, "import os, time", "(root / 'report.pid').write_text(str(os.getpid())); time.sleep(60)")
    here = f"import os, time\nopen({str(checkout.root / 'rates.pid')!r}, 'w').write(str(os.getpid()))"
    checkout.notebook("01-rates", here, "time.sleep(60)")
    script = checkout.root / "script.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom benchmarking.pipeline import Step, run\n"
        f"root = Path({str(checkout.root)!r})\n"
        "steps = [Step('01-rates', (root / 'reports' / '01-rates.ipynb',), parameters={'council': 'Kent'},\n"
        "              notebook=root / 'notebooks' / '01-rates.ipynb'),\n"
        "         Step('report', (root / 'data' / 'report.txt',), call='report:make', parameters={'a': 1})]\n"
        "try:\n    run(steps, root, root / 'data' / 'state.json', jobs=2)\n"
        "except KeyboardInterrupt:\n    sys.exit(130)\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.PIPE)
    pid_files = [checkout.root / name for name in ("rates.pid", "report.pid")]
    started = [int(_wait_for(lambda file=file: file.is_file() and file.read_text())) for file in pid_files]
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=10)

    assert (process.returncode, complaints) == (130, b"")
    _wait_for(lambda: not any(_runs(pid) for pid in started), seconds=2)
    assert {path: path.read_bytes() for path in good} == good
    assert json.loads(checkout.state_file.read_text())["steps"] == done
    assert [path.name for path in checkout.root.rglob("*.failed.*")] == []
    assert checkout.leftovers() == []


def _report(checkout: Any, first: str, then: str) -> Step:
    return checkout.function("report", f"{first}\n    {then}")


def _wait_for(found: Callable[[], Any], seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)
    return result


def _runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    process = Path(f"/proc/{pid}/stat")
    if Path("/proc").exists():
        return process.exists() and process.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
