"""Read the files of the Office for National Statistics' Explore local statistics, one a family of indicators.

The layout of 2026 gives every file the same columns. The layout of 2025, in which the columns differ from
file to file, is described in `explore_local_statistics_2025`. Both give the same tidy rows: the same release
id, the same indicator and the same period for the same figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError, nearest
from benchmarking.sources import explore_local_statistics_2025 as layout_2025
from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.layout import Layout
from benchmarking.sources.tidy import LOCATION_COLUMNS, MARKERS, OBSERVATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

#: The families of the publisher's files and the series in each; a file is known by its series, not its name.
FAMILIES = {
    "apprenticeships": ("Apprenticeship starts (England)", "Apprenticeship achievements (England)"),
    "average-travel-time": ("Drive to work", "Cycle to work", "Public transport or walk to work"),
    "children-in-relative-poverty": (
        "Children in relative poverty before housing costs",
        "Children in relative poverty after housing costs",
    ),
    "claimant-count": ("Claimant Count",),
    "early-years": ("Communication and language", "Literacy", "Mathematics"),
    "employment-rate": ("Employment rate", "Economically inactive"),
    "engagement-with-culture-and-heritage": (
        "Engaged with the arts",
        "Visited a heritage site",
        "Visited a museum or gallery",
        "Visited a public library",
    ),
    "further-education-and-skills-participation": ("Further education and skills participation",),
    "gcses-in-english-and-maths": ("GCSEs in English and Maths",),
    "gigabit-capable-broadband": ("Gigabit capable broadband",),
    "greenhouse-gas-emissions": ("Greenhouse gas emissions",),
    "gross-disposable-household-income-per-head": ("Gross disposable household income",),
    "gross-median-weekly-pay": ("Gross median weekly pay",),
    "healthy-life-expectancy": ("Female healthy life expectancy", "Male healthy life expectancy"),
    "housing-affordability-ratio": ("Housing affordability ratio (residence-based)",),
    "library-walk": ("Residents within a 30 minute walk of their nearest library",),
    "museums": ("museums",),
    "net-additions-to-the-housing-stock": ("Net additions to the housing stock (England)",),
    "persistent-absences-for-all-pupils": ("Persistent absences for all pupils",),
    "persistent-absences-for-pupils-eligible-for-free-school-meals": (
        "Persistent absences for pupils eligible for free school meals",
    ),
    "personal-wellbeing-estimates": ("Anxiety", "Happiness", "Satisfaction", "Worthwhile"),
    "premises-below-30": ("Premises below 30Mbps",),
    "pupils-at-expected-standards-by-end-of-primary-school": (
        "Pupils meeting the expected standard in reading, writing and maths",
    ),
    "qualifications-level-3-or-above": ("Level 3 or above qualifications (Great Britain)",),
    "qualifications-none-gb": ("No qualifications",),
    "railway-station-walk": ("Residents within a 30 minute walk of their nearest railway station",),
    "sports-facilities": ("Sports facilities",),
}
_FAMILY_OF = {series: family for family, members in FAMILIES.items() for series in members}

#: The columns of the 2026 layout that are used, by what they hold.
_COLUMNS = {
    "area": "areacd",
    "series": "indicator",
    "period": "period",
    "value": "observation",
    "measure": "measure",
    "lower": "lci_95",
    "upper": "uci_95",
    "status": "status",
}
_LAYOUT = Layout(
    "Explore local statistics",
    "the files of 26 June 2026",
    tuple(_COLUMNS.values()),
    ("areanm", "geography", "unit", "notes"),
)
_PERIOD = r"\d{4}-\d{2}-\d{2}(?:/P\d+[YM])?"
#: Published decimals stop well before this one; what comes after is the publisher's binary arithmetic.
_DECIMALS = 10


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read one file, in the layout of 2026 or of 2025, as the observations of one family of indicators.

    Only the registry's indicators and the areas of areas.csv are carried; the rest is counted. Raises
    SourceError for a file of another source, a lost column, a family that is not known, and a figure,
    period or status that cannot be read, with its row and column.
    """
    frame = read_csv(path)
    columns = max([_COLUMNS, *layout_2025.FORMS], key=lambda form: _found(form, frame))
    if _found(columns, frame) < len(columns) / 2:
        raise SourceError(
            "The file is not one of Explore local statistics",
            where=Location(path.name),
            found=f"the columns {', '.join(map(repr, frame.columns[:12]))}",
            expected=f"the columns {', '.join(map(repr, _COLUMNS.values()))}",
            next_step="Check the name of the source, and that this is the file that was meant",
        )
    note = None
    if columns is _COLUMNS:
        new = _LAYOUT.new_columns(frame, path)
        table = frame[[*columns.values(), "row"]].set_axis([*columns, "row"], axis=1)
        _check_periods(table, columns["period"], path)
    else:
        table, note, new = layout_2025.harmonise(frame, columns, _FAMILY_OF, path)
    family = _family(table["series"], path)
    return [_reading(table, family, columns, note, new, path, reference)]


