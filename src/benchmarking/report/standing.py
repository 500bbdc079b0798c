"""What the chapter on rank, expectation, change and firmness may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.findings import SINCE, each, period_words, sentence
from benchmarking.report.markdown import pipe_table
from benchmarking.study import Study

_BRIEF = ("group", "reference", *SINCE, "trend")


def standing(study: Study, findings: pd.DataFrame, show: Callable[..., Any]) -> dict[str, Any]:
    """Return the names of figures, tables and pictures; `show` saves a picture under a caption and a name."""
    headline = tables.of_tier(study, "headline")
    judged = [*headline, *tables.of_tier(study, "supporting")]
    lead, baseline = study.lead.name, study.parameters.baseline
    expected = findings[(findings["kind"] == "expected") & (findings["basis"] == "predicted")]
    asked = findings[(findings["kind"] == "expected") & findings["lead_value"].notna()]
    trends = findings[(findings["kind"] == "trend") & (findings["basis"] == "tested")]
    fragile = findings["firmness"] == "fragile"
    ranked = set(findings.loc[(findings["kind"] == "rank") & (findings["basis"] == "tested"), "indicator"])
    return {
        "ranks_table": pipe_table(
            tables.ranks_table(
                study, findings, [name for name in judged if name in headline or name in ranked]
            ),
            f"Where {lead} stands, counted from the highest figure: headline indicators and those with rank sets",
            "ranks",
            [6, 3, 5, 3, 2, 4],
        ),
        "expected_pictures": [
            show(plate.picture, plate.caption, "expected")
            for plate in charts.expected_charts(study, findings, headline, "What would be expected").plates
        ],
        "outside_expected": [
            sentence(one, study.reference, lead)
            for one in each(expected[expected["verdict"] != "as expected"])
        ],
        "expected_made": len(expected),
        "not_expected": [
            study.reference.indicators[name].title
            for name in judged
            if name in set(asked.loc[asked["basis"] == "", "indicator"])
        ],
        "funnels": [
            show(plate.picture, plate.caption, f"funnel-{plate.indicator}")
            for plate in charts.funnel_charts(study, findings, judged).plates
        ],
        "trends_tested": len(trends),
        "trends_moving": int((trends["verdict"] != "no clear change").sum()),
        "baseline": period_words(baseline.isoformat()) if baseline else "a day that this study does not name",
        "trend_pictures": [
            show(plate.picture, plate.caption, "trends")
            for plate in charts.trend_charts(
                study, findings, headline, "Headline indicators over time"
            ).plates
        ],
        "over_time_table": pipe_table(
            tables.over_time_table(study, findings, headline),
            "Headline indicators: change since the figure before and since the baseline, and the trend",
            "over-time",
            [5, 4, 5, 5, 5],
        ),
        "firmness": _counts(findings),
        "fragile_table": pipe_table(
            tables.fragile_table(study, findings, _BRIEF),
            "Fragile findings, and what turns each",
            "fragile",
            [5, 4, 2, 5, 2, 3],
        ),
        "fragile_authorities": int((fragile & (findings["kind"] == "authority")).sum()),
    }


def _counts(findings: pd.DataFrame) -> dict[str, int]:
    tested = findings[findings["firmness"] != ""]
    differs = ~tested["verdict"].isin(["similar", "no clear change"])
    stable = tested["firmness"] == "stable"
    return {
        "tested": len(tested),
        "stable": int(stable.sum()),
        "fragile": int((~stable).sum()),
        "stable_different": int((stable & differs).sum()),
    }
