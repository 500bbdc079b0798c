"""The real study with other choices or other figures, and the findings that follow from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import settings

from benchmarking.findings import compare
from benchmarking.findings.comparisons import comparisons
from benchmarking.findings.judging import judged
from benchmarking.study import Study

settings.register_profile("findings", deadline=None, derandomize=True)
settings.load_profile("findings")

KENT, DEVON = "E10000016", "E10000008"


@pytest.fixture(scope="session")
def changed(real_study) -> Callable[..., Study]:
    """Make the real study with other choices, and with other observations where given."""

    def made(observations: pd.DataFrame | None = None, **choices: object) -> Study:
        again = replace(real_study, parameters=real_study.parameters.model_copy(update=choices))
        again.__dict__["observations"] = real_study.observations if observations is None else observations
        return again

    return made


@pytest.fixture(scope="session")
def edited(real_study) -> Callable[..., pd.DataFrame]:
    """Make the real observations with other figures for some areas of one indicator."""

    def made(
        areas: str | list[str], indicator: str, period: str | None = None, **values: object
    ) -> pd.DataFrame:
        rows = real_study.observations.copy()
        named = [areas] if isinstance(areas, str) else areas
        here = rows["area_code"].isin(named) & (rows["indicator"] == indicator)
        if period:
            here &= rows["period"] == period
        assert here.any()
        for name, value in values.items():
            rows.loc[here, name] = value
        return rows

    return made


def judged_comparisons(study: Study) -> pd.DataFrame:
    """Make the pairs and changes of a study with their verdicts, as `compare` does, without the rest."""
    chosen = study.parameters
    frame = comparisons(study, chosen.confidence_level)
    return judged(study, frame, adjustment=chosen.adjustment, alpha=chosen.alpha)


@pytest.fixture(scope="session")
def compared() -> Callable[[Study], pd.DataFrame]:
    """Make the pairs and changes of a study with their verdicts, in a tenth of the time of `compare`."""
    return judged_comparisons


@pytest.fixture(scope="session", autouse=True)
def _kept(findings) -> None:
    """Keep the findings, so that explaining one does not make them all again."""


@pytest.fixture(scope="session")
def registry(real_study) -> pd.DataFrame:
    return real_study.reference.indicators.by_id


@pytest.fixture(scope="session")
def upper_tier(real_study) -> list[str]:
    """The codes of today's counties, unitaries, metropolitan districts and London boroughs."""
    areas = real_study.reference.areas.frame
    kinds = ["county", "unitary", "metropolitan district", "london borough"]
    return list(areas.loc[areas["type"].isin(kinds) & (areas["valid_to"] == ""), "code"])


@pytest.fixture(scope="session")
def strict(changed) -> pd.DataFrame:
    """The findings at 99%."""
    return compare(changed(confidence_level=0.99))


@pytest.fixture(scope="session")
def plain(changed) -> pd.DataFrame:
    """The findings without adjustment."""
    return compare(changed(adjustment="none"))


@pytest.fixture(scope="session")
def holm(changed) -> pd.DataFrame:
    """The findings with Holm's adjustment."""
    return compare(changed(adjustment="holm"))


@pytest.fixture(scope="session")
def of_two(changed) -> pd.DataFrame:
    """The findings against Kent and Devon alone."""
    return compare(changed(comparison_group=[KENT, DEVON]))


@pytest.fixture(scope="session")
def of_one(changed) -> pd.DataFrame:
    """The findings against Kent alone."""
    return compare(changed(comparison_group=[KENT]))
