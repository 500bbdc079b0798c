"""A copy of the project to measure on, and a way to set our time beside another tool's in one run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarking.findings import findings_of, place_findings_of
from benchmarking.paths import Paths
from benchmarking.study import Study, open_parameters, study_of

CHECKOUT = Path(__file__).parents[1]


def copy_project(root: Path) -> Path:
    """Copy the figures, notebooks and templates; the lock with them, since steps rest on it."""
    for name in ("data/raw", "data/reference", "data/consultations", "notebooks", "reports/templates"):
        shutil.copytree(CHECKOUT / name, root / name)
    shutil.copy2(CHECKOUT / "requirements.lock", root / "requirements.lock")
    return root


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project of which nothing is made yet."""
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def study(project: Path) -> Study:
    """The default study with its observations and findings at hand."""
    paths = Paths(project)
    opened = study_of(
        open_parameters(project / "notebooks" / "parameters" / "lancashire.yaml", None, paths), paths
    )
    findings_of(opened)
    place_findings_of(opened)
    assert len(opened.observations) > 100_000
    assert opened.releases
    return opened


@pytest.fixture
def noted(benchmark: Any) -> Callable[..., None]:
    """Note for the page what was compared, and our time as a share of the other's in each round."""

    def note(
        theirs: list[float], *, part: str, work: str, tool: str, ours: list[float] | None = None
    ) -> None:
        ours = ours or list(benchmark.stats.stats.data)
        ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        benchmark.extra_info |= {"part": part, "work": work, "tool": tool, "ours": ours, "theirs": theirs}
        benchmark.extra_info["ratios"] = ratios

    return note


@pytest.fixture
def against(benchmark: Any, noted: Callable[..., None]) -> Callable[..., None]:
    """Time our way and another tool's by turns, hold their answers to each other, and note the ratios."""

    def measured(
        ours: Callable[[], Any],
        theirs: Callable[[], Any],
        *,
        work: str,
        tool: str,
        same: Callable[[Any, Any], None],
        part: str = "statistics",
        rounds: int = 5,
    ) -> None:
        answers, seconds = [], []

        def their_turn() -> None:
            start = time.perf_counter()
            answers[:] = [theirs()]
            seconds.append(time.perf_counter() - start)

        ours()
        answer = benchmark.pedantic(ours, setup=their_turn, rounds=rounds)
        same(answer, answers[0])
        noted(seconds, part=part, work=work, tool=tool)

    return measured
