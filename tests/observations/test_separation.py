"""The change in dissimilarity since 2011, on units that both censuses have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import ObservationError, StatisticError
from benchmarking.observations import build
from benchmarking.observations.separation import segregation, segregation_change
from benchmarking.reference import Reference
from benchmarking.vintages import Vintage

BIRMINGHAM, BURNLEY, PENDLE, LANCASHIRE = "E08000025", "E07000117", "E07000122", "E10000017"
#: Their borders moved after 2011, and neighbourhoods on them were redrawn.
CUT = {
    "E06000057": "Northumberland",
    "E08000037": "Gateshead",
    "E07000240": "St Albans",
    "E07000241": "Welwyn Hatfield",
    "E07000242": "East Hertfordshire",
    "E07000243": "Stevenage",
}
HERTFORDSHIRE, ISLES_OF_SCILLY = "E10000015", "E06000053"


@pytest.fixture(scope="module")
def changed(built) -> pd.DataFrame:
    rows = built.frame
    return rows[rows["indicator"] == "dissimilarity_change"].set_index("area_code")


def counted(code: str, period: str, white: int, others: int) -> list[dict[str, object]]:
    table = {"2011-03-27": "KS201 LSOA 2011", "2021-03-21": "TS021"}[period]
    return [
        {
            "area_code": code, "table": table, "category": category, "period": period, "count": count,
            "release": f"census-{period[:4]}",
        }
        for category, count in (("Total", white + others), ("White", white))
    ]  # fmt: skip


def census(period: str, units: dict[str, tuple[int, int]]) -> list[dict[str, object]]:
    return [row for code, both in units.items() for row in counted(code, period, *both)]


def lookup(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["old_code", "new_code"]).assign(release="lookup")


#: One neighbourhood stayed, one was split in two, and two were merged into one.
VILLAGE = pd.DataFrame(
    [
        *census("2011-03-27", {"a": (80, 20), "b": (60, 40), "c": (30, 10), "d": (30, 30)}),
        *census("2021-03-21", {"a": (70, 30), "b1": (50, 0), "b2": (10, 60), "cd": (60, 20)}),
    ]
)
MAP = lookup(("a", "a"), ("b", "b1"), ("b", "b2"), ("c", "cd"), ("d", "cd"))
WHOLE = pd.Series("village", index=["a", "b1", "b2", "cd"])


def by_hand(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> float:
    def index(units: list[tuple[int, int]]) -> float:
        white, others = (sum(column) for column in zip(*units, strict=True))
        return sum(abs(w / white - o / others) for w, o in units) / 2

    return index(after) - index(before)


def test_a_split_and_a_merged_neighbourhood_are_one_unit_in_both_years() -> None:
    (row,) = segregation_change(VILLAGE, WHOLE, MAP).itertuples()
    assert row.value == pytest.approx(by_hand([(80, 20), (60, 40), (60, 40)], [(70, 30), (60, 60), (60, 20)]))
    assert (row.area_code, row.indicator, row.period) == ("village", "dissimilarity_change", "2021-03-21")
    assert "on units merged until 2011 and 2021 coincide" in row.method
    assert (row.status, row.release) == ("", "census-2011;census-2021;lookup")


def test_an_area_whose_border_cuts_a_unit_has_no_figure_and_its_county_has() -> None:
    parts = pd.Series(["east", "east", "west", "west"], index=["a", "b1", "b2", "cd"])
    found = segregation_change(VILLAGE, pd.concat([parts, WHOLE]), MAP).set_index("area_code")
    assert found["value"].isna().to_dict() == {"east": True, "west": True, "village": False}
    assert found["status"].to_dict() == {"east": "[x]", "west": "[x]", "village": ""}
    assert found.loc[["east", "west"], "method"].str.endswith("a unit crosses the border").all()


def test_areas_that_cut_no_unit_are_measured_each_by_itself() -> None:
    parts = pd.Series(["east", "west", "west", "east"], index=["a", "b1", "b2", "cd"])
    found = segregation_change(VILLAGE, parts, MAP).set_index("area_code")["value"]
    assert found["east"] == pytest.approx(by_hand([(80, 20), (60, 40)], [(70, 30), (60, 20)]))
    assert np.isnan(found["west"]), "one unit alone has no evenness"


@pytest.mark.parametrize("absent", ["2011", "2021", "lookup", "areas"])
def test_without_both_censuses_and_both_lookups_there_is_no_change(absent: str) -> None:
    counts = VILLAGE[~VILLAGE["period"].str.startswith(absent)]
    areas = WHOLE[:0] if absent == "areas" else WHOLE
    changes = MAP[:0] if absent == "lookup" else MAP
    assert segregation_change(counts, areas, changes).empty


def test_a_lookup_that_loses_a_neighbourhood_is_refused(vintage: Vintage, known: Reference) -> None:
    short = vintage.changes[vintage.changes["old_code"] != "E01024855"]
    with pytest.raises(StatisticError, match="loses a unit that has counts") as caught:
        build(replace(vintage, changes=short), known)
    assert "E01024855" in str(caught.value)


def test_every_authority_and_every_group_of_places_is_measured_on_common_units(built, known, changed) -> None:
    index = built.frame[built.frame["indicator"] == "dissimilarity"]
    assert set(changed.index) == set(index["area_code"])
    assert set(known.areas.lower_tier()["code"]) | set(known.areas.upper_tier()["code"]) <= set(changed.index)
    assert changed["value"].dropna().between(-0.15, 0.15).all()


def test_only_six_authorities_whose_border_moved_and_the_isles_of_scilly_have_none(changed) -> None:
    missing = changed[changed["value"].isna()]
    assert set(missing.index) == {*CUT, ISLES_OF_SCILLY}
    assert set(missing["status"]) == {"[x]"}
    assert set(missing.index[missing["method"].str.contains("crosses the border")]) == set(CUT)
    assert np.isfinite(changed.at[HERTFORDSHIRE, "value"]), "all four borders lie inside Hertfordshire"


def counts_of(vintage: Vintage, table: str) -> pd.DataFrame:
    rows = vintage.small_areas[vintage.small_areas["table"].astype(str) == table]
    rows = rows[rows["category"].isin(["Total", "White"])]
    return rows.assign(category=rows["category"].astype(str)).pivot(
        index="area_code", columns="category", values="count"
    )


@pytest.mark.parametrize(("district", "figure"), [(BIRMINGHAM, -0.031), (BURNLEY, 0.018), (PENDLE, 0.021)])
def test_the_change_recomputed_with_pandas_alone(
    district: str, figure: float, vintage: Vintage, changed: pd.DataFrame
) -> None:
    """`figure` is that result to three places, so that a change of the counts shows."""
    lies_in = vintage.lookup.set_index("area_code")["parent_code"].astype(str)
    pairs = vintage.changes.astype(str)
    pairs = pairs[pairs["new_code"].map(lies_in) == district].assign(unit=lambda rows: rows["new_code"])
    for _ in range(20):
        for side in ("old_code", "new_code"):
            pairs["unit"] = pairs.groupby(side)["unit"].transform("min")
    index = {}
    for side, table in (("old_code", "KS201 LSOA 2011"), ("new_code", "TS021")):
        unit = pairs.drop_duplicates(side).set_index(side)["unit"]
        counts = counts_of(vintage, table).loc[unit.index].groupby(unit).sum()
        white, others = counts["White"], counts["Total"] - counts["White"]
        index[side] = (white / white.sum() - others / others.sum()).abs().sum() / 2
    expected = index["new_code"] - index["old_code"]
    assert changed.at[district, "value"] == pytest.approx(expected, abs=1e-12)
    assert expected == pytest.approx(figure, abs=0.0005)


def test_where_no_neighbourhood_changed_the_later_index_is_that_of_2021(
    vintage: Vintage, built, changed
) -> None:
    """Burnley's 60 neighbourhoods are the same in both censuses, so 2011 is 0.700 less its change."""
    old = counts_of(vintage, "KS201 LSOA 2011")
    lies_in = vintage.lookup.set_index("area_code")["parent_code"].astype(str)
    here = old.loc[lies_in.index[lies_in == BURNLEY]]
    white, others = here["White"], here["Total"] - here["White"]
    before = (white / white.sum() - others / others.sum()).abs().sum() / 2
    later = built.frame.query("indicator == 'dissimilarity'").set_index("area_code").at[BURNLEY, "value"]
    assert later == pytest.approx(0.700, abs=0.001)
    assert changed.at[BURNLEY, "value"] == pytest.approx(later - before, abs=1e-12)


def test_no_county_figure_is_a_mean_of_its_districts(changed, known) -> None:
    """A county is measured over all its neighbourhoods: its change can lie outside its districts'."""
    districts = known.areas.lower_tier().query(f"parent == '{LANCASHIRE}'")["code"]
    assert changed.at[LANCASHIRE, "value"] == pytest.approx(-0.006, abs=0.0005)
    assert changed.at[LANCASHIRE, "value"] != pytest.approx(changed.loc[districts, "value"].mean(), abs=0.001)


def test_counts_without_neighbourhoods_of_2021_give_no_index() -> None:
    assert segregation(VILLAGE[VILLAGE["period"] == "2011-03-27"], WHOLE).empty


def test_a_lookup_that_loses_a_neighbourhood_of_burnley_is_refused_and_gives_no_wrong_index(
    vintage: Vintage, known: Reference
) -> None:
    inside = vintage.lookup.index[vintage.lookup["parent_code"].astype(str) == BURNLEY]
    with pytest.raises(ObservationError, match="loses some that have counts") as caught:
        build(replace(vintage, lookup=vintage.lookup.drop(inside[:5])), known)
    assert caught.value.found.startswith("5 of them, such as E01")
