from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, between_and_within, segregation

GROUPS = ["white", "asian", "black"]
counties = st.lists(
    st.tuples(
        st.sampled_from(["Burnley", "Pendle", "Preston"]),
        st.lists(st.integers(0, 300), min_size=3, max_size=3),
    ),
    min_size=2,
    max_size=30,
)


def index_of(counts, whole="all"):
    frame = segregation(counts, whole, group=counts.columns[0], draws=0)
    return frame[frame["measure"] == "multigroup information index"].set_index("whole")


@given(counties)
def test_what_lies_between_and_within_districts_adds_up_to_the_countys_index(drawn):
    counts = pd.DataFrame([row for _, row in drawn], columns=GROUPS)
    frame = between_and_within(counts, [district for district, _ in drawn])
    county = index_of(counts).loc["all"]
    assert frame["reason"].eq(county["reason"]).all()
    if county["reason"] == "":
        assert frame["total"].eq(frame["total"].iloc[0]).all()
        assert frame["total"].iloc[0] == pytest.approx(county["value"], abs=1e-11)
        assert (frame["between"] + frame["within"]).sum() == pytest.approx(county["value"], abs=1e-11)
        assert (frame[["between", "within"]] > -1e-12).all(axis=None)


def test_burnley_and_pendle_together_are_split_as_pysal_splits_them(golden, by_lsoa):
    pysal = golden("segregation_pysal.csv").set_index(["place", "measure"])["value"]
    counts = by_lsoa[by_lsoa["district"].isin(["E07000117", "E07000122"])]
    frame = between_and_within(counts.drop(columns="district"), counts["district"])
    both, index = "Burnley and Pendle", "multigroup information index"
    assert frame["between"].sum() == pytest.approx(pysal[both, "between"], abs=1e-9)
    assert frame["total"].iloc[0] == pytest.approx(pysal[both, index], abs=1e-9)
    assert frame["value"].tolist() == pytest.approx(
        [pysal["Burnley", index], pysal["Pendle", index]], abs=1e-9
    )
    entropy = np.array([pysal["Burnley", "shannon"], pysal["Pendle", "shannon"]])
    weight = frame["residents"] * entropy / (frame["residents"].sum() * pysal[both, "shannon"])
    assert frame["within"].tolist() == pytest.approx((weight * frame["value"]).tolist(), abs=1e-9)


def test_lancashires_index_holds_separation_between_its_districts(by_lsoa):
    county = by_lsoa[by_lsoa["district"].isin([f"E07000{number}" for number in range(117, 129)])]
    frame = between_and_within(county.drop(columns="district"), county["district"], "Lancashire-12")
    assert len(frame) == 12
    assert frame["residents"].sum() == pytest.approx(1_235_354, abs=200)
    assert 0 < frame["between"].sum() < frame["within"].sum()
    assert frame.loc[frame["within"].idxmax(), "part"] in ("E07000117", "E07000122", "E07000123")


def test_districts_of_one_mix_have_nothing_between_them_and_uniform_streets_nothing_within():
    mixed = pd.DataFrame({"white": [90, 10, 9, 1], "asian": [10, 90, 1, 9]})
    frame = between_and_within(mixed, ["large", "large", "small", "small"])
    assert frame["between"].tolist() == pytest.approx([0, 0], abs=1e-12)
    assert frame["within"].sum() == pytest.approx(index_of(mixed).loc["all", "value"])
    uniform = pd.DataFrame({"white": [90, 45, 2, 4], "asian": [10, 5, 8, 16]})
    frame = between_and_within(uniform, ["one", "one", "other", "other"])
    assert frame["within"].tolist() == pytest.approx([0, 0], abs=1e-12)
    assert frame["between"].sum() == pytest.approx(index_of(uniform).loc["all", "value"])


def test_every_county_is_split_apart_from_the_others_and_a_district_may_stand_in_two():
    counts = pd.DataFrame({"white": [50, 20, 70, 5, 50, 20], "asian": [5, 30, 9, 40, 5, 30]})
    district = ["Burnley", "Burnley", "Luton", "Luton", "Burnley", "Burnley"]
    whole = ["Lancashire"] * 2 + ["the ten"] * 4
    frame = between_and_within(counts, district, whole)
    assert frame[["whole", "part"]].values.tolist() == [
        ["Lancashire", "Burnley"],
        ["the ten", "Burnley"],
        ["the ten", "Luton"],
    ]
    totals = frame.groupby("whole")[["between", "within"]].sum().sum(axis=1)
    expected = index_of(counts, whole)["value"]
    assert totals.to_dict() == pytest.approx(expected.to_dict())
    assert frame["between"].iloc[0] == pytest.approx(0, abs=1e-12)
    assert frame["value"].iloc[0] == pytest.approx(frame["value"].iloc[1])


def test_districts_of_one_unit_of_one_group_or_of_nobody_still_add_up():
    counts = pd.DataFrame({"white": [50, 70, 0, 10, 30], "asian": [5, 0, 0, 20, 2]})
    frame = between_and_within(counts, ["lone", "white only", "empty", "mixed", "mixed"]).set_index("part")
    assert frame.loc["lone", ["value", "within"]].tolist() == pytest.approx([0, 0], abs=1e-12)
    assert frame.loc[["white only", "empty"], "value"].isna().all()
    assert frame.loc[["white only", "empty"], "within"].eq(0).all()
    assert frame.loc["empty", "between"] == 0
    assert frame["units"].tolist() == [1, 1, 0, 2]
    assert (frame["between"] + frame["within"]).sum() == pytest.approx(index_of(counts).loc["all", "value"])


@pytest.mark.parametrize(
    ("white", "asian", "reason"),
    [
        ([5, np.nan], [1, 2], "a unit has no count"),
        ([5, 0], [1, 0], "fewer than two units"),
        ([5, 3], [0, 0], "everyone in one group"),
    ],
)
def test_a_county_that_cannot_be_split_says_why(white, asian, reason):
    frame = between_and_within(pd.DataFrame({"white": white, "asian": asian}), ["Burnley", "Pendle"])
    assert frame[["value", "between", "within", "total"]].isna().all(axis=None)
    assert set(frame["reason"]) == {reason}
    assert set(frame["method"]) == {""}


@pytest.mark.parametrize(
    ("counts", "part", "problem"),
    [
        ({"white": [5, -1], "asian": [1, 2]}, "Burnley", "negative"),
        ({"white": [5, 0.5], "asian": [1, 2]}, "Burnley", "not a whole number"),
        ({"white": [5, 1], "asian": [1, 2]}, ["Burnley", None], "row 1: A unit has no part"),
        ({"white": [], "asian": []}, "Burnley", "no unit"),
        ({"white": [5, 1]}, "Burnley", "at least two categories"),
    ],
)
def test_what_cannot_be_split_is_refused(counts, part, problem):
    with pytest.raises(StatisticError, match=problem):
        between_and_within(pd.DataFrame(counts), part)


def test_the_decomposition_is_described():
    counts = pd.DataFrame({"white": [9, 1], "asian": [2, 8]})
    assert set(between_and_within(counts, ["Burnley", "Pendle"])["method"]) <= METHODS.keys()
