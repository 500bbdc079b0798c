"""Gaps between two groups of pupils: both parts of each gap, and how it has moved within one definition."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from benchmarking.findings.frame import Finding, each
from benchmarking.findings.periods import in_time, measured_as_last
from benchmarking.reference import Indicator
from benchmarking.stats import verdicts
from benchmarking.study import Study

#: The gaps in education in few words, headline first and then from school to beyond it.
GAPS = {
    "attainment_8_fsm_gap": "Attainment 8 at 16, free school meals",
    "good_level_fsm_gap": "good level of development at 5, free school meals",
    "key_stage_2_disadvantage_gap": "key stage 2 at 11, disadvantage",
    "attainment_8_disadvantage_gap": "Attainment 8 at 16, disadvantage",
    "level_3_gap_at_19": "level 3 at 19, free school meals",
    "higher_education_fsm_gap": "entry to higher education by 19, free school meals",
}
#: What the lead's gap is beside another, and what a gap has done, by the finding's word.
BESIDE = {"higher": "wider", "lower": "narrower", "close": "close", "not compared": "not compared"}
_MOVED = {
    "higher": "widened",
    "lower": "narrowed",
    "close": "close to what it was",
    "not compared": "not told",
}
#: Of two gaps, one with the other pupils' figure above and one with it below: neither is the wider.
TURNED = "turned round"
_FIGURES = ["gap", "others", "eligible"]


def parts_of(study: Study, gap: str) -> tuple[Indicator, ...]:
    """Return the two indicators a gap is made of, the other pupils' first; none where it is published whole."""
    item = study.reference.indicators[gap]
    if " - " not in item.series:
        return ()
    same = study.reference.indicators.of_dataset(item.dataset)
    return tuple(
        study.reference.indicators[same.loc[same["series"] == name.strip(), "id"].iloc[0]]
        for name in item.series.split(" - ")
    )


def gap_figures(study: Study, areas: list[str], gaps: Iterable[str] = GAPS) -> pd.DataFrame:
    """List every published figure of each gap, with both its parts.

    Returns
    -------
    One row a gap, area and period with a figure, in order of time: indicator, area_code, period, start, gap,
    others and eligible. `eligible` is the figure of the pupils whom the gap is about, eligible for free school
    meals or disadvantaged, and `others` that of all others; both are missing of a gap published whole. A year
    without a figure has no row: nothing is filled in.
    """
    rows = study.observations
    rows = rows[rows["area_code"].isin(areas) & rows["value"].notna()]
    values = rows.set_index(["indicator", "area_code", "period"])["value"]
    frame = in_time(rows[rows["indicator"].isin(list(gaps))]).rename(columns={"value": "gap"})
    parts = {name: parts_of(study, name) for name in gaps}
    for place, role in enumerate(("others", "eligible")):
        part = frame["indicator"].map({name: two[place].id for name, two in parts.items() if two})
        keys = pd.MultiIndex.from_arrays([part, frame["area_code"], frame["period"]])
        frame[role] = values.reindex(keys).to_numpy()
    columns = ["indicator", "area_code", "period", "start", *_FIGURES]
    return frame[columns].sort_values("start", kind="stable", ignore_index=True)


def gap_sides(study: Study, findings: pd.DataFrame, gaps: Iterable[str] = GAPS) -> pd.DataFrame:
    """Set each gap of the lead with both its parts beside the comparison group's mean and the reference area.

    The parts of the mean are the plain averages over the members that have the gap, so that they differ by it.

    Returns
    -------
    Three rows a gap that the lead has, in the order of `gaps`: indicator, whose ("lead", "group" or
    "reference"), name, period, gap, others, eligible and verdict: how the lead's gap stands beside it, a word
    of BESIDE or TURNED. What is not compared has no figures.
    """
    reference = study.parameters.reference_area
    figures = gap_figures(study, [study.lead.code, *study.comparators, reference], gaps)
    pairs = findings[findings["indicator"].isin(gaps) & findings["kind"].isin(["group", "reference"])]
    found = {(one.indicator, one.kind): one for one in each(pairs.dropna(subset=["lead_value"]))}
    lines = []
    for name in gaps:
        if (name, "group") not in found:
            continue
        period = found[name, "group"].lead_period
        here = figures[(figures["indicator"] == name) & (figures["period"] == period)]
        whose = {
            "lead": ([study.lead.code], study.lead.name, None),
            "group": (study.comparators, "Mean of the group", found[name, "group"]),
            "reference": ([reference], study.name(reference), found[name, "reference"]),
        }
        for role, (areas, called, finding) in whose.items():
            lines.append(
                {"indicator": name, "whose": role, "name": called, "period": period}
                | _mean(here[here["area_code"].isin(areas)], finding)
                | {"verdict": _beside(finding) if finding else ""}
            )
    return pd.DataFrame(lines, columns=["indicator", "whose", "name", "period", *_FIGURES, "verdict"])


