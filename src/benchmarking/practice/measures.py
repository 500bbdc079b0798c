"""What others measure, and whether the lead has it or could."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.coverage import lead_latest
from benchmarking.practice.found import practice_rows
from benchmarking.study import Study

#: Rows of these are peers; think tanks, networks and government propose measures, which others may then use.
PEERS = ["comparator", "district", "neighbour", "other authority"]


def peer_measures(study: Study) -> pd.DataFrame:
    """List what others measure, who does, what the registry has like it, and what the lead holds.

    The match with the registry is made by hand in peer_measures.csv, and `how` says what it rests on.

    Returns
    -------
    One row a measure in that table's order: measure, title, match, how, needs, needs_reason, as kept by hand;
    peers and proposers (names of councils, and of other organisations, in the order of practice_evidence.csv);
    indicators (ids, a tuple) and held (those of them with a figure for the lead).
    """
    rows = practice_rows(study).set_index("id")
    figures = set(lead_latest(study).index)
    lines = []
    for one in study.reference.peer_measures.all:
        named = list(one.practice)
        who = rows.loc[named]
        peers = who[who["whose"].isin(PEERS)]
        others = who[~who["whose"].isin([*PEERS, "lead"])]
        lines.append(
            {
                "measure": one.measure,
                "title": one.title,
                "peers": list(dict.fromkeys(peers["organisation"])),
                "proposers": list(dict.fromkeys(others["organisation"])),
                "indicators": one.indicators,
                "held": tuple(name for name in one.indicators if name in figures),
                "match": one.match,
                "how": one.how,
                "needs": one.needs,
                "needs_reason": one.needs_reason,
            }
        )
    return pd.DataFrame(lines)
