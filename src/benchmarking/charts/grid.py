"""The summary grid: indicators by comparators, each verdict in a word, a shape and a colour."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, ORANGE, PALE_GREY, Picture, canvas
from benchmarking.findings.frame import PAIRED
from benchmarking.study import Study

#: Fill, text colour and shape of each verdict. Untested verdicts have no fill.
LOOKS = {
    "better": (DARK_BLUE, "white", "▲"),
    "worse": (ORANGE, "black", "▼"),
    "higher": ("white", DARK_GREY, "↑"),
    "lower": ("white", DARK_GREY, "↓"),
    "similar": (PALE_GREY, "black", "="),
    "close": ("white", DARK_GREY, "≈"),
    "not compared": ("#FAFAFA", DARK_GREY, "–"),
}
FRAGILE = "◇"
ROW, LOW_ROW = 0.33, 0.25
#: With more columns than this a word no longer fits its cell: the shape stands alone, and the caption says what it is.
MOST_WORDS = 14
SHAPES_ALONE = "▲ better, ▼ worse, ↑ higher, ↓ lower, = similar, ≈ close."
FRAGILE_WORDS = f"{FRAGILE} fragile: another reasonable choice turns it."


def grid_frame(study: Study, findings: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Return verdicts as a frame of indicators (rows) by England, the group and each comparator (columns)."""
    return _wide(study, findings, indicators, "verdict")


