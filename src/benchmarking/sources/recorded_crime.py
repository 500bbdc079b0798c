"""Read the police force area data tables of recorded crime, by community safety partnership."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.files import read_sheet, to_numbers
from benchmarking.sources.layout import Layout
from benchmarking.sources.tidy import (
    COUNT_COLUMNS,
    LOCATION_COLUMNS,
    OBSERVATION_COLUMNS,
    Reading,
    Source,
)

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_MEMBERS, _OFFENCES, _RATES = "Table C1", "Table C2", "Table C4"
_TITLES = {
    _MEMBERS: "List of combined Local Authorities by Community Safety Partnership",
    _OFFENCES: "Number of police recorded crimes for headline offences by Community Safety Partnership",
    _RATES: "Recorded crime rate per 1,000 population/households for headline offences, by Community Safety",
}
_FORCE, _FORCE_NAME = "Police Force Area code", "Police Force Area name"
_PARTNERSHIP, _PARTNERSHIP_NAME = "Community Safety Partnership code", "Community Safety Partnership name"
_AUTHORITY = "Local Authority code"
_KEYS = [_FORCE, _FORCE_NAME, _PARTNERSHIP, _PARTNERSHIP_NAME, _AUTHORITY]
_OTHERS = (
    *("Local Authority name", "Total recorded crime…", "Violence…", "Homicide", "Death or serious injury…"),
    *("Stalking and harassment", "Sexual offences", "Robbery", "Theft…", "Burglary", "Residential burglary…"),
    *(
        "Non-residential burglary",
        "Vehicle offences",
        "Bicycle theft",
        "Shoplifting",
        "All other theft offences",
    ),
    *(
        "Criminal damage and arson",
        "Drug offences",
        "Possession of weapons offences",
        "Public order offences",
    ),
    *("Miscellaneous crimes against society", "Population figures…", "Household figures…"),
)
_LAST = "the tables for the year ending December 2024"
_LAYOUTS = {
    _MEMBERS: Layout(
        "table C1", _LAST, (_FORCE_NAME, _PARTNERSHIP_NAME, _AUTHORITY), ("Local Authority name",)
    ),
    _OFFENCES: Layout("table C2", _LAST, tuple(_KEYS), _OTHERS),
    _RATES: Layout("table C4", _LAST, tuple(_KEYS), _OTHERS),
}
_COMBINED = "Combined Local Authorities"
_POPULATION = "Population figures"
_MONTHS = list(calendar.month_name[1:])


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read offences and rates per 1,000 residents of tables C2 and C4, with the partnerships of table C1.

    The first reading holds the registry's offence groups: value the published rate, numerator the offences,
    denominator the residents that the publisher rounded to 100. A partnership that is one local authority
    carries its code, one of several authorities its own (E22), and a police force area its own (E23). An
    authority with several partnerships is their sum, its rate computed. The rate of the City of London is
    not published ([u]). The second reading counts, by police force area and offence group, what was not
    assigned to any partnership (table "C2 unassigned", Manchester Airport included): force area =
    partnerships + unassigned. Raises SourceError for a lost sheet or column, a title without its period,
    tables that do not name the same partnerships, and figures that cannot be read.
    """
    listed = reference.indicators.of_dataset(SOURCE.id)
    ids = dict(zip(listed["series"], listed["id"], strict=True))
    year, period = _year(path)
    offences, left_out = _table(path, _OFFENCES, ids)
    rates, new = _table(path, _RATES, ids)
    left_out |= {f"{reason} in {_RATES}": number for reason, number in new.items()}
    population = next((name for name in rates.columns if name.startswith(_POPULATION)), _POPULATION)
    _LAYOUTS[_RATES].new_columns(rates, path, _RATES, also=[*ids, population])
    _check_members(path, offences)
    placed, unassigned = _split(offences, path, _OFFENCES)
    rates, _ = _split(rates, path, _RATES)
    if set(placed["key"]) != set(rates["key"]):
        raise SourceError(
            "Tables C2 and C4 do not name the same partnerships and police force areas",
            where=Location(path.name, _RATES),
            found=", ".join(sorted(set(placed["key"]) ^ set(rates["key"]))[:5]) + " in one of them only",
            next_step="Check that the workbook is whole",
        )
    joined = placed.merge(rates, on="key", suffixes=("", " rate"))
    rows = pd.concat(
        [_observations(joined, joined[population], series, id_, path) for series, id_ in ids.items()],
        ignore_index=True,
    ).assign(period=period)
    known = rows["area_code"].isin(reference.areas.codes)
    if not known.all():
        left_out["rows of areas that are not compared"] = int((~known).sum())
    return [
        Reading(
            release="recorded-crime",
            title=f"Recorded crime by community safety partnership, {year}",
            rows=rows[known].reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS).reset_index(drop=True),
            note="Official statistics, not accredited; residents are rounded to 100",
            left_out=left_out,
        ),
        Reading(
            release="recorded-crime-unassigned",
            title=f"Recorded crime not assigned to a community safety partnership, {year}",
            rows=_unassigned(offences, unassigned, list(ids), path).assign(period=period)[
                COUNT_COLUMNS + LOCATION_COLUMNS
            ],
            kind="counts",
        ),
    ]


