"""Where residents of different ethnic groups live: every neighbourhood of a study's districts as a dot."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, ORANGE, PALE_GREY, Picture, canvas
from benchmarking.findings import neighbourhood_shares, number
from benchmarking.findings.origins import vintage_of
from benchmarking.study import Study

_SHARE = "other_than_white"
_ROW = 0.4
#: Dots whose shares lie in the same stretch of so many points stand above and below each other.
_STRETCH = 1.0
#: How much of its row the tallest stack of dots fills.
_FILL = 0.86
_WHOLE, _MANY = 108, 124


def neighbourhood_dots(study: Study) -> Picture:
    """Draw every neighbourhood of each district as a dot, by its share of residents from groups other than White.

    A row is a district, in the study's order; where dots fall together they are spread up and down, alike in
    every row, so that a row is as thick as its neighbourhoods are many. A line marks the district's own
    share. No neighbourhood is named, in the picture or in its frame.

    Returns a picture whose frame has the rows of `findings.neighbourhood_shares` and, beside each,
    district_share (published for the district as a whole). Errors as there.
    """
    frame = _frame(study)
    names = list(dict.fromkeys(frame["name"]))
    offsets = frame.groupby("name", sort=False)["share"].transform(_spread)
    reach = max(float(offsets.abs().max()), 0.5)
    with canvas(7.2, 1.1 + _ROW * len(names)) as figure:
        axes = figure.add_subplot()
        for row, name in enumerate(names):
            here = frame["name"] == name
            axes.scatter(
                frame.loc[here, "share"], row + offsets[here] * _FILL / (2 * reach), s=9, color=DARK_BLUE,
                alpha=0.55, linewidth=0, zorder=3, gid=f"neighbourhoods|{name}",
            )  # fmt: skip
            own = frame.loc[here, "district_share"].iloc[0]
            axes.vlines(own, row - 0.42, row + 0.42, color=ORANGE, linewidth=2.4, zorder=4, gid=f"own|{name}")
            told = ((_WHOLE, f"{number(own, 1)}%"), (_MANY, str(int(here.sum()))))
            for x, words in told:
                axes.text(x, row, words, ha="center", va="center", fontsize=8.5, color=DARK_GREY)
        for x, words in ((_WHOLE, "Whole\ndistrict"), (_MANY, "Neighbour-\nhoods")):
            axes.text(x, -0.65, words, ha="center", va="bottom", fontsize=8, color=DARK_GREY)
        axes.set_yticks(range(len(names)), names, fontsize=8.5)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(-1, 131)
        axes.set_xticks(range(0, 101, 20), [f"{share}%" for share in range(0, 101, 20)], fontsize=8.5)
        axes.set_xlabel(
            "Share of a neighbourhood's residents who are from ethnic groups other than White, Census 2021\n"
            "Dot: a neighbourhood. Upright line: the district as a whole.",
            fontsize=8.5, loc="left",
        )  # fmt: skip
        axes.tick_params(axis="y", length=0)
        axes.hlines(np.arange(len(names) - 1) + 0.5, -1, 100, color=PALE_GREY, linewidth=0.6, zorder=0)
        axes.vlines(range(0, 101, 20), -0.6, len(names) - 0.4, color=PALE_GREY, linewidth=0.6, zorder=0)
        axes.spines[["left", "bottom"]].set_visible(False)
        return Picture(figure, _alt(frame, names), frame)


def neighbourhood_caption(study: Study) -> str:
    """Return the line under the dots: what a dot is, what the picture cannot say, and the sources."""
    frame = neighbourhood_shares(study)
    vintage = vintage_of(study)
    counts = vintage.small_areas.loc[vintage.small_areas["table"].astype(str) == "TS021", "release"]
    releases = [
        study.releases[name] for name in dict.fromkeys([*counts.unique(), *vintage.lookup["release"]])
    ]
    low, high = frame["residents"].quantile([0.1, 0.9])
    return (
        f"{len(frame)} neighbourhoods (Lower layer Super Output Areas of 2021), most of them with "
        f"{number(round(low, -2), 0)} to {number(round(high, -2), 0)} residents. Dots that fall together are spread "
        "up and down; that says only how many they are. It shows where residents live, not whom they meet, and not "
        "why they live there. Neither high nor low is good or bad. Counts of neighbourhoods are slightly altered to "
        "protect people, so that small shares are the least exact. Source: "
        + "; ".join(f"{release.publisher}, {release.title}" for release in releases)
        + "."
    )


def _frame(study: Study) -> pd.DataFrame:
    frame = neighbourhood_shares(study)
    own = {code: study.figure(_SHARE, code)["value"] for code in frame["area_code"].unique()}
    return frame.assign(district_share=frame["area_code"].map(own))


def _spread(shares: pd.Series) -> pd.Series:
    """Return how many steps above or below its row each dot stands, nearest the middle first."""
    place = shares.groupby((shares // _STRETCH).astype(int)).cumcount()
    return (place + 1) // 2 * np.where(place % 2 == 0, 1, -1)


def _alt(frame: pd.DataFrame, names: list[str]) -> str:
    words = [
        f"{len(frame)} neighbourhoods of {len(names)} districts, each a dot placed by the share of its residents who "
        "are from ethnic groups other than White, Census 2021. It shows where residents live, not whom they meet."
    ]
    for name in names:
        here = frame[frame["name"] == name]
        quarter, three = here["share"].quantile([0.25, 0.75])
        words.append(
            f"{name}: {number(here['district_share'].iloc[0], 1)}% of all residents; the middle half of its "
            f"{len(here)} neighbourhoods from {number(quarter, 0)}% to {number(three, 0)}%."
        )
    return " ".join(words)
