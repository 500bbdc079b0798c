"""The columns of an observation, and what must be true of them."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from benchmarking.errors import ObservationError
from benchmarking.sources.tidy import MARKERS, OBSERVATION_COLUMNS, OBSERVATION_NUMBERS


def columns() -> list[str]:
    """Return the columns of the observations table, in order."""
    return [*OBSERVATION_COLUMNS, "method", "release"]


OBSERVATIONS = pa.DataFrameSchema(
    {
        **{name: pa.Column(str) for name in ("area_code", "indicator", "method", "release")},
        "period": pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}(/P\d+[YMD])?$")),
        "status": pa.Column(str, pa.Check.isin(["", *MARKERS])),
        **{name: pa.Column(float, nullable=True) for name in OBSERVATION_NUMBERS},
    },
    checks=[
        pa.Check(lambda df: ~(df["lower"] > df["upper"]), error="the lower limit is above the upper limit"),
        pa.Check(
            lambda df: ~(df["value"].isna() & (df["status"] == "")),
            error="a value is missing without a marker",
        ),
    ],
    unique=["area_code", "indicator", "period"],
    strict=True,
)


def each_once(frame: pd.DataFrame, key: list[str], figure: str) -> pd.DataFrame:
    """Drop rows that another release has identically; raises ObservationError for two that disagree.

    Parameters
    ----------
    frame : the rows of all releases.
    key : the columns that identify a row.
    figure : the column that holds the figure.
    """
    content = [name for name in frame.columns if name != "release"]
    once = frame.drop_duplicates(content)
    twice = once[once.duplicated(key, keep=False)].sort_values(key, kind="stable")
    if not twice.empty:
        pair = twice.head(2)
        figures = zip(pair[figure], pair["release"], strict=True)
        raise ObservationError(
            "Two releases disagree on one figure",
            where=", ".join(pair[key].astype(str).iloc[0]),
            found=" and ".join(f"{value:g} ({release})" for value, release in figures),
            next_step="Keep one of the two releases in the vintage",
        )
    return once


def check(frame: pd.DataFrame) -> None:
    """Raise ObservationError, with the rule and the first rows that break it, unless the table is tidy."""
    try:
        OBSERVATIONS.validate(frame)
    except pa.errors.SchemaError as error:
        raise ObservationError(
            "The observations break a rule of the tidy table",
            found=" ".join(str(error).split())[:400],
            next_step="A release or data/reference is at odds with itself: run `benchmarking check`",
        ) from error
