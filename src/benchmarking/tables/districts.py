"""Tables of the study's places together: what is held, how far they differ, and what an average hides."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import (
    Finding,
    each,
    figure_words,
    interval_words,
    no_places,
    own_districts,
    period_words,
)
from benchmarking.findings.places_compared import own_figures
from benchmarking.findings.spread_within import spread_within
from benchmarking.reference import Indicator
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.study import Study
from benchmarking.tables.benchmarks import lead_words
from benchmarking.tables.tested import counts_of_tests

#: Which way is better, in a word.
BETTER = {"higher_is_better": "higher", "lower_is_better": "lower", "no_judgement": "–"}
#: Units of how many there are, which a larger place has more of.
_SIZES = ("persons", "children")


def held_by_places(study: Study, places: pd.DataFrame) -> pd.DataFrame:
    """Count for each indicator with a direction how many of the lead's districts, and other places, have a figure.

    Columns: Indicator, Districts and Other places (of how many), Latest (the newest of their periods) and
    Interval (how many of their figures have one). An indicator that no place has stands at the end. A study
    without such districts has no line, and the heading says why.
    """
    if missing := no_places(study):
        return pd.DataFrame({missing: []})
    own, listed = own_districts(study), study.reference.indicators.by_id
    one = own_figures(places)
    inside = one["place_code"].isin(own)
    by = [rows.groupby("indicator").size() for rows in (one[inside], one[~inside])]
    latest = one.groupby("indicator")["lead_period"].max()
    intervals = one.groupby("indicator")["lead_lower"].count()
    judged = listed.index[listed["tier"].isin(JUDGED_TIERS)]
    table = pd.DataFrame(
        {
            "Indicator": listed.loc[judged, "title"],
            f"Districts of {study.lead.name}, of {len(own)}": by[0].reindex(judged, fill_value=0),
            f"Other places, of {len(study.districts) - len(own)}": by[1].reindex(judged, fill_value=0),
            "Latest": latest.map(period_words).reindex(judged).fillna("none held"),
            "With an interval": intervals.reindex(judged, fill_value=0),
        }
    )
    many = by[0].add(by[1], fill_value=0).reindex(judged, fill_value=0)
    return table.loc[many.sort_values(ascending=False, kind="stable").index].set_index("Indicator")


def tests_of_places(study: Study, places: pd.DataFrame) -> pd.DataFrame:
    """Count the comparisons of places by family, as `counts_of_tests` does those of the lead.

    A study without districts of the lead has no line, and the heading says why.
    """
    if missing := no_places(study):
        return pd.DataFrame({missing: []})
    table = counts_of_tests(study, places).iloc[[0, 2]]
    reference = study.name(study.parameters.reference_area)
    names = [f"every place with {name}" for name in (study.lead.name, reference)]
    return table.set_axis(pd.Index(names, name="Comparison"))


def spread_table(study: Study, places: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Say how much the lead's districts differ, beside how much English lower-tier authorities do.

    An end of the range is named only where it differs from the lead's after adjustment: to be at the end of a
    list is no finding. Of context it is never named. The ratio is that of
    `spread_within`; beside it stands what as many authorities drawn at random from England would give. A study
    without districts of the lead has no line, and the heading says why.
    """
    if missing := no_places(study):
        return pd.DataFrame({missing: []})
    lines = []
    for name, row in spread_within(study, places, indicators).iterrows():
        item = study.reference.indicators[str(name)]
        if item.unit.name in _SIZES:
            continue
        ratio = "no difference left beyond sampling error" if row["ratio"] == 0 else f"{row['ratio']:.2f}"
        lines.append(
            {
                "Indicator": item.title,
                "Period": period_words(row["period"]),
                study.lead.name: figure_words(row["value"], item.unit.name, item.decimals),
                "Lowest district": _end(study, places, item, row, "lowest"),
                "Highest district": _end(study, places, item, row, "highest"),
                "Spread, England's being 1": ratio,
                "If drawn at random": f"{row['chance_lower']:.1f} to {row['chance_upper']:.1f}",
                "Sampling error": "taken out" if row["error_taken_out"] else "none"
                if item.basis == "complete count" else "not known, left in",
                f"Differ from {study.lead.name}": f"{row['differ']:.0f} of {row['tested']:.0f} tested"
                if row["tested"] else "not tested",
            }
        )  # fmt: skip
    columns = [
        "Indicator", "Period", study.lead.name, "Lowest district", "Highest district", "Spread, England's being 1",
        "If drawn at random", "Sampling error", f"Differ from {study.lead.name}",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def hidden_table(study: Study, findings: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """List the indicators on which the lead is like England while its districts lie on both sides of it.

    Like England is similar where tested and close where not. A district counts where its figure is of the lead's
    period and differs after adjustment, or, untested, by more than what counts as close. Districts stand in the
    order of the study's list, which is no ranking. A study without districts of the lead has no line, and the heading
    says why.
    """
    if missing := no_places(study):
        return pd.DataFrame({missing: []})
    reference = study.name(study.parameters.reference_area)
    own = own_districts(study)
    beside = places[(places["kind"] == "reference") & places["place_code"].isin(own)]
    lines = []
    for lead in each(findings[findings["kind"] == "reference"]):
        item = study.reference.indicators[lead.indicator]
        if item.tier not in JUDGED_TIERS or lead.verdict not in ("similar", "close"):
            continue
        same = beside[(beside["indicator"] == item.id) & (beside["lead_period"] == lead.lead_period)]
        same = same[same["basis"] == lead.basis]
        above, below, level = (
            same.loc[chosen, "place_name"]
            for chosen in (
                (same["difference"] > 0) & ~same["verdict"].isin(["similar", "close"]),
                (same["difference"] < 0) & ~same["verdict"].isin(["similar", "close"]),
                same["verdict"].isin(["similar", "close"]),
            )
        )
        if above.empty or below.empty:
            continue
        lines.append(
            {
                "Indicator": f"{item.title}, {period_words(lead.lead_period)}",
                "Better is": BETTER[item.polarity],
                study.lead.name: f"{lead_words(lead, item)}, {lead.verdict}",
                reference: figure_words(lead.value, item.unit.name, item.decimals),
                f"Above {reference}": ", ".join(above),
                f"Below {reference}": ", ".join(below),
                "Similar or close": ", ".join(level) or "none",
                "Basis": lead.basis,
            }
        )
    columns = [
        "Indicator", "Better is", study.lead.name, reference, f"Above {reference}", f"Below {reference}",
        "Similar or close", "Basis",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def _end(study: Study, places: pd.DataFrame, item: Indicator, row: pd.Series, end: str) -> str:
    figure = figure_words(row[end], item.unit.name, item.decimals)
    one = _finding(places, str(row[f"{end}_code"]), item.id)
    if limits := interval_words(one.lead_lower, one.lead_upper, item.decimals):
        figure += f" ({limits})"
    differs = one.basis == "tested" and one.verdict != "similar"
    is_named = item.tier in JUDGED_TIERS and differs
    return f"{figure}, {study.name(str(row[f'{end}_code']))}" if is_named else figure


def _finding(places: pd.DataFrame, place: str, indicator: str) -> Finding:
    same = (places["place_code"] == place) & (places["indicator"] == indicator)
    return each(places[same & (places["kind"] == "authority")])[0]
