"""A sign-off: what it refuses, what its checklist says, and that it seals the vintage. The report here is made up."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import CommandError, ReportError, VintageError
from benchmarking.paths import Paths
from benchmarking.report import assurance, forms_of, sign_off, signing
from benchmarking.report.provenance import write_provenance
from benchmarking.study import Study
from benchmarking.vintages import check_open
from benchmarking.vintages.package import existing, sha256, written_package
from benchmarking.vintages.records import read_record

CHECKOUT = Path(__file__).parents[2]
BY, DAY = "A. Researcher, Research Manager", date(2026, 7, 15)
CHECKLIST = "docs/signed-off/2026-07-15-lancashire-2026.md"


@pytest.fixture
def study(real_study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The real study on its lists of releases alone, whose figures and words are taken to have been checked."""
    for vintage in ("2025", "2026"):
        Paths(tmp_path).raw(vintage).mkdir(parents=True)
        shutil.copy(real_study.paths.raw(vintage) / "datapackage.json", Paths(tmp_path).raw(vintage))
    (tmp_path / "docs").mkdir()
    shutil.copy(CHECKOUT / "docs" / "quality-assurance.md", tmp_path / "docs")
    shutil.copytree(
        CHECKOUT / "reports" / "templates" / "lancashire", tmp_path / "reports/templates/lancashire"
    )
    opened = Study(real_study.parameters, real_study.reference, Paths(tmp_path))
    opened.__dict__["observations"] = real_study.observations
    monkeypatch.setattr(signing, "check_all", lambda paths, parameters: [])
    monkeypatch.setattr(signing, "check_words", lambda study: [])
    monkeypatch.setattr(assurance, "told_of_lead", lambda study: ["Of 19 figures, 2 differ."])
    return opened


@pytest.fixture
def reported(study: Study) -> Study:
    """The same with a report, each of its files a word."""
    report(study)
    return study


def report(study: Study, **choices: object) -> None:
    folder = study.paths.reports("lancashire", "2026")
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / name for name in forms_of(study) if name != "provenance.json"]
    for file in files:
        file.write_text("made up", encoding="utf-8")
    write_provenance(
        folder / "provenance.json",
        parameters=study.parameters.model_dump(mode="json") | choices,
        releases=list(study.releases.values()),
        outputs=files,
        root=study.paths.root,
        published=date(2026, 6, 30),
    )


def refused(study: Study, **more) -> str:
    """What is said instead of signing, with nothing written."""
    with pytest.raises(ReportError) as caught:
        sign_off(study, BY, today=DAY, **more)
    assert not (study.paths.raw("2026") / "signed-off.json").exists()
    assert not study.paths.signed_off.exists()
    return str(caught.value)


def carry_forward(study: Study, release: str) -> None:
    """Mark a release as last year's, in the list and in what the study has read."""
    held = dict(existing(study.paths, "2026"))
    held[release] = dataclasses.replace(existing(study.paths, "2025")[release], carried_forward_from="2025")
    (study.paths.raw("2026") / "datapackage.json").write_bytes(written_package("2026", list(held.values())))


def test_a_sign_off_writes_the_checklist_and_seals_the_figures(reported):
    done = sign_off(reported, BY, today=DAY)
    assert done.checklist.relative_to(reported.paths.root).as_posix() == CHECKLIST
    assert done.sealed_now
    package = reported.paths.raw("2026") / "datapackage.json"
    assert json.loads((reported.paths.raw("2026") / "signed-off.json").read_text(encoding="utf-8")) == {
        "vintage": "2026",
        "signed_off_by": BY,
        "day": "2026-07-15",
        "checklist": CHECKLIST,
        "datapackage.json": f"sha256:{sha256(package)}",
    }
    with pytest.raises(VintageError, match="is signed off, so its figures stay as they are"):
        check_open(reported.paths, "2026", reopen=True)


def test_the_program_ticks_what_it_verified_and_nothing_that_a_person_does(reported):
    text = sign_off(reported, BY, today=DAY).checklist.read_text(encoding="utf-8")
    machine, people = text.split("## What a person verifies")
    assert machine.count("- [x] ") == 7 and "- [ ]" not in machine
    assert people.count("- [ ] ") >= 20 and "[x]" not in people
    assert "Signed off on 15 July 2026 by A. Researcher, Research Manager." in machine
    assert f"Vintage 2026 has {len(reported.releases)}; " in machine
    assert sha256(reported.paths.raw("2026") / "datapackage.json") in machine
    assert sha256(reported.paths.reports("lancashire", "2026") / "provenance.json") in machine
    assert "- Of 19 figures, 2 differ." in machine
    assert re.search(r"Answers for it \| +\| +\|", people)


def test_the_figures_to_look_up_are_the_leads_from_ten_of_this_years_releases(reported):
    text = sign_off(reported, BY, today=DAY).checklist.read_text(encoding="utf-8")
    drawn = re.findall(
        r"^\| (.+) \| (.+) \| (.+) \| \[([a-z0-9-]+)\]\((https?://\S+)\) \| \|$", text, re.MULTILINE
    )
    assert len(drawn) == len({release for *_, release, _ in drawn}) == 10
    before = existing(reported.paths, "2025")
    by_title = reported.reference.indicators.by_id.reset_index().set_index("title")
    for title, _, figure, release, address in drawn:
        assert release not in before or before[release].sha256 != reported.releases[release].sha256
        assert address == reported.releases[release].address
        latest = reported.figure(by_title.loc[title, "id"], "E10000017")
        assert float(re.sub(r"[^0-9.−]", "", figure.split(" per ")[0]).replace("−", "-")) == pytest.approx(
            latest["value"], abs=0.5
        )
        assert latest["method"] == ""


