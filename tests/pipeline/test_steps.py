from __future__ import annotations

import dataclasses
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarking.errors import CommandError, ParameterError
from benchmarking.paths import Paths
from benchmarking.pipeline import check_lead, chosen, named, steps_of
from benchmarking.pipeline.keys import PACKAGE_FOLDER
from benchmarking.report import FOLLOW_UP, FORMS
from benchmarking.study import StudyParameters
from benchmarking.vintages import import_file
from benchmarking.vintages.standing import seal

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
ELS = "ons-explore-local-statistics"
RATES = Path(__file__).parents[1] / "excerpts" / "ons-explore-local-statistics-2026-employment-rate.csv"

PARAMETERS = StudyParameters(
    study="lancashire",
    vintage="2026",
    previous_vintage="2025",
    lead_authority="E10000017",
    comparison_group="scrutiny-2024",
    frameworks=["cantle", "casey"],
)


@pytest.fixture
def steps(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for stem in ("01_data_quality", "03_benchmarks", "10_cabinet_report", "11_my_own_try"):
        (tmp_path / "notebooks" / f"{stem}.ipynb").touch()
    return steps_of(SimpleNamespace(parameters=PARAMETERS, paths=Paths(tmp_path)))


def names(steps):
    return [step.name for step in steps]


def test_the_notebooks_that_exist_run_in_reading_order_and_benchmarks_once_a_framework(steps):
    assert names(steps) == [
        "observations",
        "01-data-quality",
        "03-benchmarks-cantle",
        "03-benchmarks-casey",
        "10-cabinet-report",
        "report",
    ]
    casey = steps[3]
    assert casey.parameters == PARAMETERS.model_dump(mode="json", exclude={"word_reference"}) | {
        "framework": "casey"
    }
    assert "framework" not in steps[1].parameters


def test_a_vintage_that_is_sealed_leaves_its_report_up_to_date(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "data" / "reference")
    made = Paths(tmp_path)
    import_file(ELS, RATES, "2026", paths=made, released=date(2026, 6, 26))
    before = steps_of(SimpleNamespace(parameters=PARAMETERS, paths=made))[0].inputs
    assert seal(made, "2026", {"signed_off_by": "A. Researcher, Research Manager"})
    assert steps_of(SimpleNamespace(parameters=PARAMETERS, paths=made))[0].inputs == before
    assert {path.name for path in before} == {"reference", "datapackage.json", "els-employment-rate.csv"}


def test_notebooks_wait_for_the_observations_alone_and_the_report_for_all(steps):
    assert {step.needs for step in steps[1:-1]} == {("observations",)}
    assert set(steps[-1].needs) == set(names(steps[:-1]))


def test_the_pages_on_a_consultation_rest_on_its_file_and_on_no_other(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for stem in ("01_data_quality", "09_consultation_reach"):
        (tmp_path / "notebooks" / f"{stem}.ipynb").touch()
    named = PARAMETERS.model_copy(update={"consultation": "autumn"})
    steps = steps_of(SimpleNamespace(parameters=named, paths=Paths(tmp_path)))
    file = tmp_path / "data" / "consultations" / "autumn.csv"
    assert [step.name for step in steps if file in step.inputs] == ["09-consultation-reach", "report"]
    without = steps_of(SimpleNamespace(parameters=PARAMETERS, paths=Paths(tmp_path)))
    assert not any("consultations" in str(path) for step in without for path in step.inputs)


def test_every_step_rests_on_code_that_exists(steps):
    missing = {part for step in steps for part in step.code if not (PACKAGE_FOLDER / part).exists()}
    assert missing == set()


def test_the_report_step_makes_every_form_of_the_report(steps):
    assert tuple(path.name for path in steps[-1].outputs) == FORMS


def test_the_report_step_makes_the_follow_up_of_a_study_that_has_words_for_one(tmp_path):
    (tmp_path / "reports" / "templates" / "lancashire" / "follow-up").mkdir(parents=True)
    report = steps_of(SimpleNamespace(parameters=PARAMETERS, paths=Paths(tmp_path)))[-1]
    assert tuple(path.name for path in report.outputs) == (*FORMS, *FOLLOW_UP)


def test_only_one_step_brings_with_it_the_steps_it_needs(steps):
    assert names(chosen(steps, ["03-benchmarks-casey"])) == ["observations", "03-benchmarks-casey"]
    assert names(chosen(steps, ["report"])) == names(steps)
    assert chosen(steps, []) == steps


def test_a_name_cut_at_a_dash_stands_for_all_runs_of_a_notebook(steps):
    assert named(steps, ["03"]) == ["03-benchmarks-cantle", "03-benchmarks-casey"]
    assert named(steps, ["03-benchmarks"]) == named(steps, ["03"])


def test_a_misspelt_step_is_offered_the_nearest(steps):
    with pytest.raises(CommandError, match=r"no step '01-data-qualty'.*Did you mean '01-data-quality'\?"):
        chosen(steps, ["01-data-qualty"])


def test_a_district_may_lead_and_a_region_is_refused_before_anything_runs(real_study):
    def led_by(code):
        choices = {"lead_authority": code, "comparison_group": ["E07000118"]}
        return dataclasses.replace(real_study, parameters=real_study.parameters.model_copy(update=choices))

    check_lead(real_study)
    check_lead(led_by("E07000117"))
    with pytest.raises(ParameterError, match="North West, a region"):
        check_lead(led_by("E12000002"))
