"""Read the figures behind the census quiz of the Office for National Statistics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.layout import Layout
from benchmarking.sources.nomis_census import whole_counts
from benchmarking.sources.tidy import (
    COUNT_COLUMNS,
    LOCATION_COLUMNS,
    OBSERVATION_COLUMNS,
    Reading,
    Source,
)

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_CENSUS_DAY = "2021-03-21"
#: As the publisher spells it.
_MIXED = "housholds_multiple_ethnicities_perc"
_BIRTH_COUNTRIES = [
    "Poland",
    "Pakistan",
    "Germany",
    "China",
    "India",
    "Nigeria",
    "Italy",
    "Romania",
    "Lithuania",
    "Philippines",
    "Ireland",
    "SouthAfrica",
    "Turkey",
    "Bangladesh",
    "USA",
    "Jamaica",
]
_LANGUAGES = [
    "Arabic",
    "Bengali",
    "Chinese",
    "French",
    "Gujarati",
    "Panjabi",
    "Polish",
    "Portuguese",
    "Russian",
    "Spanish",
    "Tamil",
    "Turkish",
    "Urdu",
    "Romanian",
    "Nepalese",
    "Lithuanian",
    "Yiddish",
    "Bulgarian",
    "Hungarian",
    "Filipino",
]
_COUNTS = {
    "QUIZ birth country": {
        "population_total": "Total",
        "born_UK_total": "United Kingdom",
        **{f"birth_country_{name}_total": name.replace("South", "South ") for name in _BIRTH_COUNTRIES},
    },
    "QUIZ main language": {f"language_{name}_total": name for name in _LANGUAGES},
}
_LAYOUT = Layout(
    "the census quiz's figures",
    "those of 14 April 2023",
    ("code", "name", _MIXED, *(name for table in _COUNTS.values() for name in table)),
    (
        *("age_…", "agemed_…", "armed_forces_…", "born_UK_perc", "born_outside_UK_…", "density_…"),
        *(
            "ethnicity_…",
            "household_…",
            "households_change",
            "households_multiplelanguages_…",
            "language_Polish_perc",
            "marital_…",
            "nationality_…",
        ),
        *("no_passport_…", "passport_…", "population_change", "religion_…", "residency_…", "sex_…"),
    ),
)


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read the quiz's figures: the share of mixed partnerships, and counts by birth country and language.

    The first reading holds mixed_partnerships (% of households, one decimal). The second holds counts of
    the countries and languages that the quiz lists. Birth countries come with "Total" (all residents) and
    "United Kingdom", so that residents born elsewhere are the remainder. The quiz gives neither a total of
    residents aged 3 and over nor those whose main language is English: for languages both stand in table
    TS029. Raises SourceError for a lost column, a figure that is not a number, and a count that is not whole.
    """
    frame = read_csv(path)
    new = _LAYOUT.new_columns(frame, path)
    english = frame["code"].str.startswith("E")
    known = frame["code"].isin(reference.areas.codes)
    left_out = {
        "areas outside England": int((~english).sum()),
        "areas of kinds that are not compared": int((english & ~known).sum()),
    }
    left_out = {reason: count for reason, count in left_out.items() if count} | new
    frame = frame[english & known].reset_index(drop=True)
    return [
        Reading(
            release="census-quiz-mixed-partnerships",
            title="Census 2021 quiz: households with partners from different ethnic groups",
            rows=_mixed_partnerships(frame, path),
            left_out=left_out,
        ),
        Reading(
            release="census-quiz-totals",
            title="Census 2021 quiz: residents by country of birth and main language, those that it lists",
            rows=pd.concat(
                [_counts(frame, table, columns, path) for table, columns in _COUNTS.items()],
                ignore_index=True,
            ),
            kind="counts",
            left_out=left_out,
        ),
    ]


def _mixed_partnerships(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    values, markers = to_numbers(frame[_MIXED], frame["row"], column=_MIXED, path=path)
    rows = pd.DataFrame(
        {
            "area_code": frame["code"],
            "indicator": "mixed_partnerships",
            "period": _CENSUS_DAY,
            "value": values.round(1),
            "status": markers,
            "sheet": "",
            "row": frame["row"],
        }
    )
    return rows.reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS)


def _counts(frame: pd.DataFrame, table: str, columns: dict[str, str], path: Path) -> pd.DataFrame:
    parts = []
    for column, category in columns.items():
        counts, markers = whole_counts(frame[column], frame["row"], column=column, path=path)
        parts.append(
            pd.DataFrame(
                {
                    "area_code": frame["code"],
                    "table": table,
                    "category": category,
                    "period": _CENSUS_DAY,
                    "count": counts,
                    "status": markers,
                    "sheet": "",
                    "row": frame["row"],
                }
            )
        )
    return pd.concat(parts)[COUNT_COLUMNS + LOCATION_COLUMNS]


SOURCE = Source(
    id="ons-census-quiz",
    title="Census 2021 quiz",
    publisher="Office for National Statistics",
    address="https://www.ons.gov.uk/census",
    read=read,
)
