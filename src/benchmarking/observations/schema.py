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


def check(frame: pd.DataFrame) -> None:
    """Raise ObservationError, with the rule and the first rows that break it, unless the table is tidy."""
    key = ["area_code", "indicator", "period"]
    twice = frame[frame.duplicated(key, keep=False)].sort_values(key, kind="stable")
    if not twice.empty:
        pair = twice.head(2)
        raise ObservationError(
            "Two releases give a figure for the same area, indicator and period",
            where=", ".join(pair[key].iloc[0]),
            found=" and ".join(f"{row.value:g} ({row.release})" for row in pair.itertuples()),
            next_step="Keep one of the two releases in the vintage",
        )
    try:
        OBSERVATIONS.validate(frame)
    except pa.errors.SchemaError as error:
        raise ObservationError(
            "The observations break a rule of the tidy table",
            found=" ".join(str(error).split())[:400],
            next_step="A release or data/reference is at odds with itself: run `benchmarking check`",
        ) from error
