"""The committed reference tables, and copies of them that a test may spoil."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarking.paths import Paths
from benchmarking.reference import FILES, Reference, load_reference

Spoil = Callable[[str, str, str, str], int]


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in FILES:
        shutil.copy(Paths.default().reference / file, tmp_path / file)
    return tmp_path


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Write a value into the first row of a table that has a given cell; return its row number."""

    def write(file: str, cell: str, column: str, value: str) -> int:
        path = folder / file
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        place = next(number for number, row in enumerate(rows) if cell in row)
        rows[place][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return place + 1

    return write
