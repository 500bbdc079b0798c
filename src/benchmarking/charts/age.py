"""How old the latest figure of each indicator is."""

from __future__ import annotations

import textwrap

from benchmarking.charts.picture import DARK_BLUE, MID_GREY, ORANGE, PALE_GREY, TURQUOISE, Picture, canvas
from benchmarking.findings.coverage import coverage
from benchmarking.study import Study

TIER_LOOKS = {
    "headline": (DARK_BLUE, "o"),
    "supporting": (TURQUOISE, "s"),
    "context": (MID_GREY, "D"),
    "early_warning": (ORANGE, "^"),
    "baseline": ("white", "o"),
}


def age_chart(study: Study) -> Picture:
    """Draw how many years old each indicator's latest figure is, at 30 June of the vintage."""
    frame = coverage(study)
    frame = frame[frame["tier"].isin(TIER_LOOKS)].sort_values("age_years")
    with canvas(6.8, 1.2 + 0.2 * len(frame)) as figure:
        axes = figure.add_subplot()
        axes.hlines(range(len(frame)), 0, frame["age_years"], color=PALE_GREY, linewidth=1)
        for tier, (color, marker) in TIER_LOOKS.items():
            places = [place for place, name in enumerate(frame["tier"]) if name == tier]
            axes.scatter(
                frame["age_years"].iloc[places], places, color=color, marker=marker, edgecolor=DARK_BLUE,
                linewidth=0.6, s=26, zorder=3, label=tier.replace("_", " "), gid=tier,
            )  # fmt: skip
        axes.set_yticks(
            range(len(frame)),
            [_shortened(title) for title in frame["title"]],
            fontsize=7.8,
        )
        axes.invert_yaxis()
        axes.set_ylim(len(frame) - 0.5, -0.5)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlim(left=0)
        axes.set_xlabel(
            f"Years from the end of the latest period to 30 June {study.parameters.vintage}", fontsize=8
        )
        axes.legend(loc="upper right", frameon=False, fontsize=8)
        old = frame[frame["age_years"] > 5]
        alt = (
            f"Half of the latest figures of {len(frame)} indicators are at most "
            f"{frame['age_years'].median():.1f} years old; {len(old)} are older than five years"
            + (
                f", the oldest being {old['title'].iloc[-1]} ({old['age_years'].iloc[-1]:.1f} years)."
                if len(old)
                else "."
            )
        )
        return Picture(figure, alt, frame)


def _shortened(title: str, most: int = 50) -> str:
    """Leave out the middle of a long title: two titles that begin alike still differ."""
    if len(title) <= most:
        return title
    end = textwrap.shorten(title[::-1], most // 2, placeholder="")[::-1]
    return textwrap.shorten(title, most - len(end), placeholder=" …") + f" {end}"
