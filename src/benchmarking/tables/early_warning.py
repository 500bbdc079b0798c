"""The early-warning figures: told, never judged."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import figure_words, interval_words, period_words, with_intervals
from benchmarking.kpis import early_warnings
from benchmarking.study import Study


def early_warning_table(study: Study) -> pd.DataFrame:
    """List the early-warning figures of the lead as published, without direction, target or comparison."""
    every = study.observations[study.observations["value"].notna()]
    rows = every[(every["area_code"] == study.lead.code)]
    rows = with_intervals(rows, study.reference, study.parameters.confidence_level)
    lines = []
    for name in early_warnings(study.reference):
        item = study.reference.indicators[name]
        own = rows[rows["indicator"] == name].sort_values("period")
        line = {
            "Indicator": item.title,
            "Latest figure": "held for other areas only"
            if (every["indicator"] == name).any()
            else "none held yet",
            "Period": "–",
            "By chance alone": "–",
        }
        if len(own):
            last = own.iloc[-1]
            line |= {
                "Latest figure": figure_words(last["value"], item.unit.name, item.decimals),
                "Period": period_words(last["period"]),
                "By chance alone": interval_words(last["lower"], last["upper"], item.decimals) or "–",
            }
        lines.append(line | {"Years held": len(own), "What to bear in mind": item.caveat})
    columns = [
        "Indicator", "Latest figure", "Period", "By chance alone", "Years held", "What to bear in mind",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")
