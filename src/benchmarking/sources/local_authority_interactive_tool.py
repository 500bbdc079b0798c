"""Read the Department for Education's Local Authority Interactive Tool: upper-tier figures about children.

The tool's table is long: a row a measure (`Short Desc`), year and area. `Data item` spells the measure out
for its first year only, so a measure is known by `Short Desc`. What a year means differs from measure to
measure and stands in the tool's data dictionary, not in the table; YEARS holds it for the measures used.
The tool publishes no counts and no intervals.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarking.errors import Location, ReferenceFileError, SourceError
from benchmarking.paths import Paths
from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.guards import LARGEST_UNPACKED, check_readable
from benchmarking.sources.layout import Layout
from benchmarking.sources.tidy import LOCATION_COLUMNS, OBSERVATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_LAYOUT = Layout(
    "the Local Authority Interactive Tool's table",
    "the table of 8 April 2026",
    ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region"),
    (),
)

_BY_ETHNIC_GROUP = (
    *(f"AVG_Attain8_Score_{group}" for group in ("Asian", "Black", "Chine", "Mixed", "White")),
    *(f"KS2_NEW_{group}_RWM" for group in ("Asian", "Black", "Chine", "Mixed", "Other", "White")),
    *(f"FSP_Gooddev_{group}" for group in ("Asian", "Black", "Chinese", "Mixed", "Other", "White")),
)

_ACADEMIC = "{start}-09-01/P1Y"
_JANUARY_CENSUS = "{end}-01-01/P1M"
_CALENDAR = "{end}-01-01/P1Y"
_AT_31_MARCH = "{end}-03-31"
_DECEMBER_TO_FEBRUARY = "{start}-12-01/P3M"

#: What a year of each measure is: `start` is the calendar year it starts in and `end` the one it ends in.
#: From the data dictionary of the tool: Year_Type, and the description where that is more exact.
YEARS = {
    **dict.fromkeys(_BY_ETHNIC_GROUP, _ACADEMIC),
    "AVG_Attain8_Score": _ACADEMIC,
    "FSM_AVG_Attain8_Score": _ACADEMIC,
    "NonFSM_AVG_Attain8_Score": _ACADEMIC,
    "DAP_KS4_ATT8": _ACADEMIC,
    "NonDAP_KS4_ATT8": _ACADEMIC,
    "DAP_NEW_KS2_RWM": _ACADEMIC,
    "NonDAP_NEW_KS2_RWM": _ACADEMIC,
    "FSP_NEW_GOODDEV": _ACADEMIC,
    "FSP_Gooddev_FSM": _ACADEMIC,
    "FSP_Gooddev_FSM_Other": _ACADEMIC,
    "L3Age19Gap": _ACADEMIC,
    "HE_19_FSM": _ACADEMIC,
    "HE_19_Non_FSM": _ACADEMIC,
    "TotFixedEx": _ACADEMIC,
    "EALPri": _JANUARY_CENSUS,
    "EALSec": _JANUARY_CENSUS,
    "FirstYJS": _CALENDAR,
    "Unacc_Asylmn_Seek_Childn": _AT_31_MARCH,
    "16-17_not known_NEET": _DECEMBER_TO_FEBRUARY,
}
#: `2025`, or `2023-24` or `2022/23`, with what the tool may add: final, revised, other terms, provisional.
_YEAR = re.compile(r"(\d{4})(?:[-/](\d{2}))?(?: \((Final|Rev|OT|prov)\))?")

#: Years in which no early years profile was taken: a figure there is of another year, and of which is not said.
_NO_PROFILE = {"2020", "2021"}

#: Rates whose row for England the tool has filled with the sum of the rates of the regions.
_RATES = {"FirstYJS"}
_ENGLAND = "E92000001"
_NOT_AREAS = {987, 988, 1000}


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read the tool's table, Parquet or CSV, as observations of the registry's indicators.

    Authorities carry the code they have now, also for years before it, as the tool joins the series of an
    authority that kept its extent; those that ended carry their last code. Raises SourceError for a file of
    another source, a lost column, an authority number or year that is not known and a figure that cannot be
    read. In a Parquet file `row` counts the rows of figures from 1.
    """
    table, left_out = _table(path)
    registered = (reference.indicators[name] for name in reference.indicators.ids)
    listed = {
        item.series: item.id for item in registered if item.dataset == SOURCE.id and " - " not in item.series
    }
    lost = sorted(set(listed) - set(table["Short Desc"]))

    def keep(rows: pd.DataFrame, wanted: pd.Series, reason: str) -> pd.DataFrame:
        if not wanted.all():
            left_out[reason] = int((~wanted).sum())
        return rows[wanted]

    table = keep(table, table["Short Desc"].isin(list(listed)), "measures that are not in the registry")
    if table.empty:
        raise SourceError(
            "The file holds none of the measures that the registry uses",
            where=Location(path.name, column="Short Desc"),
            expected=f"measures such as {', '.join(map(repr, sorted(listed)[:3]))}",
            next_step="Check that this is the tool's table of all measures",
        )
    _check_measures(table, path)
    numbers = pd.to_numeric(table["LA Number"], errors="coerce")
    table = table.assign(area_code=numbers.map(authority_numbers()))
    table = keep(table, ~numbers.isin(_NOT_AREAS), "Inner and Outer London")
    _check_areas(table, path)
    texts = table["Values"].replace("-", "[x]")
    values, markers = to_numbers(texts, table["row"], column="Values", path=path)
    periods, provisional = _periods(table, path)
    rows = pd.DataFrame(
        {
            "area_code": table["area_code"],
            "indicator": table["Short Desc"].map(listed),
            "period": periods,
            "value": values.round(10),
            "status": markers.where(~provisional | (markers != ""), "[p]"),
            "sheet": "",
            "row": table["row"],
        }
    ).reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS)
    unassessed = table["Short Desc"].str.startswith("FSP_") & table["Years"].isin(_NO_PROFILE)
    rows = keep(
        rows, ~(unassessed & rows["value"].notna()), "figures of years without an early years profile"
    )
    summed = _summed_rates(rows, [listed[series] for series in _RATES if series in listed])
    rows = keep(rows, ~summed, "England rows that hold the sum of the regions' rates")
    return [
        Reading(
            release="lait",
            title=SOURCE.title,
            rows=rows.reset_index(drop=True),
            note=f"Measures of the registry that the file does not hold: {', '.join(lost)}" if lost else None,
            left_out=left_out,
        )
    ]


