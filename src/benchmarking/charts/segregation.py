"""Where residents live: one index of each place, beside what chance alone gives and what it was in 2011."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from benchmarking.charts.picture import (
    DARK_BLUE,
    DARK_GREY,
    MID_GREY,
    PALE_GREY,
    TURQUOISE,
    Picture,
    canvas,
)
from benchmarking.findings import shown_places
from benchmarking.findings.segregation import MULTIGROUP, since_2011
from benchmarking.findings.words import number
from benchmarking.study import Study

#: Rows left empty above a heading.
_GAP = 0.25
_CHANCE, _BETWEEN = "#CFCFCF", "#A8B8C8"
_COPIED = ["area_code", "value", "chance", "chance_lower", "chance_upper", "change", "reason"]

#: What a reader is shown of `segregation_frame`.
_COLUMNS = {
    "name": "Area",
    "value": "Dissimilarity in 2021",
    "before": "In 2011",
    "since_2011": "Since 2011",
    "chance": "By chance alone",
    "chance_lower": "Lower end of chance",
    "chance_upper": "Upper end of chance",
    "between_districts": "Part between districts, of 1, by five broad groups",
    "reason": "What is missing, and why",
}


def segregation_frame(study: Study, found: pd.DataFrame) -> pd.DataFrame:
    """Return what the chart shows, a row a place, in the order of `found`.

    Columns: area_code, value, chance, chance_lower, chance_upper, change and reason, as `segregation_of` gives
    them of dissimilarity; between_districts; name; role ("lead", "authority", "district", or "other" of a place
    that the study does not name); before (that of 2011: value less change); since_2011 in words.
    """
    rows = found.loc[found["measure"] == "dissimilarity", _COPIED].reset_index(drop=True)
    many = found[found["measure"] == MULTIGROUP].set_index("area_code")["between_districts"]
    return rows.assign(
        between_districts=rows["area_code"].map(many),
        name=rows["area_code"].map(study.name),
        role=rows["area_code"].map(shown_places(study)).fillna("other"),
        before=rows["value"] - rows["change"],
        since_2011=[since_2011(study, change) for change in rows["change"]],
        reason=rows["reason"].str.replace("unit", "neighbourhood"),
    )


def segregation_chart(study: Study, found: pd.DataFrame) -> Picture:
    """Draw dissimilarity in 2021 and 2011 beside chance alone, and what of a county's lies between districts.

    `found` is what `findings.segregation_of` returns. Places stand in its order, never in that of the figure.
    The whole of the index is shown, from 0, the same mix everywhere, to 1, wholly apart.
    """
    frame = segregation_frame(study, found)
    shown, headings, end = _laid_out(study, frame)
    split = bool(frame["between_districts"].notna().any())
    with canvas(7.2, 0.9 + 0.118 * end) as figure:
        panels = figure.subplots(
            1, 2 if split else 1, sharey=True, squeeze=False, width_ratios=[4.4, 1] if split else None
        )
        axes = panels[0, 0]
        _draw_places(axes, shown)
        for row, title in headings:
            axes.text(0, row, title, fontsize=8.5, color=DARK_GREY, va="center", style="italic")
        if split:
            _draw_split(panels[0, 1], shown)
        axes.set_ylim(end - 0.3, -0.7)
        return Picture(figure, _alt(study, frame), frame, _COLUMNS)


def segregation_caption(study: Study, found: pd.DataFrame) -> str:
    """Return the words under the chart: what each mark is, and what the picture is not."""
    frame = segregation_frame(study, found)
    parts = [
        "Dissimilarity of White residents and residents of all other groups in 2021, and in 2011 as 2021 less the "
        "change on neighbourhoods that both censuses have."
    ]
    if frame["chance"].notna().any():
        parts.append("Bars at the left: chance alone, with its range.")
    if frame["between_districts"].notna().any():
        parts.append("Right, by an index of five broad groups: the part that lies between districts.")
    parts.append("In the study's order, not ranked; no figure is better or worse.")
    lost = frame[frame["value"].notna() & frame["change"].isna()]
    if len(lost):
        parts.append(f"No change since 2011 can be told for {', '.join(lost['name'])}.")
    return " ".join(parts)


def _laid_out(study: Study, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[float, str]], float]:
    """Give each place its row, with a heading over every run of places of one role but the lead's."""
    rows: list[float] = []
    headings: list[tuple[float, str]] = []
    at, last = 0.0, ""
    for role in frame["role"]:
        if role not in (last, "lead"):
            at += _GAP if rows else 0
            headings.append((at, _heading(study, role)))
            at += 1
        rows.append(at)
        at, last = at + 1, role
    return frame.assign(row=rows), headings, at


def _heading(study: Study, role: str) -> str:
    group = study.parameters.district_group
    return {"authority": study.group_title, "district": study.name(group) if group else ""}.get(
        role, "Other places"
    )


