"""Describe the layout that Explore local statistics had until 2025, in which columns differ between files.

Most files have titled columns (`AREACD`, `Lower Confidence Interval (95%)`), some plain ones (`areacd`,
`lower_confidence_interval_95`), and the name of the indicator stands in the column for the indicator, the
measure or the mode of travel. Employment is published twice with the same figures: long, as the other files
are, and wide, with a set of columns for each rate. Either may be read; both give the same release and the
same rows, and the note says which was read. The numerators and denominators that come with employment are
grossed to the population. They are no sample counts and would give far too narrow an interval, so they are
not carried: numerator, denominator and base are blank.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.layout import Layout

_TITLED = {
    "area": "AREACD",
    "period": "Period",
    "value": "Observation",
    "lower": "Lower Confidence Interval (95%)",
    "upper": "Upper Confidence Interval (95%)",
    "status": "Observation Status",
}
_PLAIN = {
    "area": "areacd",
    "period": "period",
    "value": "observation",
    "lower": "lower_confidence_interval_95",
    "upper": "upper_confidence_interval_95",
    "status": "observation_status",
}


def _wide(rate: str) -> dict[str, str]:
    return {
        "area": "areacd",
        "period": "period",
        "value": rate,
        "lower": f"{rate}_lower_confidence_interval_95",
        "upper": f"{rate}_upper_confidence_interval_95",
        "status": f"{rate}_observation_status",
    }


_WIDE = {"Employment rate": _wide("employment_rate"), "Economically inactive": _wide("economically_inactive")}

#: The sets of columns that a file of this layout may have, by what they hold.
FORMS: list[dict[str, str]] = [_TITLED, _PLAIN, _WIDE["Employment rate"]]

_PASSED_OVER = (
    *("AREANM", "Geography", "Variable Name", "Indicator", "Mission", "Category", "Measure", "Unit"),
    *("Polarity", "Notes", "areanm", "geography", "indicator", "mode-of-travel", "measure", "unit"),
    *("numerator", "denominator", "employment_rate…", "economically_inactive…"),
)

#: Columns in which the name of the indicator may stand.
_NAME_COLUMNS = ("Indicator", "indicator", "mode-of-travel", "Measure", "measure")

#: The name each series has had since 2026, by the name it had before; other names have not changed.
_RENAMED = {
    "19+ further education and skills participation (per 100,000 population)": (
        "Further education and skills participation"
    ),
    "Aged 16 to 64 years with no qualifications (Great Britain)": "No qualifications",
    "Anxiety mean score (where 10 is 'completely anxious')": "Anxiety",
    "Economic Inactivity Rate": "Economically inactive",
    "Employment Rate": "Employment rate",
    "Happiness mean score (where 10 is 'completely happy')": "Happiness",
    "Museums per 100,000 population": "museums",
    "Net additions to the housing stock (rate per 1,000 stock)": (
        "Net additions to the housing stock (England)"
    ),
    "Percentage of pupils at the end of key stage 2 meeting the expected standard in reading, "
    "writing and maths": ("Pupils meeting the expected standard in reading, writing and maths"),
    "Persistent absences for pupils eligible for free school meals in the past 6 years": (
        "Persistent absences for pupils eligible for free school meals"
    ),
    "Premises with gigabit capable broadband": "Gigabit capable broadband",
    "Proportion of the population aged 16 to 64 with level 3+": (
        "Level 3 or above qualifications (Great Britain)"
    ),
    "Satisfaction mean score (where 10 is 'completely satisfied')": "Satisfaction",
    "Sports facilities per 10,000 population": "Sports facilities",
    "Worthwhile mean score (where 10 is 'completely worthwhile')": "Worthwhile",
    "Young people achieving GCSEs (and equivalent qualifications) in English and maths by age 19": (
        "GCSEs in English and Maths"
    ),
    "cycling": "Cycle to work",
    "driving": "Drive to work",
    "public transport or walking": "Public transport or walk to work",
}

#: The publisher dated this series from September until 2025 and from August since, for the same years.
_DATED_FROM_SEPTEMBER = "Further education and skills participation"

#: The day that the publisher now gives for a figure it used to date by month: the April reference days of
#: the Annual Survey of Hours and Earnings, the walk to a library, and broadband.
_DAYS = {
    day[:7]: day
    for day in (
        *("2008-04-16", "2009-04-22", "2010-04-21", "2011-04-13", "2012-04-18", "2013-04-17"),
        *("2014-04-09", "2015-04-22", "2016-04-13", "2017-04-26", "2018-04-18", "2019-04-10"),
        *("2020-04-22", "2021-04-21", "2022-04-27", "2023-04-19", "2024-04-17"),
        *("2024-05-15", "2025-01-01"),
    )
}


def harmonise(
    frame: pd.DataFrame, columns: Mapping[str, str], known: Collection[str], path: Path
) -> tuple[pd.DataFrame, str | None, dict[str, int]]:
    """Give a file of this layout the series names and periods of 2026.

    Parameters
    ----------
    frame : the file as read, one row a line, with `row`.
    columns : the one of FORMS that the file has.
    known : the names of the publisher's series, as they are since 2026.

    Returns the table (area, series, period, value, measure, lower, upper, status, row; all text as
    published), a note on which form was read, when that matters, and the columns that are new. Raises
    SourceError for a lost column and for a period that is not understood.
    """
    note = None
    new = _layout(columns.values()).new_columns(frame, path)
    if columns is FORMS[-1]:
        parts = [_part(frame, form, path).assign(series=series) for series, form in _WIDE.items()]
        table = pd.concat(parts, ignore_index=True).assign(measure="")
        note = "Read from the wide form of the employment file; the long form holds the same figures"
    else:
        table = _part(frame, columns, path)
        name = _name_column(frame, columns, known, path)
        measure = next((column for column in ("Measure", "measure") if column in frame), name)
        table = table.assign(series=frame[name].replace(_RENAMED), measure=frame[measure])
        if name == "indicator" and frame[name].isin(["Employment Rate"]).any():
            note = "Read from the long form of the employment file; the wide form holds the same figures"
    return table.assign(period=_periods(table, columns["period"], path)), note, new


def _part(frame: pd.DataFrame, form: Mapping[str, str], path: Path) -> pd.DataFrame:
    _layout(form.values()).new_columns(frame, path)
    return frame[[*form.values(), "row"]].set_axis([*form, "row"], axis=1)


def _layout(columns: Iterable[str]) -> Layout:
    """Name the layout of 2025, whose other columns differ from file to file but are all known."""
    return Layout("Explore local statistics", "the files of 24 June 2025", tuple(columns), _PASSED_OVER)


def _name_column(frame: pd.DataFrame, columns: Mapping[str, str], known: Collection[str], path: Path) -> str:
    there = [column for column in _NAME_COLUMNS if column in frame.columns]
    for column in there:
        if frame[column].replace(_RENAMED).isin(known).any():
            return column
    _layout(["Indicator" if columns is _TITLED else "indicator"]).new_columns(frame, path)
    return there[0]


def _periods(table: pd.DataFrame, column: str, path: Path) -> pd.Series:
    periods = table["period"].map({text: _period(text) for text in table["period"].unique()})
    if periods.isna().any():
        at = periods.index[periods.isna()][0]
        raise SourceError(
            "A period is not written as this source writes it, or has no day here",
            where=Location(path.name, row=int(table["row"][at]), column=column),
            found=repr(table["period"][at]),
            expected="2011-2012, 2019, 2021-09-30T00:00:00 or 2023-08-01T00:00:00/P1Y, or a month listed "
            "in explore_local_statistics_2025.py",
        )
    from_august = periods.str.replace("-09-01/", "-08-01/", regex=False)
    return periods.where(table["series"] != _DATED_FROM_SEPTEMBER, from_august)


def _period(text: str) -> str | None:
    text = text.replace("T00:00:00", "")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(/P\d+[YM])?", text):
        return text
    if re.fullmatch(r"\d{4}", text):
        return f"{text}-01-01/P1Y"
    if (years := re.fullmatch(r"(\d{4})-(\d{4})", text)) and int(years[2]) == int(years[1]) + 1:
        return f"{years[1]}-04-01/P1Y"
    return _DAYS.get(text)
