"""How long a run takes, and how much memory, on a copy of the project."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[1]
TOOLS = Path(sys.executable).parent
ENDINGS = ("01", "02", "03", "10")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures, notebooks and templates, copied; the lock with them, since steps rest on it."""
    root = tmp_path_factory.mktemp("project")
    for name in ("data/raw", "data/reference", "data/consultations", "notebooks", "reports/templates"):
        shutil.copytree(CHECKOUT / name, root / name)
    shutil.copy2(CHECKOUT / "requirements.lock", root / "requirements.lock")
    return root


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


def _one_after_another(root: Path, out: Path) -> float:
    """Run the same notebooks with the papermill command, one after another."""
    study = yaml.safe_load(
        (root / "notebooks" / "parameters" / "lancashire.yaml").read_text(encoding="utf-8")
    )
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


def _largest_child_in_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def test_a_cold_run_of_the_notebooks_against_papermill_one_after_another(benchmark, copy, tmp_path):
    only = [word for name in ENDINGS for word in ("--only", name)]
    _run(copy, TOOLS / "benchmarking", "run", "--only", "observations")
    benchmark.pedantic(_run, (copy, TOOLS / "benchmarking", "run", "--force", *only), rounds=1)
    memory = _largest_child_in_megabytes()
    plain = _one_after_another(copy, tmp_path)
    ratio = benchmark.stats.stats.mean / plain
    benchmark.extra_info |= {
        "one after another, seconds": round(plain, 2),
        "ratio": round(ratio, 3),
        "largest process, MB": round(memory),
    }
    print(
        f"\ncold {benchmark.stats.stats.mean:.1f} s, papermill one after another {plain:.1f} s, "
        f"ratio {ratio:.2f}, largest process {memory:.0f} MB"
    )
    assert ratio <= 0.65
    assert memory < 1024


def test_the_whole_report_cold(benchmark, copy):
    """The peak is of the largest process: a run has one a core, besides the command itself."""
    benchmark.pedantic(_run, (copy, TOOLS / "benchmarking", "run", "--force"), rounds=1)
    benchmark.extra_info["largest process, MB"] = round(_largest_child_in_megabytes())
    assert _largest_child_in_megabytes() < 1024


def test_a_run_with_nothing_changed(benchmark, copy):
    command = (copy, TOOLS / "benchmarking", "run")
    _run(*command)
    status = subprocess.run(
        [TOOLS / "benchmarking", "status"],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "BENCHMARKING_ROOT": str(copy)},
    )
    assert "would run" not in status.stdout
    benchmark.pedantic(_run, command, rounds=5)
    bare = min(_run(copy, sys.executable, "-c", "pass") for _ in range(3))
    benchmark.extra_info["starting Python, seconds"] = round(bare, 3)
    assert benchmark.stats.stats.median - bare < 2
