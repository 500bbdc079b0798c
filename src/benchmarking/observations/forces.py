"""Rates of police force areas from counts that are published without residents."""

from __future__ import annotations

import pandas as pd

from benchmarking.observations.sums import releases_of
from benchmarking.reference import Reference
from benchmarking.sources.hate_crime import OFFENCES, TABLE

INDICATOR = "recorded_hate_crime"
#: An indicator of police force areas that is published with their residents.
RESIDENTS_OF = "recorded_offences"


def hate_crime(counts: pd.DataFrame, rows: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Divide each police force area's hate crimes by its residents, in thousands.

    The Home Office publishes no residents, so they are those of the latest recorded crime tables, rounded to
    100 and of an earlier year. Nothing is made for any other area: a police force area is neither shared
    out among councils nor set beside one.

    Parameters
    ----------
    counts : columns of a counts table plus release.
    rows : observations, with the residents as the denominator of RESIDENTS_OF.

    Returns
    -------
    Rows with value, numerator, denominator, status, method and release; without residents no value, and [x].
    """
    areas = reference.areas.frame
    forces = areas.loc[areas["type"] == "police force area", "code"]
    offences = counts[
        (counts["table"].astype(str) == TABLE)
        & (counts["category"].astype(str) == OFFENCES)
        & counts["area_code"].isin(forces)
    ]
    if offences.empty:
        return pd.DataFrame()
    held = rows[(rows["indicator"] == RESIDENTS_OF) & rows["denominator"].notna()]
    latest = held.sort_values("period").drop_duplicates("area_code", keep="last").set_index("area_code")
    residents = offences["area_code"].map(latest["denominator"]).astype(float)
    numerator = offences["count"].astype(float)
    value = 1000 * numerator / residents
    status = offences["status"].astype(str)
    whose = offences["area_code"].map(latest["release"]).fillna("")
    return pd.DataFrame(
        {
            "area_code": offences["area_code"],
            "indicator": INDICATOR,
            "period": offences["period"].astype(str),
            "value": value,
            "numerator": numerator,
            "denominator": residents,
            "status": status.where(value.notna() | (status != ""), "[x]"),
            "method": "offences over the residents in the recorded crime tables",
            "release": [
                releases_of(filter(None, pair)) for pair in zip(offences["release"], whose, strict=True)
            ],
        }
    )
