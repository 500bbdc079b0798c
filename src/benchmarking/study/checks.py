"""Everything that can be wrong without running a notebook."""

from __future__ import annotations

from benchmarking.errors import BenchmarkingError
from benchmarking.paths import Paths
from benchmarking.reference import load_reference
from benchmarking.study.opening import study_of
from benchmarking.study.parameters import StudyParameters
from benchmarking.vintages import verify, vintage_names


def check_all(paths: Paths, parameters: StudyParameters) -> list[str]:
    """Check reference tables, vintages, parameters and observations; return a sentence for each thing wrong."""
    problems: list[str] = []
    try:
        load_reference(paths.reference)
    except BenchmarkingError as error:
        return [str(error)]
    for vintage in vintage_names(paths):
        try:
            problems += verify(paths, vintage)
        except BenchmarkingError as error:
            problems.append(str(error))
    if problems:
        return problems
    try:
        study = study_of(parameters, paths)
        held = set(study.observations["indicator"])
    except BenchmarkingError as error:
        return [str(error)]
    for indicator in sorted(held - set(study.reference.indicators.ids)):
        problems.append(f"{indicator}: This indicator has figures and no row in indicators.csv.")
    return problems
