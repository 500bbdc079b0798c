"""Tables of how like the lead the named authorities are."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.comparability import (
    ALSO_SHOWN,
    CONTEXT,
    comparability,
    context_values,
    published_neighbours,
)
from benchmarking.findings.words import Cite, number, uncited
from benchmarking.reference import Indicator
from benchmarking.study import Study

PART = "Share of the distance that this makes"


def parts_table(study: Study) -> pd.DataFrame:
    """Say for each named authority which circumstances are most and least like the lead's.

    Nearest first; one that lacks a figure has no rank, and comes last.
    """
    ranking = comparability(study)
    rows: list[dict[str, object]] = []
    for code in study.comparators:
        place = ranking.reindex([code]).iloc[0]
        if pd.isna(place["distance"]):
            rows.append({"Authority": study.name(code)})
            continue
        parts = dict(zip(CONTEXT, place[CONTEXT].astype(float), strict=True))
        nearest, furthest = min(parts, key=parts.__getitem__), max(parts, key=parts.__getitem__)
        rows.append(
            {
                "Authority": study.name(code),
                "Rank": place["rank"],
                "Distance": f"{place['distance']:.2f}",
                "Closest on": study.reference.indicators[nearest].title,
                "Furthest on": study.reference.indicators[furthest].title,
                PART: f"{parts[furthest]:.0%}",
            }
        )
    columns = ["Authority", "Rank", "Distance", "Closest on", "Furthest on", PART]
    table = pd.DataFrame(rows, columns=columns).astype({"Rank": "Int64"})
    return (
        table.sort_values("Rank", kind="stable")
        .fillna(dict.fromkeys(columns[2:], "[x]"))
        .set_index("Authority")
    )


def profile_table(study: Study, cite: Cite = uncited) -> pd.DataFrame:
    """Set out the context figures of the lead and each named authority; `cite` is given each figure's words."""
    shown = [*CONTEXT, *ALSO_SHOWN]
    values = context_values(study, shown)
    items = {name: study.reference.indicators[name] for name in shown}
    table = {
        study.name(code): {
            f"{item.title} ({item.unit.name})": _figure(values[name][code], item, code, cite)
            for name, item in items.items()
        }
        for code in [study.lead.code, *study.comparators]
    }
    return pd.DataFrame.from_dict(table, orient="index").rename_axis("Authority")


def _figure(value: float, item: Indicator, code: str, cite: Cite) -> str:
    if pd.isna(value):
        return "[x]"
    return cite(number(float(value), item.decimals), item.id, code)


def neighbours_table(study: Study) -> pd.DataFrame:
    """Set the published lists of neighbours beside our ranking, in words; a dash is not on that list."""
    table = published_neighbours(study).set_index("name").rename_axis("Authority")
    named = table.pop("in the comparison group").map({True: "yes", False: "no"})
    table.insert(0, "In the comparison group", named)
    lists = table.columns.drop("In the comparison group")
    table[lists] = table[lists].astype(object).where(table[lists].notna(), "–")
    return table.rename(columns={"our rank": "Our rank"})


def nearest_table(study: Study, how_many: int = 15) -> pd.DataFrame:
    """List the authorities nearest to the lead, named or not, with their distance."""
    nearest = comparability(study).head(how_many)
    return pd.DataFrame(
        {
            "Authority": nearest["name"],
            "In the comparison group": nearest["named"].map({True: "yes", False: "no"}),
            "Distance": nearest["distance"].round(2),
        }
    ).set_index("Authority")
