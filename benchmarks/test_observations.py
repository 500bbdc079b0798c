"""How long a vintage's observations take on the real figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarking.observations import build
from benchmarking.paths import Paths
from benchmarking.reference import load_reference
from benchmarking.vintages import load_vintage

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def paths(tmp_path_factory) -> Paths:
    root = tmp_path_factory.mktemp("checkout")
    for name in ("raw", "reference"):
        shutil.copytree(CHECKOUT / "data" / name, root / "data" / name)
    return Paths(root)


def test_observations_of_one_vintage_from_its_files(benchmark, paths):
    """Must stay under 3 seconds."""
    reference = load_reference(paths.reference)
    built = benchmark.pedantic(lambda: build(load_vintage(paths, "2026"), reference), rounds=3)
    assert len(built.frame) > 100_000
