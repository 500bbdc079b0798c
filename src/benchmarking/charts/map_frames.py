"""What a map of a study's districts shows: the figures of one period, and the class that each is in."""

from __future__ import annotations

import pandas as pd

from benchmarking.charts.classes import Classes, classes_of
from benchmarking.errors import ObservationError
from benchmarking.findings import with_intervals
from benchmarking.findings.periods import in_time
from benchmarking.reference import Indicator
from benchmarking.sources.tidy import MARKERS
from benchmarking.study import Study

_COLUMNS = ["area_code", "name", "value", "lower", "upper", "period", "status", "reason", "class"]


def common_period(study: Study, indicator: str) -> str | None:
    """Return the latest period for which at least half of the study's districts have a figure, if there is one."""
    rows = district_rows(study, indicator).dropna(subset=["value"])
    held = rows.groupby("period")["area_code"].nunique().reset_index()
    many = in_time(held[2 * held["area_code"] >= len(study.districts)]).sort_values(["end", "period"])
    return None if many.empty else str(many["period"].iloc[-1])


def district_rows(study: Study, indicator: str, period: str | None = None) -> pd.DataFrame:
    """Return the observations of an indicator in the study's districts, of one period if it is named."""
    rows = study.observations
    rows = rows[(rows["indicator"] == indicator) & rows["area_code"].isin(study.districts)]
    return rows[rows["period"] == period] if period else rows


def map_frame(study: Study, indicator: str, *, period: str | None = None) -> pd.DataFrame:
    """Return what a map shows, a row for each district of the study in its order.

    Parameters
    ----------
    period : the latest one that at least half of the districts have, unless another is named.

    Returns
    -------
    area_code, name, value, lower and upper (at the study's level, where the figure has an interval), period,
    status (the publisher's marker), reason (why there is no figure) and class (in words; empty without one).

    Raises
    ------
    ObservationError : too few districts have a figure, or none in the period named.
    """
    item = study.reference.indicators[indicator]
    period = period or common_period(study, indicator)
    rows = district_rows(study, indicator, period)
    if period is None or rows["value"].isna().all():
        raise ObservationError(
            f"There is no map of {item.title!r}, because few or none of the districts have a figure",
            found=f"{rows['area_code'].nunique()} of {len(study.districts)} districts with any figure"
            if period is None
            else f"none for {period!r}",
            expected="figures of one period for at least half of them",
            next_step="Notebook 01 lists what is held",
        )
    rows = with_intervals(rows, study.reference, study.parameters.confidence_level)
    frame = rows.set_index("area_code").reindex(study.districts).rename_axis("area_code").reset_index()
    why = frame["status"].map(MARKERS).fillna("not published for this place")
    classes = classes_in(frame, item)
    return frame.assign(
        name=[study.name(code) for code in frame["area_code"]],
        period=period,
        status=frame["status"].fillna(""),
        reason=why.where(frame["value"].isna(), ""),
        **{
            "class": [
                classes.words[place] if place >= 0 else "" for place in placed(frame, classes, item).values()
            ]
        },
    )[_COLUMNS]


def classes_in(frame: pd.DataFrame, item: Indicator) -> Classes:
    """Return the classes of the figures of a map's frame, as they are printed."""
    return classes_of(_printed(frame, item).dropna(), item)


def placed(frame: pd.DataFrame, classes: Classes, item: Indicator) -> dict[str, int]:
    """Return the class of each place by its code, counted from 0, and -1 where there is no figure."""
    printed = zip(frame["area_code"], _printed(frame, item), strict=True)
    return {code: -1 if pd.isna(value) else classes.place(value) for code, value in printed}


def _printed(frame: pd.DataFrame, item: Indicator) -> pd.Series:
    """Round figures as they are printed, so that none stands in a class that it does not seem to be in."""
    return frame["value"].round(item.decimals)
