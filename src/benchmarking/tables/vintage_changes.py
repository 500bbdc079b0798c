"""Tables of what changed since the previous vintage: the figures, and the verdicts that rest on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from benchmarking.findings import (
    CAUSES,
    compare,
    differences_of,
    earlier_findings_of,
    earlier_study,
    findings_of,
    period_words,
    verdict_changes,
)
from benchmarking.findings.words import change_words, figure_words
from benchmarking.observations.differences import COLUMNS
from benchmarking.observations.differences_told import largest, summary
from benchmarking.study import Study

_AGAINST = {
    "group": "The group's mean",
    "reference": "{reference}",
    "authority": "Each authority",
    "rank": "Its place",
    "expected": "What is expected",
    "since_previous": "Its previous figure",
    "since_baseline": "Its baseline",
    "trend": "Its trend",
}
#: Kinds of comparison that are told one by one; those with each authority are too many, and are counted.
_ONE_BY_ONE = [kind for kind in _AGAINST if kind != "authority"]
_JUDGED = ["headline", "supporting"]


def differences_table(study: Study) -> pd.DataFrame:
    """Count what changed between the study's two vintages by kind, with what to do about each.

    Changes of one area count only where it is one of the study's; without a previous vintage there is no row.
    """
    table = summary(_of_study(study))
    return (
        pd.DataFrame(
            {
                "How many": table["differences"].map("{:,.0f}".format),
                "Indicators": table["indicators"],
                "Which": table["which"],
                "What to do": table["action"],
            }
        )
        .rename_axis("What changed")
        .rename(index=str.capitalize)
    )


def largest_revisions_table(study: Study, number: int = 10) -> pd.DataFrame:
    """Show the largest revised figures of the study's areas, by how far areas differ from each other.

    "Of the usual spread" is the change over the standard deviation between all areas with a figure.
    """
    rows = largest(_of_study(study), number)
    said = [_figures(study, row) for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "Indicator": rows["title"].tolist(),
            "Area": rows["area"].tolist(),
            "Period": rows["period"].map(period_words).tolist(),
            "Before": [before for before, _, _ in said],
            "Now": [after for _, after, _ in said],
            "Change": [change for _, _, change in said],
            "Of the usual spread": rows["spreads"].abs().map("{:.1f}".format).tolist(),
        }
    ).set_index("Indicator")


def revised_table(study: Study) -> pd.DataFrame:
    """Count each indicator's revised figures in the study's areas, how many show when printed, and the largest."""
    found = _of_study(study)
    rows = found[found["kind"] == "revised figure"]
    rows = rows.assign(size=rows["change"].abs(), shows=rows["printed"] == "yes")
    table = rows.groupby("indicator", sort=False).agg(
        title=("title", "first"), revised=("size", "size"), shows=("shows", "sum"), at=("size", "idxmax")
    )
    most = rows.loc[table["at"]]
    return pd.DataFrame(
        {
            "Indicator": table["title"].tolist(),
            "Figures revised": table["revised"].tolist(),
            "Shows when printed": table["shows"].tolist(),
            "Largest change": [_figures(study, row)[2] for _, row in most.iterrows()],
            "Where": (most["area"] + ", " + most["period"].map(period_words)).tolist(),
        }
    ).set_index("Indicator")


def verdict_causes_table(study: Study, then: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Count the verdicts that differ from the previous vintage's, by cause and by what was compared.

    Parameters
    ----------
    then : choices that were others last year, by the names of the parameters, such as {"confidence_level": 0.99}.
    """
    found = _verdicts(study, then)
    counted = found.groupby(["why", "kind"]).size().unstack(fill_value=0)
    counted = counted.reindex(
        index=[cause for cause in CAUSES if cause in counted.index], columns=list(_AGAINST)
    )
    table = counted.fillna(0).astype(int)
    table["In all"] = table.sum(axis=1)
    return table.rename(columns=_against(study), index=str.capitalize).rename_axis(
        index="Because of", columns=None
    )


def verdict_changes_table(study: Study, then: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Explain each verdict on a headline or supporting indicator that differs from the previous vintage's.

    What was not compared before, because the vintage held no figure, is left to the count: it is new and did
    not change. So are comparisons with single authorities.

    Parameters
    ----------
    then : choices that were others last year, as for `verdict_causes_table`.
    """
    found, listed = _verdicts(study, then), study.reference.indicators.by_id
    shown = found["kind"].isin(_ONE_BY_ONE) & found["indicator"].map(listed["tier"]).isin(_JUDGED)
    new = found["before"].isin(["", "not compared"])
    rows = found[shown & ~new]
    earlier, now = study.parameters.previous_vintage or "before", study.parameters.vintage
    return pd.DataFrame(
        {
            "Indicator": rows["indicator"].map(listed["title"]),
            "Against": rows["kind"].map(_against(study)),
            f"Vintage {earlier}": rows["before"],
            f"Vintage {now}": rows["after"],
            "Because of": rows["why"],
            "In words": rows["told"],
        }
    ).set_index("Indicator")


def _against(study: Study) -> dict[str, str]:
    reference = study.name(study.parameters.reference_area)
    return {kind: words.format(reference=reference) for kind, words in _AGAINST.items()}


def _verdicts(study: Study, then: Mapping[str, Any] | None) -> pd.DataFrame:
    now = findings_of(study)
    if study.parameters.previous_vintage is None:
        return verdict_changes(study, now, now)
    before = earlier_findings_of(study)
    return verdict_changes(study, now, before, compare(earlier_study(study, then)) if then else None)


def _of_study(study: Study) -> pd.DataFrame:
    """Keep the differences of all areas together, and of those areas that the study speaks of."""
    if study.parameters.previous_vintage is None:
        return pd.DataFrame(columns=COLUMNS)
    found = differences_of(study)
    ours = [study.lead.code, *study.comparators, study.parameters.reference_area, *study.districts]
    return found[(found["area_code"] == "") | found["area_code"].isin(ours)].reset_index(drop=True)


def _figures(study: Study, row: pd.Series) -> tuple[str, str, str]:
    """Say a revised figure before and now, and its change, as the registry prints them."""
    if row["indicator"] not in study.reference.indicators.by_id.index:
        return tuple(f"{row[name]:,.0f}" for name in ("before", "after", "change"))  # type: ignore[return-value]
    item = study.reference.indicators[row["indicator"]]
    before, after = (figure_words(row[name], item.unit.name, item.decimals) for name in ("before", "after"))
    return before, after, change_words(row["change"], item.unit.name, item.decimals)
