"""How long a run takes, and how much memory, on a copy of the project, beside the papermill command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest
import yaml

from benchmarking.vintages.package import sha256

TOOLS = Path(sys.executable).parent
COLD_ROUNDS, ROUNDS = 2, 5
CHANGED = "els-employment-rate.csv"
PAPERMILL = "the papermill command, one notebook after another"
THE_WHOLE = "the whole study, made from nothing"
#: A small parent for a command, which notes the largest of its processes: a process starts with its parent's
#: peak, and that of whoever measures is large.
NOTING_MEMORY = """
import resource, subprocess, sys
noted, *command = sys.argv[1:]
subprocess.run(command, check=True)
with open(noted, "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


@pytest.fixture(scope="module")
def cold() -> dict[str, list[float]]:
    """The seconds of runs from nothing, for the later runs to be set beside."""
    return {}


def _run(root: Path, *words: str | Path) -> float:
    start = time.perf_counter()
    subprocess.run(
        [str(word) for word in words],
        check=True,
        cwd=root,
        capture_output=True,
        env={**os.environ, "BENCHMARKING_ROOT": str(root)},
    )
    return time.perf_counter() - start


def _from_nothing(root: Path) -> None:
    for folder in (root / "data" / "processed", root / "reports" / "lancashire"):
        shutil.rmtree(folder, ignore_errors=True)


def _one_after_another(root: Path, out: Path) -> float:
    """Run the same notebooks with the papermill command; the first that needs a table makes and keeps it."""
    out.mkdir(exist_ok=True)
    choices = root / "notebooks" / "parameters" / "lancashire.yaml"
    study = yaml.safe_load(choices.read_text(encoding="utf-8"))
    runs: list[tuple[str, list[str]]] = []
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        if notebook.stem == "03_benchmarks":
            runs += [(notebook.name, ["-p", "framework", name]) for name in study["frameworks"]]
        else:
            runs.append((notebook.name, []))
    taken = 0.0
    for number, (name, own) in enumerate(runs):
        source = root / "notebooks" / name
        words = ["-k", "python3", "--cwd", source.parent, *own]
        taken += _run(root, TOOLS / "papermill", source, out / f"{number}.ipynb", *words)
    return taken


def test_the_notebooks_and_the_whole_study_from_nothing_against_papermill(
    benchmark, noted, cold, project, tmp_path
):
    """The notebooks are those that papermill runs, with their web pages; the whole study adds the report."""
    cold |= {"papermill": [], "notebooks": []}
    only = [
        word for path in sorted((project / "notebooks").glob("*.ipynb")) for word in ("--only", path.stem[:2])
    ]
    command = (project, TOOLS / "benchmarking", "run")
    kilobytes = tmp_path / "kilobytes"
    watched = (project, sys.executable, "-c", NOTING_MEMORY, kilobytes, *command[1:])

    def the_others() -> None:
        _from_nothing(project)
        cold["papermill"].append(_one_after_another(project, tmp_path / "papermill"))
        _from_nothing(project)
        cold["notebooks"].append(_run(*command, *only))
        _from_nothing(project)

    benchmark.pedantic(_run, args=watched, setup=the_others, rounds=COLD_ROUNDS)
    memory = int(kilobytes.read_text()) / 1024
    cold["whole"] = list(benchmark.stats.stats.data)
    benchmark.extra_info |= {"largest process, MB": round(memory)}
    noted(
        cold["papermill"],
        part="study",
        work=f"{THE_WHOLE}: figures, notebooks, web pages, report",
        tool=PAPERMILL,
    )
    assert memory < 1024


def test_the_notebooks_from_nothing_without_the_report(benchmark, noted, cold):
    """Measured in the run above, by turns; this only notes it."""
    if not cold:
        pytest.skip("The runs from nothing were not measured, so nothing can be set beside them")
    benchmark.pedantic(int, rounds=1)
    noted(
        cold["papermill"],
        ours=cold["notebooks"],
        part="study",
        work="the notebooks, made from nothing, with their web pages",
        tool=PAPERMILL,
    )


def test_a_run_with_nothing_changed(benchmark, noted, cold, project):
    command = (project, TOOLS / "benchmarking", "run")
    _run(*command)
    status = subprocess.run(
        [TOOLS / "benchmarking", "status"],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "BENCHMARKING_ROOT": str(project)},
    )
    assert "would run" not in status.stdout
    benchmark.pedantic(_run, args=command, rounds=ROUNDS)
    if cold:
        noted([median(cold["whole"])] * ROUNDS, part="study", work="nothing changed", tool=THE_WHOLE)


def test_a_run_after_one_raw_figure_of_one_district_changed(benchmark, noted, cold, project):
    """The last employment rate of the first district in the file's list, higher by a tenth each time."""
    table = project / "data" / "raw" / "2026" / CHANGED
    package = table.with_name("datapackage.json")
    command = (project, TOOLS / "benchmarking", "run")
    _run(*command)

    def change() -> None:
        before = sha256(table)
        lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
        at = max(
            n for n, line in enumerate(lines) if re.match("E07000117,employment_rate,.*/P1Y,[0-9]", line)
        )
        area, indicator, period, value, *rest = lines[at].split(",")
        lines[at] = ",".join([area, indicator, period, f"{float(value) + 0.1:.1f}", *rest])
        table.write_text("".join(lines), encoding="utf-8")
        described = package.read_text(encoding="utf-8")
        assert before in described
        package.write_text(described.replace(before, sha256(table)), encoding="utf-8")

    benchmark.pedantic(_run, args=command, setup=change, rounds=COLD_ROUNDS)
    if cold:
        theirs = [median(cold["whole"])] * COLD_ROUNDS
        noted(theirs, part="study", work="one district's raw figure changed", tool=THE_WHOLE)


@pytest.mark.parametrize(
    ("ours", "theirs", "work", "tool"),
    [
        ("import benchmarking", "pass", "import benchmarking", "starting Python alone"),
        (
            "from benchmarking.workbench import open_study",
            "import matplotlib.pyplot, pandas, scipy.stats, seaborn, statsmodels.api",
            "import what a notebook of ours does",
            "importing pandas, SciPy, statsmodels, Matplotlib and seaborn",
        ),
    ],
    ids=["package", "workbench"],
)
def test_imports(against, project, ours, theirs, work, tool):
    against(
        lambda: _run(project, sys.executable, "-c", ours),
        lambda: _run(project, sys.executable, "-c", theirs),
        part="start",
        work=work,
        tool=tool,
        same=lambda ours, theirs: None,
        rounds=10,
    )
