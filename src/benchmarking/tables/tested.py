"""Tables of what was tested: how much, what differs, and how firmly."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import (
    SINCE,
    Finding,
    each,
    figure_words,
    interval_words,
    number,
    period_words,
)
from benchmarking.findings.trends import ALPHA
from benchmarking.study import Study
from benchmarking.tables.benchmarks import said

FAMILIES = {
    "authority": "with each authority",
    "group": "with the group's mean",
    "reference": "with {reference}",
    "since_previous": "with its own previous figure",
    "since_baseline": "with its own baseline",
    "trend": "of its own trend",
}
NO_DIFFERENCE = ("similar", "no clear change")


def counts_of_tests(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Count comparisons by family: possible, with figures, tested, by chance alone, different, and stable.

    Only what was tested counts as different, and each change counts once (`told_once`). "By chance alone" is
    how many of the tested would differ before adjustment if nothing truly did. Figures of one group of people
    are never tested and are not counted.
    """
    tier = findings["indicator"].map(study.reference.indicators.by_id["tier"])
    findings = told_once(findings[tier != "by_group"])
    tested = findings["basis"] == "tested"
    differs = tested & ~findings["verdict"].isin(NO_DIFFERENCE)
    counted = pd.DataFrame(
        {
            "Comparisons": True,
            "With figures on both sides": findings["basis"] != "",
            "Tested": tested,
            "Different before adjustment": tested & ~findings["verdict_unadjusted"].isin(NO_DIFFERENCE),
            "Different after adjustment": differs,
            "Of these, stable": differs & (findings["firmness"] == "stable"),
        },
        index=findings.index,
    )
    table = counted.groupby(findings["kind"]).sum().reindex(list(FAMILIES), fill_value=0)
    alpha = pd.Series(study.parameters.alpha, index=table.index).mask(table.index == "trend", ALPHA)
    table.insert(3, "By chance alone, about", (table["Tested"] * alpha).round(1))
    reference = study.name(study.parameters.reference_area)
    names = {kind: words.format(reference=reference) for kind, words in FAMILIES.items()}
    return table.rename(index=names).rename_axis("Comparison")


def told_once(findings: pd.DataFrame) -> pd.DataFrame:
    """Leave out changes since the baseline where that is the figure before: they are told already."""
    baseline = (findings["kind"] == "since_baseline") & (findings["basis"] != "")
    previous = findings[findings["kind"] == "since_previous"].set_index("indicator")["period"]
    return findings[~(baseline & (findings["indicator"].map(previous) == findings["period"]))]


def firmest_first(findings: pd.DataFrame) -> pd.DataFrame:
    """Order tested findings: most checks passed for how many there were, then smallest adjusted p."""
    turned = findings["checks"] - findings["checks_passed"]
    order = findings.assign(_turned=turned).sort_values(["_turned", "p_adjusted"], kind="stable")
    return order.drop(columns="_turned")


def firm_findings(study: Study, findings: pd.DataFrame, kind: str) -> pd.DataFrame:
    """List the tested findings of one kind that differ after adjustment, firmest first.

    `kind` is "authority", "group", "reference", "since_previous" or "since_baseline". Columns: the period, the
    lead's figure, theirs (for "authority" after whose it is), the difference with its interval, the adjusted p,
    the verdict and how firm it is. Where none differs there is no line, and the heading says so.
    """
    rows = findings[
        (findings["kind"] == kind)
        & (findings["basis"] == "tested")
        & ~findings["verdict"].isin(NO_DIFFERENCE)
    ]
    if rows.empty:
        return pd.DataFrame({"No difference of this kind was found that stands after adjustment.": []})
    whose = _whose(study, kind)
    lines = [_line(study, one, whose) for one in each(firmest_first(rows))]
    columns = [
        "Indicator",
        "Period",
        study.lead.name,
        *whose,
        "Difference, before rounding",
        "Adjusted p",
        "Verdict",
        "Firmness",
    ]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def fragile_table(study: Study, findings: pd.DataFrame, kinds: tuple[str, ...] | None = None) -> pd.DataFrame:
    """List the fragile findings of the kinds given with what turns each, and the previous period's verdict.

    Where none is fragile there is no line, and the heading says so.
    """
    rows = told_once(findings)
    rows = rows[(rows["firmness"] == "fragile") & rows["kind"].isin(kinds or tuple(FAMILIES))]
    if rows.empty:
        return pd.DataFrame({"No other choice turns a tested finding of this kind.": []})
    titles = study.reference.indicators.by_id["title"]
    table = pd.DataFrame(
        {
            "Indicator": rows["indicator"].map(titles),
            "Compared with": rows["comparator_name"],
            "Verdict": rows["verdict"],
            "Turned by": rows["turned_by"],
            "Checks passed": [
                f"{passed:.0f} of {made:.0f}"
                for passed, made in zip(rows["checks_passed"], rows["checks"], strict=True)
            ],
            "The period before": [
                f"{verdict} ({period_words(period)})" if period else "not compared"
                for verdict, period in zip(rows["previous_verdict"], rows["previous_period"], strict=True)
            ],
        }
    )
    return table.set_index("Indicator")


def firmness_words(finding: Finding) -> str:
    """Say how firm a finding is: "stable (13 checks)", or what turns it; blank where it was not tested."""
    if finding.firmness == "stable":
        return f"stable ({finding.checks:.0f} checks)"
    return f"fragile: turns {finding.turned_by.replace('; ', ', ')}" if finding.firmness else ""


def p_words(p: float) -> str:
    """Say a p-value as it is read: three decimals, or that it is smaller."""
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


def _whose(study: Study, kind: str) -> list[str]:
    if kind == "authority":
        return ["Compared with", "Their figure"]
    if kind in SINCE:
        return ["Earlier figure", "Its period"]
    return [study.group_title if kind == "group" else study.name(study.parameters.reference_area)]


def _line(study: Study, one: Finding, whose: list[str]) -> dict[str, str]:
    item = study.reference.indicators[one.indicator]
    limits = interval_words(one.difference_lower, one.difference_upper, item.decimals)
    theirs = figure_words(one.value, item.unit.name, item.decimals)
    beside = {
        "Compared with": one.comparator_name,
        "Their figure": theirs,
        "Earlier figure": theirs,
        "Its period": period_words(one.period),
    }
    return {
        "Indicator": item.title,
        "Period": period_words(one.lead_period),
        study.lead.name: figure_words(one.lead_value, item.unit.name, item.decimals),
        **{name: beside.get(name, theirs) for name in whose},
        "Difference, before rounding": f"{number(one.difference, item.decimals)} ({limits})",
        "Adjusted p": p_words(one.p_adjusted),
        "Verdict": said(one),
        "Firmness": firmness_words(one),
    }
