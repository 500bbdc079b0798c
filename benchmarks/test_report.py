"""How long the report takes from findings that are there to all its forms, and its words alone to check."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarking.findings import findings_of
from benchmarking.report import build, check_words, forms_of


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
