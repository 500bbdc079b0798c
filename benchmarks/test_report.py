"""How long the report takes from findings that are there to all its forms, and its words alone to check."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarking.findings import findings_of, prepare
from benchmarking.paths import Paths
from benchmarking.report import build, check_words, forms_of
from benchmarking.study import Study, open_parameters, study_of

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """The default study with its observations and findings at hand."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("raw", "reference", "consultations"):
        shutil.copytree(CHECKOUT / "data" / name, root / "data" / name)
    shutil.copytree(CHECKOUT / "reports" / "templates", root / "reports" / "templates")
    shutil.copytree(CHECKOUT / "notebooks" / "parameters", root / "notebooks" / "parameters")
    paths = Paths(root)
    opened = study_of(
        open_parameters(root / "notebooks" / "parameters" / "lancashire.yaml", None, paths), paths
    )
    prepare(opened)
    return opened


def test_all_forms_of_the_report(benchmark, study):
    """Should stay under 15 seconds."""
    made = benchmark.pedantic(build, args=(study,), rounds=2, warmup_rounds=0)
    assert [path.name for path in made] == list(forms_of(study))


def test_the_words_of_the_report_held_against_the_findings(benchmark, study):
    """Should stay well under 2 seconds."""
    assert len(findings_of(study)) > 1000
    assert benchmark.pedantic(check_words, args=(study,), rounds=3, warmup_rounds=1) == []


def test_the_command_check_whole_from_its_start_to_its_end(benchmark, study):
    """Should stay under 2 seconds, with what it imports."""
    command = [sys.executable, "-m", "benchmarking", "check"]
    environment = {**os.environ, "BENCHMARKING_ROOT": str(study.paths.root)}
    told = benchmark.pedantic(
        subprocess.run,
        args=(command,),
        kwargs={"env": environment, "capture_output": True, "text": True, "check": True},
        rounds=5,
        warmup_rounds=1,
    )
    assert told.stdout.startswith("Nothing wrong was found.")
