"""The default study's findings as facts, and a way to change one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from benchmarking.report.claims.facts import Facts
from benchmarking.study import Study


@pytest.fixture(scope="session")
def facts(real_study: Study, findings: pd.DataFrame) -> Facts:
    return Facts(real_study, findings)


@pytest.fixture
def with_finding(facts: Facts) -> Callable[..., Facts]:
    """The same study with one finding changed."""

    def change(name: str, **cells: Any) -> Facts:
        frame = facts.findings.copy()
        assert (frame["id"] == name).sum() == 1
        for column, value in cells.items():
            frame.loc[frame["id"] == name, column] = value
        return Facts(facts.study, frame)

    return change
