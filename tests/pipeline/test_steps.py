from __future__ import annotations

import dataclasses
import shutil
from datetime import date
from importlib import import_module
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


TABLES = [
    "observations",
    "observations-2025",
    "findings",
    "place-findings",
    "findings-2025",
    "differences-2025",
]


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
        *TABLES,
        "report",
        "01-data-quality",
        "03-benchmarks-cantle",
        "03-benchmarks-casey",
        "10-cabinet-report",
    ]
    casey = steps[9]
    assert casey.parameters == PARAMETERS.model_dump(mode="json", exclude={"word_reference"}) | {
        "framework": "casey"
    }
    assert "framework" not in steps[7].parameters


def test_the_observations_are_the_same_for_every_study_of_a_vintage(tmp_path):
    other = PARAMETERS.model_copy(update={"study": "kent", "lead_authority": "E10000016"})
    ours, theirs = (
        steps_of(SimpleNamespace(parameters=chosen, paths=Paths(tmp_path)))[:2]
        for chosen in (PARAMETERS, other)
    )
    assert ours == theirs
    assert [step.parameters for step in ours] == [{"vintage": "2026"}, {"vintage": "2025"}]


def test_a_study_without_an_earlier_vintage_makes_nothing_of_one(tmp_path):
    alone = PARAMETERS.model_copy(update={"previous_vintage": None})
    steps = steps_of(SimpleNamespace(parameters=alone, paths=Paths(tmp_path)))
    assert names(steps) == ["observations", "findings", "place-findings", "report"]


def test_both_vintages_observations_wait_for_nothing_and_each_table_for_those_it_is_made_of(steps):
    assert {step.name: step.needs for step in steps[:6]} == {
        "observations": (),
        "observations-2025": (),
        "findings": ("observations",),
        "place-findings": ("observations",),
        "findings-2025": ("observations-2025",),
        "differences-2025": ("observations", "observations-2025"),
    }


def test_a_vintage_that_is_sealed_leaves_its_report_up_to_date(tmp_path):
    shutil.copytree(REFERENCE, tmp_path / "data" / "reference")
    made = Paths(tmp_path)
    import_file(ELS, RATES, "2026", paths=made, released=date(2026, 6, 26))
    before = steps_of(SimpleNamespace(parameters=PARAMETERS, paths=made))[0].inputs
    assert seal(made, "2026", {"signed_off_by": "A. Researcher, Research Manager"})
    assert steps_of(SimpleNamespace(parameters=PARAMETERS, paths=made))[0].inputs == before
    assert {path.name for path in before} == {"reference", "datapackage.json", "els-employment-rate.csv"}


def test_notebooks_and_report_wait_for_the_tables_alone(steps):
    assert {step.needs for step in steps[6:]} == {tuple(TABLES)}


def test_the_pages_on_a_consultation_rest_on_its_file_and_on_no_other(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for stem in ("01_data_quality", "09_consultation_reach"):
        (tmp_path / "notebooks" / f"{stem}.ipynb").touch()
    named = PARAMETERS.model_copy(update={"consultation": "autumn"})
    steps = steps_of(SimpleNamespace(parameters=named, paths=Paths(tmp_path)))
    file = tmp_path / "data" / "consultations" / "autumn.csv"
    assert [step.name for step in steps if file in step.inputs] == ["report", "09-consultation-reach"]
    without = steps_of(SimpleNamespace(parameters=PARAMETERS, paths=Paths(tmp_path)))
    assert not any("consultations" in str(path) for step in without for path in step.inputs)


def test_every_step_rests_on_code_that_exists(steps):
    missing = {part for step in steps for part in step.code if not (PACKAGE_FOLDER / part).exists()}
    assert missing == set()


def test_the_report_step_makes_every_form_of_the_report(steps):
    assert tuple(path.name for path in steps[6].outputs) == FORMS


def test_the_report_step_makes_the_follow_up_of_a_study_that_has_words_for_one(tmp_path):
    (tmp_path / "reports" / "templates" / "lancashire" / "follow-up").mkdir(parents=True)
    report = steps_of(SimpleNamespace(parameters=PARAMETERS, paths=Paths(tmp_path)))[-1]
    assert tuple(path.name for path in report.outputs) == (*FORMS, *FOLLOW_UP)


def test_what_each_step_of_the_figures_makes_is_kept_under_the_name_that_the_step_gives(real_study):
    tables = [step for step in steps_of(real_study) if step.call and step.name != "report"]
    for step in tables:
        module, _, function = step.call.partition(":")
        getattr(import_module(module), function)(real_study.paths.root, step.parameters)
        assert [path for path in step.outputs if not path.is_file()] == []
    assert len(tables) == 6


def test_only_one_step_brings_with_it_the_steps_it_needs(steps):
    assert names(chosen(steps, ["03-benchmarks-casey"])) == [*TABLES, "03-benchmarks-casey"]
    assert names(chosen(steps, ["report"])) == [*TABLES, "report"]
    assert names(chosen(steps, ["findings"])) == [*TABLES[:3], "findings-2025"]
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
