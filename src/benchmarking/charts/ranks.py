"""The places that each council's true figure could have, beside a dot chart, and how they are said."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from benchmarking.charts.picture import DARK_BLUE, MID_GREY, PALE_GREY
from benchmarking.findings.frame import each
from benchmarking.findings.ranks import peers, rank_sets
from benchmarking.findings.words import FIFTHS, ordinal
from benchmarking.study import Study

_LOOKS = {
    "lead": {"color": DARK_BLUE, "linewidth": 3.2, "s": 38},
    "authority": {"color": MID_GREY, "linewidth": 1.0, "s": 12},
}


def place_sets(study: Study, indicator: str, findings: pd.DataFrame) -> pd.DataFrame:
    """Return the place of the lead and of each member of its group, with the places it could have.

    Returns
    -------
    One row a council with a figure, indexed by code: place (1 is the highest), place_lower and place_upper.
    No row where the finding of the indicator's rank is not tested.
    """
    rows = findings[findings["indicator"] == indicator]
    rank = rows[(rows["kind"] == "rank") & (rows["basis"] == "tested")]
    members = rows.loc[rows["kind"] == "authority", ["comparator", "value", "lower", "upper"]]
    figures = members.set_index("comparator").dropna(subset=["value"])
    own = rank[["lead_value", "lead_lower", "lead_upper"]].set_axis(figures.columns, axis=1)
    figures = pd.concat([own.set_index(pd.Index([study.lead.code] * len(own))), figures])
    sets = rank_sets(study, figures, study.parameters.confidence_level)
    return sets[["rank", "lower", "upper"]].set_axis(["place", "place_lower", "place_upper"], axis=1)


def draw_places(axes: Axes, shown: pd.DataFrame, level: float) -> None:
    """Draw each council's place as a dot and the places it could have as a line, in the rows of a dot chart.

    Parameters
    ----------
    shown : the rows drawn, numbered from the top: role, place, place_lower and place_upper.
    level : the confidence level of the sets.
    """
    last = int(shown["place"].count())
    for role, look in _LOOKS.items():
        some = shown[(shown["role"] == role) & shown["place"].notna()]
        axes.hlines(
            some.index, some["place_lower"], some["place_upper"], color=look["color"],
            linewidth=look["linewidth"], gid=f"places of {role}",
        )  # fmt: skip
        axes.scatter(
            some["place"], some.index, color=look["color"], s=look["s"], zorder=3, gid=f"place of {role}"
        )
    axes.set_xlim(0.4, last + 0.6)
    axes.set_xticks([1, last])
    axes.xaxis.set_minor_locator(FixedLocator(list(range(1, last + 1))))
    axes.tick_params(axis="both", which="both", length=0, labelsize=8)
    axes.grid(axis="x", which="both", color=PALE_GREY, linewidth=0.5, zorder=0)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"Place from the\nhighest ({100 * level:g}%)", fontsize=8)


def place_words(study: Study, indicator: str, findings: pd.DataFrame) -> str:
    """Say where the lead stands: its place and the places it could have, or the fifth it is in, or nothing.

    "One Council is 9th of 11 with a figure and could be anywhere from 3rd to 10th."
    """
    (rank,) = each(findings[(findings["indicator"] == indicator) & (findings["kind"] == "rank")])
    if rank.is_silent:
        return ""
    if rank.basis != "tested":
        _, called = peers(study)
        return f"{study.lead.name} is in the {FIFTHS[int(rank.fifth)]} fifth of {rank.of:.0f} {called}."
    could = f"could be anywhere from {ordinal(rank.place_lower)} to {ordinal(rank.place_upper)}"
    if rank.place_lower == rank.place_upper:
        could = "could have no other place"
    return f"{study.lead.name} is {ordinal(rank.place)} of {rank.of:.0f} with a figure and {could}."


def panel_words(study: Study) -> str:
    """Say what the right-hand panel of a dot chart shows."""
    return (
        "Right: the places from the highest that each council's true figure could have "
        f"({100 * study.parameters.confidence_level:g}%); {study.lead.name}'s taken alone, the others' all at once."
    )
