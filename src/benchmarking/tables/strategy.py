"""Tables of the strategy: the figures it prints worked out again, and what measures its parts."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from benchmarking.findings.words import figure_words, number
from benchmarking.reference.strategy import MEASURING_TIERS
from benchmarking.strategy import OUTCOMES, claims_checked, held_words, implied, matrix, no_strategy
from benchmarking.study import Study


def claims_table(study: Study) -> pd.DataFrame:
    """Set each figure that the strategy prints beside the outcome of working it out again, in words.

    Where the strategy is not the lead's there is no line, and the heading says so.
    """
    if missing := no_strategy(study):
        return pd.DataFrame({missing: []})
    checked = claims_checked(study)
    notes = checked["note"].where(checked["outcome"] != OUTCOMES[-1], "")
    return pd.DataFrame(
        {
            "What the figure speaks of": checked["words"],
            "Page": checked["page"],
            "Printed": checked["printed"],
            "Outcome": checked["outcome"],
            "Worked out again": checked["told"] + (" " + notes + ".").where(notes != "", ""),
        }
    ).set_index("What the figure speaks of")


def implied_table(study: Study) -> pd.DataFrame:
    """Set what follows from the strategy's figures, read together, beside what follows from the census.

    Where the strategy is not the lead's there is no line, and the heading says so.
    """
    if missing := no_strategy(study):
        return pd.DataFrame({missing: []})
    rows = implied(study, claims_checked(study))
    sides = {"By the printed figures": "printed", "By the census": "ours"}
    return pd.DataFrame(
        {
            "What follows": rows["what"],
            **{
                side: [
                    figure_words(row[column], "%", row["decimals"])
                    if row["unit"] == "%"
                    else number(row[column], row["decimals"])
                    for _, row in rows.iterrows()
                ]
                for side, column in sides.items()
            },
        }
    ).set_index("What follows")


def strategy_matrix(
    study: Study,
    findings: pd.DataFrame,
    recommended: Collection[str] | None = None,
    kinds: Collection[str] = (),
) -> pd.DataFrame:
    """Say for each priority, theme, challenge and outcome of the strategy what measures it, and what nothing does.

    `recommended` are the ids recommended as KPIs; without them nothing is said of KPIs. `kinds` are those shown,
    all if none is given. "3 of 4" means that three of four indicators have a figure for the lead. Where the strategy
    is not the lead's there is no line, and the heading says so.
    """
    if missing := no_strategy(study):
        return pd.DataFrame({missing: []})
    rows = matrix(study, findings, () if recommended is None else recommended)
    rows = rows[rows["kind"].isin(kinds)] if kinds else rows
    titles = study.reference.indicators.by_id["title"]
    table = {
        "Part of the strategy": [
            f"{kind.capitalize()} {number}: {words}"
            for kind, number, words in zip(rows["kind"], rows["number"], rows["words"], strict=True)
        ],
        **{
            tier.replace("_", " ").capitalize(): [
                held_words(held, listed)
                for held, listed in zip(rows[f"{tier}_held"], rows[tier], strict=True)
            ]
            for tier in MEASURING_TIERS
        },
        "With a tested comparison": rows["tested"].replace(0, "none"),
        "Recommended as KPI": ["; ".join(titles[ids]) or "none" for ids in rows["recommended"]],
        "What is not measured": rows["gap"].replace("", "nothing named"),
    }
    if recommended is None:
        del table["Recommended as KPI"]
    return pd.DataFrame(table).set_index("Part of the strategy")
