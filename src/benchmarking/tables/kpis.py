"""Tables of measures of success: the tests, the figures behind them, the shortlist and what it leaves out."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import figure_words, interval_words, number, period_words
from benchmarking.findings.beside import NOMINAL
from benchmarking.findings.words import change_words
from benchmarking.kpis import (
    MET,
    NOT_JUDGED,
    NOT_MET,
    PARTLY,
    PRIORITY_TITLES,
    TESTS,
    headlines_left_out,
    no_judgements,
    priorities,
    shortlist,
)
from benchmarking.reference import Indicator
from benchmarking.study import Study

#: How the proposals are printed.
PROPOSALS = {
    "recommended": "recommended",
    "reserve": "in reserve",
    "not recommended": "not recommended",
    NOT_JUDGED: "not judged",
    "never": "never a KPI",
}
_RELEVANT = {MET: "strongly relevant", PARTLY: "partly relevant", NOT_MET: "weakly relevant"}
_BY = {"people": "officers, by judgement", "figures": "computed from the figures"}


def rules_table() -> pd.DataFrame:
    """Say of each of the eight tests what it asks, who answers it, and the rule behind its words."""
    lines = [
        {"Test": test.name, "What it asks": test.asks, "Answered": _BY[test.by], "Rule": test.rule}
        for test in TESTS.values()
    ]
    return pd.DataFrame(lines).set_index("Test")


def appraisal_table(appraised: pd.DataFrame) -> pd.DataFrame:
    """Show each indicator given with its proposal and its words on the eight tests, never added up."""
    words = appraised[list(TESTS)].rename(columns={name: test.name for name, test in TESTS.items()})
    words.insert(0, "Proposal", appraised["proposal"].map(PROPOSALS))
    return words.set_axis(pd.Index(appraised["title"], name="Indicator"))


def measured_table(study: Study, appraised: pd.DataFrame) -> pd.DataFrame:
    """Show the figures that the computed tests rest on, for each indicator given that the lead has a figure of."""
    lines = []
    for name, row in appraised.dropna(subset=["value"]).iterrows():
        item = study.reference.indicators[str(name)]
        width = row["width"] / row["spread"]
        lines.append(
            {
                "Indicator": item.title,
                "Period": period_words(row["period"]),
                "Years old": number(row["age_years"], 1),
                "Figures in the series": f"{row['figures']:.0f}",
                f"Of {len(study.comparators)} in the group": f"{row['comparators']:.0f}",
                f"Of {len(study.districts)} places": f"{row['districts']:.0f}",
                "Width of the interval": f"{width:.1f} spreads" if pd.notna(width) else "–",
                "Signal": f"{row['signal']:.0%}" if pd.notna(row["signal"]) else "–",
                "Smallest change detectable": briefly_detectable(item, row),
                "Usual change": usual_words(item, row),
            }
        )
    columns = [
        "Indicator", "Period", "Years old", "Figures in the series", f"Of {len(study.comparators)} in the group",
        f"Of {len(study.districts)} places", "Width of the interval", "Signal", "Smallest change detectable",
        "Usual change",
    ]  # fmt: skip
    table = pd.DataFrame(lines, columns=columns).set_index("Indicator")
    return table if study.districts else table.drop(columns="Of 0 places")


def shortlist_table(study: Study, appraised: pd.DataFrame) -> pd.DataFrame:
    """Show what is recommended, by priority: latest figure, why, the outcomes it ties to, what could be detected.

    For a lead for which nothing is proposed there is no line, and the heading says so.
    """
    if missing := no_judgements(study):
        return pd.DataFrame({missing: []})
    lines = []
    for name, row in shortlist(appraised).iterrows():
        item = study.reference.indicators[str(name)]
        lines.append(
            {
                "Indicator": item.title,
                "Priority": PRIORITY_TITLES[item.priority],
                f"Latest figure of {study.lead.name}": dated_words(item, row),
                "Why": row["proposal_reason"],
                "Outcomes of the strategy": outcomes_words(row["outcomes"]),
                "Smallest change detectable": briefly_detectable(item, row),
            }
        )
    return pd.DataFrame(lines).set_index("Indicator")


def headlines_table(appraised: pd.DataFrame) -> pd.DataFrame:
    """Show each headline indicator that is not recommended, with the proposal and its reason."""
    left = headlines_left_out(appraised)
    return pd.DataFrame(
        {
            "Headline indicator": left["title"],
            "Priority": left["priority"].map(PRIORITY_TITLES),
            "Proposal": left["proposal"].map(PROPOSALS),
            "Why it is left out": left["proposal_reason"],
        }
    ).set_index("Headline indicator")


def priorities_table(study: Study, appraised: pd.DataFrame) -> pd.DataFrame:
    """Say of each priority of the strategy how much of it can be measured, in counts and in words."""
    found = priorities(appraised)
    return pd.DataFrame(
        {
            "Priority": found["title"],
            "Could be a KPI": found["candidates"],
            f"With a figure of {study.lead.name}": found["held"],
            "That can be tested": found["tested"],
            "Of these strongly relevant": found["outcomes"],
            "Recommended": found["recommended"],
            "In words": [priority_words(study, appraised, row) for _, row in found.iterrows()],
        }
    ).set_index("Priority")


def priority_words(study: Study, appraised: pd.DataFrame, row: pd.Series) -> str:
    """Say of a priority (a row of `priorities`) whether anything tested speaks to it, and what lies near it."""
    if row["outcomes"]:
        many = row["outcomes"] > 1
        return (
            f"{row['outcomes']} strongly relevant indicator{'s have' if many else ' has'} a figure of "
            f"{study.lead.name} that can be tested."
        )
    own = appraised.loc[row["held_names"]]
    if no_judgements(study):
        return _without_judgements(study, own)
    tested, untested = own[own["tested"]], own[~own["tested"]]
    strongly = "strongly relevant " if len(tested) else ""
    words = [f"No {strongly}indicator has a figure of {study.lead.name} that can be tested."]
    if len(tested):
        near = "; ".join(
            f"{title} (judged {_RELEVANT[word]})" for title, word in tested[["title", "relevant"]].to_numpy()
        )
        words.append(f"What can be tested only lies near it: {near}.")
    if len(untested):
        words.append(f"Published without an interval: {'; '.join(untested['title'])}.")
    return " ".join(words)


def _without_judgements(study: Study, own: pd.DataFrame) -> str:
    """Say of indicators whose relevance nobody has judged which can be tested, and which are published without."""
    tested, untested = own[own["tested"]], own[~own["tested"]]
    words = [f"No indicator has a figure of {study.lead.name} that can be tested."]
    if len(tested):
        words = [f"Can be tested, their relevance not yet judged: {'; '.join(tested['title'])}."]
    if len(untested):
        words.append(f"Published without an interval: {'; '.join(untested['title'])}.")
    return " ".join(words)


def set_table(study: Study, appraised: pd.DataFrame) -> pd.DataFrame:
    """Hold the shortlist as a whole to the six tests of a system of measures, as far as figures can.

    For a lead for which nothing is proposed there is no line, and the heading says so.
    """
    if missing := no_judgements(study):
        return pd.DataFrame({missing: []})
    chosen = shortlist(appraised)
    items = [study.reference.indicators[str(name)] for name in chosen.index]
    served = chosen["priority"].value_counts()
    sources = len({item.dataset for item in items if item.tier != "to_collect"})
    new = sum(item.tier == "to_collect" for item in items)
    tied = sorted({outcome for item in items for outcome in item.outcomes})
    held = int(chosen["value"].notna().sum())
    lines = {
        "Focused": f"{len(chosen)} indicators, of {(appraised['proposal'] != 'never').sum()} that could be chosen.",
        "Appropriate": f"They tie to {len(tied)} of the strategy's 14 outcomes"
        f"{': numbers ' + outcomes_words(tuple(tied)) if tied else ''}. Whether officers and members would use them is "
        "theirs to say.",
        "Balanced": "; ".join(f"{title}: {served.get(name, 0)}" for name, title in PRIORITY_TITLES.items())
        + ".",
        "Robust": f"{held} of {len(chosen)} have a figure now. The published ones come from {sources} data "
        f"set{'' if sources == 1 else 's'}: if one stops, its indicators stop with it.",
        "Integrated": "For officers: each needs an owner and a place in the council's own reporting.",
        "Cost-effective": f"{len(chosen) - new} are published already, at no cost but reading them in. "
        f"{new or 'None'} would have to be collected.",
    }
    return pd.DataFrame({"The set as a whole": lines.values()}, index=pd.Index(lines, name="Test"))


def latest_words(item: Indicator, row: pd.Series) -> str:
    """Say the lead's latest figure with its interval, where there is one."""
    limits = interval_words(row["lower"], row["upper"], item.decimals)
    figure = figure_words(row["value"], item.unit.name, item.decimals)
    return f"{figure} ({limits})" if limits else figure


