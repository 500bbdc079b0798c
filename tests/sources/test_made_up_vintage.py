"""A whole vintage with the empty slots filled by made-up figures, in a temporary folder and nowhere else."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.findings import compare
from benchmarking.findings.origins import origins
from benchmarking.findings.warrant_sides import sides_of_figures
from benchmarking.paths import Paths
from benchmarking.reference import Reference
from benchmarking.study import Study, open_parameters, study_of
from benchmarking.vintages import import_file
from benchmarking.vintages.package import read_package

CHECKOUT = Path(__file__).parents[2]
DEFAULT_STUDY = CHECKOUT / "notebooks" / "parameters" / "lancashire.yaml"
LANCASHIRE, BIRMINGHAM, KENT, ENGLAND = "E10000017", "E08000025", "E10000016", "E92000001"
SURREY, DEVON, POLICE = "E10000030", "E10000008", "E23000003"
SUPPRESSED = "E07000207"  # a district of Surrey
LATEST = "2024-10-01/P6M"


def made_up(sheet: str, code: str) -> list[object]:
    """A figure between 40% and 80% with an interval of three points, and none for one district."""
    if (sheet, code) == ("B6c", SUPPRESSED):
        return ["[c]"] * 5
    value = 40 + (sum(map(ord, sheet)) * 7 + int(code[-4:]) * 13 + int(code[2]) * 29) % 400 / 10
    return [value, round(value - 3, 1), round(value + 3, 1), 200, 600]


@pytest.fixture(scope="module")
def made_up_study(
    figures: Paths, known: Reference, save: Callable, survey_sheets: Callable, tmp_path_factory
) -> Study:
    root = tmp_path_factory.mktemp("made-up")
    shutil.copytree(figures.root / "data", root / "data")
    paths = Paths(root)
    listed = known.areas.frame[known.areas.frame["valid_to"] == ""]
    places = set(known.areas.lower_tier()["code"]) | set(known.areas.upper_tier()["code"])
    councils = [
        (code, name)
        for code, name in zip(listed["code"], listed["name"], strict=True)
        if code in places and (not code.startswith("E10") or code == DEVON)
    ]
    assert len(councils) == 296 + 1
    for year, ending in (("2023/24", "xlsx"), ("2024/25", "ods")):
        file = save(root / f"made-up-survey.{ending}", survey_sheets(councils, made_up, year=year))
        import_file("dcms-community-life-survey", file, "2026", paths=paths)
    forces = known.areas.frame.loc[known.areas.frame["type"] == "police force area", "name"]
    headers = ["Police force area", "Race", "Religion", "Sexual orientation", "Disability", "Transgender"]
    lines = [[name, 1000, 200, 100, 50, 10, 1360, 1300] for name in forces]
    crime = {
        "Table 2": [
            ["Hate crime by police force area, year ending March 2025. MADE UP"],
            [*headers, "Total number of motivating factors", "Total number of offences"],
            *lines,
        ]
    }
    file = save(root / "made-up-hate-crime.ods", crime)
    import_file("home-office-hate-crime", file, "2026", paths=paths, released=date(2025, 10, 9))
    return study_of(open_parameters(DEFAULT_STUDY, None, paths), paths)


@pytest.fixture(scope="module")
def made_up_findings(made_up_study: Study) -> pd.DataFrame:
    return compare(made_up_study)


@pytest.fixture(scope="module")
def questions(known: Reference) -> list[str]:
    return list(known.indicators.of_dataset("dcms-community-life-survey")["id"])


def figure(study: Study, indicator: str, area: str, period: str = LATEST) -> pd.Series:
    rows = study.observations
    here = (rows["indicator"] == indicator) & (rows["area_code"] == area) & (rows["period"] == period)
    (row,) = rows[here].to_dict("records")
    return pd.Series(row)


def test_every_question_has_a_figure_of_the_county_and_of_each_of_its_places(made_up_study, questions):
    rows = made_up_study.observations
    rows = rows[rows["indicator"].isin(questions) & (rows["period"] == LATEST) & rows["value"].notna()]
    held = rows.groupby("indicator")["area_code"].agg(set)
    assert set(held.index) == set(questions)
    for codes in held:
        assert {LANCASHIRE, BIRMINGHAM, "lancashire-14", *made_up_study.districts} <= codes


def test_the_county_is_its_districts_mean_a_metropolitan_district_its_own_row_and_each_says_so(made_up_study):
    county = figure(made_up_study, "get_on_well", LANCASHIRE)
    assert county["method"] == "mean of districts' survey percentages, weighted by residents aged 16 and over"
    assert county["release"] == "community-life-2024-25;population-ages"
    assert county["base"] == 12 * 600
    assert county["upper"] - county["value"] == pytest.approx(3 / 12**0.5, rel=0.1)
    city = figure(made_up_study, "get_on_well", BIRMINGHAM)
    assert [city["value"], city["lower"], city["upper"]] == made_up("B6c", BIRMINGHAM)[:3]
    assert (city["method"], city["base"]) == ("", 600)
    asked = [("get_on_well", area, LATEST) for area in (LANCASHIRE, BIRMINGHAM)]
    sides = sides_of_figures(made_up_study, asked)
    assert sides[asked[0]].interval_method == "weighted mean of districts"
    assert sides[asked[1]].interval_method == "published interval"


def test_a_county_with_one_suppressed_district_has_no_figure_and_england_none_is_made(made_up_study):
    surrey = figure(made_up_study, "get_on_well", SURREY)
    assert pd.isna(surrey["value"]) and surrey["status"] == "[x]"
    assert surrey["method"].endswith("not every district has a figure")
    assert figure(made_up_study, "pull_together", SURREY)["value"] > 0
    rows = made_up_study.observations
    assert rows[(rows["indicator"] == "get_on_well") & (rows["area_code"] == ENGLAND)].empty


def test_a_county_that_is_published_after_all_is_taken_as_published(made_up_study):
    devon = figure(made_up_study, "get_on_well", DEVON)
    assert devon["value"] == made_up("B6c", DEVON)[0]
    assert devon["method"] == ""


def test_its_findings_are_tested_and_what_stands_behind_one_can_be_listed(
    made_up_study, made_up_findings, questions
):
    own = made_up_findings[made_up_findings["indicator"].isin(questions)].set_index(["indicator", "kind"])
    group = own.xs("group", level="kind")
    assert set(group["basis"]) == {"tested"}
    assert set(group["verdict"]) <= {"better", "worse", "similar"}
    assert group["p_adjusted"].notna().all()
    assert set(own.xs("reference", level="kind")["verdict"]) == {"not compared"}
    assert own.loc[("get_on_well", "since_previous"), "basis"] == "tested"
    quarter = own.loc[("satisfied_with_area", "since_previous")]
    assert quarter["verdict"] == "not compared"  # a quarter of a year is not set beside half of one
    behind = origins(made_up_study, "get_on_well", LANCASHIRE, LATEST)
    assert behind["what"].value_counts().to_dict() == {"get_on_well": 12, "aged_under_16": 12}
    assert behind["line"].notna().all()


def test_the_tables_of_the_notebooks_show_the_figures_and_the_empty_slots_are_gone(
    made_up_study, made_up_findings, questions
):
    titles = [made_up_study.reference.indicators[name].title for name in questions]
    shown = tables.findings_table(made_up_study, made_up_findings, questions)
    assert list(shown.index) == titles
    assert shown["Lancashire"].str.contains(r"%.* to ").all()
    assert not set(titles) & set(tables.empty_slots(made_up_study)["Indicator"])


def test_hate_crime_is_of_the_police_force_area_alone_and_never_beside_a_council(
    made_up_study, made_up_findings
):
    rows = made_up_study.observations
    rows = rows[rows["indicator"] == "recorded_hate_crime"].set_index("area_code")
    assert len(rows) == 39
    assert {made_up_study.reference.areas[code].type for code in rows.index} == {"police force area"}
    offences = made_up_study.observations.set_index(["indicator", "area_code"])["denominator"]
    assert rows.at[POLICE, "denominator"] == offences["recorded_offences", POLICE]
    assert rows.at[POLICE, "value"] == pytest.approx(1000 * 1300 / rows.at[POLICE, "denominator"])
    assert rows.at[POLICE, "release"] == "hate-crime-2024-25;recorded-crime"
    about = made_up_findings[made_up_findings["indicator"] == "recorded_hate_crime"]
    assert len(about) and set(about["verdict"]) == {"not compared"}
    table = tables.early_warning_table(made_up_study)
    assert table.loc["Hate crime recorded by the police", "Latest figure"] == "held for other areas only"
    behind = origins(made_up_study, "recorded_hate_crime", POLICE, "2024-04-01/P1Y")
    assert list(behind["what"]) == ["hate crime: All offences", "recorded_offences"]


def test_without_the_tables_nothing_is_made_and_no_made_up_file_is_among_the_committed_figures(
    built, questions, real_study
):
    asked = built.frame[built.frame["indicator"].isin([*questions, "recorded_hate_crime"])]
    held = {release.source for release in read_package(Paths(CHECKOUT), "2026")}
    assert asked.empty or held & {"dcms-community-life-survey", "home-office-hate-crime"}
    for vintage in ("2025", "2026"):
        for release in read_package(Paths(CHECKOUT), vintage):
            assert "made" not in release.file.casefold(), release.id
            table = CHECKOUT / "data" / "raw" / vintage / release.path
            assert hashlib.sha256(table.read_bytes()).hexdigest() == release.sha256
