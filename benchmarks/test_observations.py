"""How long a vintage's observations and a study's findings take on the real figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarking.findings import compare
from benchmarking.observations import build
from benchmarking.paths import Paths
from benchmarking.reference import load_reference
from benchmarking.study import Study, open_parameters, study_of
from benchmarking.vintages import load_vintage

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def paths(tmp_path_factory) -> Paths:
    root = tmp_path_factory.mktemp("checkout")
    for name in ("raw", "reference"):
        shutil.copytree(CHECKOUT / "data" / name, root / "data" / name)
    return Paths(root)


@pytest.fixture(scope="module")
def study(paths) -> Study:
    parameters = CHECKOUT / "notebooks" / "parameters" / "lancashire.yaml"
    opened = study_of(open_parameters(parameters, None, paths), paths)
    assert len(opened.observations) > 100_000
    return opened


def test_observations_of_one_vintage_from_its_files(benchmark, paths):
    """Must stay under 3 seconds."""
    reference = load_reference(paths.reference)
    built = benchmark.pedantic(lambda: build(load_vintage(paths, "2026"), reference), rounds=3)
    assert len(built.frame) > 100_000


def test_every_finding_of_the_default_study(benchmark, study):
    """Should stay under 2 seconds."""
    found = benchmark.pedantic(compare, args=(study,), rounds=3)
    assert len(found) > 1_000