def _draw_places(axes: Axes, frame: pd.DataFrame) -> None:
    colours = frame["role"].map({"lead": DARK_BLUE}).fillna(TURQUOISE)
    axes.barh(frame["row"], frame["chance"].fillna(0), height=0.5, color=_CHANCE, gid="chance")
    ranged = frame.dropna(subset=["chance_lower"])
    axes.hlines(
        ranged["row"],
        ranged["chance_lower"],
        ranged["chance_upper"],
        color=DARK_GREY,
        linewidth=1.4,
        gid="range of chance",
    )
    moved = frame.dropna(subset=["before"])
    axes.hlines(moved["row"], moved["before"], moved["value"], color=MID_GREY, linewidth=1, gid="change")
    axes.scatter(
        moved["before"], moved["row"], s=34, facecolor="white", edgecolor=DARK_GREY, zorder=3, gid="2011"
    )
    axes.scatter(frame["value"], frame["row"], s=26, color=colours, zorder=4, gid="2021")
    for row, reason in frame.loc[frame["value"].isna(), ["row", "reason"]].itertuples(index=False):
        axes.text(0.01, row, f"no figure: {reason}", fontsize=8, color=DARK_GREY, va="center")
    axes.set_yticks(frame["row"], frame["name"], fontsize=8.5)
    for label, role in zip(axes.get_yticklabels(), frame["role"], strict=True):
        label.set_fontweight("bold" if role == "lead" else "normal")
        label.set_color(DARK_BLUE if role == "lead" else DARK_GREY)
    axes.set_xlim(0, 1)
    axes.set_xticks(
        [0, 0.2, 0.4, 0.6, 0.8, 1],
        ["0\nthe same mix", "0.2", "0.4", "0.6", "0.8", "1\nwholly apart"],
        fontsize=8.5,
    )
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=PALE_GREY, linewidth=0.6)
    axes.set_axisbelow(True)
    marks = [
        Patch(color=_CHANCE, label="by chance alone"),
        Line2D(
            [], [], linestyle="", marker="o", markerfacecolor="white", markeredgecolor=DARK_GREY, label="2011"
        ),
        Line2D([], [], linestyle="", marker="o", color=TURQUOISE, label="2021"),
    ]
    shown = [frame["chance"].notna().any(), bool(len(moved)), True]
    axes.legend(
        handles=[mark for mark, is_shown in zip(marks, shown, strict=True) if is_shown],
        loc="lower center",
        bbox_to_anchor=(0.45, 1.0),
        ncols=3,
        frameon=False,
        fontsize=8.5,
    )


def _draw_split(axes: Axes, frame: pd.DataFrame) -> None:
    split = frame["between_districts"].notna()
    counties = frame[split]
    axes.barh(counties["row"], 1, height=0.62, color=PALE_GREY, gid="within districts")
    axes.barh(
        counties["row"], counties["between_districts"], height=0.62, color=_BETWEEN, gid="between districts"
    )
    for row, share in zip(counties["row"], counties["between_districts"], strict=True):
        axes.text(0.04, row, f"{share:.0%}", fontsize=8, va="center", color="black")
    for row in frame.loc[~split & frame["role"].isin(["lead", "authority"]), "row"]:
        axes.text(0.04, row, "no districts", fontsize=8, va="center", color=DARK_GREY)
    axes.set_xlim(0, 1)
    axes.set_title("Part between\ndistricts", fontsize=8.5, fontweight="normal", color=DARK_GREY)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _alt(study: Study, frame: pd.DataFrame) -> str:
    words = [
        "Dissimilarity of White residents and residents of all other groups in 2021, from 0, the same mix in every "
        "neighbourhood, to 1, wholly apart."
    ]
    for role, places in frame.groupby("role", sort=False):
        figures = ", ".join(
            f"{name} {'no figure' if pd.isna(value) else number(value, 2)}"
            for name, value in zip(places["name"], places["value"], strict=True)
        )
        words.append(f"{figures}." if role == "lead" else f"{_heading(study, str(role))}: {figures}.")
    chance = frame["chance"].dropna()
    if len(chance):
        within = frame.loc[frame["value"] <= frame["chance_upper"], "name"]
        beyond = f"every figure but that of {', '.join(within)}" if len(within) else "every figure"
        ends = dict.fromkeys(number(end, 2) for end in (chance.min(), chance.max()))
        words.append(f"Chance alone would give {' to '.join(ends)}; {beyond} is above its range.")
    since = frame["since_2011"].value_counts()
    told = [f"{word} in {since[word]}" for word in ("lower", "close", "higher") if word in since]
    if told:
        words.append(f"Compared with 2011 it is {', '.join(told)}.")
    counties = frame.dropna(subset=["between_districts"])
    if len(counties):
        pairs = zip(counties["name"], counties["between_districts"], strict=True)
        shares = [f"{name} {share:.0%}" for name, share in pairs]
        words.append(
            f"Of a county's separation of five broad groups, between its districts: {', '.join(shares)}."
        )
    return " ".join(words)
