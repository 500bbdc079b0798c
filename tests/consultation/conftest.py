"""Somebody who tries to work out what is hidden, and made-up consultations to try it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarking.paths import Paths
from benchmarking.study import Study

#: What a mark says: the least and the most that a count can be.
Marks = dict[tuple[tuple[str, str], ...], tuple[float, float]]


@pytest.fixture(scope="session")
def attack() -> Callable[..., dict[tuple[tuple[str, str], ...], tuple[int, int]]]:
    """Solve all published counts at once for the least and the most that each unknown one can be.

    Takes the categories of each question, the number of participants, and for each published count its
    categories, as pairs of question and category, with the least and most that its mark says. It knows nothing
    of the library: every person is one cell of the crossing of all questions.
    """

    def solve(
        questions: dict[str, list[str]], total: int, marks: Marks, asked: list | None = None
    ) -> dict[tuple[tuple[str, str], ...], tuple[int, int]]:
        people = pd.DataFrame(list(product(*questions.values())), columns=list(questions))
        rows = {
            key: np.logical_and.reduce([people[name] == wanted for name, wanted in key]).astype(float)
            for key in marks
        }
        limits = [LinearConstraint(rows[key][None, :], *marks[key]) for key in marks]
        limits.append(LinearConstraint(np.ones((1, len(people))), total, total))
        found = {}
        for key in asked if asked is not None else [key for key in marks if marks[key][0] < marks[key][1]]:
            ends = []
            for sign in (1, -1):
                solved = milp(sign * rows[key], integrality=1, bounds=Bounds(0, np.inf), constraints=limits)
                assert solved.status == 0
                ends.append(round(sign * solved.fun))
            found[key] = (ends[0], ends[1])
        return found

    return solve


@pytest.fixture
def consulting(real_study: Study, tmp_path: Path) -> Callable[..., Study]:
    """Give the default study with another consultation: `consulting("district,…\\nBurnley,…", name="autumn")`."""

    def make(text: str, name: str = "autumn", **choices: object) -> Study:
        for part in ("raw", "reference"):
            place = tmp_path / "data" / part
            if not place.exists():
                place.parent.mkdir(exist_ok=True)
                place.symlink_to(real_study.paths.root / "data" / part, target_is_directory=True)
        folder = tmp_path / "data" / "consultations"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        parameters = real_study.parameters.model_copy(update={"consultation": name, **choices})
        return replace(real_study, parameters=parameters, paths=Paths(tmp_path))

    return make
