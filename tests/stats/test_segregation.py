from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, dissimilarity, isolation, segregation

BURNLEY, PENDLE, BIRMINGHAM = "E07000117", "E07000122", "E08000025"
LANCASHIRE = [f"E07000{number}" for number in range(117, 129)]

units = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=20).filter(
    lambda drawn: (
        sum(group for group, _ in drawn) > 0
        and sum(other for _, other in drawn) > 0
        and sum(group + other > 0 for group, other in drawn) > 1
    )
)
neighbourhoods = st.lists(st.lists(st.integers(0, 300), min_size=4, max_size=4), min_size=2, max_size=20).map(
    lambda rows: pd.DataFrame(rows, columns=["white", "asian", "black", "mixed"])
)


def measures(counts, group="asian", other="white", **more):
    return segregation(counts, group=group, other=other, draws=0, **more).set_index("measure")


def close(one, two):
    pd.testing.assert_series_equal(one["value"], two["value"], rtol=0, atol=1e-10)
    assert one["reason"].equals(two["reason"])


def test_a_worked_example_of_three_small_areas():
    group, residents = [80, 15, 5], [100, 100, 100]
    # shares of the group 0.80, 0.15, 0.05; of all others 0.10, 0.425, 0.475
    assert dissimilarity(group, residents).loc["all", "value"] == pytest.approx(0.7)
    assert isolation(group, residents).loc["all", "value"] == pytest.approx(
        0.8 * 0.8 + 0.15 * 0.15 + 0.05 * 0.05
    )


def test_a_worked_example_of_three_groups_of_whom_two_are_set_against_each_other():
    frame = measures(pd.DataFrame({"white": [60, 20], "asian": [10, 30], "black": [30, 50]}))
    assert frame.loc["dissimilarity", "value"] == pytest.approx((abs(1 / 4 - 3 / 4) + abs(3 / 4 - 1 / 4)) / 2)
    assert frame.loc["isolation", "value"] == pytest.approx(1 / 4 * 0.1 + 3 / 4 * 0.3)
    assert frame.loc["exposure", "value"] == pytest.approx(1 / 4 * 0.6 + 3 / 4 * 0.2)

    def entropy(*shares):
        return -sum(share * np.log(share) for share in shares)

    two = 1 - (70 * entropy(1 / 7, 6 / 7) + 50 * entropy(3 / 5, 2 / 5)) / (120 * entropy(1 / 3, 2 / 3))
    assert frame.loc["information index", "value"] == pytest.approx(two)
    three = 1 - (entropy(0.6, 0.1, 0.3) + entropy(0.2, 0.3, 0.5)) / (2 * entropy(0.4, 0.2, 0.4))
    assert frame.loc["multigroup information index", "value"] == pytest.approx(three)
    assert frame[["units", "group", "other", "residents", "groups"]].drop_duplicates().values.tolist() == [
        [2, 40, 80, 200, 3]
    ]


def test_burnleys_and_pendles_indices_are_those_of_pysal(golden, by_lsoa):
    rows = golden("segregation_pysal.csv").fillna("")
    groups = [name for name in by_lsoa.columns if name != "district"]
    columns = {name: name for name in groups} | {"not White": [name for name in groups if name != "White"]}
    places = {"Burnley": [BURNLEY], "Pendle": [PENDLE], "Burnley and Pendle": [BURNLEY, PENDLE]}
    compared = set()
    for row in rows[~rows["measure"].isin(["between", "shannon", "simpson"])].itertuples():
        counts = by_lsoa.loc[by_lsoa["district"].isin(places[row.place]), groups]
        pair = {"group": columns[row.group], "other": columns[row.other]} if row.group else {"group": "White"}
        ours = measures(counts, **{"other": None, **pair}).loc[row.measure, "value"]
        assert ours == pytest.approx(row.value, abs=1e-9), (row.place, row.measure, row.group)
        compared.add(row.measure)
    assert len(compared) == 5


def test_known_dissimilarities_of_white_and_all_other_residents_in_2021(by_lsoa):
    lancashire = by_lsoa[by_lsoa["district"].isin(LANCASHIRE)].assign(district="Lancashire-12")
    everywhere = pd.concat([by_lsoa, lancashire])
    frame = segregation(everywhere.drop(columns="district"), everywhere["district"], group="White", draws=0)
    found = frame[frame["measure"] == "dissimilarity"].set_index("whole")["value"]
    assert found["Lancashire-12"] == pytest.approx(0.575, abs=0.001)
    assert found[BIRMINGHAM] == pytest.approx(0.495, abs=0.001)
    assert found[BURNLEY] == pytest.approx(0.700, abs=0.001)
    assert len(found) == 297


def test_complete_separation_is_one():
    assert dissimilarity([100, 0], [100, 50]).loc["all", "value"] == 1
    assert isolation([100, 0], [100, 50]).loc["all", "value"] == 1
    frame = measures(pd.DataFrame({"white": [70, 0], "asian": [0, 30]}))
    assert frame["value"].drop("exposure").tolist() == pytest.approx([1, 1, 1, 1])
    assert frame.loc["exposure", "value"] == 0


