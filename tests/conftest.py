"""The real study, opened on a copy of the committed figures, so that no test writes into the checkout."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.findings import findings_of, place_findings_of
from benchmarking.observations import Observations, build
from benchmarking.paths import Paths
from benchmarking.reference import Reference, load_reference
from benchmarking.study import Study, open_parameters, study_of
from benchmarking.vintages import Vintage, load_vintage

CHECKOUT = Path(__file__).parents[1]
# A server that imports what real notebooks use is no help to notebooks of two lines; some tests ask for it.
os.environ["BENCHMARKING_WARM"] = "no"
#: The files that take longest. A file begun last would have one process work while the others wait for it.
LONGEST = (
    "tests/report/test_cabinet.py",
    "tests/refreshing/test_the_year.py",
    "tests/test_end_to_end.py",
    "tests/pipeline/test_running.py",
    "tests/report/test_notebook_pages.py",
    "tests/pipeline/test_warming.py",
    "tests/report/test_gaps.py",
    "notebooks/06_districts.ipynb",
    "notebooks/01_data_quality.ipynb",
    "notebooks/08_kpis.ipynb",
    "notebooks/03_benchmarks.ipynb",
    "tests/refreshing/test_renewing.py",
    "tests/consultation/test_reach.py",
    "tests/stats/test_suppression.py",
    "tests/charts/test_picture.py",
    "tests/refreshing/test_killed.py",
    "tests/tables/test_vintage_changes.py",
    "tests/report/test_warrants.py",
    "tests/stats/test_ranks.py",
    "tests/kpis/test_tracking.py",
)
DEFAULT_STUDY = CHECKOUT / "notebooks" / "parameters" / "lancashire.yaml"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, which `--dist loadfile --no-loadscope-reorder` hands out in this order."""
    place = {CHECKOUT / name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


def pytest_collection_finish() -> None:
    """Have the thousands of tests and what was imported for them left out of every search for what can be freed."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def in_common(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], AbstractContextManager[Path]]:
    """Give a folder that all workers of a run share, to one of them at a time."""
    top = tmp_path_factory.getbasetemp()
    several = "PYTEST_XDIST_WORKER" in os.environ
    top = top.parent if several else top

    @contextmanager
    def alone(name: str) -> Iterator[Path]:
        (top / name).mkdir(exist_ok=True)
        with (top / f"{name}.lock").open("w") as lock:
            if several:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            yield top / name

    return alone


@pytest.fixture(scope="session")
def figures(in_common) -> Paths:
    """The committed figures and reference tables, copied once; for reading only."""
    with in_common("checkout") as root:
        for name in ("raw", "reference", "consultations"):
            if not (root / "data" / name).exists():
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
def findings(real_study: Study, in_common) -> pd.DataFrame:
    """The findings of the real study, made once and kept."""
    with in_common("checkout"):
        return findings_of(real_study)


@pytest.fixture(scope="session")
def places(real_study: Study, in_common) -> pd.DataFrame:
    """The findings of its places, made once and kept."""
    with in_common("checkout"):
        return place_findings_of(real_study)


@pytest.fixture
def checkout(tmp_path: Path) -> Paths:
    """An empty checkout with the reference tables only."""
    shutil.copytree(CHECKOUT / "data" / "reference", tmp_path / "data" / "reference")
    return Paths(tmp_path)
