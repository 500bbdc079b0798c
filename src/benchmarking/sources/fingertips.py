"""Read an indicator export of Fingertips, the public health profiles for England."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.layout import Layout
from benchmarking.sources.tidy import LOCATION_COLUMNS, OBSERVATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

#: Both indicators are about adults; the carers' survey of 2012/13 also stands under "All ages".
_AGE = "18+ yrs"
_LIMITS = {"lower": "Lower CI 95.0 limit", "upper": "Upper CI 95.0 limit"}
_LAYOUT = Layout(
    "the Fingertips export",
    "the export of 22 October 2019",
    (
        "Indicator ID",
        "Indicator Name",
        "Area Code",
        "Sex",
        "Age",
        "Category Type",
        "Category",
        "Time period",
        "Value",
        *_LIMITS.values(),
        "Count",
        "Denominator",
        "Value note",
    ),
    (
        "Parent Code",
        "Parent Name",
        "Area Name",
        "Area Type",
        "Lower CI 99.8 limit",
        "Upper CI 99.8 limit",
        "Recent Trend",
        "Compared to England value or percentiles",
        "Compared to Region value or percentiles",
        "Time period Sortable",
        "New data",
        "Compared to goal",
    ),
)
_RESTATED = "Value for Bucks County applied to Bucks UA"
_LOW_RELIABILITY = "There is a data quality issue with this value"


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read the registry's indicators for adults of both sexes, with their published 95% intervals.

    Rows of a category (ethnic group, deprivation tenth and so on), of one sex or of other ages are left out
    and counted. No numerator and no base is carried: what the export calls Count and Denominator are
    respondents in some years and areas and numbers grossed up to the population in others (for care users
    in 2018/19 everywhere), so neither can be told for a sample. Financial years begin on 1 April. A value
    that the publisher doubts is marked [u]. Raises SourceError for an export without rows, a lost column,
    and a period or figure that cannot be read.
    """
    frame = read_csv(path)
    left_out = _LAYOUT.new_columns(frame, path)
    listed = reference.indicators.of_dataset(SOURCE.id)
    ids = dict(zip(listed["series"].astype(str), listed["id"], strict=True))
    for wanted, reason in (
        (frame["Indicator ID"].isin(list(ids)), "indicators that are not in the registry"),
        (frame["Category"] == "", "rows of one category of people or places"),
        (frame["Sex"] == "Persons", "rows of one sex"),
        (frame["Age"] == _AGE, "rows of other ages"),
        (frame["Value note"] != _RESTATED, "figures of a former county repeated under its new code"),
        (frame["Area Code"].str.startswith("E"), "areas outside England"),
        (frame["Area Code"].isin(reference.areas.codes), "areas of kinds that are not compared"),
    ):
        wanted = wanted[frame.index]
        if not wanted.all():
            left_out[reason] = int((~wanted).sum())
        frame = frame[wanted]
    if frame.empty:
        raise SourceError(
            "The export holds no row for the registry's indicators",
            where=Location(path.name),
            found="; ".join(f"{count:,} {reason}" for reason, count in left_out.items()) or "no rows",
            expected=f"rows of indicators {', '.join(ids)}, Sex Persons, Age {_AGE}, no Category",
            next_step="Export the indicators again: a wrong area type gives an empty export",
        )
    return [
        Reading(
            release="fingertips-social-contact",
            title="Fingertips: social contact of adult social care users and carers",
            rows=_observations(frame.reset_index(drop=True), ids, path),
            note="Count and Denominator are not carried: in some years and areas they are grossed",
            left_out=left_out,
        )
    ]


def _observations(frame: pd.DataFrame, ids: dict[str, str], path: Path) -> pd.DataFrame:
    values, markers = to_numbers(frame["Value"], frame["row"], column="Value", path=path)
    doubted = (frame["Value note"] == _LOW_RELIABILITY) & values.notna()
    rows = pd.DataFrame(
        {
            "area_code": frame["Area Code"],
            "indicator": frame["Indicator ID"].map(ids),
            "period": _periods(frame, path),
            "value": values,
            "status": markers.mask(doubted, "[u]"),
            "sheet": "",
            "row": frame["row"],
        }
    )
    for part, column in _LIMITS.items():
        rows[part], _ = to_numbers(frame[column], frame["row"], column=column, path=path)
    return rows.reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS)


def _periods(frame: pd.DataFrame, path: Path) -> pd.Series:
    years = frame["Time period"].str.extract(r"^(\d{4})/(\d{2})$").astype("Float64")
    wrong = years.isna().any(axis=1) | ((years[0] + 1) % 100 != years[1]).fillna(True)
    if wrong.any():
        first = frame[wrong].iloc[0]
        raise SourceError(
            "A period is not a financial year",
            where=Location(path.name, row=int(first["row"]), column="Time period"),
            found=repr(first["Time period"]),
            expected="a financial year such as 2018/19",
        )
    return years[0].astype(int).astype(str) + "-04-01/P1Y"


SOURCE = Source(
    id="ohid-fingertips",
    title="Fingertips public health profiles",
    publisher="Office for Health Improvement and Disparities",
    address="https://fingertips.phe.org.uk",
    read=read,
)
