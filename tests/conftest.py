"""The real study, opened on a copy of the committed figures, so that no test writes into the checkout."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.findings import compare
from benchmarking.observations import Observations, build
from benchmarking.paths import Paths
from benchmarking.reference import Reference, load_reference
from benchmarking.study import Study, open_parameters, study_of
from benchmarking.vintages import Vintage, load_vintage

CHECKOUT = Path(__file__).parents[1]
DEFAULT_STUDY = CHECKOUT / "notebooks" / "parameters" / "lancashire.yaml"


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """The committed figures and reference tables, copied once; for reading only."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("raw", "reference", "consultations"):
        shutil.copytree(CHECKOUT / "data" / name, root / "data" / name)
    return Paths(root)


@pytest.fixture(scope="session")
def known(figures: Paths) -> Reference:
    return load_reference(figures.reference)


@pytest.fixture(scope="session")
def vintage(figures: Paths) -> Vintage:
    return load_vintage(figures, "2026")


@pytest.fixture(scope="session")
def built(vintage: Vintage, known: Reference) -> Observations:
    return build(vintage, known)


@pytest.fixture(scope="session")
def real_study(figures: Paths) -> Study:
    """The default study, as `benchmarking run` opens it."""
    return study_of(open_parameters(DEFAULT_STUDY, None, figures), figures)


@pytest.fixture(scope="session")
def findings(real_study: Study) -> pd.DataFrame:
    return compare(real_study)


@pytest.fixture
def checkout(tmp_path: Path) -> Paths:
    """An empty checkout with the reference tables only."""
    shutil.copytree(CHECKOUT / "data" / "reference", tmp_path / "data" / "reference")
    return Paths(tmp_path)
