"""Checks that every importer's rows must pass, with the row of the publisher's file in each message."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarking.errors import Location, ReferenceFileError, SourceError
from benchmarking.reference.units import UNITS
from benchmarking.sources.tidy import MARKERS, Reading, columns_of, key_of, numbers_of

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_PERIOD = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(/P[1-9][0-9]{0,2}[YMD])?")
_TOLERANCE = 1e-9


def checked(reading: Reading, reference: Reference, file: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Check one reading and return its tidy rows in order, with what was left out and why.

    Rows for areas that the reference does not know are left out and counted, and so are rows identical to
    another. Raises SourceError, with file, sheet, row and column, for two different rows with one key, an
    unknown indicator or marker, a value outside its unit's range, an interval that does not hold its value,
    a numerator above its denominator, a negative count and a period that is not ISO 8601.
    """
    rows = reading.rows.astype(dict.fromkeys(numbers_of(reading.kind), float))
    left_out = dict(reading.left_out)
    if reading.kind != "lookup" and not reading.small_areas:
        known = rows["area_code"].isin(reference.areas.codes)
        if not known.all():
            left_out["areas outside the reference"] = left_out.get("areas outside the reference", 0) + int(
                (~known).sum()
            )
        rows = rows[known]
    rows = rows.reset_index(drop=True)
    if rows.empty:
        raise SourceError(
            "The file holds no figure for any area or indicator that this project knows",
            where=Location(file),
            next_step="Check that it is the right file of this source",
        )
    if reading.kind == "observations":
        _check_observations(rows, reference, file)
    elif reading.kind == "counts":
        _refuse(rows, rows["count"] < 0, "A count is negative", "count", file)
        _refuse(rows, rows["count"].abs() == np.inf, "A count is not a finite number", "count", file)
        whole = rows["count"].isna() | ((rows["count"] % 1 == 0) & (rows["count"] < 2**31))
        _refuse(
            rows, ~whole, "A count is not a whole number, or is too large to be one of people", "count", file
        )
        unmarked = rows["count"].isna() & (rows["status"] == "")
        _refuse(rows, unmarked, "A count is missing without a marker that says why", "count", file)
    if "period" in rows:
        _check_periods(rows, file)
    if "status" in rows:
        _refuse(rows, ~rows["status"].isin(["", *MARKERS]), "A status is not a known marker", "status", file)
    tidy, dropped = _without_repeats(rows, reading, file)
    if dropped:
        left_out["rows identical to another"] = dropped
    return tidy, left_out


