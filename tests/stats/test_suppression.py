"""Small counts of people stay hidden from somebody who adds and subtracts everything that is published."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarking.errors import StatisticError
from benchmarking.stats import ranges, stand_in, suppress

AGES, SEXES, GROUPS = ["young", "middle", "old"], ["female", "male"], ["a", "b", "c", "d"]


def _crossing(counts: np.ndarray, expected: np.ndarray | float) -> pd.DataFrame:
    dimensions = {
        1: {"group": GROUPS},
        2: {"age": AGES, "group": GROUPS},
        3: {"age": AGES, "sex": SEXES, "group": GROUPS},
    }
    names = list(dimensions[counts.ndim])
    given = [each[:size] for each, size in zip(dimensions[counts.ndim].values(), counts.shape, strict=True)]
    frame = pd.DataFrame(list(product(*given)), columns=names)
    return frame.assign(participants=counts.ravel(), expected=np.broadcast_to(expected, counts.shape).ravel())


def _names(cells: pd.DataFrame) -> list[str]:
    return [name for name in cells if name not in ("participants", "expected")]


def _recovered(published: pd.DataFrame, cells: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Solve for what every count can be, from the marks alone and in a way of its own."""
    names = _names(cells)
    rows, least, most = [], [], []
    for row in published.itertuples():
        wanted = {name: getattr(row, name) for name in names if getattr(row, name) != ""}
        rows.append(
            np.logical_and.reduce([cells[name] == each for name, each in wanted.items()]).astype(float)
        )
        count = float(row.participants) if not pd.isna(row.participants) else 0.0
        low, high = {
            "shown": (count, count),
            "none": (0, 0),
            "few": (1 if row.expected >= minimum else 0, minimum - 1),
            "hidden": (minimum, np.inf),
            "withheld": (0, np.inf),
        }[row.state]
        least.append(low)
        most.append(high)
    matrix = np.array(rows)
    total = cells["participants"].sum()
    limits = [LinearConstraint(matrix, least, most), LinearConstraint(np.ones((1, len(cells))), total, total)]
    ends = []
    for row, state in zip(matrix, published["state"], strict=True):
        if state in ("few", "hidden", "withheld"):
            solved = [
                milp(sign * row, integrality=1, bounds=Bounds(0, np.inf), constraints=limits)
                for sign in (1, -1)
            ]
            ends.append([round(solved[0].fun), round(-solved[1].fun)])
        else:
            ends.append([np.nan, np.nan])
    return published.assign(low=[low for low, _ in ends], high=[high for _, high in ends])


def _true(published: pd.DataFrame, cells: pd.DataFrame) -> list[int]:
    names = _names(cells)
    found = []
    for row in published.itertuples():
        here = np.logical_and.reduce(
            [(cells[name] == getattr(row, name)) | (getattr(row, name) == "") for name in names]
        )
        found.append(int(cells.loc[here, "participants"].sum()))
    return found


def _assert_safe(cells: pd.DataFrame, minimum: int) -> pd.DataFrame:
    published = suppress(cells, _names(cells), minimum)
    found = _recovered(published, cells, minimum).assign(true=_true(published, cells))
    shown = found[found["state"].isin(["shown", "none"])]
    assert (shown["participants"] == shown["true"]).all()
    assert not shown["true"].between(1, minimum - 1).any()
    assert found.loc[~found["state"].isin(["shown", "none"]), "participants"].isna().all()
    few = found[found["state"] == "few"]
    least = np.where(few["expected"] >= minimum, 1, 0)
    assert (few["low"] <= least).all(), few
    assert (few["high"] >= minimum - 1).all(), few
    hidden = found[found["state"] == "hidden"]
    assert (hidden["high"] - hidden["low"] >= minimum - 2).all(), hidden
    withheld = found[found["state"] == "withheld"]
    assert (withheld["high"] > withheld["low"]).all(), withheld
    whole = found.groupby("table")["state"].transform(lambda states: (states == "withheld").all())
    row = withheld[~whole[withheld.index] & (withheld["true"] < minimum)]
    assert (row["low"] <= np.where(row["expected"] >= minimum, 1, 0)).all(), row
    assert (row["high"] >= minimum - 1).all(), row
    return found


