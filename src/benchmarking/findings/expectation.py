"""What would be expected of a place like the lead, from circumstances that it cannot change."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from benchmarking.findings.beside import sources_of, with_lead
from benchmarking.findings.comparability import CONTEXT, context_values
from benchmarking.findings.trends import NOT_JUDGED
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.stats import expected
from benchmarking.study import Study

DEPRIVATION = "deprivation_score"
MINIMUM_AREAS = 100
_PREDICTED = ["expected", "lower", "upper", "r2_out_of_sample", "areas", "reason"]


def expected_findings(study: Study, lead: pd.DataFrame, level: float) -> pd.DataFrame:
    """Set the lead's figure of every judged indicator beside what its circumstances would lead one to expect.

    The line is fitted over all other English upper-tier authorities with a figure for the lead's period, on
    the context set of `comparability`; deprivation is left out for what the Index contains or nearly measures.

    Returns
    -------
    One row an indicator, kind "expected": the lead's latest figure; value, lower and upper (the prediction
    with its interval), difference (observed less predicted), r2, areas, verdict ("higher", "lower", "as
    expected", "not compared"), basis ("predicted"), method, reason and sources.
    """
    ids = study.reference.indicators.ids
    nothing = _why_nothing(study, lead)
    reason = pd.Series({name: _why_not(study, name, lead) or nothing for name in ids})
    asked = [name for name in ids if not reason[name]]
    found = (_predicted(study, asked, level) if asked else pd.DataFrame(columns=_PREDICTED)).reindex(ids)
    reason = reason.where(found["reason"].isna(), found["reason"])
    speaks = reason == ""
    numbers = found[["expected", "lower", "upper"]].astype(float).where(speaks)
    numbers = _within_units(study, numbers)
    observed = lead["value"].reindex(ids)
    outside = np.select(
        [observed > numbers["upper"], observed < numbers["lower"]], ["higher", "lower"], "as expected"
    )
    context = {name: context_of(study, name) for name in ids}
    frame = pd.DataFrame(
        {
            "value": numbers["expected"],
            "lower": numbers["lower"],
            "upper": numbers["upper"],
            "difference": observed - numbers["expected"],
            "r2": found["r2_out_of_sample"].astype(float),
            "areas": found["areas"].astype(float),
            "verdict": np.where(speaks, outside, "not compared"),
            "basis": np.where(speaks, "predicted", ""),
            "method": np.where(
                speaks,
                np.where(
                    [DEPRIVATION in context[name] for name in ids],
                    "jackknife+ from age, density, country of birth and deprivation",
                    "jackknife+ from age, density and country of birth",
                ),
                "",
            ),
            "reason": reason,
            "sources": [
                sources_of(list(lead["release"].reindex([name, *context[name]]))) if told else ""
                for name, told in zip(ids, speaks, strict=True)
            ],
        }
    ).rename_axis("indicator")
    frame["verdict_unadjusted"] = frame["verdict"]
    return with_lead(frame.reset_index(), lead, "expected", "what is expected of a place like it")


def context_of(study: Study, indicator: str) -> list[str]:
    """Name what an indicator is predicted from: not deprivation where the Index measures nearly the same."""
    contained = study.reference.indicators[indicator].in_deprivation_index != "no"
    return [name for name in CONTEXT if not (contained and name == DEPRIVATION)]


def expected_frames(study: Study, indicators: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures (areas by indicators, each at the lead's latest period) and the context of areas."""
    return context_values(study, indicators), context_values(study)


def _predicted(study: Study, indicators: list[str], level: float) -> pd.DataFrame:
    figures, context = expected_frames(study, indicators)
    listed = study.reference.indicators
    without = {name: [one for one in CONTEXT if one not in context_of(study, name)] for name in indicators}
    found = expected(
        figures,
        context,
        study.lead.code,
        without=without,
        level=level,
        minimum_areas=max(MINIMUM_AREAS, math.ceil(round(1 / (1 - level), 6)) - 1),
    )
    unlike = _unlike_any(study, context)
    within = _within_units(study, found[["expected"]].astype(float))
    cannot_be = (found["expected"] != within["expected"]) & found["expected"].notna()
    reasons = found["reason"].mask(cannot_be, "the line through other authorities gives what cannot be")
    for name in indicators:
        beyond = [listed[one].title for one in unlike if one not in without[name]]
        if beyond and found["reason"][name] == "":
            reasons[name] = f"no other authority is as far out on: {', '.join(beyond)}"
    return found.assign(reason=reasons)


def _unlike_any(study: Study, context: pd.DataFrame) -> list[str]:
    """Name the circumstances on which the lead lies beyond every other authority."""
    others = context.drop(index=study.lead.code)
    own = context.loc[[study.lead.code]].iloc[0]
    return [name for name in CONTEXT if not others[name].min() <= own[name] <= others[name].max()]


def _within_units(study: Study, numbers: pd.DataFrame) -> pd.DataFrame:
    """Bring a prediction and its ends back to what the indicator's unit can be: no rate is under nought."""
    units = [study.reference.indicators[str(name)].unit for name in numbers.index]
    low = pd.Series([unit.low for unit in units], index=numbers.index, dtype=float)
    high = pd.Series([unit.high for unit in units], index=numbers.index, dtype=float)
    return numbers.clip(low, high, axis=0)


def _why_not(study: Study, indicator: str, lead: pd.DataFrame) -> str:
    item = study.reference.indicators[indicator]
    if indicator not in lead.index:
        return f"no figure for {study.lead.name}"
    if item.tier not in JUDGED_TIERS:
        return NOT_JUDGED[item.tier]
    return ""


def _why_nothing(study: Study, lead: pd.DataFrame) -> str:
    """Say why nothing can be expected of the lead, whatever the indicator."""
    if study.lead.code not in set(study.reference.areas.upper_tier()["code"]):
        return "worked out for upper-tier authorities only"
    lacking = [study.reference.indicators[name].title for name in CONTEXT if name not in lead.index]
    return f"no figure for {study.lead.name} of what predicts it: {', '.join(lacking)}" if lacking else ""