def _found(form: Mapping[str, str], frame: pd.DataFrame) -> int:
    return sum(column in frame.columns for column in form.values())


def _check_periods(table: pd.DataFrame, column: str, path: Path) -> None:
    right = table["period"].str.fullmatch(_PERIOD)
    if not right.all():
        at = table.index[~right][0]
        raise SourceError(
            "A period is not written as this source writes it",
            where=Location(path.name, row=int(table["row"][at]), column=column),
            found=repr(table["period"][at]),
            expected="a day such as 2026-01-01, or a start and duration such as 2024-09-01/P1Y",
        )


def _family(series: pd.Series, path: Path) -> str:
    names = sorted(series.unique())
    families = sorted({_FAMILY_OF[name] for name in names if name in _FAMILY_OF})
    if len(families) == 1:
        return families[0]
    raise SourceError(
        "The file holds indicators of more than one family"
        if families
        else "The file's indicators belong to no family of Explore local statistics that is known here",
        where=Location(path.name),
        found=f"the indicators {', '.join(map(repr, names[:6]))}",
        expected="the indicators of one of the publisher's files",
        next_step=nearest(names[0], set(_FAMILY_OF) - {names[0]})
        or "If the publisher has a new file, add its family to FAMILIES in explore_local_statistics.py",
    )


def _reading(
    table: pd.DataFrame,
    family: str,
    columns: Mapping[str, str],
    note: str | None,
    left_out: dict[str, int],
    path: Path,
    reference: Reference,
) -> Reading:
    registered = (reference.indicators[name] for name in reference.indicators.ids)
    listed = {item.series: item.id for item in registered if item.dataset == SOURCE.id}

    def keep(rows: pd.DataFrame, wanted: pd.Series, reason: str) -> pd.DataFrame:
        if not wanted.all():
            left_out[reason] = int((~wanted).sum())
        return rows[wanted]

    table = keep(table, table["series"].isin(list(listed)), "indicators that are not in the registry")
    if family == "personal-wellbeing-estimates":
        means = table["measure"].str.contains(r"\bmean\b", case=False)
        table = keep(table, means, "wellbeing measures other than the mean")
    table = keep(table, table["area"].str.startswith("E"), "areas outside England")
    table = keep(table, table["area"].isin(reference.areas.codes), "areas of kinds that are not compared")
    if table.empty:
        raise SourceError(
            "The file holds no figure for an indicator of the registry and an area of areas.csv",
            where=Location(path.name),
            found="; ".join(f"{count:,} rows for {reason}" for reason, count in left_out.items()),
            next_step="Add the indicator to indicators.csv if its figures are wanted",
        )
    rows = pd.DataFrame(
        {
            "area_code": table["area"],
            "indicator": table["series"].map(listed),
            "period": table["period"],
            "sheet": "",
            "row": table["row"],
        }
    )
    for part in ("value", "lower", "upper"):
        numbers, markers = to_numbers(table[part], table["row"], column=columns[part], path=path)
        rows[part] = numbers.round(_DECIMALS)
        if part == "value":
            rows["status"] = markers
    published = _status(table, columns["status"], path)
    rows["status"] = published.where(published != "", rows["status"])
    return Reading(
        release=f"els-{family}",
        title=f"Explore local statistics: {family.replace('-', ' ')}",
        rows=rows.reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS).reset_index(drop=True),
        note=note,
        left_out=left_out,
    )


def _status(table: pd.DataFrame, column: str, path: Path) -> pd.Series:
    # Rates suppressed for a small base were marked "low" in 2025 and are marked "u" since.
    letters = table["status"].str.casefold().replace({"low": "u"})
    markers = ("[" + letters.str.strip("[]") + "]").where(letters != "", "")
    known = (markers == "") | markers.isin(list(MARKERS))
    if not known.all():
        at = table.index[~known][0]
        raise SourceError(
            "A status is not one that this source is known to use",
            where=Location(path.name, row=int(table["row"][at]), column=column),
            found=repr(table["status"][at]),
            expected=f"nothing, or one of {', '.join(MARKERS)} with or without the brackets",
        )
    return markers


SOURCE = Source(
    id="ons-explore-local-statistics",
    title="Explore local statistics",
    publisher="Office for National Statistics",
    address="https://github.com/ONSdigital/explore-local-statistics-data",
    read=read,
)
