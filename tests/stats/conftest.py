from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

# Slow machines are no failure, and the same examples everywhere make a failure one that others can see.
settings.register_profile("statistics", deadline=None, derandomize=True)
settings.load_profile("statistics")

GOLDEN = Path(__file__).parents[1] / "golden" / "statistics"


@pytest.fixture(scope="session")
def golden() -> Callable[[str], pd.DataFrame]:
    """Read a table of numbers that others printed or computed."""
    return lambda name: (
        pd.read_csv(GOLDEN / name) if name.endswith(".csv") else pd.read_json(GOLDEN / name, orient="records")
    )
