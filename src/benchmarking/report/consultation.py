"""What the report may say of whom a consultation reached: of a real one only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarking import charts, tables
from benchmarking.consultation import NOT_GIVEN, Reach, questions, real_reach
from benchmarking.consultation.words import QUESTIONS, caution, participants_words, who
from benchmarking.report.markdown import pipe_table
from benchmarking.study import Study


def consultation(study: Study, show: Callable[..., Any]) -> dict[str, Any]:
    """Return the one name `consultation`: what a real consultation reached, or that none was given.

    A made-up example counts as none.
    """
    reach = real_reach(study)
    if not reach.given:
        return {"consultation": {"given": False, "said": NOT_GIVEN}}
    sizes = reach.sizes.iloc[-1]
    shown = reach.counts[(reach.counts["state"] != "withheld") & (reach.counts["expected"] > 0)]
    district = [name for name in questions(shown["table"]) if name == "district"]
    people = [name for name in questions(shown["table"]) if name != "district"]
    words = "Participants for each one expected from the census."
    return {
        "consultation": {
            "given": True,
            "said": f"A consultation of {reach.total:,} {reach.open_to} was given to this study.",
            "total": f"{reach.total:,}",
            "open_to": reach.open_to,
            "left_out": reach.left_out,
            "missing": _missing(reach),
            "effective": "" if sizes["note"] else f"{sizes['effective']:.0f}",
            "no_weight_for": sizes["left_out"],
            "pictures": [
                show(charts.reach_chart(reach, each), f"{words} {caution(reach, each)}", f"reach-{at}")
                for at, each in enumerate((district, people), start=1)
                if each
            ],
            "further": pipe_table(
                tables.further_table(reach).frame,
                "Participants needed for a share of one half to be known to within a margin",
                "further",
                [4, 3, 3, 2, 3],
            ),
        }
    }


def _missing(reach: Reach) -> list[str]:
    """Name whom the consultation reached less than drawing by lot would, question by question."""
    rows = reach.counts[(reach.counts["verdict"] == "fewer") & reach.counts["table"].isin(list(QUESTIONS))]
    return [
        f"{QUESTIONS[row['table']].lower()}: {who(row)} ({participants_words(row)}, {row['expected']:.0f} expected)"
        for _, row in rows.iterrows()
    ]
