"""What the chapter on gaps in opportunity may name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.findings import Finding, each, number, period_words
from benchmarking.findings.gaps import BESIDE, GAPS, TURNED, gap_changes, gap_sides
from benchmarking.findings.people import few_children, people_of, wholes
from benchmarking.report.markdown import Markdown
from benchmarking.report.warrants import Warrants
from benchmarking.study import Study

#: Attainment 8 by disadvantage is left to the notebook: it is about much the same pupils as the first of these.
_TOLD = [
    "attainment_8_fsm_gap",
    "good_level_fsm_gap",
    "key_stage_2_disadvantage_gap",
    "level_3_gap_at_19",
    "higher_education_fsm_gap",
]


def gaps(
    study: Study, findings: pd.DataFrame, show: Callable[..., Any], warrants: Warrants
) -> dict[str, Any]:
    """Return the one name `gaps`, with figures, sentences and the picture, which `show` saves.

    Everything on pupils is published without counts, so that nothing of it is tested.
    """
    rows = findings[findings["indicator"].isin(_TOLD) & findings["lead_value"].notna()]
    held = [name for name in _TOLD if name in set(rows["indicator"])]
    sides = gap_sides(study, findings, held)
    own = sides[sides["whose"] == "lead"].set_index("indicator")["gap"]
    ours = sides["indicator"].map(own)
    sides = sides.assign(larger=(ours.abs() > sides["gap"].abs()) & (ours * sides["gap"] >= 0))
    ended = list(sides.loc[sides["others"].notna(), "indicator"].unique())
    expected = rows[(rows["kind"] == "expected") & (rows["basis"] == "predicted")]
    picture = Markdown("")
    if ended:
        words = " ".join([charts.gap_caption(study, findings, ended), *_without_ends(study, sides, ended)])
        picture = show(charts.gap_chart(study, findings, ended), words, "gaps")
    return {
        "gaps": {
            "held": len(held),
            "missing": [GAPS[name] for name in _TOLD if name not in held],
            "beside": [_beside(study, sides[sides["whose"] == whose]) for whose in ("reference", "group")],
            "turned": int((own < 0).sum()),
            "ends": _ends(sides),
            "picture": picture,
            "moved": _moved(study, gap_changes(study, [study.lead.code], held)),
            "expected_made": len(expected),
            "outside": [
                warrants.sentence(one) for one in each(expected[expected["verdict"] != "as expected"])
            ],
            "people": _people(study, findings),
            "few_children": few_children(study),
            "circumstances": _circumstances(study, findings),
        }
    }


def _beside(study: Study, sides: pd.DataFrame) -> dict[str, Any]:
    """Count the gaps of the lead that are wider than another's, close to them and narrower."""
    reference = study.name(study.parameters.reference_area)
    named = (sides["whose"] == "reference").all()
    counts = {
        word.replace(" ", "_"): int((sides["verdict"] == word).sum()) for word in (*BESIDE.values(), TURNED)
    }
    larger = int(sides["larger"].sum())
    return {"name": reference if named else "the mean of the group", **counts, "larger": larger}


def _without_ends(study: Study, sides: pd.DataFrame, ended: list[str]) -> list[str]:
    """Tell the gaps that are published whole and so are not in the picture."""
    found = []
    for name, rows in sides[~sides["indicator"].isin(ended)].groupby("indicator", sort=False):
        item = study.reference.indicators[str(name)]
        told = [
            f"{row['name']} {number(row['gap'], item.decimals)}"
            for _, row in rows.dropna(subset=["gap"]).iterrows()
        ]
        years = period_words(rows["period"].iloc[0])
        found.append(
            f"Not drawn, since published without its ends: {_measure(str(name))}, {years}, in {item.unit.name}: "
            f"{', '.join(told)}."
        )
    return found


def _ends(sides: pd.DataFrame) -> dict[str, int]:
    """Count on how many gaps each end of the lead's lies below the reference area's same end."""
    ours, theirs = (
        sides[sides["whose"] == whose].set_index("indicator")[["eligible", "others"]].dropna()
        for whose in ("lead", "reference")
    )
    both = ours.index.intersection(theirs.index)
    ours, theirs = ours.loc[both], theirs.loc[both]
    below = (ours < theirs).sum()
    return {"of": len(both), "eligible": int(below["eligible"]), "others": int(below["others"])}


