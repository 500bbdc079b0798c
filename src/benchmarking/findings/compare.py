"""Every comparison of a study: the lead against each comparator, its group and the reference area."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd

from benchmarking.findings.sides import SIDE, comparator_side, lead_side, with_intervals
from benchmarking.reference.units import UNITS
from benchmarking.stats import adjust, difference, difference_of_counts, group_mean, verdicts
from benchmarking.study import Study

#: Tiers whose comparisons may be tested and judged.
JUDGED_TIERS = ("headline", "supporting")
TESTABLE_BASES = ("survey", "modelled", "administrative count")
#: A group mean needs this share of its members.
SHARE_OF_GROUP = Fraction(7, 10)

COLUMNS = [
    "id", "indicator", "kind", "comparator", "comparator_name",
    "lead_value", "lead_lower", "lead_upper", "lead_period",
    "value", "lower", "upper", "period", "median", "place", "of",
    "difference", "difference_lower", "difference_upper", "p", "p_adjusted", "family_size",
    "verdict_unadjusted", "verdict", "basis", "method", "reason", "note", "lead_status", "status", "sources",
]  # fmt: skip


def compare(study: Study) -> pd.DataFrame:
    """Compare the lead with each comparator, the comparison group and the reference area.

    Returns
    -------
    One row a finding, with COLUMNS: both sides' values, intervals and periods; the difference with its
    interval at the study's confidence level, p and adjusted p where tested; the verdict before and after
    adjustment; its basis (tested, complete count, published and untested); the method; and for what is not
    compared, the reason. `median`, `place` and `of` are for the group: the place counts from the highest.
    """
    level = study.parameters.confidence_level
    rows = with_intervals(study.observations, study.reference, level)
    lead = lead_side(study, rows)
    reference = study.parameters.reference_area
    sides, reasons = comparator_side(study, rows, lead, [*study.comparators, reference])
    single = _singles(study, lead, sides, reasons, level)
    group = _groups(study, lead, sides, level)
    findings = pd.concat([single, group], ignore_index=True)
    findings = _judge(study, findings)
    order = {kind: place for place, kind in enumerate(("authority", "group", "reference"))}
    rank = {indicator: place for place, indicator in enumerate(study.reference.indicators.ids)}
    findings = findings.assign(_a=findings["indicator"].map(rank), _b=findings["kind"].map(order))
    return findings.sort_values(["_a", "_b"], kind="stable")[COLUMNS].reset_index(drop=True)


def _singles(
    study: Study, lead: pd.DataFrame, sides: pd.DataFrame, reasons: pd.Series, level: float
) -> pd.DataFrame:
    frame = sides.reset_index().rename(columns={"area_code": "comparator"})
    frame["reason"] = reasons.to_numpy()
    frame = _beside_lead(frame, lead)
    frame["kind"] = np.where(frame["comparator"] == study.parameters.reference_area, "reference", "authority")
    frame["comparator_name"] = frame["comparator"].map(study.name)
    frame["id"] = (
        frame["indicator"]
        + ".vs."
        + np.where(
            frame["kind"] == "reference",
            study.name(study.parameters.reference_area).lower(),
            frame["comparator"],
        )
    )
    frame = _with_basis(study, frame)
    return _differences(study, frame, level)


def _groups(study: Study, lead: pd.DataFrame, sides: pd.DataFrame, level: float) -> pd.DataFrame:
    minimum = max(2, math.ceil(SHARE_OF_GROUP * len(study.comparators)))
    found = []
    for indicator in study.reference.indicators.ids:
        members = sides.loc[indicator].reindex(study.comparators)
        row: dict[str, object] = {"indicator": indicator, "comparator": "group", "kind": "group"}
        have = members["value"].notna()
        if indicator not in lead.index:
            row["reason"] = f"no figure for {study.lead.name}"
        elif have.sum() < minimum:
            row["reason"] = (
                f"{have.sum()} of the {len(study.comparators)} have a figure for the same period; {minimum} are needed"
            )
        else:
            mean = group_mean(
                [list(members["value"])], [list(members["lower"])], [list(members["upper"])], minimum=minimum
            ).iloc[0]
            row |= {
                "value": mean["value"],
                "lower": mean["lower"],
                "upper": mean["upper"],
                "period": lead.at[indicator, "period"],
                "median": float(members["value"].median()),
                "place": int((members["value"] > lead.at[indicator, "value"]).sum()) + 1,
                "of": int(have.sum()) + 1,
                "release": ";".join(sorted(set(";".join(members.loc[have, "release"]).split(";")))),
                "status": "",
                "reason": "",
            }
        found.append(row)
    frame = _beside_lead(pd.DataFrame(found), lead)
    frame["comparator_name"] = study.group_title
    frame["id"] = frame["indicator"] + ".vs.group"
    frame = _with_basis(study, frame)
    return _differences(study, frame, level)


def _beside_lead(frame: pd.DataFrame, lead: pd.DataFrame) -> pd.DataFrame:
    for name in (
        "value",
        "lower",
        "upper",
        "period",
        "numerator",
        "denominator",
        "release",
        "status",
        "interval_method",
    ):
        frame[f"lead_{name}"] = frame["indicator"].map(lead[name])
    # A group of which no indicator has enough figures has none of these.
    absent = [name for name in (*SIDE, "interval_method", "median", "place", "of") if name not in frame]
    return frame.assign(**dict.fromkeys(absent, np.nan))


def _with_basis(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    listed = study.reference.indicators.by_id
    basis = frame["indicator"].map(listed["basis"])
    tier = frame["indicator"].map(listed["tier"])
    intervals = frame[["lead_lower", "lead_upper", "lower", "upper"]].notna().all(axis=1)
    compared = frame["reason"].fillna("") == ""
    frame["basis"] = "published and untested"
    frame.loc[basis == "complete count", "basis"] = "complete count"
    tested = compared & intervals & _has_width(frame) & basis.isin(TESTABLE_BASES) & tier.isin(JUDGED_TIERS)
    frame.loc[tested, "basis"] = "tested"
    frame.loc[~compared, "basis"] = ""
    return frame


def _has_width(frame: pd.DataFrame) -> pd.Series:
    """Tell where the intervals have width towards each other: one rounded away leaves nothing to test with."""
    gap = frame["lead_value"] - frame["value"]
    below = (frame["lead_value"] > frame["lead_lower"]) | (frame["upper"] > frame["value"])
    above = (frame["lead_upper"] > frame["lead_value"]) | (frame["value"] > frame["lower"])
    return ((gap > 0) & below) | ((gap < 0) & above) | ((gap == 0) & (below | above))


def _differences(study: Study, frame: pd.DataFrame, level: float) -> pd.DataFrame:
    listed = study.reference.indicators.by_id
    frame["difference"] = frame["lead_value"] - frame["value"]
    frame.loc[frame["basis"] == "", "difference"] = np.nan
    for name in ("difference_lower", "difference_upper", "p"):
        frame[name] = np.nan
    frame["method"] = np.where(frame["basis"] == "", "", "difference of published figures")
    frame.loc[frame["basis"] == "complete count", "method"] = "difference of complete counts"
    tested = frame["basis"] == "tested"
    counted = (
        tested
        & (frame["indicator"].map(listed["basis"]) == "administrative count")
        & frame["numerator"].notna()
    )
    per = frame["indicator"].map(listed["unit"].map({name: unit.per for name, unit in UNITS.items()}))
    for multiplier in per[counted].dropna().unique():
        some = counted & (per == multiplier)
        result = difference_of_counts(
            frame.loc[some, "lead_numerator"],
            frame.loc[some, "lead_denominator"],
            frame.loc[some, "numerator"],
            frame.loc[some, "denominator"],
            level=level,
            kind="proportion" if multiplier == 100 else "rate",
            per=float(multiplier),
        )
        _put(frame, some, result, " from counts: year-to-year chance, not sampling")
    plain = tested & ~counted
    if plain.any():
        lead_side_ = frame.loc[plain, ["lead_value", "lead_lower", "lead_upper"]].set_axis(
            ["value", "lower", "upper"], axis=1
        )
        result = difference(lead_side_, frame.loc[plain, ["value", "lower", "upper"]], level=level)
        from_counts = (
            frame.loc[plain, "indicator"].map(listed["basis"]) == "administrative count"
        ).to_numpy()
        whose = np.where(from_counts, "the members' count intervals", "published intervals")
        _put(frame, plain, result, " from " + pd.Series(whose, dtype=object) + ", p by rescaling")
    return frame


def _put(frame: pd.DataFrame, some: pd.Series, result: pd.DataFrame, words: str | pd.Series) -> None:
    frame.loc[some, ["difference", "difference_lower", "difference_upper", "p"]] = result[
        ["difference", "lower", "upper", "p"]
    ].to_numpy()
    frame.loc[some, "method"] = (result["method"].reset_index(drop=True) + words).to_numpy()


def _judge(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    listed = study.reference.indicators.by_id
    tested = frame["basis"] == "tested"
    p = frame["p"].where(tested)
    if study.parameters.adjustment == "none":
        frame["p_adjusted"] = p
    else:
        frame["p_adjusted"] = adjust(p, frame["kind"], method=study.parameters.adjustment)["p_adjusted"]
    frame["family_size"] = frame["kind"].map(tested.groupby(frame["kind"]).sum())
    words = verdicts(
        frame["difference"],
        frame["difference_lower"],
        frame["difference_upper"],
        frame["p_adjusted"],
        basis=frame["basis"].where(frame["basis"] != "", "published and untested"),
        polarity=frame["indicator"].map(listed["polarity"]),
        judged=frame["indicator"].map(listed["tier"]).isin(JUDGED_TIERS).to_numpy(),
        materiality=frame["indicator"].map(listed["materiality"]),
        not_compared=frame["reason"],
        alpha=study.parameters.alpha,
    )
    frame["verdict"] = words["verdict"].astype(str)
    frame["verdict_unadjusted"] = words["unadjusted"].astype(str)
    frame["note"] = ""
    lost = words["adjusted_away"].to_numpy()
    size = frame.loc[lost, "family_size"].astype(int).astype(str)
    frame.loc[lost, "note"] = "not firm after adjusting for " + size + " comparisons"
    frame["sources"] = [
        ";".join(sorted({name for side in pair if isinstance(side, str) for name in side.split(";") if name}))
        for pair in zip(frame["lead_release"], frame["release"], strict=True)
    ]
    return frame
