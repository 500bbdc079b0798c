from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from benchmarking.vintages import Vintage

# Slow machines are no failure, and the same examples everywhere make a failure one that others can see.
settings.register_profile("statistics", max_examples=50, deadline=None, derandomize=True)
settings.load_profile("statistics")

GOLDEN = Path(__file__).parents[1] / "golden" / "statistics"


@pytest.fixture(scope="session")
def golden() -> Callable[[str], pd.DataFrame]:
    """Read a table of numbers that others printed or computed."""
    return lambda name: (
        pd.read_csv(GOLDEN / name) if name.endswith(".csv") else pd.read_json(GOLDEN / name, orient="records")
    )


@pytest.fixture(scope="session")
def by_lsoa(vintage: Vintage) -> pd.DataFrame:
    """Residents of every English LSOA by five ethnic groups, Census 2021, with the district each lies in."""
    counts = vintage.small_areas[vintage.small_areas["table"].astype(str) == "TS021"]
    groups = counts.pivot(index="area_code", columns="category", values="count").astype(float)
    groups.columns = groups.columns.astype(str)
    district = vintage.lookup.set_index("area_code")["parent_code"].astype(str)
    return groups.drop(columns="Total").assign(district=district.reindex(groups.index))
