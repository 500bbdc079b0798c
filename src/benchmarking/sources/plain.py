"""Read the project's own plain form: a CSV that a researcher can make in Excel, for figures from anywhere.

First a block of `key,value` rows that say where the figures come from, then a row that begins with
`area_code`, then the figures. The columns say what they are: observations, counts or a lookup.
docs/plain-form.md explains the form, with an example.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.errors import Location, SourceError, nearest
from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.guards import check_readable, refuse_rows
from benchmarking.sources.plain_block import date_error, is_excel_date, read_block
from benchmarking.sources.tidy import LOCATION_COLUMNS, MARKERS, Kind, Reading, Source, columns_of, numbers_of

if TYPE_CHECKING:
    from benchmarking.reference import Reference

#: The columns each kind must have; the other columns of its tidy table may be left out.
_NEEDED: dict[Kind, list[str]] = {
    "observations": ["area_code", "indicator", "period", "value"],
    "counts": ["area_code", "table", "category", "period", "count"],
    "lookup": ["area_code", "parent_code"],
}
_PERIOD = r"\d{4}-\d{2}-\d{2}(?:/P[1-9]\d*[YMD])?"


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read a plain CSV (or .csv.gz) as one release of observations, counts or a lookup.

    Areas that are not in areas.csv are left out and counted; small areas are kept where they are England's.
    Raises SourceError, with row and column, for a missing, unknown or repeated key, an unknown column or
    indicator, a date that Excel has rewritten, and a code, period, status or figure that cannot be read.
    """
    check_readable(path)
    block, header_row = read_block(path)
    table = read_csv(path, header_row=header_row)
    kind = _kind(table, path, header_row)
    table, left_out = _areas(table, kind, block.get("small_areas") == "yes", path, reference)
    if kind == "observations":
        _check_indicators(table, path, reference)
    if kind != "lookup":
        _check_periods(table, path)
    rows = table.assign(sheet="")
    for column in numbers_of(kind):
        if column in table:
            rows[column], markers = to_numbers(table[column], table["row"], column=column, path=path)
            if column == _NEEDED[kind][-1]:
                rows["status"] = _status(table, markers, path)
    original = [block[key] for key in ("original_file", "original_sha256") if key in block]
    made_from = [f"Made from {' with SHA-256 '.join(original)}"] if original else []
    notes = [block["note"]] if "note" in block else []
    return [
        Reading(
            release=block["release"],
            title=block["title"],
            rows=rows.reindex(columns=columns_of(kind) + LOCATION_COLUMNS).reset_index(drop=True),
            kind=kind,
            released=date.fromisoformat(block["released"]),
            address=block["address"],
            publisher=block["publisher"],
            licence=block.get("licence"),
            note=". ".join([*notes, *made_from]) or None,
            small_areas=block.get("small_areas") == "yes",
            left_out=left_out,
        )
    ]


def _kind(table: pd.DataFrame, path: Path, header_row: int) -> Kind:
    there = [str(column) for column in table.columns if column != "row"]
    where = Location(path.name, row=header_row)
    kind = max(_NEEDED, key=lambda kind: sum(column in there for column in _NEEDED[kind][1:]))
    lost = [column for column in _NEEDED[kind] if column not in there]
    unknown = [column for column in there if column not in columns_of(kind)]
    if lost or unknown:
        raise SourceError(
            f"The table has an unknown column {unknown[0]!r}"
            if unknown
            else f"The table lacks the column {lost[0]!r}",
            where=where,
            found=f"the columns {', '.join(there)}",
            expected="; or ".join(
                f"{', '.join(needed)} for {name}"
                for name, needed in _NEEDED.items()
                if not unknown or name == kind
            ),
            next_step=nearest(unknown[0], set(columns_of(kind)) - set(there)) if unknown else None,
        )
    return kind


def _areas(
    table: pd.DataFrame, kind: Kind, small_areas: bool, path: Path, reference: Reference
) -> tuple[pd.DataFrame, dict[str, int]]:
    left_out: dict[str, int] = {}
    for column in ("area_code", "parent_code") if kind == "lookup" else ("area_code",):
        refuse_rows(
            table,
            ~table[column].str.fullmatch(r"[A-Z]\d{8}"),
            column,
            path,
            "A code is no GSS code",
            "a letter and eight digits, such as E10000017",
        )
        held = english = table[column].str.startswith("E")
        if column == "parent_code" or (kind != "lookup" and not small_areas):
            held = table[column].isin(reference.areas.codes)
        for reason, wrong in (
            ("areas outside England", ~english & ~held),
            ("areas that are not in areas.csv", english & ~held),
        ):
            if wrong.any():
                left_out[reason] = left_out.get(reason, 0) + int(wrong.sum())
        table = table[held]
    return table, left_out


def _check_indicators(table: pd.DataFrame, path: Path, reference: Reference) -> None:
    known = list(reference.indicators.ids)
    wrong = ~table["indicator"].isin(known)
    if wrong.any():
        name = table["indicator"][wrong].iloc[0]
        refuse_rows(
            table,
            wrong,
            "indicator",
            path,
            "An indicator is not in the registry",
            "an id of indicators.csv",
            nearest(name, known) or "Add it to data/reference/indicators.csv first",
        )


def _check_periods(table: pd.DataFrame, path: Path) -> None:
    wrong = ~table["period"].str.fullmatch(_PERIOD)
    if wrong.any() and is_excel_date(table["period"][wrong].iloc[0]):
        where = Location(path.name, row=int(table["row"][wrong].iloc[0]), column="period")
        raise date_error("A period", table["period"][wrong].iloc[0], where)
    refuse_rows(
        table,
        wrong,
        "period",
        path,
        "A period is not written as this project writes it",
        "a day such as 2021-03-21, or a start and duration such as 2024-04-01/P1Y",
    )


def _status(table: pd.DataFrame, markers: pd.Series, path: Path) -> pd.Series:
    if "status" not in table:
        return markers
    refuse_rows(
        table,
        ~table["status"].isin(["", *MARKERS]),
        "status",
        path,
        "A status is not a known marker",
        f"nothing, or one of {', '.join(MARKERS)}",
    )
    return table["status"].where(table["status"] != "", markers)


SOURCE = Source(
    id="plain",
    title="Plain form",
    publisher="As the file says",
    address="docs/plain-form.md",
    read=read,
)
