"""How varied residents are, one dimension a panel, each by its own categories and never added up."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from benchmarking.charts.picture import (
    DARK_BLUE,
    DARK_GREY,
    ORANGE,
    PALE_GREY,
    TURQUOISE,
    Picture,
    canvas,
)
from benchmarking.findings import shown_places
from benchmarking.findings.diversity import DIMENSIONS
from benchmarking.findings.words import number
from benchmarking.study import Study

_LOOKS = {"lead": (DARK_BLUE, "o"), "reference": (ORANGE, "D")}
#: Rows left empty between the authorities and the districts.
_GAP = 0.6


def diversity_chart(study: Study, found: pd.DataFrame) -> Picture:
    """Draw the effective number of groups of each place, a panel a dimension with its number of categories.

    `found` is what `findings.diversity_of` returns. Places stand in its order. Every panel has a scale of its
    own, from one group, because numbers from different categories cannot be set side by side.
    """
    places = found[["area_code"]].drop_duplicates().reset_index(drop=True)
    roles = places["area_code"].map(shown_places(study, reference=True)).fillna("other")
    places = places.assign(name=places["area_code"].map(study.name), role=roles)
    places["row"] = places.index + _GAP * (roles.isin(["district", "other"]) & (places.index > 0))
    frame = found.merge(places, on="area_code")
    end = float(places["row"].max())
    with canvas(7.2, 1.2 + 0.2 * end) as figure:
        panels = figure.subplots(1, len(DIMENSIONS), sharey=True, squeeze=False)[0]
        for axes, (indicator, dimension) in zip(panels, DIMENSIONS.items(), strict=True):
            rows = frame[frame["indicator"] == indicator]
            _draw(axes, rows)
            axes.set_title(f"{dimension.title}\n{_many(rows)}", fontsize=8.5, fontweight="normal")
        panels[0].set_yticks(places["row"], places["name"], fontsize=8.5)
        for label, role in zip(panels[0].get_yticklabels(), places["role"], strict=True):
            label.set_fontweight("bold" if role == "lead" else "normal")
            label.set_color(DARK_BLUE if role == "lead" else DARK_GREY)
        panels[0].set_ylim(end + 0.6, -0.6)
        figure.supxlabel("Effective number of groups: as mixed as this many groups of one size", fontsize=8.5)
        return Picture(figure, _alt(frame), frame.drop(columns="row"))


def _draw(axes: Axes, rows: pd.DataFrame) -> None:
    held = rows.dropna(subset=["effective"])
    axes.hlines(held["row"], 1, held["effective"], color=PALE_GREY, linewidth=1.4)
    for role, some in held.groupby("role"):
        colour, marker = _LOOKS.get(str(role), (TURQUOISE, "o"))
        axes.scatter(
            some["effective"], some["row"], color=colour, marker=marker, s=24, zorder=3, gid=str(role)
        )
    for row in rows.loc[rows["effective"].isna(), "row"]:
        axes.text(1.02, row, "[x]", fontsize=8, color=DARK_GREY, va="center")
    most = max(float(held["effective"].max()) if len(held) else 1.0, 1.2)
    axes.set_xlim(1, most + 0.08 * (most - 1))
    axes.set_xticks(
        [1, *(tick for tick in MaxNLocator(3, steps=[1, 2, 5, 10]).tick_values(1, most) if 1 < tick <= most)]
    )
    axes.tick_params(axis="x", labelsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _many(rows: pd.DataFrame) -> str:
    many = rows["categories"].max()
    return "no counts held" if pd.isna(many) else f"{many:.0f} categories"


def _alt(frame: pd.DataFrame) -> str:
    words = []
    for indicator, dimension in DIMENSIONS.items():
        rows = frame[frame["indicator"] == indicator]
        named = rows[rows["role"].isin(["lead", "reference"])]
        told = [
            f"{name} {'no figure' if pd.isna(value) else number(value, 1)}"
            for name, value in zip(named["name"], named["effective"], strict=True)
        ]
        rest = rows.drop(named.index)["effective"].dropna()
        if len(rest):
            low, high = number(rest.min(), 1), number(rest.max(), 1)
            told.append(
                f"the {len(rest)} other places {low} to {high}" if len(rest) > 1 else f"the other place {low}"
            )
        words.append(f"{dimension.title}, {_many(rows)}: {', '.join(told)}.")
    words.append(
        "Effective number of groups, one dimension at a time. Dimensions are not compared or added up."
    )
    return " ".join(words)