def _random(shape: tuple[int, ...], seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    size = draw.choice([1.0, 3.0, 12.0, 40.0], shape)
    counts = draw.poisson(size * draw.uniform(0, 1.6, shape))
    counts.flat[0] += 5
    return _crossing(counts, size)


@pytest.mark.parametrize("seed", range(40))
def test_no_small_count_of_a_two_way_table_can_be_recovered(seed):
    _assert_safe(_random((3, 4), seed), 5)


@pytest.mark.parametrize("seed", range(20))
def test_no_small_count_of_age_by_sex_by_group_can_be_recovered(seed):
    _assert_safe(_random((3, 2, 4), seed), 5)


@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=4),
    st.floats(0, 20),
    st.integers(3, 10),
)
@settings(max_examples=100, deadline=None)
def test_no_small_count_of_one_row_can_be_recovered(counts, expected, minimum):
    cells = _crossing(np.array(counts), expected)
    if sum(counts) < minimum:
        with pytest.raises(StatisticError, match="too few"):
            suppress(cells, ["group"], minimum)
    else:
        _assert_safe(cells, minimum)


@given(
    st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 30]), min_size=12, max_size=12),
    st.sampled_from([0.5, 5.0, 9.0]),
)
@settings(max_examples=25, deadline=None)
def test_no_small_count_of_a_sparse_table_can_be_recovered(counts, expected):
    counts[0] += 5
    _assert_safe(_crossing(np.array(counts).reshape(3, 4), expected), 5)


def test_hiding_small_counts_alone_would_give_them_away():
    """Three women out of 300: with the men shown, the total says how many women there were."""
    cells = _crossing(np.array([3, 297]), 150)
    published = suppress(cells, ["group"], 5)
    assert list(published["state"]) == ["few", "hidden"]
    naive = published.assign(state=["few", "shown"], participants=pd.array([pd.NA, 297], "Int64"))
    told = _recovered(naive, cells, 5)
    assert told[["low", "high"]].iloc[0].tolist() == [3, 3]
    safe = _recovered(published, cells, 5)
    assert safe[["low", "high"]].to_numpy().tolist() == [[1, 4], [296, 299]]


def test_a_nought_is_none_where_five_are_expected_and_otherwise_few():
    published = suppress(_crossing(np.array([0, 0, 40, 60]), np.array([12.0, 2.0, 40, 46])), ["group"], 5)
    assert list(published["state"]) == ["none", "few", "shown", "hidden"]
    assert published["participants"].tolist()[0] == 0


def test_cells_of_a_row_that_nobody_is_in_are_none_however_few_are_expected():
    counts = np.array([[[0, 0], [0, 0]], [[9, 8], [7, 9]]])
    published = suppress(_crossing(counts, 3.0), ["age", "sex", "group"], 5)
    assert set(published.loc[published["age"] == "young", "state"]) == {"none"}
    assert (published["state"] != "few").all()


def test_a_large_count_is_hidden_before_a_middling_one_so_that_one_is_enough():
    published = suppress(_crossing(np.array([2, 6, 20, 400]), np.array([3.0, 6, 30, 380])), ["group"], 5)
    assert list(published["state"]) == ["few", "shown", "shown", "hidden"]


def test_two_counts_of_four_in_a_row_are_not_shown_as_eight_together():
    """4 and 4 beside 92 of 100: each could only be 4, so the 92 is hidden too."""
    published = suppress(_crossing(np.array([4, 4, 92]), np.array([5.0, 5.0, 90])), ["group"], 5)
    assert list(published["state"]) == ["few", "few", "hidden"]


def test_a_table_in_which_no_hiding_helps_is_withheld():
    """Two counts of up to four that add up to eight can only be four each."""
    published = suppress(_crossing(np.array([4, 4]), 6.0), ["group"], 5)
    assert set(published["state"]) == {"withheld"}
    assert published["participants"].isna().all()


def test_a_row_whose_total_leaves_no_room_is_withheld_whole_and_the_other_rows_stay():
    """Eight people of one group, six of them in one cell: hidden as five or more, it would leave three for the rest."""
    counts = np.array([[[0, 9, 30], [6, 8, 40]], [[1, 12, 35], [1, 10, 45]]])
    expected = np.array([[[5.0, 9, 31], [5, 9, 39]], [[5, 11, 36], [5, 11, 44]]])
    found = _assert_safe(_crossing(counts, expected), 5)
    cells = found[found["table"] == "age by sex by group"]
    assert set(cells.loc[cells["group"] == "a", "state"]) == {"none", "withheld"}
    assert not (cells.loc[cells["group"] != "a", "state"] == "withheld").any()
    assert (found.loc[found["table"] != "age by sex by group", "state"] == "shown").all()


