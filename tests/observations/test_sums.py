"""Sums of parts: all of them or nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.observations.sums import releases_of, sum_parts

KEY = ["area_code", "period"]
YEAR = "2024-01-01/P1Y"

partitions = st.dictionaries(
    st.integers(0, 300).map("E07{:06d}".format), st.integers(0, 10**9), min_size=1, max_size=15
).flatmap(
    lambda counts: st.tuples(
        st.just(counts), st.lists(st.integers(0, 3), min_size=len(counts), max_size=len(counts))
    )
)


def counted(counts: dict[str, float], release: str = "crime") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": list(counts),
            "period": YEAR,
            "count": [float(n) for n in counts.values()],
            "release": release,
        }
    )


def parted(groups: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"target": list(groups.values()), "part": list(groups)})


@given(partitions)
def test_the_sums_of_any_partition_add_up_to_the_total(drawn):
    counts, shares = drawn
    parts = parted({code: f"E1000000{share}" for code, share in zip(counts, shares, strict=True)})
    complete, incomplete = sum_parts(counted(counts), parts, KEY, ["count"])
    assert complete["count"].sum() == sum(counts.values())
    assert set(complete["area_code"]) == set(parts["target"])
    assert incomplete.empty


@given(partitions, st.data())
def test_without_any_one_part_its_area_has_no_sum(drawn, data):
    counts, shares = drawn
    groups = {code: f"E1000000{share}" for code, share in zip(counts, shares, strict=True)}
    lost = data.draw(st.sampled_from(list(counts)))
    for frame in (
        counted({code: count for code, count in counts.items() if code != lost}),
        counted(counts | {lost: float("nan")}),
    ):
        complete, incomplete = sum_parts(frame, parted(groups), KEY, ["count"])
        assert groups[lost] not in set(complete["area_code"])
        assert set(complete["area_code"]) == set(groups.values()) - {groups[lost]}
        short = incomplete.set_index("area_code")["missing"]
        alone = list(groups.values()).count(groups[lost]) == 1
        assert short.to_dict() == ({} if alone else {groups[lost]: 1})


def test_a_published_total_is_never_replaced_by_a_sum():
    frame = counted({"E07000117": 5, "E07000118": 6, "E10000017": 99})
    parts = parted({"E07000117": "E10000017", "E07000118": "E10000017"})
    complete, incomplete = sum_parts(frame, parts, KEY, ["count"])
    assert complete.empty and incomplete.empty


def test_a_part_without_a_denominator_is_a_missing_part():
    frame = counted({"E07000117": 5, "E07000118": 6}).assign(base=[10.0, None])
    parts = parted({"E07000117": "E10000017", "E07000118": "E10000017"})
    complete, incomplete = sum_parts(frame, parts, KEY, ["count", "base"])
    assert complete.empty
    assert incomplete[["area_code", "parts", "missing"]].values.tolist() == [["E10000017", 1, 1]]


def test_a_sum_names_every_release_behind_it_once():
    frame = pd.concat([counted({"E07000117": 5}, "b;a"), counted({"E07000118": 6}, "a")])
    parts = parted({"E07000117": "E10000017", "E07000118": "E10000017"})
    complete, _ = sum_parts(frame, parts, KEY, ["count"])
    assert complete["release"].tolist() == ["a;b"]


def test_periods_are_not_mixed():
    frame = counted({"E07000117": 5, "E07000118": 6})
    frame.loc[1, "period"] = "2023-01-01/P1Y"
    parts = parted({"E07000117": "E10000017", "E07000118": "E10000017"})
    complete, incomplete = sum_parts(frame, parts, KEY, ["count"])
    assert complete.empty
    assert len(incomplete) == 2


@pytest.mark.parametrize(
    ("ids", "joined"), [(["lait"], "lait"), (["b", "a", "b"], "a;b"), (["b;a", "c"], "a;b;c")]
)
def test_release_ids_are_joined_in_order(ids, joined):
    assert releases_of(ids) == joined
