"""A funnel: every English authority's figure by its size, between the limits of chance and of usual spread."""

from __future__ import annotations

import re
import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from benchmarking.charts.picture import (
    DARK_BLUE,
    DARK_GREY,
    MID_GREY,
    PALE_GREY,
    TURQUOISE,
    Picture,
    canvas,
)
from benchmarking.errors import ObservationError
from benchmarking.findings import figure_words, period_words
from benchmarking.findings.funnel import funnel_lines, funnel_of
from benchmarking.findings.ranks import peers
from benchmarking.findings.words import listed
from benchmarking.study import Study

#: Each pair of limits: its ending, what it is called, its colour, its dashes and its width.
LIMITS = {
    "95": ("95% limits: chance alone", MID_GREY, ":", 1.2),
    "998": ("99.8% limits: chance alone", MID_GREY, "--", 1.2),
    "95_adjusted": ("95% limits: chance and what differs anyway", DARK_GREY, "-", 0.8),
    "998_adjusted": ("99.8% limits: chance and what differs anyway", DARK_GREY, "-", 1.8),
}
#: Where a name may stand from its dot, in points, the best first.
_PLACES = [
    *((8, up, "left") for up in (0, 9, -9, 16, -16)),
    *((-8, up, "right") for up in (0, 9, -9, 16, -16)),
    *((0, up, "center") for up in (14, -14, 22)),
]


def funnel_chart(study: Study, indicator: str) -> Picture:
    """Draw one indicator's funnel, the lead and its group marked.

    The lead is named, and of its group those beyond the limits that allow for the spread between authorities.
    The picture's frame is that of `funnel_of`, with `role` ("lead", "member" or "other").

    Raises ObservationError where the indicator can have no funnel.
    """
    found = _found(study, indicator)
    item = study.reference.indicators[indicator]
    shown = found[found["reason"] == ""]
    spread = shown["tau2"].iloc[0] > 0
    lines = funnel_lines(study, indicator, found)
    with canvas(7.2, 3.6) as figure:
        axes = figure.add_subplot()
        axes.set_xscale("log")
        for ending, (label, color, dashes, width) in LIMITS.items():
            if ending.endswith("adjusted") and not spread:
                continue
            for side in ("lower", "upper"):
                # No figure can lie below nought, so a limit there says nothing.
                limit = lines[f"{side}_{ending}"].where(lambda values: values > 0)
                axes.plot(
                    lines["base"], limit, color=color, linestyle=dashes, linewidth=width,
                    label=label if side == "lower" else None, gid=f"{side}_{ending}",
                )  # fmt: skip
        axes.axhline(shown["target"].iloc[0], color=PALE_GREY, linewidth=1.2, zorder=0, gid="overall")
        for role, color, marker, size, label in (
            ("other", PALE_GREY, "o", 10, peers(study)[1]),
            ("member", TURQUOISE, "s", 30, "Comparison group"),
            ("lead", DARK_BLUE, "o", 70, study.lead.name),
        ):
            some = shown[shown["role"] == role]
            axes.scatter(
                some["base"], some["value"], color=color, marker=marker, s=size, zorder=3,
                edgecolor=MID_GREY if role == "other" else "white", linewidth=0.6, label=label, gid=role,
            )  # fmt: skip
        axes.set_xlim(shown["base"].min() / 1.3, shown["base"].max() * 3)
        axes.set_ylim(bottom=-0.02 * axes.get_ylim()[1])
        axes.set_xlabel(_base_words(item.unit.name), fontsize=8.5)
        side = f"{item.unit.name}, {period_words(shown['period'].iloc[0])}"
        axes.set_ylabel(textwrap.fill(side, 30), fontsize=8.5)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.tick_params(labelsize=8)
        figure.legend(
            *axes.get_legend_handles_labels(),
            loc="outside lower center",
            ncols=2,
            frameon=False,
            fontsize=7.5,
        )
        figure.draw_without_rendering()
        named = shown[(shown["role"] == "lead") | ((shown["role"] == "member") & _is_beyond(shown))]
        _name(axes, named, shown)
        return Picture(
            figure,
            _alt(study, indicator, found),
            found.assign(indicator=indicator),
            _headings(item.unit.name, spread=spread),
        )


def _headings(unit: str, *, spread: bool) -> dict[str, str]:
    anyway = {"flag_adjusted": "Within what differs between authorities anyway"} if spread else {}
    return {
        "name": "Authority",
        "value": unit[0].upper() + unit[1:],
        "base": _base_words(unit).removesuffix(" (log scale)"),
        "lower_95": "95% limit of chance below",
        "upper_95": "95% limit of chance above",
        "lower_998": "99.8% limit of chance below",
        "upper_998": "99.8% limit of chance above",
        "flag": "Within what chance gives",
        **anyway,
        "reason": "Why not drawn",
    }


def funnel_caption(study: Study, indicator: str) -> str:
    """Return the line under a funnel: where the lead lies, how to read the limits, who is missing, the caveat.

    Raises ObservationError where the indicator can have no funnel.
    """
    found = _found(study, indicator)
    item = study.reference.indicators[indicator]
    shown = found[found["reason"] == ""]
    overall, middle = (
        figure_words(value, item.unit.name, item.decimals)
        for value in (shown["target"].iloc[0], shown["value"].median())
    )
    parts = [
        f"{item.title}, {period_words(shown['period'].iloc[0])}.",
        _lead_words(study, indicator, shown),
        f"Dots: the {len(shown)} {peers(study)[1]} with a count, around {overall} overall "
        f"(the middle one is at {middle}).",
        "Between the dotted lines chance alone keeps 95 of 100 authorities, between the dashed ones 998 of 1,000.",
    ]
    if shown["tau2"].iloc[0] > 0:
        parts.append(
            "The full lines add what differs between authorities anyway; about one in ten is beyond the thin "
            "ones as a matter of course."
        )
    else:
        parts.append("The authorities differ by no more than chance.")
    parts += [_missing(study, found), item.caveat]
    return " ".join(filter(None, parts))


