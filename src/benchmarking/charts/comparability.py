"""How like the lead each authority is, drawn as a line of distances."""

from __future__ import annotations

import textwrap

import pandas as pd

from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, MID_GREY, PALE_GREY, Picture, canvas
from benchmarking.findings.comparability import comparability
from benchmarking.findings.ranks import peers
from benchmarking.study import Study


def distance_chart(study: Study, nearest: int = 10) -> Picture:
    """Draw the comparison group and the nearest authorities outside it, by distance from the lead.

    A member without every context figure has no distance: it is named under the axis and not drawn.
    """
    ranking = comparability(study)
    missing = ranking.loc[ranking["named"] & ranking["distance"].isna(), "name"].tolist()
    ranking = ranking.dropna(subset=["distance"])
    named = ranking[ranking["named"]]
    others = ranking[~ranking["named"]].head(nearest)
    shown = pd.concat([named, others]).sort_values("distance")
    with canvas(7.2, 0.9 + 0.165 * len(shown)) as figure:
        axes = figure.add_subplot()
        axes.hlines(range(len(shown)), 0, shown["distance"], color=PALE_GREY, linewidth=1.2)
        for flag, color, marker, label in (
            (True, DARK_BLUE, "o", "in the comparison group"),
            (False, "white", "s", f"among the {nearest} nearest outside it"),
        ):
            places = [place for place, is_named in enumerate(shown["named"]) if is_named == flag]
            axes.scatter(
                shown["distance"].iloc[places], places, color=color, edgecolor=DARK_BLUE, marker=marker,
                s=45, zorder=3, label=label, gid=label,
            )  # fmt: skip
        names = [f"{row['name']} ({row['rank']})" for _, row in shown.iterrows()]
        axes.set_yticks(range(len(shown)), names, fontsize=8.5)
        for text, is_named in zip(axes.get_yticklabels(), shown["named"], strict=True):
            text.set_fontweight("bold" if is_named else "normal")
            text.set_color(DARK_GREY)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlim(left=0)
        axes.axvline(ranking["distance"].median(), color=MID_GREY, linestyle=":", linewidth=1)
        notes = [
            f"Distance from {study.lead.name}; 0 is the same on every measure.",
            "Dotted: the middle authority in England.",
            f"In brackets: rank among {peers(study)[1]}.",
        ]
        if missing:
            notes.append(f"No distance for {', '.join(missing)}: a figure is missing.")
        axes.set_xlabel("\n".join(textwrap.fill(note, 75) for note in notes), fontsize=8)
        axes.legend(loc="center right", frameon=False, fontsize=8)
        return Picture(
            figure,
            _alt(study, ranking, named, others, missing),
            shown,
            {
                "name": "Authority",
                "rank": f"Rank of likeness to {study.lead.name}",
                "distance": "Distance",
                "named": "In the comparison group",
            },
        )


def _alt(
    study: Study, ranking: pd.DataFrame, named: pd.DataFrame, others: pd.DataFrame, missing: list[str]
) -> str:
    words = []
    if len(named) == 1:
        only = named.iloc[0]
        words.append(
            f"{only['name']} has rank {only['rank']} of {len(ranking)} in likeness to {study.lead.name}."
        )
    elif len(named):
        near, far = named.iloc[0], named.iloc[-1]
        words.append(
            f"Of the {len(named)} authorities in the comparison group {near['name']} is most like "
            f"{study.lead.name} (rank {near['rank']} of {len(ranking)}) and {far['name']} least "
            f"(rank {far['rank']}). {int((named['rank'] <= 10).sum())} of them are among the ten most alike."
        )
    if missing:
        words.append(f"No distance for {', '.join(missing)}: a figure is missing.")
    if len(others):
        words.append(f"The nearest outside the group are {', '.join(others['name'].head(5))}.")
    return " ".join(words)
