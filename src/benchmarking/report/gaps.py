"""What the chapter on gaps in opportunity may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.findings import Finding, each, figure_words, number, period_words, sentence
from benchmarking.findings.gaps import GAPS, gap_changes, gap_sides, parts_of
from benchmarking.findings.words import unit_is_said
from benchmarking.report.markdown import Markdown
from benchmarking.study import Study

#: The gaps in the picture; Attainment 8 by disadvantage tells much the same as by free school meals.
_SHOWN = [
    "attainment_8_fsm_gap",
    "good_level_fsm_gap",
    "key_stage_2_disadvantage_gap",
    "higher_education_fsm_gap",
]
_WORDS = {"higher": "wider", "close": "close", "lower": "narrower"}


def gaps(study: Study, findings: pd.DataFrame, show: Callable[..., Any]) -> dict[str, Any]:
    """Return the one name `gaps`, with its figures, sentences and picture; `show` saves a picture.

    Everything on pupils is published without counts, so that nothing of it is tested.
    """
    listed = findings[findings["indicator"].isin(GAPS) & findings["lead_value"].notna()]
    found = {(one.indicator, one.kind): one for one in each(listed)}
    held = [name for name in GAPS if (name, "group") in found]
    sides = gap_sides(study, findings, held)
    drawn = [name for name in _SHOWN if name in held and parts_of(study, name)]
    picture = Markdown("")
    if drawn:
        words = f"Both ends of the gap: {charts.gap_caption(study, findings, drawn)}"
        picture = show(charts.gap_chart(study, findings, drawn), words, "gaps")
    expected = [found[name, "expected"] for name in held if not found[name, "expected"].is_silent]
    return {
        "gaps": {
            "held": len(held),
            "all": len(GAPS),
            "missing": [words for name, words in GAPS.items() if name not in held],
            "picture": picture,
            "against": [_against(study, found, held, kind) for kind in ("reference", "group")],
            "ends": _ends(study, sides),
            "moved": _moved(study, held),
            "expected_made": len(expected),
            "outside": [
                sentence(one, study.reference, study.lead.name)
                for one in expected
                if one.verdict != "as expected"
            ],
            "circumstances": _circumstances(study, findings),
        }
    }


def _against(
    study: Study, found: dict[tuple[str, str], Finding], held: list[str], kind: str
) -> dict[str, Any]:
    """Sort the gaps by whether the lead's is wider, close or narrower, each told with both figures."""
    sorted_by: dict[str, list[str]] = {words: [] for words in _WORDS.values()}
    silent = []
    for name in held:
        one, item = found[name, kind], study.reference.indicators[name]
        if one.is_silent:
            silent.append(GAPS[name])
            continue
        figure = figure_words(one.value, item.unit.name, item.decimals)
        sorted_by[_WORDS[one.verdict]].append(
            f"{GAPS[name]} ({number(one.lead_value, item.decimals)} against {figure})"
        )
    reference = study.name(study.parameters.reference_area)
    name = reference if kind == "reference" else "the mean of the group"
    return {"name": name, **sorted_by, "silent": silent}


def _ends(study: Study, sides: pd.DataFrame) -> dict[str, Any]:
    """Count on how many gaps each end of the lead's lies below the reference area's same end."""
    wide = sides.dropna(subset=["others"]).pivot(
        index="indicator", columns="whose", values=["others", "eligible"]
    )
    if not {("others", "lead"), ("others", "reference")} <= set(wide.columns):
        return {"of": 0, "eligible": 0, "others": 0}
    wide = wide.dropna(subset=[("others", "lead"), ("others", "reference")])
    below = {
        role: int((wide[role]["lead"] < wide[role]["reference"]).sum()) for role in ("eligible", "others")
    }
    return {"of": len(wide), **below}


def _moved(study: Study, held: list[str]) -> dict[str, Any]:
    """Tell how each gap of the lead has moved, sorted by the word for it, with what its parts did."""
    told: dict[str, list[str]] = {"widened": [], "narrowed": [], "close": [], "not_told": []}
    for _, row in gap_changes(study, [study.lead.code], held).iterrows():
        item = study.reference.indicators[row["indicator"]]
        if row["reason"]:
            told["not_told"].append(f"{GAPS[row['indicator']]} ({row['reason']})")
            continue
        unit = f" {item.unit.name}" if unit_is_said(item.unit.name) else ""
        words = (
            f"{GAPS[row['indicator']]} ({number(row['gap_then'], item.decimals)} to "
            f"{number(row['gap_now'], item.decimals)}{unit}, {period_words(row['first'])} to "
            f"{period_words(row['last'])}{_ends_moved(row)})"
        )
        told["close" if row["verdict"] == "close to what it was" else row["verdict"]].append(words)
    return told


def _ends_moved(row: pd.Series) -> str:
    """Say where an end of a gap fell, since a gap that holds or narrows may do so while pupils do worse."""
    if pd.isna(row["others_change"]):
        return "; what its two ends did is not known"
    fell = (row["eligible_change"] < 0, row["others_change"] < 0)
    return {
        (True, True): "; both ends fell",
        (True, False): "; the lower end fell",
        (False, True): "; the upper end fell",
        (False, False): "",
    }[fell]


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
