"""Why verdicts differ from those of the previous vintage: each change has one of five causes, and is told in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from benchmarking.errors import VintageError
from benchmarking.findings.frame import SILENT
from benchmarking.findings.periods import period_words
from benchmarking.findings.words import BASIS_WORDS, figure_words
from benchmarking.reference import Indicator
from benchmarking.study import Study, check_parameters

COLUMNS = ["id", "indicator", "kind", "comparator", "comparator_name", "before", "after", "why", "told"]
#: The causes, in the order in which they are looked for.
CHOICE, COMPARABLE, NEWER, REVISED, OTHERS = (
    "a changed choice",
    "a change in what could be compared",
    "new data",
    "a revision",
    "the number of comparisons",
)
CAUSES = (NEWER, REVISED, COMPARABLE, CHOICE, OTHERS)
_FIGURES = [f"{side}{part}" for side in ("lead_", "") for part in ("value", "lower", "upper", "base")]
_SAME = 1e-9


def earlier_study(study: Study, choices: Mapping[str, Any] | None = None) -> Study:
    """Open the previous vintage with a study's choices, or with others.

    Parameters
    ----------
    choices : parameters that differ from the study's, by name, such as {"confidence_level": 0.99}.

    Raises VintageError when the study names no previous vintage, and ParameterError for a choice that cannot be.
    """
    vintage = study.parameters.previous_vintage
    if vintage is None:
        raise VintageError("This study names no previous vintage", next_step="Set previous_vintage")
    day = study.parameters.baseline
    given = {"vintage": vintage, "previous_vintage": None}
    if day is not None and day > date(int(vintage), 6, 30):
        given["baseline"] = None
    whole = study.parameters.model_dump() | given | dict(choices or {})
    parameters = type(study.parameters).model_validate(whole)
    check_parameters(parameters, study.reference, study.paths)
    earlier = Study(parameters, study.reference, study.paths)
    earlier.__dict__["observations"] = study.previous_observations
    return earlier


def verdict_changes(
    study: Study, now: pd.DataFrame, before: pd.DataFrame, then: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Explain every verdict that differs from the previous vintage's.

    Parameters
    ----------
    now : the study's findings.
    before : the findings of the previous vintage, with the same choices.
    then : the findings of the previous vintage with the choices of that time; `before`, where none had changed.

    Returns
    -------
    COLUMNS, a row a finding whose verdict differs, in the order of `now`: the verdict before and after ("" where
    there was no such finding), the cause (of CAUSES) and the cause in words. A verdict differs by a changed choice
    where today's choices would have given it last year already. Otherwise the causes are looked for in this order:
    one of the two was silent, or rests on another basis or other members of the group; a newer period; a revised
    figure or interval; and where nothing of it changed, the number of comparisons that its p-value is adjusted for.
    """
    told_then = before if then is None else then
    both = now.merge(before, on="id", how="left", suffixes=("", "_was"))
    last = told_then.set_index("id")["verdict"].reindex(both["id"]).fillna("").to_numpy()
    # Two silent verdicts claim nothing, whatever the reason of each.
    differs = (both["verdict"] != last) & ~(both["verdict"].isin(SILENT) & np.isin(last, ["", *SILENT]))
    changed = both[differs].assign(before=last[differs])
    if changed.empty:
        return pd.DataFrame(columns=COLUMNS)
    changed["why"] = _causes(changed)
    notes = _revised_since(study, changed)
    changed["told"] = [
        _told(row, study.reference.indicators[row["indicator"]]) + note
        for (_, row), note in zip(changed.iterrows(), notes, strict=True)
    ]
    return changed.rename(columns={"verdict": "after"})[COLUMNS].reset_index(drop=True)


def _causes(rows: pd.DataFrame) -> np.ndarray[Any, Any]:
    silent = rows["verdict"].isin(SILENT) | rows["verdict_was"].isin(SILENT) | rows["verdict_was"].isna()
    periods = (rows["lead_period"] != rows["lead_period_was"]) | (rows["period"] != rows["period_was"])
    newer = periods & (rows["lead_period"] >= rows["lead_period_was"].fillna(""))
    grouped = (rows["kind"] == "group") & ~periods & (rows["of"] != rows["of_was"])
    comparable = silent | grouped | ((rows["basis"] != rows["basis_was"]) & ~periods) | (periods & ~newer)
    return np.select(
        [rows["verdict"] == rows["verdict_was"], comparable, newer, _figures_differ(rows)],
        [CHOICE, COMPARABLE, NEWER, REVISED],
        OTHERS,
    )