def _beside(finding: Finding) -> str:
    return by_distance(finding.verdict, finding.value, finding.lead_value, BESIDE)


def by_distance(word: str, one: float, other: float, words: dict[str, str]) -> str:
    """Say "higher" or "lower" of gaps as a distance, whichever pupils have the higher figure.

    Returns the entry of `words`, of the other word where both gaps are negative, or TURNED for opposite signs.
    """
    if word in ("higher", "lower") and min(one, other) < 0:
        if max(one, other) > 0:
            return TURNED
        word = "lower" if word == "higher" else "higher"
    return words[word]


def _mean(rows: pd.DataFrame, finding: Finding | None) -> dict[str, float]:
    if finding is not None and finding.is_silent:
        return dict.fromkeys(_FIGURES, np.nan)
    gap = rows["gap"].mean() if finding is None else finding.value
    return {"gap": gap, "others": rows["others"].mean(), "eligible": rows["eligible"].mean()}


def gap_changes(study: Study, areas: list[str], gaps: Iterable[str] = GAPS) -> pd.DataFrame:
    """Say how each gap and both its parts have moved since the first year that was measured in the same way.

    The first year is the lead's earliest since the last break of the series before its latest figure; the same
    two years are taken for every area. Nothing is tested: a gap is close to what it was where it moved by no
    more than the registry's materiality.

    Returns
    -------
    One row a gap and area: indicator, area_code, name, first and last (periods), gap_then, gap_now, lowest and
    highest (the gap's, over the years from first on), change, others_change, eligible_change, verdict
    ("widened", "narrowed", TURNED, "close to what it was" or "not told") and, where it is not told, the reason.
    """
    figures = gap_figures(study, [study.lead.code, *areas], gaps).set_index(["indicator", "area_code"])
    lines = [_change(study, figures, name, area) for name in gaps for area in areas]
    frame = pd.DataFrame(lines, columns=list(_change_of("", "", "")))
    listed = study.reference.indicators.by_id
    nothing = pd.Series(np.nan, index=frame.index)
    words = verdicts(
        frame["change"], nothing, nothing, nothing,
        basis="published and untested",
        polarity="no_judgement",
        judged=False,
        materiality=frame["indicator"].map(listed["materiality"]),
        not_compared=frame["reason"],
    )  # fmt: skip
    told = zip(words["verdict"].astype(str), frame["gap_then"], frame["gap_now"], strict=True)
    return frame.assign(verdict=[by_distance(word, then, now, _MOVED) for word, then, now in told])


def _change(study: Study, figures: pd.DataFrame, gap: str, area: str) -> dict[str, object]:
    line = _change_of(gap, area, study.name(area))
    ours = figures[figures.index == (gap, study.lead.code)]
    if ours.empty:
        return line | {"reason": f"no figure for {study.lead.name}"}
    last = ours.iloc[-1]
    first = ours[measured_as_last(study.reference.indicators[gap], ours["start"])].iloc[0]
    line |= {"first": first["period"], "last": last["period"]}
    if first["period"] == last["period"]:
        return line | {"reason": "only one year has been measured in this way"}
    theirs = figures[figures.index == (gap, area)].set_index("period")[_FIGURES]
    if not {first["period"], last["period"]} <= set(theirs.index):
        return line | {"reason": "no figure for both years"}
    then, now = theirs.loc[first["period"]], theirs.loc[last["period"]]
    moved = (now - then).round(10)
    years = theirs.loc[theirs.index.isin(ours.loc[ours["start"] >= first["start"], "period"]), "gap"]
    return line | {
        "lowest": years.min(),
        "highest": years.max(),
        "gap_then": then["gap"],
        "gap_now": now["gap"],
        "change": moved["gap"],
        "others_change": moved["others"],
        "eligible_change": moved["eligible"],
    }


def _change_of(gap: str, area: str, name: str) -> dict[str, object]:
    """Give a line of which nothing is known yet."""
    words = {"indicator": gap, "area_code": area, "name": name, "first": "", "last": "", "reason": ""}
    numbers = ["gap_then", "gap_now", "lowest", "highest", "change", "others_change", "eligible_change"]
    return {**words, **dict.fromkeys(numbers, np.nan)}
