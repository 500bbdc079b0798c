"""Tables of how like the lead the named authorities are."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.comparability import ALSO_SHOWN, CONTEXT, comparability, context_values
from benchmarking.findings.words import number
from benchmarking.study import Study


def parts_table(study: Study) -> pd.DataFrame:
    """Say for each named authority which circumstances are most and least like the lead's."""
    ranking = comparability(study)
    rows = []
    for code in study.comparators:
        if code not in ranking.index:
            continue
        place = ranking.loc[[code]].iloc[0]
        parts = {name: float(place[name]) for name in CONTEXT}
        nearest, furthest = min(parts, key=parts.__getitem__), max(parts, key=parts.__getitem__)
        rows.append(
            {
                "Authority": study.name(code),
                "Rank": int(place["rank"]),
                "Distance": round(float(place["distance"]), 2),
                "Closest on": study.reference.indicators[nearest].title,
                "Furthest on": study.reference.indicators[furthest].title,
                "Part of the distance from the furthest": f"{parts[furthest]:.0%}",
            }
        )
    return pd.DataFrame(rows).sort_values("Rank").set_index("Authority")


def profile_table(study: Study) -> pd.DataFrame:
    """Set out the context figures of the lead and each named authority."""
    shown = [*CONTEXT, *ALSO_SHOWN]
    values = context_values(study, shown)
    items = {name: study.reference.indicators[name] for name in shown}
    table = {
        study.name(code): {
            f"{item.title} ({item.unit.name})": number(float(values[name][code]), item.decimals)
            for name, item in items.items()
        }
        for code in [study.lead.code, *study.comparators]
    }
    return pd.DataFrame.from_dict(table, orient="index").rename_axis("Authority")
