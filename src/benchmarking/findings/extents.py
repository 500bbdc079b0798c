"""Notes where two figures of separation are of areas of unlike make-up."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.frame import PAIRED
from benchmarking.study import Study

#: Indices of how separately groups live, which rise with the separation between an area's own districts.
INDICES = ("dissimilarity", "isolation")
NOTE = "a county's figure includes the separation between its districts"


def with_extent_notes(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """Note on a pair of indices of separation that one side is a county of districts and the other is not.

    Parameters
    ----------
    frame : findings with indicator, kind, comparator and reason.

    Returns
    -------
    The frame with `note`, which is missing or as it was on every other finding.
    """
    told = frame["indicator"].isin(INDICES) & frame["kind"].isin(PAIRED) & (frame["reason"] == "")
    members = {"group": study.comparators}
    unlike = [
        any(
            _is_county(study, code) != _is_county(study, study.lead.code)
            for code in members.get(other, [other])
        )
        for other in frame.loc[told, "comparator"]
    ]
    noted = told[told].index[unlike]
    before = frame["note"] if "note" in frame else pd.Series(index=frame.index, dtype=object)
    return frame.assign(note=before.mask(before.index.isin(noted), NOTE))


def _is_county(study: Study, code: str) -> bool:
    return study.reference.areas[code].type == "county"
