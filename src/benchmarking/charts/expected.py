"""What is observed against what would be expected of a place like the lead."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, MID_GREY, PALE_GREY, Picture, canvas
from benchmarking.errors import ObservationError
from benchmarking.findings import figure_words, interval_words
from benchmarking.findings.words import unit_is_said
from benchmarking.reference import Indicator
from benchmarking.study import Study

#: What every sight of an expected figure says.
FALLACY = "This is about places, not about the people in them, and says nothing of why."
#: Where each column of words ends, as a share of their panel's width.
_COLUMNS = {"Observed": 0.2, "Expected": 0.42, "interval": 0.76, "R²": 0.86, "Areas": 1.0}


def expected_frame(study: Study, findings: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Return what is expected of the indicators given, in their order; those without a prediction are left out.

    Returns
    -------
    Indexed by indicator: observed, expected, lower, upper, difference, verdict, r2 and areas of the findings;
    and position, from and to: observed, lower and upper less expected, in halves of the interval's width.
    """
    rows = findings[(findings["kind"] == "expected") & (findings["verdict"] != "not compared")]
    rows = rows.set_index("indicator")
    rows = rows.loc[[name for name in indicators if study.reference.indicators[name].id in rows.index]]
    frame = rows[["lead_value", "value", "lower", "upper", "difference", "verdict", "r2", "areas"]]
    frame = frame.rename(columns={"lead_value": "observed", "value": "expected"})
    half = ((frame["upper"] - frame["lower"]) / 2).where(lambda width: width > 0)
    return frame.assign(
        position=frame["difference"] / half,
        **{
            "from": (frame["lower"] - frame["expected"]) / half,
            "to": (frame["upper"] - frame["expected"]) / half,
        },
    )


def expected_chart(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Picture:
    """Draw each indicator's figure against the interval of its prediction, the rows scaled to one length of bar.

    Raises ObservationError where nothing is expected of any of them.
    """
    frame = expected_frame(study, findings, indicators)
    if frame.empty:
        raise ObservationError(
            f"Nothing can be said of what would be expected of a place like {study.lead.name}",
            found=", ".join(indicators) or "no indicator",
            next_step="The findings of kind `expected` hold the reasons",
        )
    places = range(len(frame))
    level = f"{100 * study.parameters.confidence_level:g}%"
    with canvas(7.2, 0.9 + 0.32 * len(frame)) as figure:
        axes, words = figure.subplots(1, 2, sharey=True, width_ratios=[1, 1.25])
        axes.hlines(places, frame["from"], frame["to"], color=PALE_GREY, linewidth=7, gid="interval")
        axes.axvline(0, color=MID_GREY, linewidth=0.8, zorder=2, gid="expected")
        for gid, marker in (("as expected", "o"), ("outside", "D")):
            some = (frame["verdict"] == "as expected") == (gid == "as expected")
            rows = [place for place in places if some.iloc[place]]
            axes.scatter(
                frame["position"].iloc[rows], rows, color=DARK_BLUE, marker=marker, s=34, zorder=3, gid=gid
            )
        axes.set_yticks(
            places, [_label(study.reference.indicators[str(name)]) for name in frame.index], fontsize=6.3
        )
        axes.set_ylim(len(frame) - 0.5, -0.5)
        axes.set_xticks([0], ["as expected"], fontsize=7.5)
        axes.tick_params(length=0)
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.set_xlabel(
            "How far from what is expected; each bar\n"
            f"is the {level} interval of its row's prediction.\nUnits differ, so bars are drawn alike in length.",
            fontsize=7.5,
        )
        _write(words, study, frame, level)
        return Picture(figure, _alt(study, frame, title), frame, _headings(study, level))


def expected_caption(study: Study) -> str:
    """Return the line under the chart: what predicts, how well, and what it does not say."""
    return (
        "What the figures of all other English upper-tier authorities, with their age, density and country of "
        f"birth, would lead one to expect of {study.lead.name}; deprivation counts too unless the Index of "
        "Deprivation measures nearly the same. R² is how much of the differences between authorities is "
        f"predicted, each left out in turn; areas is how many authorities it rests on. {FALLACY}"
    )


def _write(axes: Axes, study: Study, frame: pd.DataFrame, level: str) -> None:
    """Write the numbers of each row, column by column, under their heads."""
    axes.axis("off")
    axes.set_xlim(0, 1)
    for place, (name, row) in enumerate(frame.iterrows()):
        item = study.reference.indicators[str(name)]
        unit = "" if unit_is_said(item.unit.name) else item.unit.name
        told = [
            figure_words(row["observed"], unit, item.decimals),
            figure_words(row["expected"], unit, item.decimals),
            interval_words(row["lower"], row["upper"], item.decimals),
            f"{row['r2']:.2f}",
            f"{row['areas']:.0f}",
        ]
        for column, (end, text) in enumerate(zip(_COLUMNS.values(), told, strict=True)):
            axes.text(
                end, place, text, ha="right", va="center", fontsize=6.8, color=DARK_GREY,
                fontweight="bold" if column == 0 else "normal", gid=f"{name}|{list(_COLUMNS)[column]}",
            )  # fmt: skip
    for head, end in _COLUMNS.items():
        words = f"{level} interval" if head == "interval" else head
        axes.text(end, -0.75, words, ha="right", va="bottom", fontsize=7, color=DARK_GREY, gid="head")


def _headings(study: Study, level: str) -> dict[str, str]:
    return {
        "indicator": "Indicator",
        "observed": f"Observed in {study.lead.name}",
        "expected": "Expected",
        "lower": f"Lower end of the {level} interval",
        "upper": f"Upper end of the {level} interval",
        "verdict": "In words",
        "areas": "Authorities it rests on",
    }


def _label(item: Indicator) -> str:
    title = f"{item.title}, {item.unit.name}" if unit_is_said(item.unit.name) else item.title
    return textwrap.fill(title, 42, max_lines=3, placeholder=" …")


def _alt(study: Study, frame: pd.DataFrame, title: str) -> str:
    words = [
        f"Of {study.lead.name}'s figures for {len(frame)} indicators, "
        f"{(frame['verdict'] == 'as expected').sum()} are as expected."
    ]
    for verdict in ("higher", "lower"):
        told = [
            _told(row, study.reference.indicators[str(name)])
            for name, row in frame[frame["verdict"] == verdict].iterrows()
        ]
        if told:
            words.append(f"{verdict.capitalize()} than expected: {'; '.join(told)}.")
    words.append(f"{title}: each figure beside what would be expected of a place like it.")
    return " ".join([*words, FALLACY])


def _told(row: pd.Series, item: Indicator) -> str:
    return (
        f"{item.title} ({figure_words(row['observed'], item.unit.name, item.decimals)}, expected "
        f"{interval_words(row['lower'], row['upper'], item.decimals)})"
    )
