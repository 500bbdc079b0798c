"""A sweep stops for nobody, is stopped by Ctrl-C without loss, and does nothing twice."""

from __future__ import annotations

import re
import shutil

import pytest

from benchmarking.errors import PipelineError, VintageError
from benchmarking.pipeline import state
from benchmarking.pipeline.failures import not_written, together
from benchmarking.pipeline.state import locked
from benchmarking.sweeping import Outcome, sweep_of_groups
from benchmarking.sweeping.page import write_page

THREE = "Kent, Camden, Newcastle upon Tyne"
NAME = "camden-kent-newcastle-upon-tyne"


def test_one_council_that_fails_stops_no_other_and_has_its_turn_again(small):
    broken = small.paths.root / "no-camden"
    broken.touch()
    assert small.sweep(THREE) == {"kent": "made", "camden": "failed", "newcastle-upon-tyne": "made"}
    page = small.page(NAME)
    assert "Camden: report: no figure for [Camden]." in page
    assert "Finished: 2. Failed: 1. Not run yet: 0." in page

    broken.unlink()
    kent = small.paths.reports("kent", "2026") / "cabinet-report.html"
    before = kent.stat().st_mtime_ns
    assert small.sweep(THREE) == {"kent": "up to date", "camden": "made", "newcastle-upon-tyne": "up to date"}
    assert kent.stat().st_mtime_ns == before
    assert "What failed" not in small.page(NAME)


def test_the_page_lists_by_the_alphabet_with_the_findings_as_they_stand_and_does_not_rank(small):
    small.sweep(THREE)
    page = small.page(NAME)
    assert re.findall(r"<h3[^>]*>([^<]+)</h3>", page) == ["Camden", "Kent", "Newcastle upon Tyne"]
    assert "It does not rank." in page
    assert 'href="../../newcastle-upon-tyne/2026/cabinet-report.html"' in page
    assert "No tested difference from England or from the mean of the group stands whichever" in page.replace(
        "\n", " "
    )
    assert "one saying better and another worse, on: Homelessness [duty]." in page
    assert "Pay: &lt;b&gt;Kent&lt;/b&gt; £700 and England £648, better (tested)." in page
    assert "Kent compared with: its [neighbours]. Of 12 headline indicators 6 have a figure." in page


def test_a_sweep_that_is_stopped_says_what_is_left_and_goes_on_where_it_was(small):
    def stop(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small.sweep(THREE, tell=stop)
    page = small.page(NAME)
    assert "Finished: 1." in page and "Not run yet: 2." in page
    again = small.sweep(THREE)
    assert again["camden"] == "up to date", "Camden is the first by the alphabet and was finished"
    assert set(again.values()) <= {"made", "up to date"}
    assert "Not run yet</h2>" not in small.page(NAME)


def test_the_page_of_one_council_with_several_lists_says_what_the_choice_decides(small, real_study):
    planned = sweep_of_groups(real_study.parameters, real_study)
    text = write_page(planned, small.paths, {}).read_text(encoding="utf-8")
    assert "the choice of list decides it" in text and "Each study sets one authority" not in text
    assert "Not run yet: 6." in text


def test_a_district_of_a_county_is_made_beside_the_county(small):
    assert small.sweep("Burnley,Lancashire") == {"burnley": "made", "lancashire": "made"}


def test_a_study_that_another_run_holds_fails_with_its_sentence_and_the_others_go_on(small):
    with locked(small.paths.processed("camden", "2026") / "run.lock"):
        assert small.sweep("Camden,Kent") == {"camden": "failed", "kent": "made"}
    assert "Another run of this study is going on" in small.page("camden-kent")


def test_a_table_that_was_changed_is_said_once_before_any_study_is_begun(small):
    raw = small.paths.root / "data" / "raw"
    original = raw.resolve()
    raw.unlink()
    shutil.copytree(original, raw)
    table = next((raw / "2026").glob("*.csv"))
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(VintageError, match=f"{table.name}: A table of the vintage has been changed"):
        small.sweep(THREE)
    assert not small.paths.processed("kent", "2026").exists()
    assert not small.paths.reports(f"sweep-{NAME}", "2026").exists()


def test_steps_that_failed_by_one_thing_say_it_once_and_others_have_a_line_each(small):
    refused = PipelineError("A file cannot be read or written", where="reports/kent")
    assert together([refused, refused]) is refused
    several = str(together([refused, PipelineError("No room"), refused]))
    assert several.count("reports/kent") == 1 and several.startswith("3 steps failed")
    kent = small.planned("Kent")
    page = write_page(kent, small.paths, {"kent": several}).read_text(encoding="utf-8")
    assert re.search(r"<li>Kent: 3 steps failed:\s*<ul>\s*<li>reports/kent: A file", page)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (None, "reports/kent/2026"),
        ("reports/kent/2026/.report.failed.txt.16039.part", "reports/kent/2026"),
        ("notebooks/01_data_quality.ipynb", "notebooks/01_data_quality.ipynb"),
    ],
)
def test_a_disk_that_is_full_is_told_by_its_folder_and_a_file_that_cannot_be_read_by_its_name(
    tmp_path, file, told
):
    error = OSError(28, "No space left on device", str(tmp_path / file)) if file else OSError(28, "No space")
    kept = tmp_path / "reports" / "kent" / "2026" / "report.failed.txt"
    assert str(not_written(error, kept, tmp_path)).startswith(f"{told}: A file cannot be read or written")


def test_a_disk_that_is_full_is_a_sentence_and_leaves_nothing_half_written(small, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(state, "replace", full)
    assert small.sweep("Kent") == {"kent": "failed"}
    page = small.page("kent")
    assert "No space left on device" in page and "Make room" in page
    assert list(small.paths.root.rglob("*.part")) == []
