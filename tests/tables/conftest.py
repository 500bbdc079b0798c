"""Studies with planted figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from benchmarking.study import Study


@pytest.fixture
def planted(real_study: Study) -> Callable[..., Study]:
    """Give a copy of the study in which some of its tables are others: `planted(observations=frame)`."""

    def make(**tables: pd.DataFrame) -> Study:
        study = replace(real_study)
        study.__dict__.update(tables)
        return study

    return make
