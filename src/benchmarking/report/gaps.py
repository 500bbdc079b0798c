"""What the chapter on gaps in opportunity may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.findings import each, number, period_words, sentence
from benchmarking.findings.gaps import GAPS, gap_changes, gap_sides
from benchmarking.report.markdown import Markdown, pipe_table
from benchmarking.study import Study

#: Attainment 8 by disadvantage is left to the notebook: it is about much the same pupils as the first of these.
_TOLD = [
    "attainment_8_fsm_gap",
    "good_level_fsm_gap",
    "key_stage_2_disadvantage_gap",
    "level_3_gap_at_19",
    "higher_education_fsm_gap",
]
_BESIDE = {"higher": "wider", "close": "close", "lower": "narrower"}


def gaps(study: Study, findings: pd.DataFrame, show: Callable[..., Any]) -> dict[str, Any]:
    """Return the one name `gaps`, with figures, sentences, a table and a picture; `show` saves the picture.

    Everything on pupils is published without counts, so that nothing of it is tested.
    """
    rows = findings[findings["indicator"].isin(_TOLD) & findings["lead_value"].notna()]
    held = [name for name in _TOLD if name in set(rows["indicator"])]
    sides = gap_sides(study, findings, held)
    ended = list(sides.loc[sides["others"].notna(), "indicator"].unique())
    changes = gap_changes(study, [study.lead.code], held)
    expected = rows[(rows["kind"] == "expected") & (rows["basis"] == "predicted")]
    picture = Markdown("")
    if ended:
        words = f"Both ends of each gap. {charts.gap_caption(study, findings, ended)}"
        picture = show(charts.gap_chart(study, findings, ended), words, "gaps")
    return {
        "gaps": {
            "held": len(held),
            "missing": [GAPS[name] for name in _TOLD if name not in held],
            "england": _counts(rows[rows["kind"] == "reference"]["verdict"].map(_BESIDE)),
            "group": _counts(rows[rows["kind"] == "group"]["verdict"].map(_BESIDE)),
            "moved": _counts(changes["verdict"]),
            "ends": _ends(sides),
            "picture": picture,
            "table": pipe_table(
                _table(study, findings, sides, changes),
                f"{study.lead.name}'s gaps: the word after another's figure says how {study.lead.name}'s stands "
                "beside it; published figures, not tested",
                "gaps",
                [5, 2, 3, 3, 5],
            ),
            "expected_made": len(expected),
            "outside": [
                sentence(one, study.reference, study.lead.name)
                for one in each(expected[expected["verdict"] != "as expected"])
            ],
            "circumstances": _circumstances(study, findings),
        }
    }


def _counts(words: pd.Series) -> dict[str, int]:
    """Count each word, with underscores for its blanks; a word that is not there counts nought."""
    known = [*_BESIDE.values(), "widened", "narrowed", "close to what it was", "not told"]
    return {word.replace(" ", "_"): int((words == word).sum()) for word in known}


def _ends(sides: pd.DataFrame) -> dict[str, int]:
    """Count on how many gaps each end of the lead's lies below the reference area's same end."""
    ours, theirs = (
        sides[sides["whose"] == whose].set_index("indicator")[["eligible", "others"]].dropna()
        for whose in ("lead", "reference")
    )
    both = ours.index.intersection(theirs.index)
    below = (ours.loc[both] < theirs.loc[both]).sum()
    return {"of": len(both), "eligible": int(below["eligible"]), "others": int(below["others"])}


def _table(
    study: Study, findings: pd.DataFrame, sides: pd.DataFrame, changes: pd.DataFrame
) -> pd.DataFrame:
    called = {"lead": study.lead.name, "group": "Mean of the group"}
    called["reference"] = study.name(study.parameters.reference_area)
    pairs = findings[findings["kind"].isin(["group", "reference"])]
    verdict = pairs.set_index(["indicator", "kind"])["verdict"].map(_BESIDE).fillna("not compared")
    moved = changes.set_index("indicator")
    lines = []
    for name, rows in sides.groupby("indicator", sort=False):
        item = study.reference.indicators[str(name)]
        called_gap = f"{GAPS[str(name)][0].upper()}{GAPS[str(name)][1:]}"
        line = {"Gap": f"{called_gap} ({item.unit.name}, {period_words(rows['period'].iloc[0])})"}
        for whose, gap in zip(rows["whose"], rows["gap"], strict=True):
            beside = "" if whose == "lead" else verdict[name, whose]
            figure = "" if pd.isna(gap) else number(gap, item.decimals)
            line[called[whose]] = ": ".join(word for word in (figure, beside) if word)
        line["Since first measured as now"] = _moved(moved.loc[str(name)], item.decimals)
        lines.append(line)
    columns = ["Gap", *called.values(), "Since first measured as now"]
    return pd.DataFrame(lines, columns=columns).set_index("Gap")


def _moved(row: pd.Series, decimals: int) -> str:
    """Say how a gap moved, and where an end of it fell: it may hold or narrow while pupils do worse."""
    if row["reason"]:
        return f"not told: {row['reason']}"
    ends = {
        (True, True): "; both ends fell",
        (True, False): "; the lower end fell",
        (False, True): "; the upper end fell",
        (False, False): "",
    }[bool(row["eligible_change"] < 0), bool(row["others_change"] < 0)]
    if pd.isna(row["others_change"]):
        ends = "; ends not held"
    then = f"{number(row['gap_then'], decimals)} in {period_words(row['first'])}"
    return f"{row['verdict']} ({then}{ends})"


def _circumstances(study: Study, findings: pd.DataFrame) -> dict[str, Any]:
    """List the tested differences in health, housing and work, and count what was tested and what not."""
    rows = findings[
        findings["indicator"].isin(tables.CIRCUMSTANCES) & findings["kind"].isin(["reference", "group"])
    ]
    tested = rows[rows["basis"] == "tested"]
    differ = tested[~tested["verdict"].isin(tables.NO_DIFFERENCE)]
    return {
        "tested": len(tested),
        "compared": int((rows["basis"] != "").sum()),
        "differ": [
            sentence(one, study.reference, study.lead.name) for one in each(tables.firmest_first(differ))
        ],
    }