@cache
def authority_numbers() -> dict[int, str]:
    """Return the GSS code of each number that the Department for Education gives an authority or region.

    From data/reference/dfe_authority_numbers.csv; raises ReferenceFileError when a number stands twice.
    """
    path = Paths.default().reference / "dfe_authority_numbers.csv"
    table = pd.read_csv(path, dtype={"number": int, "area_code": str, "name": str}, encoding="utf-8-sig")
    twice = table["number"].duplicated()
    if twice.any():
        raise ReferenceFileError(
            "An authority number stands twice",
            where=Location(path.name, column="number"),
            found=table["number"][twice].iloc[0],
            next_step="Remove the wrong row",
        )
    return dict(zip(table["number"], table["area_code"], strict=True))


def _table(path: Path) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the tool's table as text, and what of its columns is new."""
    check_readable(path)
    with path.open("rb") as stream:
        parquet = stream.read(4) == b"PAR1"
    if not parquet:
        frame = read_csv(path)
        return frame, _LAYOUT.new_columns(frame, path)
    try:
        file = pq.ParquetFile(path)
        groups = (file.metadata.row_group(place) for place in range(file.metadata.num_row_groups))
        size = sum(group.total_byte_size for group in groups)
        if size > LARGEST_UNPACKED:
            raise SourceError(
                "The file would unpack to far more than the tool's table needs, so it was not read",
                where=Location(path.name),
                found=f"{size:,} bytes",
                expected=f"at most {LARGEST_UNPACKED:,}",
            )
        new = _LAYOUT.new_columns(pd.DataFrame(columns=file.schema_arrow.names), path)
        frame = file.read(columns=list(_LAYOUT.needed)).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            "The file cannot be read as Parquet",
            where=Location(path.name),
            found=str(error).splitlines()[0],
            next_step="Download it again",
        ) from error
    texts = frame.drop(columns="LA Number").fillna("").astype(str)
    return texts.assign(**{"LA Number": frame["LA Number"], "row": range(1, len(frame) + 1)}), new


