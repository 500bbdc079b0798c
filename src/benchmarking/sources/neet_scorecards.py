"""Read the Department for Education's scorecards of 16 and 17 year olds who are NEET or not known.

NEET is not in education, employment or training. One file a year: upper-tier authorities, regions and
England. The percentages are those that the Local Authority Interactive Tool repeats; the scorecard adds the
cohort they are percentages of, an average of December, January and February, rounded to 10 since 2024. No
count of young people is published, and one must not be made by multiplying two rounded figures: the cohort
is the denominator and the numerator is blank.
"""

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

#: The column that holds the area's code, by the level of the row.
_CODES = {"National": "country_code", "Regional": "region_code", "Local authority": "new_la_code"}
_COHORT = "Cohort_DJFavg"
_LAYOUT = Layout(
    "the NEET scorecard",
    "the scorecard of 2025",
    ("time_period", "geographic_level", *_CODES.values(), "Age", _COHORT),
    (
        *("time_identifier", "country_name", "region_name", "old_la_code", "la_name", "avg_att8"),
        *("Age1617_ONS_population", "L2_em_GCSE_othL2", "Level_3", "pt_l2basics_94"),
        *("Apprenticeship_percent", "Full_time_education_percent", "Other_education_and_training_percent"),
        *("NEET_…", "Notknown_…", "Participation_…", "Sep…", "TOTAL_…", "VG_…"),
        *("annual_change_…", "annualchange_…", "cohort_…", "enrolments_…", "sess_overall_…"),
    ),
)


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read one year's scorecard as the registry's indicators, each with the cohort as its denominator.

    The registry's `series` names the column of the percentage. Rows that demonstrate the layout with no
    real area are left out and counted. Raises SourceError for a file of another source, a lost column, a
    level of geography, age or year that is not understood, and a figure that cannot be read.
    """
    frame = read_csv(path)
    registered = (reference.indicators[name] for name in reference.indicators.ids)
    listed = {item.series: item.id for item in registered if item.dataset == SOURCE.id}
    new = _LAYOUT.new_columns(frame, path, also=list(listed))
    if not listed:
        raise SourceError(
            "The registry has no indicator of this source",
            where=Location(path.name),
            next_step=f"Add a row for dataset {SOURCE.id}, series NEET_not_known_percent, to indicators.csv",
        )
    year = _only(frame, "time_period", r"20\d{2}", "one year, such as 2025", path)
    _only(frame, "Age", "16-17", "16-17", path)
    codes = _codes(frame, path)
    area = codes.isin(reference.areas.codes)
    demonstration = codes == ""
    rows = pd.concat(
        [_rows(frame[area], codes[area], series, name, path) for series, name in listed.items()],
        ignore_index=True,
    ).assign(period=f"{int(year) - 1}-12-01/P3M")
    reasons = new | {
        "demonstration rows with no real area": int(demonstration.sum()),
        "areas that are not in areas.csv": int((~area & ~demonstration).sum()),
    }
    return [
        Reading(
            release=f"neet-{year}",
            title=f"NEET and not known scorecard {year}",
            rows=rows.reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS),
            left_out={reason: count for reason, count in reasons.items() if count},
        )
    ]


def _rows(frame: pd.DataFrame, codes: pd.Series, series: str, indicator: str, path: Path) -> pd.DataFrame:
    values, markers = to_numbers(frame[series], frame["row"], column=series, path=path)
    cohort, _ = to_numbers(frame[_COHORT], frame["row"], column=_COHORT, path=path)
    return pd.DataFrame(
        {
            "area_code": codes,
            "indicator": indicator,
            "value": values,
            "denominator": cohort,
            "status": markers,
            "sheet": "",
            "row": frame["row"],
        }
    )


def _codes(frame: pd.DataFrame, path: Path) -> pd.Series:
    codes = pd.Series("", index=frame.index)
    for level, column in _CODES.items():
        codes = codes.where(frame["geographic_level"] != level, frame[column])
    unknown = ~frame["geographic_level"].isin(list(_CODES))
    if unknown.any():
        at = frame.index[unknown][0]
        raise SourceError(
            "A level of geography is not one that this source is known to have",
            where=Location(path.name, row=int(frame["row"][at]), column="geographic_level"),
            found=repr(frame["geographic_level"][at]),
            expected=f"one of {', '.join(_CODES)}",
        )
    return codes.where(codes.str.fullmatch(r"E\d{8}"), "")


def _only(frame: pd.DataFrame, column: str, pattern: str, expected: str, path: Path) -> str:
    first = str(frame[column][0])
    wrong = ~frame[column].str.fullmatch(pattern) | (frame[column] != first)
    if wrong.any():
        at = frame.index[wrong][0]
        raise SourceError(
            f"The file is not a scorecard of one year and of 16 and 17 year olds: {column!r} differs",
            where=Location(path.name, row=int(frame["row"][at]), column=column),
            found=repr(frame[column][at]),
            expected=expected,
        )
    return first


SOURCE = Source(
    id="dfe-neet",
    title="NEET and not known scorecards",
    publisher="Department for Education",
    address="https://www.gov.uk/government/publications/young-people-neet-comparative-data-scorecard",
    read=read,
)
