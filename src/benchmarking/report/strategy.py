"""What the report may say of the strategy's own figures."""

from __future__ import annotations

from typing import Any

from benchmarking.findings.words import figure_words
from benchmarking.strategy import claims_checked, claims_told, implied, speaks_of_lead
from benchmarking.study import Study


def strategy(study: Study) -> dict[str, Any]:
    """Return the one name `printed`: whether the strategy is the lead's, the outcome, and each figure that differs.

    `growth` has the growth of residents by the printed figures and by ours, where the two were checked and one
    of them differs.
    """
    checked = claims_checked(study)
    summary, *differing = claims_told(checked)
    together = implied(study, checked)
    growth = together[(together["unit"] == "%") & (together["printed"].round(1) != together["ours"].round(1))]
    return {
        "printed": {
            "of_lead": speaks_of_lead(study),
            "summary": summary,
            "differing": differing,
            "growth": [
                {side: figure_words(row[side], "%", row["decimals"]) for side in ("printed", "ours")}
                for _, row in growth.iterrows()
            ],
        }
    }