def _title(path: Path, sheet: str) -> str:
    title = str(read_sheet(path, sheet, header_row=1).columns[0])
    if _TITLES[sheet] not in title:
        raise SourceError(
            "The sheet has another title than this table has",
            where=Location(path.name, sheet, 1),
            found=repr(title),
            expected=f"a title with {_TITLES[sheet]!r}",
        )
    return title


def _year(path: Path) -> tuple[str, str]:
    """Return the year as the titles of C2 and C4 both say it, and as ISO 8601."""
    titles = [_title(path, sheet) for sheet in (_OFFENCES, _RATES)]
    years = [re.search(rf"year ending ({'|'.join(_MONTHS)}) (\d{{4}})", title) for title in titles]
    if years[0] is None or years[1] is None or years[0][0] != years[1][0]:
        raise SourceError(
            "The titles of tables C2 and C4 do not say one year",
            where=Location(path.name, _OFFENCES, 1),
            found=" and ".join(map(repr, titles)),
            expected="titles that both hold a year such as 'year ending December 2024'",
        )
    month, year = _MONTHS.index(years[0][1]) + 1, int(years[0][2])
    starts = f"{year}-01-01" if month == 12 else f"{year - 1}-{month + 1:02d}-01"
    return years[0][0], f"{starts}/P1Y"


def _table(path: Path, sheet: str, series: Iterable[str]) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return a sheet's rows under its header, and what of its columns is new."""
    layout = _LAYOUTS[sheet]
    _title(path, sheet)
    titled = read_sheet(path, sheet, header_row=1)
    starts = titled.iloc[:, 0].map(lambda text: " ".join(text.split())) == layout.needed[0]
    if not starts.any():
        layout.new_columns(titled, path, sheet)
    frame = read_sheet(path, sheet, header_row=int(titled.loc[starts, "row"].iloc[0]))
    new = layout.new_columns(frame, path, sheet, also=list(series))
    for name in layout.needed:
        frame[name] = frame[name].str.replace(r"\s*\[note \d+\]", "", regex=True).str.strip()
    return frame, new


def _check_members(path: Path, offences: pd.DataFrame) -> None:
    listed, _ = _table(path, _MEMBERS, [])
    names = set(listed[_PARTNERSHIP_NAME])
    combined = offences[offences[_AUTHORITY] == _COMBINED]
    lost = combined[~combined[_PARTNERSHIP_NAME].isin(names)]
    if not lost.empty:
        raise SourceError(
            "A partnership of several authorities is not in the list of them (table C1)",
            where=Location(path.name, _OFFENCES, int(lost["row"].iloc[0]), _PARTNERSHIP_NAME),
            found=repr(lost[_PARTNERSHIP_NAME].iloc[0]),
            expected=f"one of {', '.join(sorted(names - {''}))}",
        )


