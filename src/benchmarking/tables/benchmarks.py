"""Tables of findings, in words."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import basis_words, figure_words, interval_words, number, period_words
from benchmarking.findings.coverage import lead_latest
from benchmarking.reference import Indicator
from benchmarking.study import Study

#: Tiers in the order a framework's chapter shows them.
SHOWN_TIERS = ["headline", "supporting", "early_warning", "context", "baseline"]


def framework_indicators(study: Study, framework: str, tiers: list[str] | None = None) -> list[str]:
    """List a framework's indicators, headline first, in the registry's order."""
    belongs = study.reference.indicators.of_framework(framework)
    return [item.id for tier in tiers or SHOWN_TIERS for item in belongs if item.tier == tier]


def concepts(study: Study, framework: str) -> pd.DataFrame:
    """List a framework's concepts with the indicators that bear on each, held and not held."""
    held = set(lead_latest(study).index)
    belongs = study.reference.indicators.of_framework(framework)
    found = []
    for concept in study.reference.frameworks.concepts(framework):
        bearing = [item for item in belongs if concept.concept in item.concepts(framework)]
        found.append(
            {
                "Concept": concept.title,
                "In our words": concept.summary,
                "Measured now by": "; ".join(item.title for item in bearing if item.id in held)
                or "nothing held",
                "Would be measured by": "; ".join(item.title for item in bearing if item.id not in held),
                "Source": f"{concept.source} ({_page(concept.page)})",
            }
        )
    return pd.DataFrame(found).set_index("Concept")


def findings_table(
    study: Study, findings: pd.DataFrame, indicators: list[str], *, verdicts: bool = True
) -> pd.DataFrame:
    """Say for each indicator the lead's figure with its interval, the group's mean and England's.

    Each comparison has its verdict and basis, unless `verdicts` is off: then the figures stand alone.
    """
    england = study.name(study.parameters.reference_area)
    lines = []
    for name in indicators:
        item = study.reference.indicators[name]
        rows = findings[findings["indicator"] == name]
        lead, group, reference = (
            rows.iloc[0],
            rows[rows["kind"] == "group"].iloc[0],
            rows[rows["kind"] == "reference"].iloc[0],
        )
        if pd.isna(lead["lead_value"]):
            continue
        limits = interval_words(lead["lead_lower"], lead["lead_upper"], item.decimals)
        figure = figure_words(lead["lead_value"], item.unit.name, item.decimals)
        lines.append(
            {
                "Indicator": item.title,
                "Period": period_words(lead["lead_period"]),
                study.lead.name: f"{figure} ({limits})" if limits else figure,
                "Mean of the group": _beside(group, item, verdicts),
                england: _beside(reference, item, verdicts),
            }
        )
    columns = ["Indicator", "Period", study.lead.name, "Mean of the group", england]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def _beside(finding: pd.Series, item: Indicator, verdicts: bool) -> str:
    if finding["verdict"] == "not compared":
        return said(finding)
    figure = figure_words(finding["value"], item.unit.name, item.decimals)
    return f"{figure}: {said(finding)}" if verdicts else figure


def said(finding: pd.Series) -> str:
    """Say a verdict with its basis: "similar (tested)", or "not compared: no figure published"."""
    if finding["verdict"] == "not compared":
        return f"not compared: {finding['reason']}"
    note = f"; {finding['note']}" if finding["note"] else ""
    return f"{finding['verdict']} ({basis_words(finding)}{note})"


def counts_of_tests(findings: pd.DataFrame) -> pd.DataFrame:
    """Count comparisons by kind: possible, with figures, tested, different before and after adjustment."""
    names = {
        "authority": "with each authority",
        "group": "with the group's mean",
        "reference": "with England",
    }
    tested = findings["basis"] == "tested"
    counted = pd.DataFrame(
        {
            "Comparisons": True,
            "With figures on both sides": findings["verdict"] != "not compared",
            "Tested": tested,
            "Different before adjustment": tested & (findings["verdict_unadjusted"] != "similar"),
            "Different after adjustment": tested & (findings["verdict"] != "similar"),
        },
        index=findings.index,
    )
    table = counted.groupby(findings["kind"]).sum().reindex(list(names), fill_value=0)
    return table.rename(index=names).rename_axis("Comparison")


def firm_findings(study: Study, findings: pd.DataFrame, kind: str) -> pd.DataFrame:
    """List the tested findings of one kind that differ after adjustment, clearest first.

    `kind` is "authority", "group" or "reference". Columns: the period, the lead's figure, theirs (for "authority"
    after whose it is), the difference with its interval, the adjusted p and the verdict.
    """
    whose = {"authority": ["Compared with", "Their figure"], "group": [study.group_title]}.get(
        kind, [study.name(study.parameters.reference_area)]
    )
    rows = findings[
        (findings["kind"] == kind) & (findings["basis"] == "tested") & (findings["verdict"] != "similar")
    ]
    lines = []
    for _, row in rows.sort_values("p_adjusted", kind="stable").iterrows():
        item = study.reference.indicators[row["indicator"]]
        limits = interval_words(row["difference_lower"], row["difference_upper"], item.decimals)
        theirs = figure_words(row["value"], item.unit.name, item.decimals)
        lines.append(
            {
                "Indicator": item.title,
                "Period": period_words(row["lead_period"]),
                study.lead.name: figure_words(row["lead_value"], item.unit.name, item.decimals),
                **dict(zip(whose, [row["comparator_name"], theirs][-len(whose) :], strict=True)),
                "Difference": f"{number(row['difference'], item.decimals)} ({limits})",
                "Adjusted p": "under 0.001" if row["p_adjusted"] < 0.001 else f"{row['p_adjusted']:.3f}",
                "Verdict": said(row),
            }
        )
    columns = ["Indicator", "Period", study.lead.name, *whose, "Difference", "Adjusted p", "Verdict"]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def of_tier(study: Study, tier: str) -> list[str]:
    """List the registry's indicators of one tier, in its order."""
    indicators = study.reference.indicators
    return [name for name in indicators.ids if indicators[name].tier == tier]


def _page(page: str) -> str:
    return page if page and page != "not verified" else "page not verified"
