from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from benchmarking.pipeline.progress import Bars, Lines, reporter_for


@pytest.fixture
def terminal(monkeypatch) -> Console:
    monkeypatch.delenv("CI", raising=False)
    return Console(file=StringIO(), force_terminal=True, width=100, color_system=None)


def test_a_terminal_gets_a_labelled_bar_for_each_step(terminal):
    reporter = reporter_for(terminal)
    assert isinstance(reporter, Bars)
    with reporter:
        reporter.started("02-comparability", ["never run"])
        reporter.advanced("02-comparability", 3, 12)
        reporter.started("03-benchmarks-khan", ["data/[raw] changed"])
        reporter.ended("02-comparability", "done")
        reporter.ended("03-benchmarks-khan", "failed")
    shown = terminal.file.getvalue()
    last = shown[shown.rindex("02-comparability") :].splitlines()
    assert last[0].rstrip().endswith("done")
    assert last[1].rstrip().endswith("failed")


def test_a_log_gets_plain_lines_with_the_reason_and_no_markup(monkeypatch, terminal):
    monkeypatch.setenv("CI", "true")
    reporter = reporter_for(terminal)
    assert type(reporter) is Lines
    with reporter:
        reporter.started("01-data-quality", ["data/[raw]/lait.csv changed"])
        reporter.advanced("01-data-quality", 3, 12)
        reporter.said("01-data-quality", "two words")
        reporter.ended("01-data-quality", "done")
    assert terminal.file.getvalue() == (
        "01-data-quality: started (data/[raw]/lait.csv changed)\n"
        "01-data-quality: two words\n"
        "01-data-quality: done\n"
    )
