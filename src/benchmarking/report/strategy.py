"""What the report may say of the strategy's own figures."""

from __future__ import annotations

from typing import Any

from benchmarking.findings.words import figure_words
from benchmarking.report.markdown import pipe_table
from benchmarking.strategy import DIFFERS, claims_checked, claims_summary, implied, speaks_of_lead
from benchmarking.study import Study


def strategy(study: Study) -> dict[str, Any]:
    """Return the one name `printed`: whether the strategy is the lead's, the outcome, and a table of what differs.

    `growth` has the growth of residents by the printed figures and by ours, where the two were checked and one
    of them differs.
    """
    checked = claims_checked(study)
    differing = checked[checked["outcome"] == DIFFERS].rename(
        columns={"words": "What is printed", "page": "Page", "printed": "Printed", "told": "Worked out again"}
    )
    together = implied(study, checked)
    growth = together[(together["unit"] == "%") & (together["printed"].round(1) != together["ours"].round(1))]
    return {
        "printed": {
            "of_lead": speaks_of_lead(study),
            "summary": claims_summary(checked),
            "differing": pipe_table(
                differing[["What is printed", "Page", "Printed", "Worked out again"]].set_index(
                    "What is printed"
                ),
                "Figures of the strategy that differ from the census",
                "printed",
                [5, 1, 2, 6],
            )
            if len(differing)
            else "",
            "growth": [
                {side: figure_words(row[side], "%", row["decimals"]) for side in ("printed", "ours")}
                for _, row in growth.iterrows()
            ],
        }
    }