def test_an_even_spread_has_no_dissimilarity_and_isolation_equal_to_the_groups_share():
    group, residents = [10, 20, 40], [100, 200, 400]
    assert dissimilarity(group, residents).loc["all", "value"] == pytest.approx(0, abs=1e-15)
    assert isolation(group, residents).loc["all", "value"] == pytest.approx(0.1)
    frame = measures(pd.DataFrame({"white": [60, 120], "asian": [30, 60], "black": [10, 20]}))
    assert frame["value"].tolist() == pytest.approx([0, 0.3, 0.6, 0, 0], abs=1e-12)


@given(units)
def test_dissimilarity_is_the_same_seen_from_either_group(drawn):
    group, other = np.array(drawn).T
    one = dissimilarity(group, group + other).loc["all", "value"]
    assert dissimilarity(other, group + other).loc["all", "value"] == pytest.approx(one, abs=1e-12)
    assert -1e-12 <= one <= 1 + 1e-12


@given(units)
def test_isolation_is_never_below_the_groups_share_of_all_residents(drawn):
    group, other = np.array(drawn).T
    row = isolation(group, group + other).loc["all"]
    assert row["group"] / row["residents"] - 1e-12 <= row["value"] <= 1 + 1e-12


@given(neighbourhoods)
def test_every_measure_lies_between_none_and_one_or_has_a_reason(counts):
    frame = measures(counts)
    assert (frame["value"].isna() == (frame["reason"] != "")).all()
    assert frame["value"].dropna().between(-1e-12, 1 + 1e-12).all()


@given(neighbourhoods)
def test_measures_of_unevenness_are_the_same_seen_from_either_group(counts):
    alike = ["dissimilarity", "information index", "multigroup information index"]
    one, two = measures(counts), measures(counts, group="white", other="asian")
    pd.testing.assert_series_equal(one.loc[alike, "value"], two.loc[alike, "value"], rtol=0, atol=1e-12)


@given(neighbourhoods, st.integers(2, 50))
def test_a_population_many_times_as_large_is_as_segregated(counts, times):
    close(measures(counts), measures(counts * times))


@given(neighbourhoods, st.integers(1, 9))
def test_a_small_area_split_into_parts_of_one_mix_changes_nothing(counts, tenths):
    split = pd.concat([counts * tenths, counts * (10 - tenths)], ignore_index=True)
    one, two = measures(counts), measures(split)
    apart = one["reason"] == "fewer than two units"
    close(one[~apart], two[~apart])


@given(neighbourhoods)
def test_a_groups_isolation_and_its_exposures_to_all_other_groups_add_up_to_one(counts):
    frame = measures(counts, group=["asian", "black"], other=["white", "mixed"])
    both = frame.loc[["isolation", "exposure"], "value"]
    assert both.isna().all() or both.sum() == pytest.approx(1)
    close(frame, measures(counts, group=["asian", "black"], other=None))


@given(neighbourhoods, st.randoms(use_true_random=False))
def test_the_order_of_small_areas_and_of_groups_does_not_matter(counts, random):
    rows, columns = list(counts.index), list(counts.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    close(measures(counts), measures(counts.loc[rows, columns]))


def test_districts_are_measured_apart_and_in_their_order():
    districts = ["Preston", "Preston", "Burnley", "Burnley"]
    frame = dissimilarity([10, 20, 50, 0], [100, 200, 50, 50], districts)
    assert frame.index.tolist() == ["Preston", "Burnley"]
    assert frame["value"].tolist() == pytest.approx([0, 1], abs=1e-15)
    assert frame["units"].tolist() == [2, 2]
    assert frame["residents"].tolist() == [300, 100]


def test_districts_mixed_up_in_their_order_are_measured_as_if_each_were_alone():
    random = np.random.default_rng(5)
    counts = pd.DataFrame(random.poisson(40, (60, 3)), columns=["white", "asian", "black"])
    district = pd.Series(random.choice(["Hyndburn", "Preston", "Burnley"], 60))
    together = measures(counts, whole=district).set_index("whole", append=True)["value"]
    for name in ("Hyndburn", "Preston", "Burnley"):
        alone = measures(counts[district == name])["value"]
        assert together.xs(name, level="whole").tolist() == pytest.approx(alone.tolist(), abs=1e-12)


def test_every_measure_is_described():
    frame = measures(pd.DataFrame({"white": [9, 1], "asian": [2, 8]}))
    assert frame["method"].tolist() == frame.index.tolist()
    assert set(frame["method"]) <= METHODS.keys()


def test_a_group_that_names_one_column_twice_is_refused():
    counts = pd.DataFrame({"a": [10.0, 20.0], "b": [30.0, 5.0]})
    with pytest.raises(StatisticError, match="one column twice"):
        segregation(counts, group=["a", "a"])
