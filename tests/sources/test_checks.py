"""What every importer's rows must satisfy before a single figure enters the project."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.sources.checks import checked
from benchmarking.sources.tidy import (
    COUNT_COLUMNS,
    LOCATION_COLUMNS,
    LOOKUP_COLUMNS,
    OBSERVATION_COLUMNS,
    Reading,
)

LANCASHIRE, KENT = "E10000017", "E10000016"
EMPLOYMENT = {
    "area_code": LANCASHIRE,
    "indicator": "employment_rate",
    "period": "2023-01-01/P1Y",
    "value": 73.7,
    "lower": 70.7,
    "upper": 76.7,
    "status": "",
}
WHITE = {
    "area_code": LANCASHIRE,
    "table": "TS021",
    "category": "White",
    "period": "2021-03-21",
    "count": 1_098_596.0,
    "status": "",
}


@pytest.fixture
def check(known):
    """Check observations that differ from a good one as said; return the tidy rows and what was left out."""

    def call(*changes: dict[str, object], sheet: str = "") -> tuple[pd.DataFrame, dict[str, int]]:
        rows = pd.DataFrame(
            [EMPLOYMENT | change | {"sheet": sheet, "row": place} for place, change in enumerate(changes, 2)]
        )
        rows = rows.reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS)
        reading = Reading("els-employment-rate", "Employment rate", rows, released=date(2026, 6, 26))
        return checked(reading, known, "rates.csv")

    return call


@pytest.fixture
def count(known):
    """Check census counts that differ from a good one as said."""

    def call(*changes: dict[str, object]) -> tuple[pd.DataFrame, dict[str, int]]:
        rows = pd.DataFrame([WHITE | change | {"sheet": "", "row": n} for n, change in enumerate(changes, 2)])
        rows = rows.reindex(columns=COUNT_COLUMNS + LOCATION_COLUMNS)
        return checked(Reading("census", "Census", rows, kind="counts"), known, "census.csv")

    return call


def refusal(call, *changes, **more) -> SourceError:
    with pytest.raises(SourceError) as caught:
        call(*changes, **more)
    return caught.value


def test_a_good_row_passes_unchanged(check):
    rows, left_out = check({})
    assert rows.iloc[0].dropna().to_dict() == EMPLOYMENT
    assert list(rows.columns) == OBSERVATION_COLUMNS
    assert left_out == {}


def test_identical_rows_are_dropped_and_counted(check):
    rows, left_out = check({}, {"area_code": KENT}, {}, {})
    assert rows["area_code"].tolist() == [KENT, LANCASHIRE]
    assert left_out == {"rows identical to another": 2}


def test_two_rows_that_disagree_are_refused_naming_both_rows_and_the_column(check):
    error = refusal(check, {}, {"area_code": KENT}, {"upper": 79.9})
    assert str(error.where) == "rates.csv, row 4, column 'upper'"
    assert "upper 76.7 and 79.9 for E10000017, employment_rate, 2023-01-01/P1Y (rows 2, 4)" in error.found
    assert error.problem == "Two rows for the same area code, indicator, period disagree"


def test_a_figure_and_a_missing_figure_for_one_area_and_period_disagree(check):
    gone = {"value": np.nan, "lower": np.nan, "upper": np.nan, "status": "[c]"}
    error = refusal(check, {}, gone)
    assert "(rows 2, 3)" in error.found
    assert error.where.column == "value"


def test_the_sheet_of_a_workbook_is_named(check):
    assert str(refusal(check, {"value": 101}, sheet="Table A1").where) == (
        "rates.csv, sheet 'Table A1', row 2, column 'value'"
    )


@pytest.mark.parametrize(
    ("change", "column", "problem"),
    [
        ({"value": 173.7}, "value", "outside the range of its unit"),
        ({"value": -0.1, "lower": -0.2}, "value", "outside the range of its unit"),
        ({"lower": -10.5}, "lower", "outside the range of its unit"),
        ({"upper": 111.0}, "upper", "outside the range of its unit"),
        ({"lower": 76.7, "upper": 70.7}, "lower", "The lower limit is above the upper limit"),
        ({"value": 70.6}, "value", "The value lies outside its own interval"),
        ({"value": 76.8}, "value", "The value lies outside its own interval"),
        ({"numerator": 101.0, "denominator": 100.0}, "numerator", "The numerator is above its denominator"),
        ({"numerator": -1.0, "denominator": 100.0}, "numerator", "The numerator is negative"),
        ({"denominator": -100.0}, "denominator", "The denominator is negative"),
        ({"base": -5.0}, "base", "The base is negative"),
        ({"value": np.inf, "lower": np.nan, "upper": np.nan}, "value", "The value is not a finite number"),
        ({"period": "2024"}, "period", "A period is not ISO 8601"),
        ({"period": "2024-13-01/P1Y"}, "period", "A period is not ISO 8601"),
        ({"period": "2023-02-29"}, "period", "A period is not ISO 8601"),
        ({"period": "26/06/2026"}, "period", "A period is not ISO 8601"),
        ({"period": "2024-01-01/P0Y"}, "period", "A period is not ISO 8601"),
        ({"period": "2024-01-01\n"}, "period", "A period is not ISO 8601"),
        ({"status": "[q]"}, "status", "A status is not a known marker"),
        ({"value": np.nan, "lower": np.nan, "upper": np.nan}, "value", "A value is missing without a marker"),
        ({"indicator": "employment_rat"}, "indicator", "An indicator is not in the registry"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_row_and_column(check, change, column, problem):
    error = refusal(check, {"area_code": KENT}, change)
    assert problem in error.problem
    assert (error.where.file, error.where.row, error.where.column) == ("rates.csv", 3, column)


def test_an_unknown_indicator_is_offered_the_nearest(check):
    error = refusal(check, {"indicator": "employment_rat"})
    assert error.next_step == "Did you mean 'employment_rate'?"


def test_a_pound_figure_may_be_large_but_not_endless(check):
    pay = {"indicator": "median_weekly_pay", "value": 9_999.0, "lower": np.nan, "upper": np.nan}
    assert len(check(pay)[0]) == 1
    assert refusal(check, pay | {"value": -1.0}).expected == "0 or more"
    assert "finite" in refusal(check, pay | {"value": np.inf}).problem


def test_the_limits_of_a_symmetric_interval_may_pass_the_end_of_the_scale_a_little(check):
    assert len(check({"value": 2.0, "lower": -0.8, "upper": 4.8})[0]) == 1


def test_more_offences_than_residents_are_possible_more_pupils_than_pupils_are_not(check):
    plain = {"lower": np.nan, "upper": np.nan, "numerator": 120.0, "denominator": 100.0}
    crime = plain | {"indicator": "recorded_offences", "value": 1_200.0}
    suspended = plain | {"indicator": "suspensions", "value": 120.0}
    assert len(check(crime, suspended)[0]) == 2
    homeless = plain | {"indicator": "homelessness_duty", "value": 999.0}
    assert "numerator is above" in refusal(check, homeless).problem


def test_areas_the_project_does_not_know_are_left_out_and_counted(check):
    rows, left_out = check({}, {"area_code": "W06000015"}, {"area_code": "E06009999"})
    assert rows["area_code"].tolist() == [LANCASHIRE]
    assert left_out == {"areas outside the reference": 2}


def test_a_file_with_no_known_area_is_the_wrong_file(check):
    assert "no figure for any area" in refusal(check, {"area_code": "W06000015"}).problem


def test_row_labels_that_repeat_do_not_confuse_the_checks(known):
    rows = pd.DataFrame(
        [EMPLOYMENT | {"sheet": "", "row": 2}, EMPLOYMENT | {"area_code": KENT, "value": 500.0, "row": 3}],
        index=[0, 0],
    ).reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS)
    with pytest.raises(SourceError) as caught:
        checked(Reading("els", "Employment", rows), known, "rates.csv")
    assert caught.value.where.row == 3


def test_a_negative_count_is_refused(count):
    error = refusal(count, {}, {"category": "Total", "count": -1.0})
    assert (error.problem, error.where.row) == ("A count is negative", 3)


def test_a_missing_count_says_why(count):
    assert "missing without a marker" in refusal(count, {"count": np.nan}).problem
    assert len(count({"count": np.nan, "status": "[x]"})[0]) == 1


def test_two_counts_of_one_category_disagree(count):
    error = refusal(count, {}, {"count": 1.0})
    assert (error.where.column, error.where.row) == ("count", 3)


def test_a_neighbourhood_that_lies_in_two_districts_is_refused(known):
    rows = pd.DataFrame(
        {
            "area_code": ["E01024897"] * 2,
            "parent_code": ["E07000117", "E07000118"],
            "sheet": "",
            "row": [2, 3],
        }
    )
    with pytest.raises(SourceError, match="Two rows for the same area code disagree"):
        checked(
            Reading("lookup", "Lookup", rows[LOOKUP_COLUMNS + LOCATION_COLUMNS], kind="lookup"),
            known,
            "l.csv",
        )


@pytest.mark.parametrize("number", [3.5, 10.0**12])
def test_a_count_that_is_no_number_of_people_is_refused(count, number):
    assert refusal(count, {"count": number}).problem.startswith("A count is not a whole number")
