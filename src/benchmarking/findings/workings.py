"""How a finding was computed, as labels and words in the order in which it is told."""

from __future__ import annotations

import math

import pandas as pd

from benchmarking.findings.expectation import context_of, expected_frames
from benchmarking.findings.frame import Finding
from benchmarking.findings.periods import period_words
from benchmarking.findings.trends import ALPHA
from benchmarking.findings.warrant_sides import Side
from benchmarking.findings.words import (
    FIFTHS,
    basis_words,
    change_words,
    figure_words,
    interval_words,
    number,
    ordinal,
    place_words,
)
from benchmarking.reference import Indicator
from benchmarking.stats import METHODS, expected_coefficients, plain_method
from benchmarking.study import Study


def workings(study: Study, finding: Finding, sides: tuple[Side, ...]) -> dict[str, str]:
    """Say how a finding came about: its numbers, its method, its verdict and how firm that is.

    Parameters
    ----------
    sides : the figures of the finding, from `sides_of`.

    Returns
    -------
    Labels and words; of a silent finding only why it is silent.
    """
    if finding.is_silent:
        return {finding.verdict.capitalize(): finding.reason}
    item = study.reference.indicators[finding.indicator]
    if finding.kind == "rank":
        told = _rank(study, finding)
    elif finding.kind == "expected":
        told = _expected(study, finding, item)
    else:
        told = _difference(study, finding, item)
    told["Basis"] = basis_words(finding)
    told["Method"] = plain_method(finding.method) + (
        f". {words}" if (words := _explained(finding.method)) else ""
    )
    told |= {
        f"Interval {plain_method(name)}": METHODS[name]
        for name in dict.fromkeys(side.interval_method for side in sides)
        if name in METHODS
    }
    told["Verdict"] = finding.verdict + (f" ({finding.note})" if finding.note else "")
    if finding.verdict_unadjusted != finding.verdict:
        told["Without adjustment"] = finding.verdict_unadjusted
    if finding.firmness:
        told["Firmness"] = _firmness(finding)
    if finding.previous_period:
        told["The period before"] = f"{finding.previous_verdict} ({period_words(finding.previous_period)})"
    return told


def _difference(study: Study, finding: Finding, item: Indicator) -> dict[str, str]:
    is_trend = finding.kind == "trend"
    decimals = item.decimals + 1 if is_trend else item.decimals
    named = "Slope" if is_trend else "Change" if finding.kind.startswith("since") else "Difference"
    level = 1 - ALPHA if is_trend else study.parameters.confidence_level
    told = {
        named: change_words(finding.difference, item.unit.name, decimals) + (" a year" if is_trend else "")
    }
    if finding.basis == "tested":
        limits = interval_words(finding.difference_lower, finding.difference_upper, decimals)
        told[f"Interval of the {named.lower()}"] = f"{limits}, at {_percent(level)}"
        told["p"] = f"{finding.p:.3g}"
        family = f"{finding.family_size:.0f} {'trends' if is_trend else 'comparisons of its kind'}"
        how = METHODS.get(study.parameters.adjustment, "Not adjusted.")
        told["p, adjusted"] = f"{finding.p_adjusted:.3g}, among {family}. {how}"
    if is_trend:
        told["Figures used"] = f"{finding.points:.0f}, listed below"
    if finding.kind == "group":
        told["The group"] = (
            f"mean of {finding.of - 1:.0f} with a figure, median {number(finding.median, item.decimals)}"
        )
        if not math.isnan(finding.place):
            told["The group"] += f"; {study.lead.name}'s figure is {place_words(finding)}"
        if finding.basis == "tested":
            told["Its mean"] = METHODS["unweighted mean"]
    return told


def _rank(study: Study, finding: Finding) -> dict[str, str]:
    if finding.basis != "tested":
        areas = finding.method.partition(" of the ")[2]
        return {
            "Place": f"in the {FIFTHS[int(finding.fifth)]} fifth",
            "Among": f"{finding.of:.0f} {areas} with a figure for {period_words(finding.lead_period)}. Only "
            f"{study.lead.name}'s is listed below; the others are in the same releases",
        }
    could = f"{ordinal(finding.place_lower)} to {ordinal(finding.place_upper)}"
    level = _percent(study.parameters.confidence_level)
    return {
        "Place": f"{ordinal(finding.place)} of {finding.of:.0f} with a figure, counted from the highest",
        "True place": f"{could}, at {level}, taken alone",
        "Places of the others": f"beside each below, all held at once at {level}",
    }


def _expected(study: Study, finding: Finding, item: Indicator) -> dict[str, str]:
    decimals = item.decimals
    limits = interval_words(finding.lower, finding.upper, decimals)
    level = _percent(study.parameters.confidence_level)
    told = {
        "Expected": figure_words(finding.value, item.unit.name, decimals),
        "Interval for one such authority": f"{limits}, at {level}",
        "Figure less expected": change_words(finding.difference, item.unit.name, decimals),
    }
    line = expected_line(study, finding)
    told |= {
        f"Line: {study.reference.indicators[str(name)].title}": f"{part['figure']:.4g} × "
        f"{part['coefficient']:.3g} = {part['part']:.{decimals + 1}f}".replace("-", "−")
        for name, part in line.iloc[1:].iterrows()
    }
    told["Line: constant"] = number(line["part"].iloc[0], decimals + 1)
    told["Fitted to"] = (
        f"{finding.areas:.0f} English upper-tier authorities other than {study.lead.name}; of the variation "
        f"between them it predicts {100 * finding.r2:.0f}% (R² {finding.r2:.2f}, each predicted without itself)"
    )
    told["Not said"] = "It is about places, not people, and does not say why"
    return told


def expected_line(study: Study, finding: Finding) -> pd.DataFrame:
    """Take apart what is expected of the lead: the constant first, then each context figure.

    Returns
    -------
    Indexed by "constant" and the context indicators: figure (the lead's), coefficient, and part (their
    product); the parts add up to the line's prediction.
    """
    figures, context = expected_frames(study, [finding.indicator])
    context = context[context_of(study, finding.indicator)]
    fitted = expected_coefficients(
        figures,
        context,
        study.lead.code,
        level=study.parameters.confidence_level,
        minimum_areas=int(finding.areas),
    )
    own = context.loc[study.lead.code].to_dict()
    figure = pd.Series({"constant": 1.0, **own}, name="figure")
    line = fitted.loc[finding.indicator, ["coefficient"]].join(figure)
    return line.assign(part=line["figure"] * line["coefficient"])


def _explained(method: str) -> str:
    if method == "difference of published figures":
        return METHODS["untested"]
    known = [name for name in METHODS if method.startswith(name)]
    return METHODS[max(known, key=len)] if known else ""


def _firmness(finding: Finding) -> str:
    checks = f"{finding.checks_passed:.0f} of {finding.checks:.0f} other choices give the same verdict"
    turned = f"; turns {finding.turned_by.replace('; ', ', ')}" if finding.turned_by else ""
    return f"{finding.firmness}: {checks}{turned}"


def _percent(level: float) -> str:
    return f"{100 * level:g}%"
