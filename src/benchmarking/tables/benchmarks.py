"""Tables of findings, in words."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import Finding, basis_words, each, figure_words, interval_words, period_words
from benchmarking.findings.coverage import lead_latest
from benchmarking.findings.extents import NOTE
from benchmarking.findings.words import Mark, rounding_words, unmarked
from benchmarking.reference import Indicator
from benchmarking.study import Study

#: What cells say in short: the report says it in full once, under the table and in its method.
_IN_SHORT = {
    f"; {NOTE})": ")*",
    "complete count, not a sample": "complete count",
    "published figures, not tested": "not tested",
}
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
    study: Study,
    findings: pd.DataFrame,
    indicators: list[str],
    *,
    verdicts: bool = True,
    mark: Mark = unmarked,
) -> pd.DataFrame:
    """Say for each indicator the lead's figure with its interval, the group's mean and England's.

    Each comparison has its verdict and basis, unless `verdicts` is off: then the figures stand alone. A star
    marks what `findings.extents` notes of a county's figure. `mark` is given each figure's words.
    """
    england = study.name(study.parameters.reference_area)
    found = {
        (one.indicator, one.kind): one
        for one in each(findings[findings["kind"].isin(["group", "reference"])])
    }
    lines = []
    for name in indicators:
        item = study.reference.indicators[name]
        group, reference = found[name, "group"], found[name, "reference"]
        if pd.isna(group.lead_value):
            continue
        lines.append(
            {
                "Indicator": item.title,
                "Period": period_words(group.lead_period),
                study.lead.name: lead_words(group, item, mark),
                "Mean of the group": _beside(group, item, verdicts, mark),
                england: _beside(reference, item, verdicts, mark),
            }
        )
    columns = ["Indicator", "Period", study.lead.name, "Mean of the group", england]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def lead_words(finding: Finding, item: Indicator, mark: Mark = unmarked) -> str:
    """Say the lead's latest figure with its interval, where there is one; `mark` is given the figure."""
    limits = interval_words(finding.lead_lower, finding.lead_upper, item.decimals)
    figure = mark(figure_words(finding.lead_value, item.unit.name, item.decimals), finding, True)
    return f"{figure} ({limits})" if limits else figure


def _beside(finding: Finding, item: Indicator, verdicts: bool, mark: Mark) -> str:
    if finding.is_silent:
        return said(finding)
    figure = mark(figure_words(finding.value, item.unit.name, item.decimals), finding, False)
    if not verdicts:
        return figure
    verdict = said(finding, rounding_words(finding, item))
    for words, short in _IN_SHORT.items():
        verdict = verdict.replace(words, short)
    return f"{figure}: {verdict}"


def said(finding: Finding, *more: str) -> str:
    """Say a verdict with its basis and more hedges: "similar (tested)", or "not compared: no figure published"."""
    if finding.is_silent:
        return f"{finding.verdict}: {finding.reason}"
    fragile = "fragile" if finding.firmness == "fragile" else ""
    hedges = [part for part in (basis_words(finding), *more, fragile, finding.note) if part]
    return f"{finding.verdict} ({'; '.join(hedges)})"


def of_tier(study: Study, tier: str) -> list[str]:
    """List the registry's indicators of one tier, in its order."""
    indicators = study.reference.indicators
    return [name for name in indicators.ids if indicators[name].tier == tier]


def _page(page: str) -> str:
    return page if page and page != "not verified" else "page not verified"