def _check_measures(table: pd.DataFrame, path: Path) -> None:
    named = table[table["Data item"] != ""]
    meanings = named.groupby("Short Desc")["Data item"].unique()
    several = meanings[meanings.map(len) > 1]
    if not several.empty:
        raise SourceError(
            f"The measure {several.index[0]!r} has more than one meaning in this file",
            where=Location(path.name, column="Data item"),
            found=" and ".join(map(repr, several.iloc[0])),
            next_step="Ask the Department for Education which rows are the measure",
        )


def _check_areas(table: pd.DataFrame, path: Path) -> None:
    unknown = table["area_code"].isna()
    if unknown.any():
        at = table.index[unknown][0]
        raise SourceError(
            "An authority has a number that is not in dfe_authority_numbers.csv",
            where=Location(path.name, row=int(table["row"][at]), column="LA Number"),
            found=f"{table['LA Number'][at]} for {table['LA and Regions'][at]}",
            next_step="Add its number and GSS code to data/reference/dfe_authority_numbers.csv",
        )


def _periods(table: pd.DataFrame, path: Path) -> tuple[pd.Series, pd.Series]:
    pairs = table[["row", "Short Desc", "Years"]].drop_duplicates(["Short Desc", "Years"])
    known: dict[tuple[str, str], str] = {}
    for row, measure, text in pairs.itertuples(index=False):
        match = _YEAR.fullmatch(text)
        if measure not in YEARS or not match or (match[2] and (int(match[1]) + 1) % 100 != int(match[2])):
            raise SourceError(
                f"What a year of the measure {measure!r} is, is not known"
                if measure not in YEARS
                else "A year is not written as this source writes it",
                where=Location(path.name, row=int(row), column="Years"),
                found=repr(text),
                expected="a year such as 2025, 2023-24 or 2022/23",
                next_step="Add the measure to YEARS in local_authority_interactive_tool.py, "
                "from Year_Type in the tool's data dictionary"
                if measure not in YEARS
                else None,
            )
        start = int(match[1]) if match[2] else int(match[1]) - 1
        known[measure, text] = YEARS[measure].format(start=start, end=start + 1)
    keys = pd.Series(list(zip(table["Short Desc"], table["Years"], strict=True)), index=table.index)
    return keys.map(known), table["Years"].str.endswith("(prov)")


def _summed_rates(rows: pd.DataFrame, rates: list[str]) -> pd.Series:
    here = rows[rows["indicator"].isin(rates)]
    regions = here[here["area_code"].str.startswith("E12")]
    sums = regions.groupby(["indicator", "period"])["value"].agg(["sum", "count"])
    england = here[here["area_code"] == _ENGLAND].join(sums, on=["indicator", "period"])
    # Each region's rate is rounded to a whole number, so nine of them may sum to 4.5 more or less.
    wrong = (england["value"] - england["sum"]).abs().le(4.5) & england["count"].eq(9)
    return pd.Series(rows.index.isin(england.index[wrong]), index=rows.index)


SOURCE = Source(
    id="dfe-lait",
    title="Local Authority Interactive Tool",
    publisher="Department for Education",
    address="https://github.com/dfe-analytical-services/local-authority-interactive-tool",
    read=read,
)
