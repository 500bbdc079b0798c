"""The lead's figure beside its own earlier ones: the previous period's, and the baseline's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from benchmarking.findings.beside import NOMINAL, beside_lead, in_pounds
from benchmarking.findings.periods import first_day, in_time, period_words
from benchmarking.findings.sides import SIDE, baseline_side, earlier_side
from benchmarking.study import Study


def since_findings(
    study: Study, rows: pd.DataFrame, lead: pd.DataFrame, level: float, *, exact: bool = False
) -> pd.DataFrame:
    """Set the lead's latest figure beside its previous one and its baseline, of every indicator.

    The previous figure starts at least a year earlier and does not overlap the latest; the baseline is the
    latest of a period that had ended by the study's `baseline` day. No break may stand between the two.

    Returns
    -------
    Two rows an indicator, kinds "since_previous" and "since_baseline", with the columns of `beside_lead`, id,
    kind and comparator_name; not yet judged.
    """
    day = study.parameters.baseline
    earlier = earlier_side(study, rows, lead)
    parts = [_since(study, "since_previous", lead, earlier, "no figure a year or more earlier")]
    if day is None:
        parts.append(_since(study, "since_baseline", lead, earlier.iloc[:0], "the study names no baseline"))
    else:
        baseline = baseline_side(study, rows, lead, day)
        frame = _since(study, "since_baseline", lead, baseline, _no_baseline(day))
        parts.append(_with_late_baselines(frame, lead, day))
    frame = pd.concat(parts, ignore_index=True)
    frame["note"] = np.where((frame["reason"] == "") & in_pounds(study, frame["indicator"]), NOMINAL, "")
    return beside_lead(study, frame, lead, level, exact=exact)


def _no_baseline(day: date) -> str:
    return f"no earlier figure for a period ended by {period_words(day.isoformat())}"


def _with_late_baselines(frame: pd.DataFrame, lead: pd.DataFrame, day: date) -> pd.DataFrame:
    """Say where the latest figure is itself of a period before the baseline: nothing has followed it yet."""
    ends = in_time(lead)["end"].reindex(frame["indicator"]).to_numpy()
    words = f"no figure yet for a period that ended after {period_words(day.isoformat())}"
    late = pd.Series(ends <= pd.Timestamp(day), index=frame.index)
    frame[SIDE] = frame[SIDE].mask(late)
    return frame.assign(
        reason=frame["reason"].mask(late, words),
        comparator_name=frame["comparator_name"].mask(late, "its own baseline"),
    )


def _since(study: Study, kind: str, lead: pd.DataFrame, side: pd.DataFrame, missing: str) -> pd.DataFrame:
    ids = study.reference.indicators.ids
    frame = side[SIDE].reindex(ids).rename_axis("indicator").reset_index()
    frame["reason"] = [
        f"no figure for {study.lead.name}"
        if name not in lead.index
        else missing
        if name not in side.index
        else _break_between(study, name, str(side.at[name, "period"]), str(lead.at[name, "period"]))
        for name in ids
    ]
    previous = frame["period"].map(period_words, na_action="ignore").astype(object)
    words = "its own earlier figure" if kind == "since_previous" else "its own baseline"
    return frame.assign(
        kind=kind,
        comparator=kind,
        comparator_name=(words + " of " + previous).fillna(words),
        id=frame["indicator"] + f".{kind}",
    )


def _break_between(study: Study, indicator: str, earlier: str, later: str) -> str:
    """Say which break of the series stands between two periods, or nothing."""
    for cut in study.reference.indicators[indicator].breaks:
        if first_day(earlier) < pd.Timestamp(cut.day) <= first_day(later):
            return f"the series was broken on {period_words(cut.day.isoformat())}: {cut.reason}"
    return ""
