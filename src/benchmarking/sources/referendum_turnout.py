"""Read the Electoral Commission's results of the referendum of 23 June 2016, turnout only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from benchmarking.sources.files import read_csv, to_numbers
from benchmarking.sources.layout import Layout
from benchmarking.sources.tidy import LOCATION_COLUMNS, OBSERVATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

_LAYOUT = Layout(
    "the referendum's results",
    "those of 24 June 2016",
    ("Area_Code", "Area", "Electorate", "Votes_Cast", "Pct_Turnout"),
    (
        *("id", "Region_Code", "Region", "ExpectedBallots", "VerifiedBallotPapers", "Valid_Votes"),
        *("Remain", "Leave", "Pct_Remain", "Pct_Leave", "Pct_Rejected", "Rejected_Ballots"),
        *("No_official_mark", "Voting_for_both_answers", "Writing_or_mark", "Unmarked_or_void"),
    ),
)


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read turnout (%) by counting area: votes cast (numerator) out of the electorate (denominator).

    Areas carry the codes of 2016, as published. How residents voted is not read. Raises SourceError for a
    lost column and for a figure that is not a number.
    """
    frame = read_csv(path)
    new = _LAYOUT.new_columns(frame, path)
    english = frame["Area_Code"].str.startswith("E")
    known = frame["Area_Code"].isin(reference.areas.codes)
    left_out = {
        "areas outside England": int((~english).sum()),
        "areas of kinds that are not compared": int((english & ~known).sum()),
    }
    frame = frame[english & known].reset_index(drop=True)
    votes, vote_markers = to_numbers(frame["Votes_Cast"], frame["row"], column="Votes_Cast", path=path)
    electors, markers = to_numbers(frame["Electorate"], frame["row"], column="Electorate", path=path)
    rows = pd.DataFrame(
        {
            "area_code": frame["Area_Code"],
            "indicator": "referendum_turnout_2016",
            "period": "2016-06-23",
            "value": votes / electors.where(electors > 0) * 100,
            "numerator": votes,
            "denominator": electors,
            "status": vote_markers.where(vote_markers != "", markers),
            "sheet": "",
            "row": frame["row"],
        }
    )
    return [
        Reading(
            release="referendum-2016",
            title="Referendum of 23 June 2016: turnout by counting area",
            rows=rows.reindex(columns=OBSERVATION_COLUMNS + LOCATION_COLUMNS),
            left_out={reason: count for reason, count in left_out.items() if count} | new,
        )
    ]


SOURCE = Source(
    id="electoral-turnout",
    title="EU referendum results by counting area",
    publisher="Electoral Commission",
    address="https://www.electoralcommission.org.uk",
    read=read,
)
