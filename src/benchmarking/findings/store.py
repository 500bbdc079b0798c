"""The findings of a study, kept beside its observations."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from benchmarking.findings.compare import compare
from benchmarking.findings.places_compared import place_findings
from benchmarking.findings.verdict_changes import earlier_study
from benchmarking.observations.differences import between
from benchmarking.study import Study
from benchmarking.study.keeping import digest, stored
from benchmarking.study.opening import observations_key


def findings_of(study: Study, *, keep: bool = True) -> pd.DataFrame:
    """Return every finding of the study (columns of `Finding`), computed when anything behind it changed.

    What is computed anew is kept for the next reader, unless `keep` is off.
    """
    return _kept(study, "findings.parquet", compare, keep)


def place_findings_of(study: Study, *, keep: bool = True) -> pd.DataFrame:
    """Return the findings of the study's places, as `place_findings`; kept as `findings_of` keeps its own."""
    return _kept(study, "place-findings.parquet", place_findings, keep)


def earlier_findings_of(study: Study) -> pd.DataFrame:
    """Return the findings of the previous vintage with the study's choices, kept beside the study's own.

    Raises VintageError when the study names no previous vintage.
    """
    earlier = earlier_study(study)
    name = f"findings-{earlier.parameters.vintage}.parquet"
    path = study.paths.processed(study.parameters.study, study.parameters.vintage) / name
    return stored(path, _key(earlier), lambda: compare(earlier))


def differences_of(study: Study) -> pd.DataFrame:
    """Return what changed between the study's two vintages, in all areas, as `observations.differences` tells it.

    Raises VintageError when the study names no previous vintage.
    """
    old, new = earlier_study(study).parameters.vintage, study.parameters.vintage
    path = study.paths.shared(new) / f"differences-{old}.parquet"
    keys = [observations_key(study.paths, vintage) for vintage in (old, new)]
    return stored(path, digest([], [], *keys), lambda: between(study.paths, old, new))


def _kept(study: Study, name: str, make: Callable[[Study], pd.DataFrame], keep: bool) -> pd.DataFrame:
    path = study.paths.processed(study.parameters.study, study.parameters.vintage) / name
    return stored(path, _key(study), lambda: make(study), keep=keep)


def _key(study: Study) -> str:
    parameters = study.parameters
    return digest(
        [],
        ["findings", "study"],
        observations_key(study.paths, parameters.vintage),
        parameters.model_dump_json(exclude=set(parameters.FORMS_ONLY)),
    )
