from __future__ import annotations

import json
from dataclasses import replace

import nbformat
import pytest

from benchmarking.errors import PipelineError
from benchmarking.pipeline import Step, keys
from benchmarking.pipeline.keys import Digests

WRITE = "(root / 'data' / 'rates.txt').write_text((root / 'raw' / 'rates.csv').read_text().strip())"


@pytest.fixture
def rates(checkout, monkeypatch) -> Step:
    """A step that has run once on one raw file, in a checkout with a little library of its own."""
    for folder in ("raw", "library"):
        (checkout.root / folder).mkdir()
    (checkout.root / "raw" / "rates.csv").write_text("E10000017,4.2\n", encoding="utf-8")
    (checkout.root / "library" / "compare.py").write_text("level = 0.95\n", encoding="utf-8")
    (checkout.root / "requirements.lock").write_text("pandas==3.1\n", encoding="utf-8")
    monkeypatch.setattr(keys, "PACKAGE_FOLDER", checkout.root / "library")
    step = replace(
        checkout.function("rates", WRITE),
        inputs=(checkout.root / "raw",),
        code=("compare.py",),
        parameters={"confidence_level": 0.95},
    )
    assert checkout.reasons(step) == ["never run"]
    checkout.run(step)
    assert checkout.reasons(step) == []
    return step


def test_a_changed_raw_file_is_named(checkout, rates):
    (checkout.root / "raw" / "rates.csv").write_text("E10000017,4.3\n", encoding="utf-8")
    assert checkout.reasons(rates) == ["raw/rates.csv changed"]


def test_a_new_raw_file_and_one_that_went_are_named(checkout, rates):
    (checkout.root / "raw" / "rates.csv").rename(checkout.root / "raw" / "neet.csv")
    assert checkout.reasons(rates) == ["raw/neet.csv is new", "raw/rates.csv is no longer there"]


def test_the_lock_files_of_spreadsheet_programs_do_not_count(checkout, rates):
    for name in ("~$rates.csv", ".~lock.rates.csv#"):
        (checkout.root / "raw" / name).touch()
    assert checkout.reasons(rates) == []


def test_a_file_that_was_only_touched_has_not_changed(checkout, rates):
    (checkout.root / "raw" / "rates.csv").write_text("E10000017,4.2\n", encoding="utf-8")
    assert checkout.reasons(rates) == []


def test_a_changed_parameter_is_told_with_both_values(checkout, rates):
    stricter = replace(rates, parameters={"confidence_level": 0.99, "seed": 7})
    assert checkout.reasons(stricter) == [
        "parameter confidence_level: 0.95 -> 0.99",
        "parameter seed is new: 7",
    ]
    assert checkout.reasons(replace(rates, parameters={})) == [
        "parameter confidence_level is no longer given"
    ]


def test_changed_code_is_named(checkout, rates):
    (checkout.root / "library" / "compare.py").write_text("level = 0.99\n", encoding="utf-8")
    assert checkout.reasons(rates) == ["the library's code changed: compare.py"]


def test_many_changes_are_told_in_short(checkout, rates):
    for name in ("ranks", "trends", "verdicts"):
        (checkout.root / "library" / f"{name}.py").touch()
    (checkout.root / "library" / "compare.py").write_text("level = 0.99\n", encoding="utf-8")
    wider = replace(rates, code=("",))
    assert checkout.reasons(wider) == [
        "the library's code changed: compare.py, ranks.py is new, trends.py is new, and 1 more"
    ]


def test_code_that_the_step_does_not_rest_on_does_not_count(checkout, rates):
    (checkout.root / "library" / "page_style.py").write_text("colour = 'teal'\n", encoding="utf-8")
    assert checkout.reasons(rates) == []


def test_changed_dependencies_and_another_python_are_told(checkout, rates, monkeypatch):
    (checkout.root / "requirements.lock").write_text("pandas==3.2\n", encoding="utf-8")
    monkeypatch.setattr(keys.sys, "version_info", (3, 99))
    told = checkout.reasons(rates)
    assert told[0].endswith("-> 3.99")
    assert told[1] == "the locked dependencies changed: requirements.lock"


def test_a_missing_output_and_one_changed_by_hand_are_named(checkout, rates):
    rates.outputs[0].write_text("4.9", encoding="utf-8")
    assert checkout.reasons(rates) == ["output changed since it was made: data/rates.txt"]
    rates.outputs[0].unlink()
    assert checkout.reasons(rates) == ["output missing: data/rates.txt"]


def test_a_step_reruns_only_if_the_step_before_it_gave_a_new_result(checkout, rates):
    copy = "(root / 'data' / 'report.txt').write_text((root / 'data' / 'rates.txt').read_text())"
    report = replace(checkout.function("report", copy), needs=("rates",))
    checkout.run(rates, report)

    (checkout.root / "raw" / "rates.csv").write_text("E10000017,4.2\n\n", encoding="utf-8")
    before = checkout.outlook(rates, report)["report"]
    assert (before.reasons, before.after) == ([], ["rates"])
    assert checkout.run(rates, report).steps == ["rates"], "4.2 is 4.2, however many lines follow it"

    (checkout.root / "raw" / "rates.csv").write_text("E10000017,4.7\n", encoding="utf-8")
    checkout.run(rates)
    assert checkout.reasons(report) == ["rates gave a new result"]
    assert checkout.run(rates, report).steps == ["report"]
    assert report.outputs[0].read_text(encoding="utf-8") == "E10000017,4.7"


def test_a_notebooks_words_and_code_count_and_its_outputs_do_not(checkout):
    path = checkout.notebook("01-rates", "rate = 4")
    digests = Digests(checkout.root)
    first = digests.notebook(path)

    notebook = nbformat.read(path, 4)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="4\n")]
    notebook.cells[-1].execution_count = 12
    nbformat.write(notebook, path)
    assert Digests(checkout.root).notebook(path) == first

    checkout.notebook("01-rates", "rate = 4", prose="Other words.")
    assert Digests(checkout.root).notebook(path) != first
    checkout.notebook("01-rates", "rate = 5")
    assert Digests(checkout.root).notebook(path) != first


def test_a_file_that_is_no_notebook_is_told(checkout):
    path = checkout.root / "notebooks" / "01-rates.ipynb"
    path.write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"01-rates\.ipynb: This is not a notebook"):
        Digests(checkout.root).notebook(path)


def test_checksums_are_remembered_by_size_and_time_once_a_file_has_settled(checkout, monkeypatch):
    path = checkout.root / "figures.csv"
    path.write_text("4.2\n", encoding="utf-8")
    digests = Digests(checkout.root)
    digests.file(path)
    assert digests.known == {}, "a file written this very moment may change again unseen"

    monkeypatch.setattr(keys, "_SETTLED_NS", -1)
    first = digests.file(path)
    remembered = Digests(checkout.root, json.loads(json.dumps(digests.known)))
    monkeypatch.setattr(keys, "sha256", lambda _: "read again")
    assert remembered.file(path) == first
    path.write_text("14.2\n", encoding="utf-8")
    assert remembered.file(path) == "read again"
