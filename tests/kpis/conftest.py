"""The real study with other choices, other figures or targets of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from benchmarking.findings.comparisons import comparisons
from benchmarking.findings.judging import judged
from benchmarking.kpis import tracking
from benchmarking.reference.kpi_tracking import COLUMNS, TrackedIndicators
from benchmarking.study import Study


@pytest.fixture(scope="session")
def sheet_of() -> Callable[[Study], pd.DataFrame]:
    """Make the tracking sheet of a study from its pairs and changes alone."""

    def made(study: Study) -> pd.DataFrame:
        chosen = study.parameters
        found = comparisons(study, chosen.confidence_level)
        found = judged(study, found, adjustment=chosen.adjustment, alpha=chosen.alpha)
        return tracking(study, found)

    return made


@pytest.fixture
def following(real_study) -> Callable[..., Study]:
    """Give the study these rows of kpi_tracking.csv, each as text, and these parameters and figures."""

    def made(*rows: dict[str, str], observations: pd.DataFrame | None = None, **choices: object) -> Study:
        table = pd.DataFrame(
            [
                {"owner": "post", **dict.fromkeys(COLUMNS[2:], ""), **row, "row": at}
                for at, row in enumerate(rows, 2)
            ],
            columns=[*COLUMNS, "row"],
        )
        reference = replace(real_study.reference, tracked=TrackedIndicators(table))
        parameters = real_study.parameters.model_copy(update=choices)
        study = replace(real_study, parameters=parameters, reference=reference)
        if observations is not None:
            study.__dict__["observations"] = observations
        elif not choices.get("vintage"):
            study.__dict__["observations"] = real_study.observations
        return study

    return made


@pytest.fixture(scope="session")
def sheet(real_study, findings) -> pd.DataFrame:
    """The tracking sheet as it ships."""
    return tracking(real_study, findings)


@pytest.fixture(scope="session")
def registry_of(real_study):
    return real_study.reference.indicators