def _figures_differ(rows: pd.DataFrame) -> pd.Series:
    now = rows[_FIGURES].to_numpy()
    was = rows[[f"{name}_was" for name in _FIGURES]].to_numpy()
    same = (np.isnan(now) & np.isnan(was)) | (np.abs(now - was) <= _SAME)
    moved = pd.Series(~same.all(axis=1), index=rows.index)
    # What a rank, an expectation or a trend rests on is not all in its row.
    return moved | rows["kind"].isin(["rank", "expected", "trend"])


def _revised_since(study: Study, rows: pd.DataFrame) -> list[str]:
    """Say of each finding with newer data whether the figures of last year's period were revised as well."""
    key = ["indicator", "area_code", "period"]
    values = [frame.set_index(key)["value"] for frame in (study.observations, study.previous_observations)]
    notes = pd.Series("", index=rows.index)
    for place in ("lead", "comparator"):
        code = study.lead.code if place == "lead" else rows["comparator"]
        period = rows["lead_period_was" if place == "lead" else "period_was"]
        at = pd.MultiIndex.from_frame(rows.assign(area_code=code, period=period)[key])
        now, was = (frame.reindex(at).to_numpy() for frame in values)
        revised = (np.abs(now - was) > _SAME) & (rows["why"] == NEWER).to_numpy()
        whose = study.lead.name if place == "lead" else rows["comparator_name"]
        when = period.map(_when)
        said = (
            "; the figure of " + pd.Series(whose, index=rows.index) + " for " + when + " was revised as well"
        )
        notes = notes.where(~revised, notes + said)
    return notes.tolist()


def _told(row: pd.Series, indicator: Indicator) -> str:
    if row["why"] == CHOICE:
        return "today's choices would have given this verdict last year already"
    if row["why"] == COMPARABLE:
        return _comparability(row)
    if row["why"] == NEWER:
        if row["lead_period"] != row["lead_period_was"]:
            return f"{_when(row['lead_period'])} instead of {_when(row['lead_period_was'])}"
        return f"set against {_when(row['period'])} instead of {_when(row['period_was'])}"
    if row["why"] == OTHERS:
        return (
            f"no figure of it changed; its p-value is adjusted for {row['family_size']:.0f} comparisons now "
            f"and was for {row['family_size_was']:.0f}"
        )
    if row["kind"] in ("rank", "expected", "trend"):
        return f"the same period, {_when(row['lead_period'])}; figures that it rests on were revised"
    sides = {"its figure": "lead_value", "the other": "value"}
    moved = [
        f"{whose} was {_figure(row[f'{name}_was'], indicator)} and is {_figure(row[name], indicator)}"
        for whose, name in sides.items()
        if _figure(row[f"{name}_was"], indicator) != _figure(row[name], indicator)
    ]
    return f"the same period, {_when(row['lead_period'])}: " + (
        "; ".join(moved) or "revised by less than is printed, or in its interval"
    )


def _comparability(row: pd.Series) -> str:
    if row["verdict"] in SILENT:
        return f"no longer compared: {row['reason']}"
    if pd.isna(row["verdict_was"]) or row["verdict_was"] in SILENT:
        return f"not compared before: {row['reason_was'] or 'not among the comparisons'}"
    if row["basis"] != row["basis_was"]:
        return f"{BASIS_WORDS[row['basis']]} now; {BASIS_WORDS[row['basis_was']]} before"
    if row["kind"] == "group" and row["of"] != row["of_was"]:
        return f"the group's mean rests on {row['of'] - 1:.0f} authorities now and on {row['of_was'] - 1:.0f} before"
    return f"the figure of {_when(row['lead_period_was'])} is no longer there; told of {_when(row['lead_period'])}"


def _when(period: object) -> str:
    return period_words(str(period)) if isinstance(period, str) and period else "no period"


def _figure(value: float, indicator: Indicator) -> str:
    return figure_words(value, indicator.unit.name, indicator.decimals)
