"""Where the lead stood on the study's baseline day, and how far it has come since."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from benchmarking.findings.judging import judged
from benchmarking.findings.periods import first_day, period_words
from benchmarking.findings.sides import lead_side, own_series, with_intervals
from benchmarking.findings.since import since_findings
from benchmarking.study import Study

_SIDE = ("value", "lower", "upper", "period")
_KEPT = ["p_adjusted", "basis", "method", "reason", "note", "sources"]


def since_baselines(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Give the lead's baseline, its latest figure and the change between them, of every indicator.

    The baseline is what it is everywhere in this project: the lead's last figure for a period that had ended
    by the study's `baseline` day. It stays where it is from year to year, so that the change is since the day
    on which the question was asked and not since last year. An indicator without so old a figure takes the
    first one after that day. The baseline is read as this vintage revises it: set against the figure as first
    published, a revision would look like a change. Only where this vintage no longer holds the older figure
    is the previous vintage's taken; the note says so.

    A change is the project's finding "since_baseline", with the adjusted p-value that it has wherever it is
    printed. Changes from a figure that is no baseline of a finding are a family of their own.

    Parameters
    ----------
    findings : the study's findings.

    Returns
    -------
    One row an indicator of the registry: baseline and latest, each with _lower, _upper and _period (latest
    is missing where nothing has followed the baseline); change with change_lower and change_upper;
    p_adjusted; compared (the finding's verdict); basis, method, reason (why nothing is compared), note,
    sources; finding (its id, blank where the change is no finding).
    """
    frame = findings[findings["kind"] == "since_baseline"].set_index("indicator")
    others = _from_other_figures(study, frame.index[frame["value"].isna() & frame["lead_value"].notna()])
    frame = pd.concat([frame.drop(index=others.index), others]).reindex(study.reference.indicators.ids)
    frame = _one_season(study, frame)
    followed = frame["value"].notna()
    sides = {}
    for name in _SIDE:
        told = f"_{name}" if name != "value" else ""
        sides[f"baseline{told}"] = frame[name].where(followed, frame[f"lead_{name}"])
        sides[f"latest{told}"] = frame[f"lead_{name}"].where(followed)
    return pd.DataFrame(
        {
            **sides,
            "change": frame["difference"],
            "change_lower": frame["difference_lower"],
            "change_upper": frame["difference_upper"],
            "compared": frame["verdict"],
            **{name: frame[name] for name in _KEPT},
            "finding": frame["id"].mask(frame.index.isin(others.index), ""),
        }
    )


def _from_other_figures(study: Study, names: pd.Index) -> pd.DataFrame:
    """Find other figures to start from, of indicators of which this vintage has none by the baseline day."""
    parameters = study.parameters
    if parameters.baseline is None or names.empty:
        return pd.DataFrame()
    day = pd.Timestamp(parameters.baseline)
    own = _own_rows(study, names)
    rows = with_intervals(own, study.reference, parameters.confidence_level)
    lead = lead_side(study, rows)
    starts = own_series(study, rows, lead).groupby("indicator")["end"].min()
    starts = starts.where(starts > day, day)
    parts = []
    for end, some in starts.groupby(starts):
        then = replace(study, parameters=parameters.model_copy(update={"baseline": end.date()}))
        found = since_findings(then, rows, lead, parameters.confidence_level)
        parts.append(found[(found["kind"] == "since_baseline") & found["indicator"].isin(some.index)])
    frame = judged(
        study, pd.concat(parts, ignore_index=True), adjustment=parameters.adjustment, alpha=parameters.alpha
    ).set_index("indicator")
    frame = frame[frame["value"].notna() | (starts[frame.index] > day)]
    only_before = own[own["only_before"]]
    gone = set(zip(only_before["indicator"], only_before["period"], strict=True))
    notes = []
    for name, row in zip(frame.index.astype(str), frame.to_dict("records"), strict=True):
        first = f"the first figure held for a period that ended after {period_words(f'{day:%Y-%m-%d}')}"
        older = f"the baseline is as published in {parameters.previous_vintage} and held no longer"
        told = [first] if starts[name] > day else []
        told += [older] if (name, row["period"]) in gone else []
        notes.append("; ".join([*told, *([row["note"]] if row["note"] else [])]))
    return frame.assign(note=notes)


def _own_rows(study: Study, names: pd.Index) -> pd.DataFrame:
    """Return the lead's rows of these indicators, with those that only the previous vintage holds."""
    now = study.observations
    now = now[(now["area_code"] == study.lead.code) & now["indicator"].isin(names)].assign(only_before=False)
    if study.parameters.previous_vintage is None:
        return now
    old = study.previous_observations
    old = old[(old["area_code"] == study.lead.code) & old["indicator"].isin(names)].assign(only_before=True)
    both = pd.concat([now[now["value"].notna()], old], ignore_index=True)
    return both.drop_duplicates(["indicator", "period"], keep="first")


def _one_season(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """Compare nothing of a quarterly series between two parts of the year."""
    quarterly = study.reference.indicators.by_id["frequency"].reindex(frame.index) == "quarterly"
    for name in frame.index[quarterly & (frame["basis"] != "") & frame["value"].notna()]:
        then, now = (first_day(str(frame.at[name, column])) for column in ("period", "lead_period"))
        if then.month != now.month:
            frame.loc[name, ["difference", "difference_lower", "difference_upper", "p_adjusted"]] = float(
                "nan"
            )
            frame.loc[name, ["verdict", "basis"]] = "not compared", ""
            frame.loc[name, "reason"] = "the latest figure is of another part of the year than the baseline"
    return frame
