"""What is made of a measured sweep: the numbers kept of it, and what the page of performance says of them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
MACHINE = {
    "machine": "x86_64",
    "system": "Linux",
    "python_version": "3.11.7",
    "cpu": {"count": 2, "brand_raw": "A processor"},
}


@pytest.fixture
def loaded(monkeypatch):
    """Load a script of the benchmarks as `python benchmarks/NAME.py` finds it, with those beside it."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)

    def load(name):
        spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield load
    for name in (set(sys.modules) - before) & {"conftest", "watching"}:
        del sys.modules[name]


def _kept(lines, memory, leads):
    run = {"code": 0, "seconds": lines[-1][0] + 2, "lines": lines, "memory": memory}
    return {"date": "2026-11-22", "machine": MACHINE, "leads": leads, "runs": {"all": run}}


def _forty(megabytes):
    """A sweep in which the first lead takes 80 seconds and each other 50, and memory is as told of each second."""
    ends = [80 + 50 * number for number in range(40)]
    lines = [(end, f"{n} of 40  council-{n}  made") for n, end in enumerate(ends, 1)]
    memory = [(second, megabytes(second)) for second in range(1, ends[-1])]
    return _kept(lines, memory, [f"Council {n}" for n in range(1, 41)])


def _told(sweep, two=155.0):
    alone = {"first": 90.0, "others": {"Kent": 62.0, "York": 58.0, "Luton": 60.0}, "leads": 4}
    workers = {"one": 300.0, "two": two, "leads": 4}
    told = {"date": "2026-11-20", "machine": MACHINE, "failed": []}
    return {"alone": told | alone, "workers": told | workers, "sweep": sweep}


def _page(loaded, swept):
    measured = {"machine_info": MACHINE, "datetime": "2026-11-21T20:00:00", "benchmarks": []}
    return "\n".join(loaded("page").page_of(measured, swept))


def test_memory_is_told_of_the_first_ten_leads_after_the_first_and_of_the_last_ten(loaded):
    """The eleventh lead ends at 580 seconds, the last but ten at 1,530 and the last at 2,030."""
    peaks = {40: 9000.0, 580: 1900.0, 581: 5000.0, 1530: 5000.0, 1531: 2100.0}
    told = loaded("sweep").sweep_of(_forty(lambda second: peaks.get(second, 1500.0)))
    assert told["memory"] == {"largest": 9000.0, "early": 1900.0, "late": 2100.0}
    assert (told["ends"][0], told["ends"][9], told["ends"][39]) == (80, 530, 2030)


def test_a_sweep_of_twenty_tells_nothing_of_early_and_late(loaded):
    lines = [(n, f"{n} of 20  council-{n}  made") for n in range(1, 21)]
    told = loaded("sweep").sweep_of(_kept(lines, [(1, 700.0)], ["a council"] * 20))
    assert told["memory"] == {"largest": 700.0}


def test_a_study_that_failed_is_named_and_its_end_is_none_of_the_ends(loaded):
    lines = [(60.0, "1 of 2  kent  made"), (61.0, "2 of 2  york  failed: A full disk")]
    told = loaded("sweep").sweep_of(_kept(lines, [(1, 700.0)], ["Kent", "York"]))
    assert told["ends"] == [60.0]
    assert told["failed"] == ["york"]
    page = _page(loaded, _told(told))
    assert "not judged:** york" in page
    assert "reached" not in page


def test_what_was_made_before_is_not_taken_for_measured(loaded):
    kept = _kept([(2.0, "1 of 1  kent  up to date")], [(1, 700.0)], ["Kent"])
    with pytest.raises(AssertionError, match="made before"):
        loaded("sweep").sweep_of(kept)


def test_the_page_says_what_a_sweep_cost_and_whether_the_aims_were_reached(loaded):
    """2,032 seconds for 40 leads of 60 alone; 50.75 a lead against 53 over the first ten; 300 seconds against 155."""
    page = _page(loaded, _told(loaded("sweep").sweep_of(_forty(lambda second: 1800.0))))
    assert "on 2026-11-20 and 2026-11-22, on a machine with two cores (A processor)" in page
    assert "took 60.00 seconds (the middle of 3, from 58.00 to 62.00)" in page
    assert "| 0.85 | 2,032 s against 40 × 60.0 s | at most 0.9 | reached |" in page
    assert "| 0.96 | 50.8 s against 53.0 s | within 10% | reached |" in page
    assert "| 1.00 | 1,800 MB against 1,800 MB | flat: at most 1.1 | reached |" in page
    assert "| 1.94 | 300 s with one, 155 s with two | at least 1.7 | reached |" in page


def test_the_page_says_where_an_aim_of_sweeps_was_missed(loaded):
    """Memory that grows by half a megabyte a second: from 1,290 MB at the eleventh lead's end to 2,014 MB."""
    page = _page(loaded, _told(loaded("sweep").sweep_of(_forty(lambda second: 1000 + second / 2)), two=200.0))
    assert "| 1.56 | 2,014 MB against 1,290 MB | flat: at most 1.1 | not reached |" in page
    assert "| 1.50 | 300 s with one, 200 s with two | at least 1.7 | not reached |" in page


def test_a_sweep_of_two_is_told_without_saying_that_the_aim_for_forty_was_reached(loaded):
    lines = [(60.0, "1 of 2  kent  made"), (98.0, "2 of 2  york  made")]
    page = _page(loaded, _told(loaded("sweep").sweep_of(_kept(lines, [(1, 700.0)], ["Kent", "York"]))))
    assert "| 0.83 | 100 s against 2 × 60.0 s |  |  |" in page


def test_without_a_measured_sweep_the_page_has_no_part_on_many_councils(loaded):
    assert "Many councils" not in _page(loaded, None)
