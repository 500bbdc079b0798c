"""Every indicator of the registry held to the eight tests of a good measure of success."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from benchmarking.findings import number, period_words
from benchmarking.kpis.figures import kpi_figures
from benchmarking.reference import Indicator
from benchmarking.reference.judgements import can_be_kpi
from benchmarking.strategy import speaks_of_lead
from benchmarking.study import Study

MET, PARTLY, NOT_MET, UNTOLD = WORDS = ("met", "partly", "not met", "cannot be told")
#: Years from the end of the latest figure's period to 30 June of the vintage: in time, and of some use still.
IN_TIME, OF_USE = 1.5, 3.0
#: The share of the variance between authorities that has to be more than chance.
SIGNAL_NEEDED = 0.7
#: The share of the comparison group that has to have a figure, as for its mean.
GROUP_NEEDED = 0.7
#: How many figures, measured in one way, make a past to compare with.
PAST_NEEDED = 3
YEARLY = ("quarterly", "annual")
#: The proposal of an indicator that could be a KPI, for a lead of which nobody has judged any.
NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class Test:
    """One of the eight tests: its name, what it asks, who answers it, and the rule behind its words."""

    name: str
    asks: str
    by: str
    rule: str


#: The tests of "Choosing the right FABRIC" (HM Treasury and others 2001), in its order and in our words.
TESTS = {
    "relevant": Test(
        "Relevant",
        "Does it measure what the strategy sets out to change?",
        "people",
        "Judged strong: met. Partial: partly. Weak: not met.",
    ),
    "incentive": Test(
        "No perverse incentive",
        "Can the number be improved without anything getting better for residents?",
        "people",
        "Judged free of it: met. Some risk: partly. Perverse: not met.",
    ),
    "attributable": Test(
        "Attributable",
        "Can the council's own work move it, and is it clear who answers for it?",
        "people",
        "Judged to be the county's: met. Shared with others: partly. Others': not met.",
    ),
    "defined": Test(
        "Well defined",
        "Is it clear what is counted, and would it be counted the same way next time?",
        "figures",
        "A definition and a publisher's series in the registry: met. A definition of our own, and no series yet: "
        "partly. No definition: not met.",
    ),
    "timely": Test(
        "Timely",
        "Does a new figure come often and soon enough to act on?",
        "figures",
        f"At least yearly, each figure covering no more than a year, and the latest ended at most {IN_TIME:g} years "
        f"before 30 June of the vintage: met. At most {OF_USE:g} years before, and another figure to come: partly. "
        "Otherwise: not met. No figure held: cannot be told.",
    ),
    "reliable": Test(
        "Reliable",
        "Is it accurate enough, and would it show a change if there were one?",
        "figures",
        f"Accurate: at least {SIGNAL_NEEDED:.0%} of the variance between authorities of the lead's tier is more "
        "than the error of their figures. Responsive: the smallest change that could be detected is no larger than the "
        "usual yearly change. Both: met. One: partly. Neither: not met. A complete count is accurate, and responsive "
        "if it comes at least yearly. A count of events is partly reliable at best, since its interval holds chance "
        "and not how councils record. No interval: cannot be told.",
    ),
    "comparable": Test(
        "Comparable",
        "Can it be set beside other places, and beside its own past?",
        "figures",
        f"Seven in ten of the comparison group have a figure for the same period, and the lead has {PAST_NEEDED} "
        "figures or more since the series was last broken: met. One of the two: partly. Neither: not met. No figure "
        "held: cannot be told.",
    ),
    "verifiable": Test(
        "Verifiable",
        "Could somebody else check it, from the publisher's file?",
        "figures",
        "Publisher, address and checksum of the publisher's own file are recorded: met. The same of a table made "
        "from the publisher's figures: partly. Something missing: not met. No figure held: cannot be told.",
    ),
}

_JUDGED = {
    "relevant": ("relevance", {"strong": MET, "partial": PARTLY, "weak": NOT_MET}),
    "incentive": ("incentive", {"free": MET, "some risk": PARTLY, "perverse": NOT_MET}),
    "attributable": ("attribution", {"county": MET, "shared": PARTLY, "others": NOT_MET}),
}


def judged_for_lead(study: Study) -> bool:
    """Tell whether the judgements held are the lead's: they were made of measures for one council's strategy."""
    return speaks_of_lead(study)


def no_judgements(study: Study) -> str:
    """Say that nobody has judged which measures suit the lead, or nothing where it has been done."""
    if judged_for_lead(study):
        return ""
    return f"No judgement of measures has been entered for {study.lead.name}, so none is proposed."


def appraise(study: Study) -> pd.DataFrame:
    """Hold every indicator of the registry to the eight FABRIC tests.

    People's judgements come from kpi_judgements.csv and are proposals; for a lead for which they were not made
    (`judged_for_lead`) their tests cannot be told and nothing is proposed. The other tests are computed; each ends
    in one of WORDS by the rule in TESTS, with the figure that it rests on beside it. Words are never added up.

    Returns
    -------
    DataFrame indexed by every indicator, in the registry's order: the columns of `kpi_figures`; title, tier,
    priority and outcomes (numbers of the strategy's outcomes) of the registry; proposal, proposal_reason and
    decided_by of the judgements; imported (whether anybody has a figure); and for each test of TESTS its word,
    and under its name with _why what that word rests on.

    Source
    ------
    HM Treasury, Cabinet Office, National Audit Office, Audit Commission and Office for National Statistics
    (2001), Choosing the right FABRIC: a framework for performance information.
    """
    listed = study.reference.indicators
    own = judged_for_lead(study)
    figures = kpi_figures(study)
    observations = study.observations
    imported = set(observations.loc[observations["value"].notna(), "indicator"])
    found = {}
    for name, row in figures.iterrows():
        item = listed[str(name)]
        proposed, by_people = _judged(study, item) if own else _not_judged(study, item)
        answers = by_people | {test: rule(study, item, row) for test, rule in _COMPUTED.items()}
        found[name] = {
            "title": item.title,
            "tier": item.tier,
            "priority": item.priority,
            "outcomes": item.outcomes,
            **proposed,
            "imported": name in imported,
            **{test: answers[test][0] for test in TESTS},
            **{f"{test}_why": answers[test][1] for test in TESTS},
        }
    return figures.join(pd.DataFrame.from_dict(found, orient="index"))


def _judged(study: Study, item: Indicator) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return what is proposed of an indicator, and the words on the tests that people answer."""
    held = study.reference.judgements[item.id]
    proposed = {name: getattr(held, name) for name in ("proposal", "proposal_reason", "decided_by")}
    return proposed, {
        test: (words[getattr(held, column)], getattr(held, f"{column}_reason"))
        for test, (column, words) in _JUDGED.items()
    }


def _not_judged(study: Study, item: Indicator) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Leave open what people would have to judge; what can never be a KPI is so for any council."""
    why = f"no judgement has been entered for {study.lead.name}"
    possible = can_be_kpi(item)
    proposed = {
        "proposal": NOT_JUDGED if possible else "never",
        "proposal_reason": why if possible else "it describes, warns, is historic, or is part of a gap",
        "decided_by": "not yet entered",
    }
    return proposed, dict.fromkeys(_JUDGED, (UNTOLD, why))


def _defined(study: Study, item: Indicator, row: pd.Series) -> tuple[str, str]:
    if not item.definition:
        return NOT_MET, "the registry has no definition"
    if item.tier == "to_collect":
        return PARTLY, "defined here; no question and no sample is settled"
    return MET, f"a published series: {item.series} of {item.dataset}"


def _timely(study: Study, item: Indicator, row: pd.Series) -> tuple[str, str]:
    if pd.isna(row["value"]):
        return UNTOLD, row["why_not"]
    age = row["age_years"]
    covers = f", each figure covering {row['apart']:.0f} years" if row["apart"] > 1 else ""
    told = f"{period_words(row['period'])}, {number(age, 1)} years old; {item.frequency}{covers}"
    if item.frequency in YEARLY and row["apart"] == 1 and age <= IN_TIME:
        return MET, told
    return (PARTLY if age <= OF_USE and item.frequency not in ("once", "none") else NOT_MET), told


def _reliable(study: Study, item: Indicator, row: pd.Series) -> tuple[str, str]:
    if pd.isna(row["value"]) or (pd.isna(row["width"]) and item.basis != "complete count"):
        return UNTOLD, row["why_not"]
    if item.basis == "complete count":
        return (MET if item.frequency in YEARLY else PARTLY), row["why_not"]
    accurate = row["signal"] >= SIGNAL_NEEDED
    responsive = row["detectable"] <= row["usual"]
    told = (
        f"signal {row['signal']:.0%} between authorities" if pd.notna(row["signal"]) else "signal not known"
    )
    told += f"; detectable {_size(row['detectable'], item)}, usual {_size(row['usual'], item)}"
    if item.basis == "administrative count":
        return (PARTLY if accurate or responsive else NOT_MET), f"{told}; recording differs"
    return (NOT_MET, PARTLY, MET)[int(accurate) + int(responsive)], told


def _comparable(study: Study, item: Indicator, row: pd.Series) -> tuple[str, str]:
    if pd.isna(row["value"]):
        return UNTOLD, row["why_not"]
    others = row["comparators"] >= math.ceil(GROUP_NEEDED * len(study.comparators))
    past = row["figures_since_break"] >= PAST_NEEDED
    broken = row["figures"] > row["figures_since_break"]
    places = f", {row['districts']:.0f} of {len(study.districts)} places" if study.districts else ""
    told = (
        f"{row['comparators']:.0f} of {len(study.comparators)} in the group{places}; "
        f"{row['figures_since_break']:.0f} "
        f"figure{'' if row['figures_since_break'] == 1 else 's'} of its own"
        f"{' since the series was broken' if broken else ''}"
    )
    return (NOT_MET, PARTLY, MET)[int(others) + int(past)], told


def _verifiable(study: Study, item: Indicator, row: pd.Series) -> tuple[str, str]:
    if pd.isna(row["value"]):
        return UNTOLD, row["why_not"]
    behind = [study.releases[name] for name in row["releases"].split(";") if name in study.releases]
    if not behind or not all(one.publisher and one.address and one.file_sha256 for one in behind):
        return NOT_MET, "publisher, address or checksum is not recorded"
    publishers = "; ".join(dict.fromkeys(one.publisher for one in behind))
    if any(one.source == "plain" for one in behind):
        return PARTLY, f"{publishers}, by way of a table made from its figures"
    return MET, f"{publishers}, its own file with checksum"


def _size(value: float, item: Indicator) -> str:
    return "not known" if pd.isna(value) else number(value, item.decimals + 1)


_COMPUTED: dict[str, Callable[[Study, Indicator, pd.Series], tuple[str, str]]] = {
    "defined": _defined,
    "timely": _timely,
    "reliable": _reliable,
    "comparable": _comparable,
    "verifiable": _verifiable,
}
