"""Two figures of every indicator side by side: with other places, and with the lead's own past."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.pairs import group_findings, single_findings
from benchmarking.findings.sides import earlier_side, lead_side, named_rows, with_intervals
from benchmarking.findings.since import since_findings
from benchmarking.study import Study


def comparisons(study: Study, level: float, *, exact: bool = False) -> pd.DataFrame:
    """Make every pair and every change at a confidence level, not yet judged."""
    rows = with_intervals(named_rows(study), study.reference, level, exact=exact)
    lead = lead_side(study, rows)
    parts = [
        single_findings(study, rows, lead, level, exact=exact),
        group_findings(study, rows, lead, level, exact=exact),
        since_findings(study, rows, lead, level, exact=exact),
    ]
    return pd.concat(parts, ignore_index=True)


def previous_comparisons(study: Study, level: float) -> pd.DataFrame:
    """Make every pair at the lead's previous figure, a year or more before its latest; not yet judged."""
    rows = with_intervals(named_rows(study), study.reference, level)
    earlier = earlier_side(study, rows, lead_side(study, rows))
    parts = [single_findings(study, rows, earlier, level), group_findings(study, rows, earlier, level)]
    return pd.concat(parts, ignore_index=True)
