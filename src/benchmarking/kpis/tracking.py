"""The tracking sheet: each KPI's baseline, what has become of it, and what may be said of the change."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd

from benchmarking.findings.sides import lead_side
from benchmarking.findings.words import figure_words
from benchmarking.kpis.appraisal import judged_for_lead
from benchmarking.kpis.baselines import since_baselines
from benchmarking.kpis.next_release import next_release_words
from benchmarking.kpis.targets import smallest_changes, target_warning
from benchmarking.study import Study

#: The verdicts of the sheet, and what each says.
VERDICTS = {
    "on course": "a tested change in the direction wanted",
    "no detectable change": "tested, and not to be told from no change",
    "off course": "a tested change against the direction wanted",
    "changed but untested": "the published figures differ by more than counts as close, and no test was possible",
    "close but untested": "the published figures differ by no more than counts as close, and no test was possible",
    "not yet measured": "nothing that can be compared with the baseline has followed it",
}
#: What a finding's verdict, by whether it was tested, makes of an indicator.
_TESTED = {"better": "on course", "worse": "off course", "similar": "no detectable change"}
_UNTESTED = {"higher": "changed but untested", "lower": "changed but untested", "close": "close but untested"}
#: Which list of the proposals an indicator is from, in the order of the sheet.
LISTS = {"recommended": "shortlist", "reserve": "reserve"}
OTHERS = "tracked besides"


def tracking(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Lay out the tracking sheet of a study: a row for each indicator proposed as KPI or tracked besides.

    Baseline, latest figure and change are those of `since_baselines`; verdicts are those of
    `tracking_verdicts`.

    Parameters
    ----------
    findings : the study's findings.

    Returns
    -------
    DataFrame indexed by indicator, the shortlist first, then the reserve, then what officers added: list;
    priority; wanted ("higher" or "lower"); the columns of `since_baselines`; verdict; is_new (whether the
    previous vintage had no figure as late); first_published (the baseline as the previous vintage had it,
    where it has been revised since, otherwise blank); smallest and smallest_from (the smallest change worth
    reporting); target and target_by (missing where none has been set); target_warning; next_release in words;
    owner and tracking_note, as the tracking table has them. For a lead for which no KPI was proposed there is no row.
    """
    reference = study.reference
    listed = {
        name: word for proposal, word in LISTS.items() for name in reference.judgements.proposed(proposal)
    }
    names = list(dict.fromkeys([*listed, *reference.tracked.ids]))
    day = published_by(study)
    frame = since_baselines(study, findings).loc[names]
    frame = frame.join(smallest_changes(study, frame)).join(_before(study, frame))
    frame["verdict"] = tracking_verdicts(frame)
    releases = lead_side(study, study.observations)["release"]
    items = [reference.indicators[name] for name in names]
    rows = [reference.tracked.get(name) for name in names]
    sheet = frame.assign(
        list=[listed.get(name, OTHERS) for name in names],
        priority=[item.priority for item in items],
        wanted=["higher" if item.polarity == "higher_is_better" else "lower" for item in items],
        target=[math.nan if row.target is None else row.target for row in rows],
        target_by=pd.Series([row.target_by for row in rows], index=frame.index, dtype=object),
        target_warning=[
            target_warning(item, row, figures, day)
            for item, row, (_, figures) in zip(items, rows, frame.iterrows(), strict=True)
        ],
        next_release=[
            next_release_words(study, item, row.next_release, str(releases.get(item.id, "")), day)
            for item, row in zip(items, rows, strict=True)
        ],
        owner=[row.owner for row in rows],
        tracking_note=[row.note for row in rows],
    )
    return sheet if judged_for_lead(study) else sheet[:0]


def tracking_verdicts(frame: pd.DataFrame) -> pd.Series:
    """Give each change its verdict, a word of VERDICTS.

    On course and off course: the change since the baseline was tested, is a change after adjusting for the
    family of such tests, and is in, or against, the direction wanted. It says nothing about a target, nor why.
    No detectable change: tested, and not to be told from no change; never "on course". Changed but untested:
    the figures come without intervals and differ by more than the registry's materiality (by anything at all
    where it has none), or are complete counts, or are sums of money, whose rise may be that of prices. Close but
    untested: they differ by no more than that. Not yet measured: no figure since the baseline, or none that
    can be compared with it, for the reason given.

    The last but one is the project's own word for such a comparison. It stands apart because each of the
    other five would be untrue of it: nothing was tested, nothing worth reporting changed, and a figure is
    there.

    Parameters
    ----------
    frame : one row an indicator with compared (the verdict of the finding) and basis.
    """

    def verdict(row: pd.Series) -> str:
        if row["basis"] == "" or row["compared"] == "not compared":
            return "not yet measured"
        if row["basis"] == "tested":
            return _TESTED.get(row["compared"], "changed but untested")
        return _UNTESTED[row["compared"]]

    return frame.apply(verdict, axis=1).astype(object)


def published_by(study: Study) -> date:
    """Return the day by which the figures of the study's vintage were published."""
    return date(int(study.parameters.vintage), 6, 30)


def _before(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """Say what the previous vintage knew: whether the latest figure is new since, and what was revised."""
    indicators = study.reference.indicators
    if study.parameters.previous_vintage is None:
        return pd.DataFrame({"is_new": False, "first_published": ""}, index=frame.index)
    old = study.previous_observations
    old = old[(old["area_code"] == study.lead.code) & old["value"].notna()]
    values = old.set_index(["indicator", "period"])["value"]
    last = old.groupby("indicator")["period"].max()
    new, revised = [], []
    for name, row in frame.iterrows():
        new.append(bool(pd.notna(row["latest_period"]) and row["latest_period"] > last.get(name, "")))
        item = indicators[str(name)]
        then = float(values.get((name, row["baseline_period"]), float("nan")))
        words = figure_words(then, item.unit.name, item.decimals) if pd.notna(then) else ""
        now = figure_words(float(row["baseline"]), item.unit.name, item.decimals)
        revised.append("" if words == now else words)
    return pd.DataFrame({"is_new": new, "first_published": revised}, index=frame.index)