def _split(frame: pd.DataFrame, path: Path, sheet: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the rows of partnerships and forces, with their `key` and `area_code`, from what is unassigned."""
    code, name = frame[_PARTNERSHIP], frame[_PARTNERSHIP_NAME]
    force = (code == "") & (name == "")
    own = frame[_AUTHORITY].where(frame[_AUTHORITY].str.fullmatch(r"[A-Z]\d{8}"), code)
    frame = frame.assign(key=code.where(~force, frame[_FORCE]), area_code=own.where(~force, frame[_FORCE]))
    lone = (code == "") & (name != "")
    twice = frame[~lone & frame["key"].duplicated()]
    if not twice.empty:
        raise SourceError(
            "A partnership or police force area stands twice",
            where=Location(path.name, sheet, int(twice["row"].iloc[0])),
            found=twice["key"].iloc[0],
        )
    return frame[~lone], frame[lone]


def _observations(
    joined: pd.DataFrame, residents: pd.Series, series: str, indicator: str, path: Path
) -> pd.DataFrame:
    counts, markers = to_numbers(joined[series], joined["row"], column=series, path=path, sheet=_OFFENCES)
    rates, rate_markers = to_numbers(
        joined[f"{series} rate"], joined["row rate"], column=series, path=path, sheet=_RATES
    )
    people, _ = to_numbers(residents, joined["row rate"], column=_POPULATION, path=path, sheet=_RATES)
    rows = pd.DataFrame(
        {
            "area_code": joined["area_code"],
            "indicator": indicator,
            "value": rates,
            "numerator": counts,
            "denominator": people,
            "status": markers.where(markers != "", rate_markers),
            "sheet": _OFFENCES,
            "row": joined["row"],
        }
    )
    several = rows["area_code"].duplicated(keep=False)
    whole = (
        rows[several]
        .groupby("area_code", as_index=False, sort=False)
        .agg(
            {
                "indicator": "first",
                "numerator": _whole_sum,
                "denominator": _whole_sum,
                "status": "max",
                "sheet": "first",
                "row": "first",
            }
        )
    )
    whole["value"] = whole["numerator"] / whole["denominator"] * 1000
    return pd.concat([rows[~several], whole], ignore_index=True).sort_values("row", kind="stable")


def _unassigned(offences: pd.DataFrame, rows: pd.DataFrame, series: list[str], path: Path) -> pd.DataFrame:
    # The row of one force carries another's code, so the code is looked up by name.
    named = offences[offences[_FORCE].str.startswith("E23")]
    forces = named[named[_PARTNERSHIP_NAME] == ""].set_index(_FORCE_NAME)[_FORCE].to_dict()
    rows = rows[rows[_FORCE_NAME].isin(forces)].reset_index(drop=True)
    parts = []
    for name in series:
        counts, markers = to_numbers(rows[name], rows["row"], column=name, path=path, sheet=_OFFENCES)
        parts.append(
            pd.DataFrame(
                {
                    "area_code": rows[_FORCE_NAME].map(forces),
                    "table": "C2 unassigned",
                    "category": name,
                    "count": counts,
                    "status": markers,
                    "sheet": _OFFENCES,
                    "row": rows["row"],
                }
            )
        )
    tidy = pd.concat(parts, ignore_index=True)
    return tidy.groupby(["area_code", "table", "category"], as_index=False, sort=False).agg(
        {"count": _whole_sum, "status": "max", "sheet": "first", "row": "first"}
    )


def _whole_sum(part: pd.Series) -> float:
    return float(part.sum(skipna=False))


SOURCE = Source(
    id="ons-recorded-crime",
    title="Police recorded crime: police force area data tables",
    publisher="Office for National Statistics",
    address="https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/policeforceareadatatables",
    read=read,
)