def _found(study: Study, indicator: str) -> pd.DataFrame:
    found = funnel_of(study, indicator)
    if found is None:
        raise ObservationError(
            f"There is no funnel of {indicator!r} for {study.lead.name}",
            expected="an indicator with a direction, counted for 20 authorities and for the lead",
        )
    found["role"] = "other"
    found.loc[found.index.isin(study.comparators), "role"] = "member"
    found.loc[study.lead.code, "role"] = "lead"
    return found


def _is_beyond(shown: pd.DataFrame) -> pd.Series:
    return shown["flag_adjusted"] != "within 95%"


def _base_words(unit: str) -> str:
    """Say what the events are counted against: "Households (log scale)"."""
    found = re.search(r"(?:per [\d,]+|% of) (.+)", unit)
    words = found[1] if found else "what each count is a share of"
    return f"{words[0].upper()}{words[1:]} (log scale)"


def _lead_words(study: Study, indicator: str, shown: pd.DataFrame) -> str:
    """Say where the lead lies: within chance, within what differs between authorities anyway, or beyond."""
    item = study.reference.indicators[indicator]
    row = shown.loc[[study.lead.code]].iloc[0]
    figure = figure_words(row["value"], item.unit.name, item.decimals)
    way = "higher" if row["value"] > row["target"] else "lower"
    chance, anyway = (_limit(row[name]) for name in ("flag", "flag_adjusted"))
    words = (
        f"by more than chance alone (beyond its {chance} limits)"
        if chance
        else "by no more than chance alone"
    )
    if row["tau2"] > 0:
        words += (
            f", and beyond what differs between authorities anyway ({anyway} limits)"
            if anyway
            else ", but within what differs between authorities anyway"
            if chance
            else " and within what differs between authorities anyway"
        )
    return f"{study.lead.name} ({figure}) is {way} than the overall figure {words}."


def _limit(flag: str) -> str:
    return {"within 95%": "", "between 95% and 99.8%": "95%", "beyond 99.8%": "99.8%"}[flag]


def _side(row: pd.Series) -> str:
    return f"{'above' if row['value'] > row['target'] else 'below'} the {_limit(row['flag_adjusted'])} limits"


def _alt(study: Study, indicator: str, found: pd.DataFrame) -> str:
    item = study.reference.indicators[indicator]
    shown = found[found["reason"] == ""]
    overall = figure_words(shown["target"].iloc[0], item.unit.name, item.decimals)
    words = [
        f"{item.title}, {period_words(shown['period'].iloc[0])}.",
        _lead_words(study, indicator, shown),
        f"A funnel of {len(shown)} {peers(study)[1]} by size, around {overall} overall.",
    ]
    beyond = shown[(shown["role"] == "member") & _is_beyond(shown)]
    if len(beyond):
        told = [f"{row['name']} ({_side(row)})" for _, row in beyond.iterrows()]
        words.append(
            f"Of the comparison group, beyond what differs between authorities anyway: {', '.join(told)}."
        )
    words.append(_missing(study, found))
    return " ".join(filter(None, words))


def _missing(study: Study, found: pd.DataFrame) -> str:
    """Name the members of the group that are not drawn, and count the other authorities that are not."""
    silent = found[found["reason"] != ""]
    names = list(silent.loc[silent["role"] == "member", "name"])
    others = int((silent["role"] == "other").sum())
    told = [*names, *([f"{others} other{'s' if others > 1 else ''}"] if others else [])]
    words = [f"No count for {listed(told)}."] if told else []
    strange = [study.name(code) for code in study.comparators if code not in found.index]
    if strange:
        words.append(f"Of another tier, and not drawn: {listed(strange)}.")
    return " ".join(words)


def _name(axes: Axes, named: pd.DataFrame, shown: pd.DataFrame) -> None:
    """Write the names beside their dots, each where it hides no other name and no marked dot, and least else."""
    dots = axes.transData.transform(shown[["base", "value"]].to_numpy())
    taken = [
        Bbox.from_bounds(x - 5, y - 5, 10, 10)
        for (x, y), role in zip(dots, shown["role"], strict=True)
        if role != "other"
    ]
    for code, row in named.sort_values("value", ascending=False).iterrows():
        label = axes.annotate(
            row["name"], (row["base"], row["value"]), (0, 0), textcoords="offset points", va="center", fontsize=8,
            color=DARK_GREY, fontweight="bold" if row["role"] == "lead" else "normal", gid=f"name|{code}",
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )  # fmt: skip
        tried = []
        for order, (right, up, align) in enumerate(_PLACES):
            label.set(position=(right, up), ha=align)
            box = label.get_window_extent()
            outside = not (axes.bbox.contains(box.x0, box.y0) and axes.bbox.contains(box.x1, box.y1))
            hidden = sum(box.overlaps(other) for other in taken)
            tried.append((outside, hidden, box.count_contains(dots), order))
        right, up, align = _PLACES[min(tried)[-1]]
        label.set(position=(right, up), ha=align)
        taken.append(label.get_window_extent())
