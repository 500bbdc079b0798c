"""The steps that are not notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarking.paths import Paths
from benchmarking.study import Study, StudyParameters, study_of


def observations(root: Path, parameters: dict[str, Any]) -> None:
    """Write the study's observations and findings into data/processed."""
    from benchmarking.findings import prepare

    prepare(_study(root, parameters))


def report(root: Path, parameters: dict[str, Any]) -> None:
    """Write the Cabinet report in all its forms into reports."""
    from benchmarking.report import build

    build(_study(root, parameters))


def _study(root: Path, parameters: dict[str, Any]) -> Study:
    return study_of(StudyParameters.model_validate(parameters), Paths(root))