def _check_observations(rows: pd.DataFrame, reference: Reference, file: str) -> None:
    for indicator in rows["indicator"].unique():
        try:
            reference.indicators.get(indicator)
        except ReferenceFileError as error:
            raise SourceError(
                "An indicator is not in the registry",
                where=_place(rows[rows["indicator"] == indicator].iloc[0], "indicator", file),
                found=repr(indicator),
                expected="an id of data/reference/indicators.csv",
                next_step=error.next_step or "Add it to data/reference/indicators.csv first",
            ) from None
    for column in numbers_of("observations"):
        _refuse(rows, rows[column].abs() == np.inf, f"The {column} is not a finite number", column, file)
    unit = rows["indicator"].map(reference.indicators.by_id["unit"].to_dict())
    low = unit.map({name: -np.inf if u.low is None else u.low for name, u in UNITS.items()}).astype(float)
    high = unit.map({name: np.inf if u.high is None else u.high for name, u in UNITS.items()}).astype(float)
    for column in ("value", "lower", "upper"):
        outside = (rows[column] < low - _TOLERANCE) | (rows[column] > high + _TOLERANCE)
        if column != "value":
            # Published limits of a symmetric interval may pass the ends of the scale; the value may not.
            span = (high - low).where(np.isfinite(high - low), 0)
            outside &= (rows[column] < low - 0.1 * span) | (rows[column] > high + 0.1 * span)
            outside &= np.isfinite(low) & np.isfinite(high)
        if outside.any():
            here = rows[outside].iloc[0]
            least, most = low[outside].iloc[0], high[outside].iloc[0]
            raise SourceError(
                f"The figure for {here['indicator']} is outside the range of its unit ({unit[outside].iloc[0]})",
                where=_place(here, column, file),
                found=f"{here[column]:g} for {here['area_code']}, {here['period']}",
                expected=f"{least:g} to {most:g}" if np.isfinite(most) else f"{least:g} or more",
                next_step="Check the file against the publisher's page",
            )
    _refuse(rows, rows["lower"] > rows["upper"], "The lower limit is above the upper limit", "lower", file)
    _refuse(
        rows,
        (rows["value"] < rows["lower"] - _TOLERANCE) | (rows["value"] > rows["upper"] + _TOLERANCE),
        "The value lies outside its own interval",
        "value",
        file,
    )
    for column in ("numerator", "denominator", "base"):
        _refuse(rows, rows[column] < 0, f"The {column} is negative", column, file)
    # A rate such as suspensions per 100 pupils may pass its base; a share, whose scale ends there, may not.
    share = unit.map({name: u.per is not None and u.high == u.per for name, u in UNITS.items()}).astype(bool)
    _refuse(
        rows,
        share & (rows["numerator"] > rows["denominator"]),
        "The numerator is above its denominator",
        "numerator",
        file,
    )
    unmarked = rows["value"].isna() & (rows["status"] == "")
    _refuse(rows, unmarked, "A value is missing without a marker that says why", "value", file)


def _check_periods(rows: pd.DataFrame, file: str) -> None:
    good = {period for period in rows["period"].unique() if _is_period(period)}
    _refuse(rows, ~rows["period"].isin(good), "A period is not ISO 8601", "period", file)


def _is_period(text: str) -> bool:
    match = _PERIOD.fullmatch(str(text))
    if not match:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _without_repeats(rows: pd.DataFrame, reading: Reading, file: str) -> tuple[pd.DataFrame, int]:
    key, columns = key_of(reading.kind), columns_of(reading.kind)
    distinct = rows.drop_duplicates(columns)
    clash = distinct.duplicated(key, keep="first")
    if clash.any():
        here = distinct[clash].iloc[0]
        one = distinct[np.logical_and.reduce([distinct[name] == here[name] for name in key])]
        differing = [name for name in columns if one[name].nunique(dropna=False) > 1]
        values = " and ".join(str(value) for value in one[differing[0]].head(2))
        raise SourceError(
            "Two rows for the same " + ", ".join(name.replace("_", " ") for name in key) + " disagree",
            where=_place(here, differing[0], file),
            found=f"{differing[0]} {values} for "
            + ", ".join(str(here[name]) for name in key)
            + f" (rows {', '.join(str(row) for row in one['row'].head(2))})",
            expected="one row, or identical rows",
            next_step="Ask the publisher which is right and remove the other",
        )
    tidy = distinct[columns].sort_values(key, kind="stable").reset_index(drop=True)
    return tidy, len(rows) - len(distinct)


def _refuse(rows: pd.DataFrame, wrong: pd.Series, problem: str, column: str, file: str) -> None:
    if not wrong.any():
        return
    here = rows[wrong].iloc[0]
    about = ", ".join(
        str(here[name]) for name in ("area_code", "indicator", "table", "category", "period") if name in here
    )
    pair = {"lower": "upper", "numerator": "denominator"}.get(column)
    found = f"{here[column]!s}" + (f" against {pair} {here[pair]!s}" if pair else "")
    raise SourceError(
        problem,
        where=_place(here, column, file),
        found=f"{found} for {about}",
        next_step="Check the file against the publisher's page",
    )


def _place(here: pd.Series, column: str, file: str) -> Location:
    return Location(file, here.get("sheet") or None, int(here["row"]), column)
