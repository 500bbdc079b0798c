"""How long the findings of the default study take, whole and in parts."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import compare, with_intervals
from benchmarking.findings.comparisons import comparisons
from benchmarking.findings.expectation import expected_findings
from benchmarking.findings.firmness import with_firmness, with_previous
from benchmarking.findings.judging import judged
from benchmarking.findings.ranks import rank_findings
from benchmarking.findings.sides import lead_side
from benchmarking.findings.trends import trend_findings
from benchmarking.study import Study

ROUNDS = 5


def judged_findings(study: Study) -> pd.DataFrame:
    """Make and judge the pairs, changes and trends, as `compare` does before it asks how firm they are."""
    level = study.parameters.confidence_level
    rows = with_intervals(study.observations, study.reference, level)
    trends = trend_findings(study, rows, lead_side(study, rows), level)
    frame = pd.concat([comparisons(study, level), trends], ignore_index=True)
    return judged(study, frame, adjustment=study.parameters.adjustment, alpha=study.parameters.alpha)


def all_but_firmness(study: Study) -> pd.DataFrame:
    """Make every finding of the study, without how firm each is and what it was at the figure before."""
    level = study.parameters.confidence_level
    rows = with_intervals(study.observations, study.reference, level)
    lead = lead_side(study, rows)
    others = [rank_findings(study, rows, lead, level), expected_findings(study, lead, level)]
    return pd.concat([judged_findings(study), *others], ignore_index=True)


def test_every_finding_of_the_default_study_without_its_firmness(benchmark, study):
    """Should stay under 2 seconds."""
    found = benchmark.pedantic(all_but_firmness, args=(study,), rounds=ROUNDS, warmup_rounds=1)
    assert len(found) == 17 * len(study.reference.indicators.ids)


def test_the_firmness_of_every_finding_of_the_default_study(benchmark, study):
    """Should stay under 5 seconds."""
    frame = judged_findings(study)
    found = benchmark.pedantic(with_firmness, args=(study, frame), rounds=ROUNDS, warmup_rounds=1)
    assert (found["firmness"] == "stable").any()


def test_the_verdicts_at_the_figure_before(benchmark, study):
    frame = judged_findings(study)
    found = benchmark.pedantic(with_previous, args=(study, frame), rounds=ROUNDS, warmup_rounds=1)
    assert found["previous_verdict"].notna().any()


def test_every_finding_of_the_default_study_whole(benchmark, study):
    found = benchmark.pedantic(compare, args=(study,), rounds=ROUNDS, warmup_rounds=1)
    assert len(found) == 17 * len(study.reference.indicators.ids)
