"""Tables of practice elsewhere, in words."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import each, period_words
from benchmarking.practice import AGES, peer_measures, practice_rows
from benchmarking.reference.commission import ASKED, KINDS
from benchmarking.reference.peer_measures import MATCHES, NEEDS
from benchmarking.reference.practice import EVIDENCE, TRANSFERABILITY
from benchmarking.reference.tables import records
from benchmarking.study import Study
from benchmarking.tables.benchmarks import lead_words, said

WHOSE_WORDS = {
    "lead": "the lead authority",
    "comparator": "comparison group",
    "district": "a district's",
    "neighbour": "a neighbouring council's",
    "other authority": "another authority's",
    "think_tank": "a think tank's",
    "network": "a network's",
    "government": "government's",
}
#: What officers write; nothing in the package fills these.
OFFICERS = ["In place? (officers)", "Evidence for it (officers)", "Next step, and who (officers)"]
TO_FILL = "for officers to fill"
NOTHING_LIKE_IT = "nothing like it in the registry"


def practice_table(study: Study) -> pd.DataFrame:
    """List every row of practice in words, in the order of practice_evidence.csv."""
    rows = practice_rows(study)
    blank = {"": "none stated"}
    return pd.DataFrame(
        {
            "Organisation": rows["organisation"],
            "Whose": rows["whose"].map(WHOSE_WORDS),
            "Title": rows["title"],
            "Kind": rows["type"].str.replace("_", " "),
            "Period": rows["period"],
            "Age": rows["age"].map(AGES).replace("", "within 5 years"),
            "What it does": rows["what_it_does"],
            "Priorities": rows["priorities"],
            "Themes": rows["themes"].replace("", "cross-cutting"),
            "What it measures": rows["measures"].replace(blank),
            "Evidence": rows["evidence"],
            "Could a county of two tiers?": rows["transferability"].map(TRANSFERABILITY).str.capitalize(),
            "Why": rows["transfer_reason"],
            "Source": rows["source_title"],
            "Address": rows["address"],
            "Published": rows["published"].replace("", "not known"),
            "Note": rows["note"].replace("", "none"),
        }
    ).set_index("Organisation")


def transfer_table(study: Study) -> pd.DataFrame:
    """Count the rows of others by what it takes to do the same (down) and by strength of evidence (across).

    The two are apart: strong evidence does not make a thing easier to do, nor the other way round.
    """
    rows = practice_rows(study)
    rows = rows[rows["whose"] != "lead"]
    counts = pd.crosstab(rows["transferability"], rows["evidence"])
    counts = counts.reindex(index=list(TRANSFERABILITY), columns=EVIDENCE, fill_value=0)
    counts.index = [words.capitalize() for words in TRANSFERABILITY.values()]
    return counts.rename_axis("Could a county of two tiers do it?").rename_axis(columns=None)


def peer_measures_table(study: Study) -> pd.DataFrame:
    """List what others measure, who does, what is like it in the registry, and whether the lead could."""
    titles = study.reference.indicators.by_id["title"]
    lines = []
    for one in records(peer_measures(study)):
        like = "; ".join(
            f"{titles[name]} ({'held' if name in one['held'] else 'no figure held'})"
            for name in one["indicators"]
        )
        lines.append(
            {
                "What is measured": one["title"],
                "By councils": "; ".join(one["peers"]) or "none found in the sources searched",
                "Proposed or published by others": "; ".join(one["proposers"]) or "none found",
                "In the registry": like or NOTHING_LIKE_IT,
                "How it is matched": f"{MATCHES[one['match']].capitalize()}. {one['how']}",
                f"Could {study.lead.name}?": f"{NEEDS[one['needs']].capitalize()}. {one['needs_reason']}",
            }
        )
    return pd.DataFrame(lines).set_index("What is measured")


def approach_table(study: Study, findings: pd.DataFrame, strand: str) -> pd.DataFrame:
    """List the indicators that bear on one strand of the lead's approach, with its figures and England's.

    An indicator without a figure has its line too. Context is only higher, lower or close.
    """
    (wanted,) = [one for one in study.reference.local_approach.of(study.lead.code) if one.strand == strand]
    england = study.name(study.parameters.reference_area)
    found = {one.indicator: one for one in each(findings[findings["kind"] == "reference"])}
    lines = []
    for name in wanted.indicators:
        item, one = study.reference.indicators[name], found.get(name)
        held = one is not None and pd.notna(one.lead_value)
        lines.append(
            {
                "Indicator": item.title,
                "Period": period_words(one.lead_period) if one and held else "none held",
                study.lead.name: lead_words(one, item) if one and held else "no figure held",
                f"Beside {england}": said(one) if one and held else "not compared",
                "Bear in mind": item.caveat,
            }
        )
    columns = ["Indicator", "Period", study.lead.name, f"Beside {england}", "Bear in mind"]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def commission_table(study: Study) -> pd.DataFrame:
    """List the Commission's definition and principles and the scorecard's perspectives, in our own words."""
    kinds = [kind for kind in KINDS if kind not in ASKED]
    return pd.DataFrame(
        [
            {"Kind": f"{one.kind} {one.number}", "In our words": one.words, "Printed in": one.printed}
            for one in study.reference.commission.of(*kinds)
        ]
    ).set_index("Kind")


def checklist_table(study: Study) -> pd.DataFrame:
    """Set the strategy against what the Commission asked, with columns that officers fill.

    Where the strategy that was read is not the lead's, the column says so.
    """
    lines = []
    for one in study.reference.commission.of("characteristic", "expectation"):
        own = one.strategy_of == study.lead.code
        lines.append(
            {
                "Asked": f"{one.kind} {one.number}",
                "In our words": one.words,
                "What the strategy says": one.strategy_says
                if own
                else f"the strategy of {study.lead.name} was not read",
                "Page": one.strategy_page if own and one.strategy_page else "none",
                **dict.fromkeys(OFFICERS, TO_FILL),
            }
        )
    return pd.DataFrame(lines).set_index("Asked")
