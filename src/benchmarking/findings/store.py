"""The findings of a study, kept beside its observations."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.compare import compare
from benchmarking.study import Study
from benchmarking.study.keeping import digest, stored
from benchmarking.study.opening import observations_key


def prepare(study: Study) -> None:
    """Build the study's observations, the previous vintage's and the findings, where they are out of date."""
    _ = study.observations
    if study.parameters.previous_vintage is not None:
        _ = study.previous_observations
    findings_of(study)


def findings_of(study: Study, *, keep: bool = True) -> pd.DataFrame:
    """Return every finding of the study (columns of `Finding`), computed when anything behind it changed.

    What is computed anew is kept for the next reader, unless `keep` is off.
    """
    parameters = study.parameters
    key = digest(
        [],
        ["findings", "study"],
        observations_key(study.paths, parameters.vintage),
        parameters.model_dump_json(),
    )
    path = study.paths.processed(parameters.study, parameters.vintage) / "findings.parquet"
    return stored(path, key, lambda: compare(study), keep=keep)
