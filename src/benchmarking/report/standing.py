"""What the chapter on rank, expectation, change and firmness may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.findings import SINCE, each, period_words
from benchmarking.findings.comparability import context_values
from benchmarking.report.markdown import pipe_table
from benchmarking.report.warrants import Warrants
from benchmarking.study import Study

_BRIEF = ("group", "reference", *SINCE, "trend")


def standing(
    study: Study, findings: pd.DataFrame, show: Callable[..., Any], warrants: Warrants
) -> dict[str, Any]:
    """Return the names of figures, tables and pictures; `show` saves a picture under a caption and a name."""
    headline = tables.of_tier(study, "headline")
    judged = [*headline, *tables.of_tier(study, "supporting")]
    lead, baseline = study.lead.name, study.parameters.baseline
    expected = findings[(findings["kind"] == "expected") & (findings["basis"] == "predicted")]
    asked = findings[(findings["kind"] == "expected") & findings["lead_value"].notna()]
    trends = findings[(findings["kind"] == "trend") & (findings["basis"] == "tested")]
    fragile = findings["firmness"] == "fragile"
    groups = tables.groups_table(study, findings)
    ranked = set(findings.loc[(findings["kind"] == "rank") & (findings["basis"] == "tested"), "indicator"])
    return {
        "ranks_table": pipe_table(
            tables.ranks_table(
                study,
                findings,
                [name for name in judged if name in headline or name in ranked],
                warrants.mark,
            ),
            f"Where {lead} stands, counted from the highest figure: headline indicators and those with rank sets",
            "ranks",
            [6, 3, 5, 4, 3, 4],
        ),
        "expected_pictures": [
            show(plate.picture, plate.caption, "expected")
            for plate in charts.expected_charts(study, findings, headline, "What would be expected").plates
        ],
        "outside_expected": [
            warrants.sentence(one) for one in each(expected[expected["verdict"] != "as expected"])
        ],
        "expected_table": pipe_table(
            tables.expected_table(study, findings, headline, warrants.mark),
            "Headline indicators: observed and expected figures, with the range of the prediction",
            "expected-values",
            [6, 3, 3, 5, 3, 2, 2],
        ),
        "expected_made": len(expected),
        "never_expected": _one_reason(asked) if expected.empty else "",
        "expected_by_chance": round(study.parameters.alpha * len(expected)),
        **_how_wide(study, expected),
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
        "trends_leaning": tables.leaning(study, findings),
        "baseline": period_words(baseline.isoformat()) if baseline else "a day that this study does not name",
        "trend_pictures": [
            show(plate.picture, plate.caption, "trends")
            for plate in charts.trend_charts(
                study, findings, headline, "Headline indicators over time"
            ).plates
        ],
        "over_time_table": pipe_table(
            tables.over_time_table(study, findings, headline, warrants.mark),
            "Headline indicators: change since the figure before and since the baseline, and the trend",
            "over-time",
            [5, 4, 5, 5, 3, 4],
        ),
        "firmness": _counts(findings),
        "decides": _decides(findings),
        "fairness_table": pipe_table(
            tables.fairness_table(study, findings),
            "Tested differences, and what bears on them",
            "fairness",
            [5, 3, 2, 4, 3, 5],
        ),
        "groups_table": pipe_table(
            groups,
            "Verdicts against the mean of other lists of authorities, with the difference, taken before rounding",
            "groups",
            [5, *[3] * len(groups.columns)],
        ),
        "groups_compared": len(groups),
        "opposites": tables.opposites(groups),
        "fragile_table": pipe_table(
            tables.fragile_table(study, findings, _BRIEF),
            "Fragile findings, and what turns each",
            "fragile",
            [5, 4, 2, 5, 2, 3],
        ),
        "fragile_authorities": int((fragile & (findings["kind"] == "authority")).sum()),
    }


def _how_wide(study: Study, expected: pd.DataFrame) -> dict[str, Any]:
    """Say how many authorities would also fit the lead's ranges, and which of its figures are near an end."""
    figures = context_values(study, list(expected["indicator"])) if len(expected) else pd.DataFrame()
    fits, near = [], []
    for one in each(expected):
        values = figures[one.indicator].dropna()
        fits.append(values.between(one.lower, one.upper).mean())
        end = (one.lead_value - one.lower) / (one.upper - one.lower)
        if one.verdict == "as expected" and not 0.05 < end < 0.95:
            where = "low" if end <= 0.05 else "high"
            near.append(f"{study.reference.indicators[one.indicator].title} ({where})")
    return {"would_fit": f"{pd.Series(fits).median():.0%}" if fits else "", "near_an_end": near}


def _one_reason(asked: pd.DataFrame) -> str:
    """Return why nothing is expected of the lead, where that is for one reason whatever the indicator."""
    reasons = asked["reason"].unique()
    return str(reasons[0]) if len(reasons) == 1 else ""


def _decides(findings: pd.DataFrame) -> dict[str, Any] | None:
    """Name the authority whose leaving out turns most findings against the mean of the group."""
    turned = findings.loc[findings["kind"] == "group", "turned_by"].str.split("; ").explode()
    counts = turned[turned.str.match("without (?!adjustment)", na=False)].value_counts()
    if counts.empty:
        return None
    return {"name": str(counts.index[0]).removeprefix("without "), "count": int(counts.iloc[0])}


def _counts(findings: pd.DataFrame) -> dict[str, int]:
    tested = tables.told_once(findings)
    tested = tested[tested["firmness"] != ""]
    differs = ~tested["verdict"].isin(tables.NO_DIFFERENCE)
    stable = tested["firmness"] == "stable"
    return {
        "tested": len(tested),
        "stable": int(stable.sum()),
        "fragile": int((~stable).sum()),
        "stable_different": int((stable & differs).sum()),
    }
