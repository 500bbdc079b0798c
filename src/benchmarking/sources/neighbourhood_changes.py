"""Read the lookup from the neighbourhoods (LSOAs) of the 2011 Census to those of 2021, England and Wales."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.sources.files import read_csv
from benchmarking.sources.guards import refuse_rows
from benchmarking.sources.layout import Layout
from benchmarking.sources.tidy import CHANGE_COLUMNS, LOCATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

#: The publisher's headings, and those of the copy in the R package geographr, which holds the same rows.
_COPIED = {"lsoa11_code": "LSOA11CD", "lsoa21_code": "LSOA21CD", "change_code": "CHGIND"}
_CODES = {"LSOA11CD": "old_code", "LSOA21CD": "new_code"}
_PASSED_OVER = (
    *("lsoa11_name", "lsoa21_name", "ltla22_name", "ltla22_code"),
    *("LSOA11NM", "LSOA21NM", "LAD22CD", "LAD22NM", "LAD22NMW", "ObjectId"),
)
_INDICATORS = {
    "U": "one neighbourhood, unchanged and with its code",
    "S": "one of 2011 split into several of 2021",
    "M": "several of 2011 merged into one of 2021",
    "X": "redrawn",
}


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read each pair of a 2011 and a 2021 neighbourhood that overlap, with the publisher's indicator checked.

    Neighbourhoods of Wales are left out and counted. Raises SourceError, with row and column, for a lost
    column, a code that is no LSOA's, a pair across the border of England and Wales, an unknown change
    indicator, and an indicator that the rows do not bear out, as when a split neighbourhood has lost a part.
    """
    frame = read_csv(path)
    headings = dict(_COPIED) if "lsoa11_code" in frame else {name: name for name in _COPIED.values()}
    layout = Layout(
        "the lookup of LSOAs from 2011 to 2021", "that of 2 February 2023", tuple(headings), _PASSED_OVER
    )
    new = layout.new_columns(frame, path)
    frame = frame.rename(columns=headings)
    for column in _CODES:
        refuse_rows(
            frame,
            ~frame[column].str.fullmatch(r"[EW]01\d{6}"),
            column,
            path,
            "A code is no neighbourhood's (LSOA)",
            "E01 or W01 and six digits",
        )
    english = frame["LSOA11CD"].str.startswith("E")
    refuse_rows(
        frame,
        english != frame["LSOA21CD"].str.startswith("E"),
        "LSOA21CD",
        path,
        "A pair of neighbourhoods crosses the border of England and Wales",
        "both in one country",
    )
    _check_indicators(frame.drop_duplicates(list(_CODES)), path)
    rows = frame[english].rename(columns=_CODES).assign(sheet="")
    return [
        Reading(
            release="lookup-lsoa11-lsoa21",
            title="LSOA (2011) to LSOA (2021), England",
            rows=rows[CHANGE_COLUMNS + LOCATION_COLUMNS].reset_index(drop=True),
            kind="changes",
            small_areas=True,
            left_out=new | ({"areas outside England": int((~english).sum())} if not english.all() else {}),
        )
    ]


def _check_indicators(pairs: pd.DataFrame, path: Path) -> None:
    marked = pairs["CHGIND"]
    refuse_rows(
        pairs,
        ~marked.isin(list(_INDICATORS)),
        "CHGIND",
        path,
        "A change indicator is unknown",
        f"one of {', '.join(_INDICATORS)}",
    )
    one_old, one_new = (
        pairs.groupby(facing)[side].transform("size") == 1
        for side, facing in (("LSOA11CD", "LSOA21CD"), ("LSOA21CD", "LSOA11CD"))
    )
    borne_out = {
        "U": one_old & one_new & (pairs["LSOA11CD"] == pairs["LSOA21CD"]),
        "S": one_old & ~one_new,
        "M": ~one_old & one_new,
    }
    for indicator, right in borne_out.items():
        refuse_rows(
            pairs,
            (marked == indicator) & ~right,
            "CHGIND",
            path,
            "A change indicator is not borne out by the rows",
            _INDICATORS[indicator],
            "A row may have been lost: download the file again",
        )


SOURCE = Source(
    id="ons-lsoa-changes",
    title="LSOA (2011) to LSOA (2021) to Local Authority District (2022) lookup for England and Wales",
    publisher="Office for National Statistics",
    address="https://geoportal.statistics.gov.uk/",
    read=read,
)