def firmness_frame(study: Study, findings: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Return "stable", "fragile" or, where not tested, "", in the rows and columns of `grid_frame`."""
    return _wide(study, findings, indicators, "firmness")


def summary_grid(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Picture:
    """Draw the summary grid of the indicators given, in their order; a diamond marks a fragile verdict."""
    frame = grid_frame(study, findings, indicators)
    fragile = firmness_frame(study, findings, indicators) == "fragile"
    names = [_column_name(study, code) for code in frame.columns]
    key = _key(study, bool(fragile.any(axis=None)), len(names))
    return Picture(
        _drawn(study, frame, fragile, names, key),
        _alt(study, frame, fragile, title),
        frame,
        _headings(frame, names),
    )


def places_grid(
    study: Study, findings: pd.DataFrame, places: pd.DataFrame, indicators: list[str], title: str
) -> Picture:
    """Draw the verdicts of the lead and of each of the study's places beside the reference area, by indicator."""
    reference = study.parameters.reference_area
    every = pd.concat([findings.assign(place_code=study.lead.code), places], ignore_index=True)
    every = every[(every["kind"] == "reference") & every["indicator"].isin(indicators)]
    frame, firmness = (
        every.pivot(index="indicator", columns="place_code", values=column).reindex(
            index=[name for name in indicators if name in set(places["indicator"])],
            columns=[study.lead.code, *study.districts],
        )
        for column in ("verdict", "firmness")
    )
    frame, fragile = frame.fillna("not compared"), firmness == "fragile"
    names = [study.name(code) for code in frame.columns]
    key = [
        f"Each beside {study.name(reference)}. Filled: tested. White: not tested, or a complete count. – not compared.",
        SHAPES_ALONE,
        FRAGILE_WORDS,
    ]
    counts = frame.drop(columns=study.lead.code).stack().value_counts()
    alt = (
        f"{title}: a grid of {len(frame)} indicators by {study.lead.name} and {len(study.districts)} places, each "
        f"beside {study.name(reference)}. Of the places' verdicts, {_counted(counts)}. {_fragile_words(frame, fragile)}"
        "The same verdicts are in each place's page."
    )
    figure = _drawn(study, frame, fragile, names, key, LOW_ROW, 42)
    for y, name in enumerate(["Better is", *frame.index]):
        words = name if y == 0 else study.reference.indicators[str(name)].polarity.partition("_is_")[0]
        figure.axes[0].text(len(names) + 0.15, y - 0.5, words, fontsize=6.8, va="center", color=DARK_GREY)
    return Picture(figure, alt, frame, _headings(frame, names))


def _drawn(
    study: Study,
    frame: pd.DataFrame,
    fragile: pd.DataFrame,
    names: list[str],
    key: list[str],
    row: float = ROW,
    letters: int = 34,
) -> Figure:
    heads = 0.046 * max(map(len, names))
    with canvas(6.6, 0.4 + heads + 0.13 * len(key) + row * len(frame)) as figure:
        axes = figure.add_subplot()
        for y, (indicator, verdicts) in enumerate(frame.iterrows()):
            for x, verdict in enumerate(verdicts):
                fill, ink, shape = LOOKS[verdict]
                axes.add_patch(
                    Rectangle(
                        (x + 0.03, y + 0.06), 0.94, 0.88, facecolor=fill, edgecolor=PALE_GREY, linewidth=0.6
                    )
                )
                alone = verdict == "not compared" or len(names) > MOST_WORDS
                word = "" if alone else f"\n{verdict}"
                axes.text(
                    x + 0.5, y + 0.5, shape + word, ha="center", va="center", fontsize=8 if alone else 5.9, color=ink,
                    gid=f"{indicator}|{frame.columns[x]}", linespacing=1.05,
                )  # fmt: skip
                if fragile.iat[y, x]:
                    axes.text(
                        x + 0.94, y + 0.08, FRAGILE, ha="right", va="top", fontsize=6.5, color=ink,
                        gid=f"fragile|{indicator}|{frame.columns[x]}",
                    )  # fmt: skip
        axes.set_xlim(0, len(names))
        axes.set_ylim(len(frame), 0)
        axes.set_xticks([x + 0.5 for x in range(len(names))], names, rotation=60, ha="left", fontsize=6.8)
        axes.xaxis.tick_top()
        labels = [
            textwrap.fill(
                study.reference.indicators[name].title, letters, max_lines=round(9 * row), placeholder=" …"
            )
            for name in map(str, frame.index)
        ]
        axes.set_yticks([y + 0.5 for y in range(len(frame))], labels, fontsize=6.2)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        figure.supxlabel("\n".join(key), fontsize=6.5, color=DARK_GREY)
        return figure


def _wide(study: Study, findings: pd.DataFrame, indicators: list[str], column: str) -> pd.DataFrame:
    rows = findings[findings["indicator"].isin(indicators) & findings["kind"].isin(PAIRED)]
    wide = rows.pivot(index="indicator", columns="comparator", values=column)
    order = [study.parameters.reference_area, "group", *study.comparators]
    return wide.reindex(index=[name for name in indicators if name in wide.index], columns=order)


def _headings(frame: pd.DataFrame, names: list[str]) -> dict[str, str]:
    return {"indicator": "Indicator", **dict(zip(frame.columns, names, strict=True))}


def _column_name(study: Study, code: str) -> str:
    return "Mean of the group" if code == "group" else study.name(code)


def _key(study: Study, any_fragile: bool, columns: int) -> list[str]:
    lines = [
        f"{study.lead.name} against each. Filled: tested. White: not tested, or a complete count. – not compared."
    ]
    if columns > MOST_WORDS:
        lines.append(SHAPES_ALONE)
    if any_fragile:
        lines.append(FRAGILE_WORDS)
    return lines


def _alt(study: Study, frame: pd.DataFrame, fragile: pd.DataFrame, title: str) -> str:
    said = _counted(frame.stack().value_counts())
    beside = [study.parameters.reference_area, "group"]
    told = " ".join(_told(study, frame[code], fragile[code], code) for code in beside)
    return (
        f"{told} {title}: a grid of {len(frame)} indicators by {frame.shape[1]} comparisons, in which "
        f"{study.lead.name} is: {said}. {_fragile_words(frame, fragile)}The same verdicts are in tables.xlsx."
    )


def _told(study: Study, verdicts: pd.Series, fragile: pd.Series, code: str) -> str:
    """Say on what the lead is better and worse, tested, and how many of each other verdict there are."""
    firm = []
    for verdict in ("better", "worse"):
        titles = [
            study.reference.indicators[name].title + (" (fragile)" if fragile[name] else "")
            for name in verdicts.index[verdicts == verdict]
        ]
        firm += [f"{verdict} on {'; '.join(titles)}"] if titles else []
    rest = _counted(verdicts[~verdicts.isin(["better", "worse"])].value_counts())
    whom = "the mean of the group" if code == "group" else study.name(code)
    return f"{study.lead.name} beside {whom}: {'. '.join(filter(None, [*firm, rest]))}."


def _counted(counts: pd.Series) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in LOOKS if name in counts)


def _fragile_words(frame: pd.DataFrame, fragile: pd.DataFrame) -> str:
    """Count the fragile verdicts by what they say, most first, or say nothing where there is none."""
    counts = frame[fragile].stack().value_counts()
    if counts.empty:
        return ""
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return f"Fragile, since another reasonable choice turns them, are {counts.sum()}: {said}. "
