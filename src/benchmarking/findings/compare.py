"""Every finding of a study, in one frame."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.cohorts import with_cohort_notes
from benchmarking.findings.comparisons import comparisons
from benchmarking.findings.expectation import expected_findings
from benchmarking.findings.extents import with_extent_notes
from benchmarking.findings.firmness import with_firmness, with_previous
from benchmarking.findings.frame import KINDS, tidied
from benchmarking.findings.judging import judged
from benchmarking.findings.ranks import rank_findings
from benchmarking.findings.sides import lead_side, with_checksums, with_intervals
from benchmarking.findings.trends import trend_findings
from benchmarking.study import Study


def compare(study: Study) -> pd.DataFrame:
    """Make every finding of the study, of every indicator of the registry.

    The lead against each comparator, its comparison group's mean and the reference area; its rank; its change
    since the previous figure and since the baseline; its trend; and what is expected of a place like it. What
    cannot be compared is there too, with the reason.

    Returns
    -------
    One row a finding, in the registry's order, with the columns of `Finding`.
    """
    parameters = study.parameters
    level = parameters.confidence_level
    rows = with_intervals(study.observations, study.reference, level)
    lead = lead_side(study, rows)
    tested = pd.concat(
        [comparisons(study, level), trend_findings(study, rows, lead, level)], ignore_index=True
    )
    tested = with_extent_notes(study, with_cohort_notes(study, tested))
    tested = judged(study, tested, adjustment=parameters.adjustment, alpha=parameters.alpha)
    tested = with_previous(study, with_firmness(study, tested))
    others = [rank_findings(study, rows, lead, level), expected_findings(study, lead, level)]
    findings = pd.concat([tested, *others], ignore_index=True)
    findings = with_checksums(study, findings)
    place = {indicator: at for at, indicator in enumerate(study.reference.indicators.ids)}
    kind = {name: at for at, name in enumerate(KINDS)}
    findings = findings.assign(_a=findings["indicator"].map(place), _b=findings["kind"].map(kind))
    return tidied(findings.sort_values(["_a", "_b"], kind="stable")).reset_index(drop=True)
