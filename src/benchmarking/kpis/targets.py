"""The smallest change worth reporting, and whether a target can be told from no change at all."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from benchmarking.findings.beside import is_testable
from benchmarking.findings.words import change_words, figure_words
from benchmarking.reference import Indicator
from benchmarking.reference.kpi_tracking import Tracked
from benchmarking.stats.detectability import detectable_change, standard_errors
from benchmarking.study import Study

DETECTABLE, MATERIAL = "what the figures can tell from chance", "what the registry counts as worth reporting"


def smallest_changes(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """Say of each indicator the smallest change worth reporting, and where it comes from.

    The larger of two: the change that two figures as uncertain as the baseline would show four times in five
    (`detectable_change`), and the registry's materiality. A figure without an interval has the second only.

    Parameters
    ----------
    frame : one row an indicator with baseline, baseline_lower and baseline_upper, latest likewise; where the
        baseline has no interval the latest figure's stands in.

    Returns
    -------
    DataFrame of the same index: smallest (missing where neither is known) and smallest_from (DETECTABLE,
    MATERIAL or blank).
    """
    level = study.parameters.confidence_level
    then, now = (
        standard_errors(*(frame[name + end] for end in ("", "_lower", "_upper")), level=level)["error"]
        for name in ("baseline", "latest")
    )
    testable = is_testable(study, frame.index.to_series())
    error = then.fillna(now).where(testable)
    least = detectable_change(error, alpha=study.parameters.alpha)["change"]
    material = study.reference.indicators.by_id["materiality"].reindex(frame.index)
    smallest = pd.concat([least, material], axis=1).max(axis=1)
    where = np.select([smallest.isna(), smallest == least], ["", DETECTABLE], MATERIAL)
    return pd.DataFrame({"smallest": smallest, "smallest_from": where}, index=frame.index)


def target_warning(item: Indicator, tracked: Tracked, row: pd.Series, day: date) -> str:
    """Say in words what is amiss with a target, or nothing.

    A target smaller than the smallest change worth reporting, one on the wrong side of the baseline, one that
    nothing can be set against, and one whose date has passed.

    Parameters
    ----------
    row : the indicator's baseline, smallest and smallest_from.
    day : the day by which the vintage's figures were published.
    """
    if tracked.target is None or tracked.target_by is None:
        return ""
    unit, places = item.unit.name, item.decimals
    told = []
    target, baseline = tracked.target, float(row["baseline"])
    asked = target - baseline
    if np.isnan(baseline):
        told.append("No baseline is held, so nothing can say how far off this target is.")
    elif asked == 0 or (asked > 0) != (item.polarity == "higher_is_better"):
        wanted = "higher" if item.polarity == "higher_is_better" else "lower"
        told.append(
            f"This target lies on the wrong side of the baseline: {wanted} is better, and "
            f"{figure_words(target, unit, places)} is not {wanted} than {figure_words(baseline, unit, places)}."
        )
    elif np.isnan(row["smallest"]):
        told.append(
            "No interval is published and no size counts as worth reporting, so reaching it shows little."
        )
    elif abs(asked) < row["smallest"]:
        # Asking for 0.4 of a unit that is told in whole ones must not read as asking for nothing.
        needed = next((more for more in range(places, places + 6) if round(abs(asked), more)), places)
        ask = change_words(abs(asked), unit, needed)
        least = change_words(float(row["smallest"]), unit, places)
        why = (
            "could not be told from chance if it were reached"
            if row["smallest_from"] == DETECTABLE
            else "would count as close to the baseline if it were reached"
        )
        told.append(f"This target asks for a change of {ask}, smaller than {least}: it {why}.")
    if tracked.target_by <= day:
        told.append(f"Its date, {tracked.target_by.day} {tracked.target_by:%B %Y}, has passed.")
    return " ".join(told)
