"""The findings of a study, kept beside its observations."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from benchmarking.findings.compare import compare
from benchmarking.findings.places_compared import place_findings
from benchmarking.study import Study
from benchmarking.study.keeping import digest, stored
from benchmarking.study.opening import observations_key


def prepare(study: Study) -> None:
    """Build the study's observations, the previous vintage's and all findings, where they are out of date."""
    _ = study.observations
    if study.parameters.previous_vintage is not None:
        _ = study.previous_observations
    findings_of(study)
    place_findings_of(study)


def findings_of(study: Study, *, keep: bool = True) -> pd.DataFrame:
    """Return every finding of the study (columns of `Finding`), computed when anything behind it changed.

    What is computed anew is kept for the next reader, unless `keep` is off.
    """
    return _kept(study, "findings.parquet", compare, keep)


def place_findings_of(study: Study, *, keep: bool = True) -> pd.DataFrame:
    """Return the findings of the study's places, as `place_findings`; kept as `findings_of` keeps its own."""
    return _kept(study, "place-findings.parquet", place_findings, keep)


def _kept(study: Study, name: str, make: Callable[[Study], pd.DataFrame], keep: bool) -> pd.DataFrame:
    parameters = study.parameters
    key = digest(
        [],
        ["findings", "study"],
        observations_key(study.paths, parameters.vintage),
        parameters.model_dump_json(exclude=set(parameters.FORMS_ONLY)),
    )
    path = study.paths.processed(parameters.study, parameters.vintage) / name
    return stored(path, key, lambda: make(study), keep=keep)