def test_what_is_hidden_does_not_depend_on_the_number_that_is_hidden():
    """Two consultations that differ only in counts below five are published alike."""
    first = np.array([[[1, 30], [4, 20]], [[2, 25], [3, 31]]])
    second = np.array([[[2, 29], [3, 21]], [[1, 26], [4, 30]]])
    expected = np.array([[[1.0, 30], [1, 20]], [[1, 25], [1, 30]]])
    published = [suppress(_crossing(each, expected), ["age", "sex", "group"], 5) for each in (first, second)]
    hidden = published[0]["state"].isin(["few", "hidden"])
    pd.testing.assert_series_equal(published[0]["state"], published[1]["state"])
    assert hidden.sum() >= 5


def test_the_ranges_are_those_that_an_outsider_finds():
    cells = _crossing(np.array([[3, 40, 21, 8], [12, 33, 0, 30], [2, 19, 7, 44]]), 12.0)
    published = suppress(cells, ["age", "group"], 5)
    ours = ranges(published, ["age", "group"], int(cells["participants"].sum()), 5)
    theirs = _recovered(published, cells, 5)
    hidden = theirs["low"].notna()
    assert hidden.any()
    assert (ours.loc[hidden, "least"] == theirs.loc[hidden, "low"]).all()
    assert (ours.loc[hidden, "greatest"] == theirs.loc[hidden, "high"]).all()
    assert (ours.loc[~hidden, "least"] == published.loc[~hidden, "participants"]).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_stand_in_agrees_with_all_that_is_published_and_rests_on_nothing_else(seed):
    cells = _random((3, 2, 4), seed)
    names, total = ["age", "sex", "group"], int(cells["participants"].sum())
    published = suppress(cells, names, 5)
    made = stand_in(published, names, total, 5)
    assert made["participants"].sum() == total
    for row in published[published["state"].isin(["shown", "none"])].itertuples():
        here = np.logical_and.reduce(
            [(made[name] == getattr(row, name)) | (getattr(row, name) == "") for name in names]
        )
        assert made.loc[here, "participants"].sum() == row.participants


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        (lambda cells: cells.iloc[1:], "lacks a combination"),
        (lambda cells: pd.concat([cells, cells.iloc[:1]]), "has one twice"),
        (lambda cells: cells.assign(participants=[1, 1, 1, 1]), "too few participants"),
    ],
)
def test_a_crossing_that_cannot_be_protected_is_refused_without_a_count(spoilt, message):
    cells = _crossing(np.array([[7317, 6], [8, 1]]), 5.0)
    with pytest.raises(StatisticError, match=message) as refused:
        suppress(spoilt(cells), ["age", "group"], 5)
    assert "7317" not in str(refused.value)


def test_a_minimum_that_hides_nothing_is_refused():
    with pytest.raises(StatisticError, match="3 or more"):
        suppress(_crossing(np.array([7, 8]), 5.0), ["group"], 2)


def _left_over(published: pd.DataFrame, cells: pd.DataFrame) -> list[int]:
    """Take what is shown of each row from the row's shown sum, and of the crossing from the total."""
    last = published["table"].iloc[-1]
    crossing = published[published["table"] == last]
    sums = published[(published["table"] != last) & (published["state"] == "shown")]
    lines = [(cells["participants"].sum(), crossing)]
    for _, row in sums.iterrows():
        here = crossing[crossing[row["table"]] == row[row["table"]]]
        lines.append((int(row["participants"]), here))
    return [int(count - line["participants"].fillna(0).sum()) for count, line in lines]


def test_four_people_in_all_the_smaller_groups_of_an_age_are_not_told_by_taking_the_others_away():
    """Of 44 middle-aged people 40 are of one group: with both shown, a reader knows of the other four."""
    cells = _crossing(np.array([[0, 4, 0, 40], [2, 1, 1, 40], [2, 2, 2, 43]]), np.array([2.0, 2, 2, 60]))
    published = suppress(cells, ["age", "group"], 5)
    middle = published[published["age"] == "middle"].set_index("group")["state"]
    assert not (middle[""] == "shown" and middle["d"] == "shown")
    _assert_safe(cells, 5)


def test_four_people_in_two_small_groups_together_are_not_told_by_the_total():
    published = suppress(_crossing(np.array([1, 3, 36, 60]), np.array([2.0, 2.0, 36, 60])), ["group"], 5)
    assert list(published["state"]) == ["few", "few", "shown", "hidden"]


@pytest.mark.parametrize("seed", range(20))
def test_what_a_row_leaves_for_its_hidden_counts_together_is_nought_or_at_least_five(seed):
    cells = _random((3, 4) if seed % 2 else (3, 2, 4), seed)
    published = suppress(cells, _names(cells), 5)
    if published["state"].iloc[-1] != "withheld":
        assert not [left for left in _left_over(published, cells) if 0 < left < 5]
