"""The interface of Nomis gives one row an area and category. The files are the figures held, written in that form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.paths import Paths
from benchmarking.reference import Reference
from benchmarking.sources import source
from benchmarking.sources.checks import checked
from benchmarking.sources.tidy import COUNT_COLUMNS

DIMENSION = "C2021_ETH_20_NAME"
EVERYONE = "Total: All usual residents"
BURNLEY = "E07000117"


@pytest.fixture(scope="module")
def bulk(figures: Paths) -> pd.DataFrame:
    """The ethnic groups of every authority, as they were read from the bulk file."""
    table = pd.read_parquet(figures.raw("2026") / "census-2021-ts021.parquet")
    return table.astype(dict.fromkeys(("table", "category", "period", "status"), str))


def answered(table: pd.DataFrame) -> pd.DataFrame:
    """Write counts as the interface answers them, with all its columns."""
    return pd.DataFrame(
        {
            "DATE": "2021",
            "DATE_NAME": "2021",
            "GEOGRAPHY": range(len(table)),
            "GEOGRAPHY_NAME": "as published",
            "GEOGRAPHY_CODE": table["area_code"],
            "C2021_ETH_20": 0,
            DIMENSION: table["category"].replace({"Total": EVERYONE}),
            "MEASURES": 20100,
            "MEASURES_NAME": "Value",
            "OBS_VALUE": table["count"].astype(int),
            "OBS_STATUS": "A",
            "URN": "made up",
            "RECORD_OFFSET": range(len(table)),
            "RECORD_COUNT": len(table),
        }
    )


@pytest.fixture
def read(known: Reference, tmp_path: Path) -> Callable:
    def read_one(answer: pd.DataFrame):
        path = tmp_path / "from-the-interface.csv"
        answer.to_csv(path, index=False)
        (reading,) = source("nomis-census").read(path, known)
        return reading

    return read_one


@pytest.fixture
def burnley(bulk: pd.DataFrame) -> pd.DataFrame:
    return answered(bulk[bulk["area_code"].isin([BURNLEY, "E07000122"])].reset_index(drop=True))


def tidy(reading, reference: Reference) -> pd.DataFrame:
    return checked(reading, reference, "made up")[0][COUNT_COLUMNS]


def test_both_forms_give_the_same_7725_figures(bulk, read, known):
    reading = read(answered(bulk))
    assert (reading.release, reading.small_areas, reading.left_out) == ("census-2021-ts021", False, {})
    again = tidy(reading, known)
    assert len(again) == 7725
    pd.testing.assert_frame_equal(
        again, bulk[COUNT_COLUMNS].astype({"count": float}), check_dtype=False, check_column_type=False
    )


def test_both_forms_give_the_same_figures_of_the_neighbourhoods_of_burnley_and_pendle(figures, read, known):
    held = pd.read_parquet(figures.raw("2026") / "census-2021-ts021-lsoa.parquet")
    areas = pd.read_parquet(figures.raw("2026") / "lookup-lsoa21-ltla23.parquet")
    inside = areas.loc[areas["parent_code"].isin([BURNLEY, "E07000122"]), "area_code"]
    held = held[held["area_code"].isin(inside)].reset_index(drop=True)
    held = held.astype(dict.fromkeys(("table", "category", "period", "status"), str))
    reading = read(answered(held))
    assert (reading.release, reading.small_areas) == ("census-2021-ts021-lsoa", True)
    again = tidy(reading, known)
    assert len(again) == len(held) == 6 * len(inside) > 600
    pd.testing.assert_series_equal(again["count"], held["count"].astype(float))
    assert list(again["category"]) == list(held["category"])


def test_only_the_columns_that_were_asked_for_are_needed(burnley, read):
    few = burnley[["DATE_NAME", "GEOGRAPHY_CODE", DIMENSION, "OBS_VALUE"]]
    pd.testing.assert_frame_equal(read(few).rows, read(burnley).rows)


def test_percentages_beside_the_counts_are_not_taken_for_residents(burnley, read):
    percent = burnley.assign(MEASURES_NAME="Percent", OBS_VALUE=1.5)
    reading = read(pd.concat([burnley, percent]))
    assert reading.left_out == {"figures that are no counts": 50}
    assert list(reading.rows["count"]) == list(read(burnley).rows["count"])


def test_a_new_column_and_a_new_group_are_told_and_not_read(burnley, read):
    more = burnley.iloc[[0, 25]].assign(**{DIMENSION: "White: Cornish", "OBS_VALUE": 3})
    reading = read(pd.concat([burnley, more]).assign(QUALITY="good"))
    assert reading.left_out == {
        "new column that this importer does not know ('QUALITY')": 1,
        "new column that this importer does not know ('White: Cornish')": 1,
    }
    assert len(reading.rows) == 50


def without(table: pd.DataFrame, category: str, areas: int = 2) -> pd.DataFrame:
    return table.drop(table.index[table[DIMENSION] == category][:areas])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.assign(C_SEX_NAME="Female"), "TS021 divided by something else"),
        (lambda t: t.assign(DATE_NAME="2011"), "belongs to the census of 2021"),
        (lambda t: t.rename(columns={DIMENSION: "C2021_RELIGION_10_NAME"}), "not a census table that is known"),
        (lambda t: t.rename(columns={"OBS_VALUE": "OBS_VALUES"}), "lost a column"),
        (lambda t: without(t, "White: Roma"), "lost a column that this source always had: 'White: Roma'"),
        (lambda t: without(t, "White: Roma", areas=1), "lacks some of the categories that others have"),
        (lambda t: t.iloc[:-3], "a page of it may not have come"),
        (lambda t: pd.concat([t, t.iloc[[3]]]), "row 52, column 'GEOGRAPHY_CODE': An area has a category twice"),
        (lambda t: t.assign(OBS_VALUE=0), "An area has no residents"),
        (lambda t: t.assign(OBS_VALUE=1.5), "negative or not a whole number"),
        (lambda t: t.assign(GEOGRAPHY_CODE=t["GEOGRAPHY_CODE"].replace(BURNLEY, "E01024855")), "mixes small areas"),
    ],
)  # fmt: skip
def test_what_is_not_the_table_is_refused_in_words(burnley, read, change, words):
    with pytest.raises(SourceError) as caught:
        read(change(burnley))
    assert words in str(caught.value)
