"""The steps that are not notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarking.paths import Paths
from benchmarking.study import Study, StudyParameters, study_of


def observations(root: Path, parameters: dict[str, Any]) -> None:
    """Write the observations of the vintage that `parameters` names, the same for every study."""
    from benchmarking.reference import load_reference
    from benchmarking.study import stored_observations

    paths = Paths(root)
    stored_observations(paths, load_reference(paths.reference), parameters["vintage"])


def differences(root: Path, parameters: dict[str, Any]) -> None:
    """Write what changed between the study's two vintages."""
    from benchmarking.findings import differences_of

    differences_of(_study(root, parameters))


def findings(root: Path, parameters: dict[str, Any]) -> None:
    """Write the study's findings."""
    from benchmarking.findings import findings_of

    findings_of(_study(root, parameters))


def place_findings(root: Path, parameters: dict[str, Any]) -> None:
    """Write the findings of the study's places."""
    from benchmarking.findings import place_findings_of

    place_findings_of(_study(root, parameters))


def earlier_findings(root: Path, parameters: dict[str, Any]) -> None:
    """Write the findings of the previous vintage with the study's choices."""
    from benchmarking.findings import earlier_findings_of

    earlier_findings_of(_study(root, parameters))


def report(root: Path, parameters: dict[str, Any]) -> None:
    """Write the Cabinet report in all its forms into reports."""
    from benchmarking.report import build

    build(_study(root, parameters))


def _study(root: Path, parameters: dict[str, Any]) -> Study:
    return study_of(StudyParameters.model_validate(parameters), Paths(root))
