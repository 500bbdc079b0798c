"""Raking by the kept library, against printed examples and against other ways to the same weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from benchmarking.errors import StatisticError
from benchmarking.stats import rake

SEED = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]])
ROWS, COLUMNS = [150, 300, 400, 150], [200, 300, 400, 100]


def _people(table: np.ndarray) -> pd.DataFrame:
    cells = [(f"r{i}", f"c{j}") for i, j in np.ndindex(table.shape) for _ in range(table[i, j])]
    return pd.DataFrame(cells, columns=["row", "column"])


def _targets(rows, columns):
    return {
        "row": {f"r{i}": each for i, each in enumerate(rows)},
        "column": {f"c{j}": each for j, each in enumerate(columns)},
    }


def _fitted(people: pd.DataFrame, weights: pd.Series, total: float) -> np.ndarray:
    sums = weights.groupby([people["row"], people["column"]]).sum().unstack()
    return sums.to_numpy() * total / len(people)


def test_the_example_of_four_rows_and_four_columns_comes_out_as_printed():
    """The worked example of Wikipedia's article on iterative proportional fitting, which prints two places."""
    people = _people(SEED)
    fitted = _fitted(people, rake(people, _targets(ROWS, COLUMNS)), 1000)
    printed = [
        [64.56, 46.23, 35.38, 3.83],
        [49.97, 68.15, 156.49, 25.37],
        [56.72, 144.42, 145.08, 53.76],
        [28.74, 41.18, 63.03, 17.03],
    ]
    assert fitted == pytest.approx(np.array(printed), abs=0.025)


def test_weights_are_those_of_a_log_linear_model_fitted_by_other_software():
    """Raking keeps the seed's interactions, as a Poisson fit to the margins with the seed as offset does."""
    people = _people(SEED)
    ours = _fitted(people, rake(people, _targets(ROWS, COLUMNS)), 1000)
    wanted = np.outer(ROWS, COLUMNS) / 1000
    rows, columns = np.indices(SEED.shape)
    design = np.column_stack(
        [(rows.ravel() == i) for i in range(4)] + [(columns.ravel() == j) for j in range(1, 4)]
    ).astype(float)
    model = sm.GLM(wanted.ravel(), design, family=sm.families.Poisson(), offset=np.log(SEED.ravel()))
    theirs = model.fit(tol=1e-12).fittedvalues.reshape(SEED.shape)
    assert ours == pytest.approx(theirs, rel=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_three_margins_are_those_that_plain_iterations_find(seed):
    draw = np.random.default_rng(seed)
    people = pd.DataFrame(
        {
            name: draw.choice(list(values), 300)
            for name, values in zip("asg", ["xyz", "fm", "pqrt"], strict=True)
        }
    )
    targets = {
        name: dict(zip(sorted(set(people[name])), draw.uniform(0.5, 2, people[name].nunique()), strict=True))
        for name in people
    }
    weights = np.ones(len(people))
    for _ in range(500):
        for name, wanted in targets.items():
            for category, share in wanted.items():
                here = (people[name] == category).to_numpy()
                weights[here] *= len(people) * share / sum(wanted.values()) / weights[here].sum()
    assert rake(people, targets).to_numpy() == pytest.approx(weights, rel=1e-5)


def test_weights_carry_the_samples_labels_and_add_up_to_its_size():
    people = _people(SEED).iloc[::-1]
    weights = rake(people, _targets(ROWS, COLUMNS))
    assert weights.index.equals(people.index)
    assert weights.sum() == pytest.approx(len(people))


@pytest.mark.parametrize(
    "targets",
    [
        {"row": {"r0": 1, "r1": 1}, "column": {"c0": 1}},
        {"row": {"r0": 1}, "column": {"c0": 1, "c1": 2}},
        {},
    ],
)
def test_a_group_that_nobody_took_part_from_cannot_be_raked_to(targets):
    people = pd.DataFrame({"row": ["r0", "r0"], "column": ["c0", "c0"]})
    with pytest.raises(StatisticError):
        rake(people, targets)


def test_margins_that_no_weights_meet_are_refused_and_nothing_is_printed(capsys):
    """Everybody in the first row is in the first column: 10% of the one and 50% of the other cannot both be."""
    people = pd.DataFrame({"row": ["r0", "r0", "r1"], "column": ["c0", "c0", "c1"]})
    with pytest.raises(StatisticError, match="No weights meet all margins"):
        rake(people, {"row": {"r0": 1, "r1": 9}, "column": {"c0": 5, "c1": 5}})
    assert capsys.readouterr().out == ""
