"""The strategy's parts by what measures them: how many indicators of each tier, and how many have a figure."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from benchmarking.charts.gallery import Gallery, Plate
from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, MID_GREY, PALE_GREY, Picture, canvas
from benchmarking.findings.words import listed
from benchmarking.reference.strategy import MEASURING_TIERS
from benchmarking.strategy import held_words, matrix, no_strategy
from benchmarking.study import Study

HEADINGS = {
    "priority": "Priorities",
    "theme": "Themes",
    "challenge": "Challenges",
    "outcome": "Strategic outcomes",
}
_ROW, _LETTERS = 0.29, 42
_KEY = (
    "Filled, “3 of 4”: three of four indicators have a figure. White, “none of 2”: two are listed, none has a figure.\n"
    "Grey, “none”: no indicator. Tested: headline and supporting ones of which a comparison could be tested."
)


def strategy_grid(study: Study, findings: pd.DataFrame, kinds: Collection[str] = tuple(HEADINGS)) -> Picture:
    """Draw what measures each part of the strategy, a row a part and a column a tier, of the kinds given."""
    rows = matrix(study, findings)
    rows = rows[rows["kind"].isin(kinds)].reset_index(drop=True)
    cells = {
        _column(tier): [
            held_words(held, many) for held, many in zip(rows[f"{tier}_held"], rows[tier], strict=True)
        ]
        for tier in MEASURING_TIERS
    }
    frame = pd.DataFrame(
        {**cells, "Tested": [str(tested or "none") for tested in rows["tested"]]},
        index=[f"{number}  {words}" for number, words in zip(rows["number"], rows["words"], strict=True)],
    )
    return Picture(_drawn(frame, rows["kind"]), _alt(study, rows), frame)


def strategy_grids(study: Study, findings: pd.DataFrame) -> Gallery:
    """Draw what measures the strategy's parts; an empty gallery where the strategy is not the lead's."""
    if missing := no_strategy(study):
        return Gallery((), missing)
    words = "How many indicators of each tier bear on each part, and how many of these have a figure."
    return Gallery((Plate("strategy", "Part by part", strategy_grid(study, findings), words),))


def _column(tier: str) -> str:
    return tier.replace("_", " ").capitalize()


def _drawn(frame: pd.DataFrame, kinds: pd.Series) -> Figure:
    places = _places(kinds)
    depth = places[-1] + 1
    with canvas(7.2, 0.85 + _ROW * depth) as figure:
        axes = figure.add_subplot()
        for y, (_, cells) in zip(places, frame.iterrows(), strict=True):
            for x, words in enumerate(cells):
                fill, ink, edge = _look(words)
                axes.add_patch(
                    Rectangle((x + 0.03, y + 0.05), 0.94, 0.9, facecolor=fill, edgecolor=edge, linewidth=0.7)
                )
                axes.text(x + 0.5, y + 0.5, words, ha="center", va="center", fontsize=8, color=ink)
        axes.set_xlim(0, len(frame.columns))
        axes.set_ylim(depth, 0)
        heads = [name.replace(" ", "\n") for name in frame.columns]
        axes.set_xticks([x + 0.5 for x in range(len(heads))], heads, fontsize=8)
        axes.xaxis.tick_top()
        labels = [textwrap.fill(str(name), _LETTERS, subsequent_indent="    ") for name in frame.index]
        for y, kind in _headings(kinds, places):
            places, labels = [*places, y], [*labels, HEADINGS[kind]]
        axes.set_yticks([y + 0.5 for y in places], labels, fontsize=8, linespacing=1.0)
        for label in axes.get_yticklabels():
            if label.get_text() in HEADINGS.values():
                label.set_fontweight("bold")
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        figure.supxlabel(_KEY, fontsize=8, color=DARK_GREY)
        return figure


def _places(kinds: pd.Series) -> list[int]:
    """Return the row of each part, with one left free above the first of each kind for its heading."""
    headings = (kinds != kinds.shift()).cumsum()
    return [row + int(above) for row, above in enumerate(headings)]


def _headings(kinds: pd.Series, places: list[int]) -> list[tuple[int, str]]:
    """Return the row and the kind of each heading."""
    first = ~kinds.duplicated()
    return [(place - 1, str(kind)) for place, kind, new in zip(places, kinds, first, strict=True) if new]


def _look(words: str) -> tuple[str, str, str]:
    """Return fill, ink and edge of a cell: filled where there is a figure, grey where there is no indicator."""
    if words == "none":
        return PALE_GREY, DARK_GREY, PALE_GREY
    return ("white", "black", MID_GREY) if words.startswith("none") else (DARK_BLUE, "white", DARK_BLUE)


def _alt(study: Study, rows: pd.DataFrame) -> str:
    every = rows[MEASURING_TIERS].sum(axis=1)
    nothing, untested = every == 0, (every > 0) & (rows["tested"] == 0)
    return (
        f"What measures {len(rows)} parts of the strategy, by tier of indicator. {_named(rows[nothing])} no "
        f"indicator at all. {_named(rows[untested])} indicators, and none with a better direction of which a "
        f"comparison for {study.lead.name} could be tested. The same counts are in tables.xlsx."
    )


def _named(rows: pd.DataFrame) -> str:
    """Name parts of the strategy by kind and number, with the verb "have"."""
    if rows.empty:
        return "None has"
    numbers = rows.groupby("kind", sort=False)["number"].agg(list)
    said = [
        f"{HEADINGS[kind].lower() if len(some) > 1 else kind} {listed([str(one) for one in some])}"
        for kind, some in zip(map(str, numbers.index), numbers, strict=True)
    ]
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]} {'have' if len(rows) > 1 else 'has'}"
