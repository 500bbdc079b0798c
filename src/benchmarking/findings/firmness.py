"""Whether another reasonable choice would have given a tested finding another verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from benchmarking.findings.comparisons import comparisons, previous_comparisons
from benchmarking.findings.judging import Adjustment, judged
from benchmarking.findings.pairs import group_findings
from benchmarking.findings.sides import comparator_side, lead_side, named_rows, with_intervals
from benchmarking.study import Study

STRICTER = 0.99
ADJUSTMENTS: dict[Adjustment, str] = {
    "none": "without adjustment",
    "holm": "with Holm's adjustment",
    "fdr_bh": "with Benjamini and Hochberg's adjustment",
}


def with_firmness(
    study: Study, frame: pd.DataFrame, make: Callable[..., pd.DataFrame] = comparisons
) -> pd.DataFrame:
    """Say of every tested finding whether it is stable, and if not what turns its verdict.

    Its adjusted verdict is made again with each member of the group left out (findings of the group), at 99%,
    with each other adjustment, and with exact intervals (findings from counts).

    Parameters
    ----------
    frame : judged findings of pairs, changes and trends.
    make : what makes the pairs and changes anew, at a level and with exact intervals or not.

    Returns
    -------
    The frame with firmness ("stable", "fragile", or "" where not tested), turned_by (what turns it, split by
    "; "), checks and checks_passed.
    """
    tested = frame[frame["basis"] == "tested"].set_index("id")["verdict"]
    made = pd.DataFrame(index=tested.index)
    for words, again in _checks(study, frame, make):
        made[words] = again.reindex(tested.index)
    applies = made.notna()
    turned = applies & made.ne(tested, axis=0)
    frame = frame.set_index("id", drop=False).rename_axis(None)
    frame["checks"] = applies.sum(axis=1)
    frame["checks_passed"] = (applies & ~turned).sum(axis=1)
    frame["firmness"] = turned.any(axis=1).map({True: "fragile", False: "stable"})
    turns = ["; ".join(turned.columns[row]) for row in turned.to_numpy()]
    frame["turned_by"] = pd.Series(turns, turned.index)
    return frame.reset_index(drop=True)


def with_previous(
    study: Study, frame: pd.DataFrame, make: Callable[..., pd.DataFrame] = previous_comparisons
) -> pd.DataFrame:
    """Set beside each pair the same comparison at the lead's previous figure: its period and its verdict."""
    parameters = study.parameters
    before = judged(
        study,
        make(study, parameters.confidence_level),
        adjustment=parameters.adjustment,
        alpha=parameters.alpha,
    )
    before = before[before["verdict"] != "not compared"].set_index("id")
    return frame.assign(
        previous_period=frame["id"].map(before["lead_period"]),
        previous_verdict=frame["id"].map(before["verdict"]),
    )


def _checks(
    study: Study, frame: pd.DataFrame, make: Callable[..., pd.DataFrame]
) -> Iterator[tuple[str, pd.Series]]:
    """Give each check its words and, by finding, the verdict that it gives."""
    parameters = study.parameters
    for adjustment, words in ADJUSTMENTS.items():
        if adjustment != parameters.adjustment:
            yield words, _verdicts(study, frame, adjustment, parameters.alpha)
    if parameters.confidence_level < STRICTER:
        stricter = make(study, STRICTER)
        yield f"at {STRICTER:.0%}", _verdicts(study, stricter, parameters.adjustment, 1 - STRICTER)
    exact = make(study, parameters.confidence_level, exact=True)
    basis = study.reference.indicators.by_id["basis"]
    counted = exact.loc[exact["indicator"].map(basis) == "administrative count", "id"]
    again = _verdicts(study, exact, parameters.adjustment, parameters.alpha)
    yield "with exact intervals", again.reindex(counted)
    if (frame["kind"] == "group").any():
        yield from _left_out(study, frame)


def _left_out(study: Study, frame: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    """Leave each member of the group out in turn."""
    parameters = study.parameters
    rows = with_intervals(named_rows(study), study.reference, parameters.confidence_level)
    lead = lead_side(study, rows)
    sides, _ = comparator_side(study, rows, lead, study.comparators)
    compared = frame[frame["basis"] != ""]
    for code in study.comparators:
        others = [other for other in study.comparators if other != code]
        group = group_findings(
            study,
            rows,
            lead,
            parameters.confidence_level,
            members=others,
            minimum=2,
            sides=sides.drop(index=code, level="area_code"),
        )
        again = _verdicts(study, group, parameters.adjustment, parameters.alpha)
        had = compared.loc[compared["comparator"] == code, "indicator"] + ".vs.group"
        yield f"without {study.name(code)}", again.reindex(had)


def _verdicts(study: Study, frame: pd.DataFrame, adjustment: Adjustment, alpha: float) -> pd.Series:
    found = judged(study, frame, adjustment=adjustment, alpha=alpha)
    return found[found["verdict"] != "not compared"].set_index("id")["verdict"]