def _moved(study: Study, changes: pd.DataFrame) -> dict[str, Any]:
    """Sort the gaps by how they moved; those that did not stay close are told with their figures."""
    told: dict[str, list[str]] = {"widened": [], "narrowed": [], TURNED: []}
    for _, row in changes[changes["verdict"].isin(list(told))].iterrows():
        item = study.reference.indicators[row["indicator"]]
        told[row["verdict"]].append(
            f"{_measure(row['indicator'])}, {number(row['gap_then'], item.decimals)} in "
            f"{period_words(row['first'])} and {number(row['gap_now'], item.decimals)} in "
            f"{period_words(row['last'])}"
        )
    fell = changes[(changes["others_change"] < 0) & (changes["eligible_change"] < 0)]
    return {
        **{word.replace(" ", "_"): found for word, found in told.items()},
        "close": int((changes["verdict"] == "close to what it was").sum()),
        "not_told": int((changes["verdict"] == "not told").sum()),
        "since": sorted({period_words(first) for first in changes.loc[changes["reason"] == "", "first"]}),
        "swung": _swung(study, changes),
        "both_fell": [_measure(name) for name in fell["indicator"]],
    }


def _swung(study: Study, changes: pd.DataFrame) -> list[str]:
    """Name the gaps that ended close to where they began, and moved by more than that within those years."""
    told = []
    for _, row in changes[changes["verdict"] == "close to what it was"].iterrows():
        item = study.reference.indicators[row["indicator"]]
        if item.materiality is not None and row["highest"] - row["lowest"] > item.materiality:
            ends = f"{number(row['lowest'], item.decimals)} and {number(row['highest'], item.decimals)}"
            told.append(f"{_measure(row['indicator'])} ({ends})")
    return told


def _measure(gap: str) -> str:
    return GAPS[gap].rpartition(", ")[0]


def _people(study: Study, findings: pd.DataFrame) -> dict[str, int]:
    """Count figures by ethnic group: how many rest on few children or who knows how many, and how the rest stand."""
    frame = pd.concat([people_of(study, findings, whole) for whole in wholes(study)], ignore_index=True)
    held = frame.dropna(subset=["lead"])
    enough = held[held["size"] == "not small"]
    pairs = findings[findings["kind"] == "reference"].set_index("indicator")["verdict"]
    verdicts = pairs.reindex(enough["indicator"])
    counts = {word: int((verdicts == word).sum()) for word in ("lower", "close", "higher")}
    return {"held": len(held), "few": len(held) - len(enough), "enough": sum(counts.values()), **counts}


def _circumstances(study: Study, findings: pd.DataFrame) -> dict[str, Any]:
    """Name the tested differences in health, housing and work, and count what was tested and what not."""
    rows = findings[
        findings["indicator"].isin(tables.CIRCUMSTANCES) & findings["kind"].isin(["reference", "group"])
    ]
    tested = rows[rows["basis"] == "tested"]
    differ = tested[~tested["verdict"].isin(tables.NO_DIFFERENCE)]
    by_indicator: dict[str, list[Finding]] = {}
    for one in each(tables.firmest_first(differ)):
        by_indicator.setdefault(one.indicator, []).append(one)
    return {
        "tested": len(tested),
        "compared": int((rows["basis"] != "").sum()),
        "differ": [_differs(study, found) for found in by_indicator.values()],
        "not_firm": _not_firm(study, tested),
    }


def _not_firm(study: Study, tested: pd.DataFrame) -> list[str]:
    """Name the differences that would stand alone, and do not among so many."""
    alone, among = (~tested[name].isin(tables.NO_DIFFERENCE) for name in ("verdict_unadjusted", "verdict"))
    lost = tested[alone & ~among]
    return [
        _differs(study, [replace(one, verdict=one.verdict_unadjusted, firmness="")]) for one in each(lost)
    ]


def _differs(study: Study, found: list[Finding]) -> str:
    reference = study.name(study.parameters.reference_area)
    told = [
        f"{one.verdict} than {'the mean' if one.kind == 'group' else reference}"
        f"{' (fragile)' if one.firmness == 'fragile' else ''}"
        for one in found
    ]
    return f"{study.reference.indicators[found[0].indicator].title}: {', '.join(told)}"