def test_the_same_day_gives_the_same_bytes_and_a_vintage_is_sealed_once(reported):
    first = sign_off(reported, BY, today=DAY).checklist.read_bytes()
    again = sign_off(reported, BY, today=DAY)
    assert (again.checklist.read_bytes(), again.sealed_now) == (first, False)


def test_what_people_entered_is_never_written_over(reported):
    path = sign_off(reported, BY, today=DAY).checklist
    entered = path.read_text(encoding="utf-8").replace("- [ ]", "- [x]")
    path.write_text(entered, encoding="utf-8")
    with pytest.raises(ReportError, match=r"what was entered in it would be lost"):
        sign_off(reported, BY, today=DAY)
    assert path.read_text(encoding="utf-8") == entered
    later = sign_off(reported, BY, today=date(2026, 7, 16))
    assert later.checklist.name == "2026-07-16-lancashire-2026.md"
    assert path.read_text(encoding="utf-8") == entered


def test_what_is_carried_forward_left_out_or_the_same_is_named_for_a_person(study, monkeypatch):
    carry_forward(study, "lait")
    held = set(study.releases)
    report(study)
    text = sign_off(study, BY, today=DAY).checklist.read_text(encoding="utf-8")
    assert "- Vintage 2026 carries 1 release forward from 2025: lait." in text
    absent = sorted(row.release for row in study.reference.releases if row.release not in held)
    assert f"and not held: {', '.join(absent) or 'none'}." in text
    (same,) = re.findall(r"the very table of the vintage before: (.*)\. Look", text)
    assert "lait" not in same.split(", ")


def test_an_unmarked_release_that_is_last_years_is_named_for_a_person(study):
    held = dict(existing(study.paths, "2026"))
    held["lait"] = existing(study.paths, "2025")["lait"]
    (study.paths.raw("2026") / "datapackage.json").write_bytes(written_package("2026", list(held.values())))
    report(study)
    text = sign_off(study, BY, today=DAY).checklist.read_text(encoding="utf-8")
    (same,) = re.findall(r"the very table of the vintage before: (.*)\. Look", text)
    assert "lait" in same.split(", ")


def test_without_a_report_there_is_nothing_to_sign(study):
    assert "No report has been made from vintage 2026, so there is nothing to sign off" in refused(study)


def test_anything_wrong_with_tables_or_words_is_told_instead(reported, monkeypatch):
    monkeypatch.setattr(signing, "check_all", lambda paths, parameters: ["lait.csv has been changed."])
    monkeypatch.setattr(signing, "check_words", lambda study: ["01-summary.md, row 3: not so."])
    said = refused(reported)
    assert said.startswith(
        "Vintage 2026 is not signed off. Found lait.csv has been changed. 01-summary.md, row 3"
    )


def test_a_report_that_is_out_of_date_is_not_signed(reported):
    said = refused(reported, waiting=["report (lait gave a new result)"])
    assert "Not up to date: report (lait gave a new result). Run `benchmarking run`." in said


def test_a_report_made_with_other_choices_is_not_signed(study):
    report(study, confidence_level=0.99, comparison_group="shire-counties")
    assert "The report is one made with other choices: comparison_group, confidence_level." in refused(study)


def test_a_report_made_from_other_figures_is_not_signed(reported):
    carry_forward(reported, "lait")
    del reported.__dict__["releases"]
    assert "The report is one made from other figures: lait." in refused(reported)


def test_a_report_whose_file_was_changed_or_lost_is_not_signed(reported):
    folder = reported.paths.reports("lancashire", "2026")
    (folder / "cabinet-report.html").write_text("other words", encoding="utf-8")
    (folder / "tables.xlsx").unlink()
    said = refused(reported)
    assert "of which a file is not as it was made: cabinet-report.html, tables.xlsx." in said


def test_a_record_that_cannot_be_read_is_not_signed(reported):
    (reported.paths.reports("lancashire", "2026") / "provenance.json").write_text("{", encoding="utf-8")
    with pytest.raises(VintageError, match="The record of what the report was made from cannot be read"):
        sign_off(reported, BY, today=DAY)


@pytest.mark.parametrize(
    "by", ["", "A. Researcher", ", Research Manager", "A. Researcher,", "A | B, Head", "A\nB, Head"]
)
def test_who_signs_has_a_name_and_a_post(reported, by):
    with pytest.raises(CommandError, match="Who signs off is given by name and post"):
        sign_off(reported, by, today=DAY)


@pytest.mark.parametrize(
    "text", [None, "# Quality assurance\n", "## What a person verifies\n\n- [x] Done by itself:\n"]
)
def test_without_a_list_of_what_people_verify_nothing_is_signed(reported, text):
    path = reported.paths.docs / "quality-assurance.md"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    assert "The list of what people verify cannot be taken over" in refused(reported)


def test_the_record_is_read_as_it_is_written(reported):
    record = read_record(reported.paths.reports("lancashire", "2026") / "provenance.json")
    assert record.parameters["vintage"] == "2026"
    assert record.tables["lait"] == reported.releases["lait"].sha256
    assert set(record.files) == {name for name in forms_of(reported) if name != "provenance.json"}
    assert record.state == "this copy of the project is not a git checkout"