def dated_words(item: Indicator, row: pd.Series) -> str:
    """Say the lead's latest figure with its interval and period, or why there is none."""
    if pd.isna(row["value"]):
        if item.tier == "to_collect":
            return "none: nobody publishes it"
        return "none: held for others only" if row["imported"] else "none: not imported yet"
    return f"{latest_words(item, row)}, {period_words(row['period'])}"


def detectable_words(item: Indicator, row: pd.Series) -> str:
    """Say the smallest change that could be detected, or why none can be told."""
    if pd.isna(row["detectable"]):
        return str(row["why_not"])
    over = f", over {row['apart']:.0f} years, since each figure covers so many" if row["apart"] > 1 else ""
    counted = item.basis == "administrative count"
    return (
        f"{change_words(row['detectable'], item.unit.name, item.decimals)}{over}"
        f"{', allowing for chance in the counts alone' if counted else ''}"
    )


def briefly_detectable(item: Indicator, row: pd.Series) -> str:
    """Say the smallest change that could be detected, or in a few words that none can be told."""
    if pd.isna(row["value"]):
        return "no figure yet"
    if pd.isna(row["detectable"]) and item.basis != "complete count":
        return "cannot be told: no interval"
    return detectable_words(item, row)


def usual_words(item: Indicator, row: pd.Series) -> str:
    """Say how much the figure usually changes, or that too few changes are known."""
    if pd.isna(row["usual"]):
        return f"not known: {row['changes']:.0f} change{'' if row['changes'] == 1 else 's'} held"
    over = f" over {row['apart']:.0f} years" if row["apart"] > 1 else ""
    money = f", {NOMINAL}" if item.unit.name.startswith("£") else ""
    return f"{change_words(row['usual'], item.unit.name, item.decimals)}{over} ({row['changes']:.0f} changes{money})"


def outcomes_words(outcomes: tuple[int, ...]) -> str:
    """Name the strategy's outcomes by their numbers."""
    return ", ".join(str(outcome) for outcome in outcomes) or "none of the 14"
