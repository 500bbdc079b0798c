"""What chance alone gives, beside every measure of segregation."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pandas as pd
import pytest

from benchmarking.stats import segregation

CHANCE = ["chance", "chance_lower", "chance_upper"]


def at_random(counts, draws=500, **more):
    return segregation(counts, group="asian", draws=draws, **more).set_index("measure")


@pytest.fixture
def town():
    random = np.random.default_rng(11)
    counts = {
        "white": random.poisson(900, 40),
        "asian": random.poisson(60, 40),
        "black": random.poisson(9, 40),
    }
    return pd.DataFrame(counts)


def test_the_mean_of_a_village_is_that_of_every_allocation_counted_out():
    counts = pd.DataFrame({"white": [2, 1], "asian": [1, 2]})

    def chances_of(persons):
        return [(comb(persons, first) / 2**persons, (first, persons - first)) for first in range(persons + 1)]

    expected = {"dissimilarity": 0.0, "isolation": 0.0, "exposure": 0.0}
    square = 0.0
    for (p, white), (q, asian) in product(chances_of(3), chances_of(3)):
        met = [a / (a + w) if a + w else 0 for a, w in zip(asian, white, strict=True)]
        apart = sum(abs(a - w) / 3 for a, w in zip(asian, white, strict=True)) / 2
        alone = sum(a / 3 * share for a, share in zip(asian, met, strict=True))
        expected["dissimilarity"] += p * q * apart
        expected["isolation"] += p * q * alone
        expected["exposure"] += p * q * (1 - alone)
        square += p * q * apart**2
    frame = at_random(counts, 20_000)
    error = np.sqrt((square - expected["dissimilarity"] ** 2) / 20_000)
    for measure, mean in expected.items():
        assert frame.loc[measure, "chance"] == pytest.approx(mean, abs=4 * error)


def test_what_chance_gives_in_burnley_and_pendle_is_what_pysals_simulation_gives(golden, by_lsoa):
    names = {"Burnley": "E07000117", "Pendle": "E07000122"}
    counts = by_lsoa[by_lsoa["district"].isin(names.values())]
    others = [name for name in counts.columns if name not in ("White", "district")]
    draws = 4000
    frame = segregation(counts.drop(columns="district"), counts["district"], group=others, draws=draws)
    ours = frame.set_index(["whole", "measure"])
    rows = golden("segregation_chance_pysal.csv")
    assert len(rows) == 10
    for row in rows.itertuples():
        mine = ours.loc[(names[row.place], row.measure)]
        error = row.sd * np.sqrt(1 / row.draws + 1 / draws)
        assert mine["chance"] == pytest.approx(row.mean, abs=4 * error)
        # The standard error of a 2.5% quantile of a normal variable is 2.67 times that of its mean.
        assert mine["chance_lower"] == pytest.approx(row.lower, abs=4 * 2.67 * error)
        assert mine["chance_upper"] == pytest.approx(row.upper, abs=4 * 2.67 * error)


def test_95_of_100_allocations_by_chance_lie_within_its_range(town):
    frame = at_random(town, 4000)
    random = np.random.default_rng(3)
    places = town.sum(axis=1) / town.to_numpy().sum()
    within = pd.Series(0.0, index=frame.index)
    for _ in range(400):
        drawn = pd.DataFrame({name: random.multinomial(town[name].sum(), places) for name in town})
        value = at_random(drawn, 0)["value"]
        within += value.between(frame["chance_lower"], frame["chance_upper"]) / 400
    assert within.between(0.92, 0.98).all()


def test_chance_gives_almost_nothing_where_evenly_mixed_areas_are_large():
    frame = at_random(pd.DataFrame({"white": [900_000] * 30, "asian": [100_000] * 30}))
    uneven = frame.drop(index=["isolation", "exposure"])
    assert uneven["chance"].between(0, 0.005).all()
    assert frame.loc["isolation", "chance"] == pytest.approx(0.1, abs=1e-4)
    assert frame.loc["exposure", "chance"] == pytest.approx(0.9, abs=1e-4)


def test_chance_gives_the_more_the_smaller_the_areas_are():
    shares = [at_random(pd.DataFrame({"white": [9 * n] * 20, "asian": [n] * 20})) for n in (2, 20, 200)]
    assert shares[0]["chance"].gt(shares[1]["chance"]).drop("exposure").all()
    assert shares[1]["chance"].gt(shares[2]["chance"]).drop("exposure").all()


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(town):
    one, again, other = (at_random(town, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert (one["chance"] != other["chance"]).all()
    assert one["chance"].tolist() == pytest.approx(other["chance"].tolist(), rel=0.05)


def test_a_district_has_the_same_chance_whichever_others_are_measured_with_it(town):
    both = segregation(pd.concat([town + 5, town]), ["Pendle"] * 40 + ["Burnley"] * 40, group="asian")
    alone = segregation(town, "Burnley", group="asian")
    pd.testing.assert_frame_equal(both[both["whole"] == "Burnley"].reset_index(drop=True), alone)


def test_draws_done_in_several_goes_are_those_done_in_one(town, monkeypatch):
    at_once = at_random(town)
    monkeypatch.setattr("benchmarking.stats.chance._CELLS", 1000)
    pd.testing.assert_frame_equal(at_random(town), at_once)


def test_the_modified_index_is_nought_at_chance_one_when_apart_and_below_nought_when_more_even():
    apart = at_random(pd.DataFrame({"white": [50, 0, 50, 0], "asian": [0, 50, 0, 50]}))
    even = at_random(pd.DataFrame({"white": [50] * 4, "asian": [50] * 4}))
    measures = ["dissimilarity", "information index", "multigroup information index"]
    assert apart.loc[[*measures, "isolation"], "modified"].tolist() == pytest.approx([1] * 4)
    assert even.loc[measures, "modified"].tolist() == pytest.approx([-1] * 3)
    assert (even.loc[measures, "chance_lower"] > 0).all()
    between = at_random(pd.DataFrame({"white": [50, 30, 50, 30], "asian": [30, 50, 30, 50]}))
    value, chance = between.loc["dissimilarity", ["value", "chance"]]
    assert between.loc["dissimilarity", "modified"] == pytest.approx((value - chance) / (1 - chance))
    assert 0 < between.loc["dissimilarity", "modified"] < value
    assert np.isnan(between.loc["exposure", "modified"])


def test_no_draw_leaves_what_chance_gives_unsaid(town):
    frame = at_random(town, 0)
    assert frame[[*CHANCE, "modified"]].isna().all(axis=None)
    assert frame["value"].notna().all()
