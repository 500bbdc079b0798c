from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import common_units, on_common_units


def pairs(*rows):
    return pd.DataFrame(rows, columns=["old", "new"])


def counted(**residents):
    return pd.DataFrame({"white": residents, "asian": dict.fromkeys(residents, 1)})


KEPT_SPLIT_MERGED = pairs(
    ("kept", "kept"), ("whole", "north"), ("whole", "south"), ("east", "both"), ("west", "both")
)


def test_units_kept_split_and_merged_between_two_censuses():
    units = common_units(KEPT_SPLIT_MERGED)
    assert units.old.to_dict() == {"kept": "kept", "whole": "north", "east": "both", "west": "both"}
    assert units.new.to_dict() == {"kept": "kept", "north": "north", "south": "north", "both": "both"}


def test_units_linked_through_others_become_one():
    units = common_units(pairs(("a", "r"), ("b", "r"), ("b", "s"), ("c", "s"), ("c", "t"), ("d", "u")))
    assert units.old.to_dict() == {"a": "r", "b": "r", "c": "r", "d": "u"}
    assert units.new.to_dict() == {"r": "r", "s": "r", "t": "r", "u": "u"}


def test_a_code_used_again_for_other_ground_is_not_taken_for_the_same_unit():
    units = common_units(pairs(("E1", "E2"), ("E2", "E1")))
    assert units.old.to_dict() == {"E1": "E2", "E2": "E1"}


def test_counts_of_both_censuses_are_summed_on_common_units():
    old, new = on_common_units(
        counted(kept=10, whole=20, east=3, west=4),
        counted(kept=11, north=9, south=12, both=8),
        KEPT_SPLIT_MERGED,
    )
    assert old["white"].to_dict() == {"both": 7, "kept": 10, "north": 20}
    assert new["white"].to_dict() == {"both": 8, "kept": 11, "north": 21}
    assert new["asian"].to_dict() == {"both": 1, "kept": 1, "north": 2}


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=30))
def test_no_resident_is_lost_whatever_the_lookup_and_no_unit_crosses_a_common_border(drawn):
    lookup = pairs(*((f"old {old}", f"new {new}") for old, new in drawn))
    units = common_units(lookup)
    assert (lookup["old"].map(units.old) == lookup["new"].map(units.new)).all()
    old, new = (
        counted(**{name: at + 1 for at, name in enumerate(sorted(lookup[side].unique()))})
        for side in ("old", "new")
    )
    before, after = on_common_units(old, new, lookup)
    assert before.index.equals(after.index)
    assert before.sum().equals(old.sum())
    assert after.sum().equals(new.sum())


def test_a_missing_count_stays_missing_on_the_common_unit():
    old, _ = on_common_units(
        counted(kept=10, whole=20, east=None, west=4),
        counted(kept=11, north=9, south=12, both=8),
        KEPT_SPLIT_MERGED,
    )
    assert old["white"].isna().to_dict() == {"both": True, "kept": False, "north": False}


def test_one_districts_counts_may_be_summed_by_the_lookup_of_all_england():
    old, new = on_common_units(counted(east=3, west=4), counted(both=8), KEPT_SPLIT_MERGED)
    assert old["white"].to_dict() == {"both": 7}
    assert new["white"].to_dict() == {"both": 8}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ({"kept": 1, "gone": 2}, {"kept": 1}, "old unit gone: The lookup loses a unit that has counts"),
        ({"kept": 1}, {"kept": 1, "built": 2}, "new unit built: The lookup loses a unit that has counts"),
        ({"whole": 1}, {"north": 1}, "new unit south, common unit north: A unit has no counts"),
        ({"east": 1}, {"both": 1}, "old unit west, common unit both: A unit has no counts"),
        ({"kept": 1, "east": 1, "west": 1}, {"kept": 1}, "new unit both, common unit both: A unit has no"),
    ],
)
def test_a_unit_that_would_be_lost_is_named(old, new, problem):
    with pytest.raises(StatisticError, match=problem):
        on_common_units(counted(**old), counted(**new), KEPT_SPLIT_MERGED)


def test_a_unit_counted_twice_is_refused():
    twice = pd.concat([counted(kept=1), counted(kept=2)])
    with pytest.raises(StatisticError, match="old unit kept: A unit has two rows"):
        on_common_units(twice, counted(kept=1), KEPT_SPLIT_MERGED)


@pytest.mark.parametrize(
    ("lookup", "problem"),
    [
        (pairs(("E1", "E1"), ("E2", None)), "old unit E2: The lookup loses a unit: it has no new one"),
        (pairs(("E1", "E1"), (None, "E2")), "new unit E2: The lookup loses a unit: it has no old one"),
        (pairs(), "no pair"),
        (pairs(("E1", "E1")).rename(columns={"new": "lsoa21"}), "lacks a column"),
    ],
)
def test_a_lookup_that_cannot_be_used_is_refused(lookup, problem):
    with pytest.raises(StatisticError, match=problem):
        common_units(lookup)
