"""The published lists of the authorities most like each authority."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, groups_of, load_reference

FILE = "statistical_neighbours.csv"


def of(reference: Reference, lead: str):
    return groups_of(lead, reference.groups, reference.neighbours, reference.areas)


def test_dfe_names_ten_of_today_s_authorities_for_each_of_the_153(reference: Reference) -> None:
    upper = set(reference.areas.upper_tier()["code"])
    rows = reference.neighbours.frame.query("list == 'dfe-statistical-neighbours'")
    assert set(rows["lead_code"]) == upper
    assert set(rows["neighbour_code"]) <= upper
    assert (rows.groupby("lead_code").size() == 10).all()


def test_ons_names_somebody_of_its_tier_for_each_council(reference: Reference) -> None:
    areas = reference.areas
    rows = reference.neighbours.frame.query("list == 'ons-nearest-10'")
    upper, lower = set(areas.upper_tier()["code"]), set(areas.lower_tier()["code"])
    assert set(rows["lead_code"]) == upper | lower
    for lead, codes in rows.groupby("lead_code")["neighbour_code"]:
        assert set(codes) <= (upper if lead in upper else lower) - {lead}


def test_lancashire_s_neighbours_are_those_that_dfe_and_ons_print(reference: Reference) -> None:
    groups = of(reference, "E10000017")
    names = {
        group: [reference.areas.name(code) for code in groups.members(group)[:3]]
        for group in ("dfe-statistical-neighbours", "ons-nearest-10")
    }
    assert names["dfe-statistical-neighbours"] == ["Lincolnshire", "Bury", "Dudley"]
    assert names["ons-nearest-10"] == ["Staffordshire", "Derbyshire", "County Durham"]
    assert groups.rows("dfe-statistical-neighbours")["note"].iloc[0] == 'DfE calls it "very close".'


def test_a_neighbour_that_was_recoded_is_told_by_today_s_code_and_one_that_was_split_is_left_out(
    reference: Reference,
) -> None:
    frame = reference.neighbours.frame
    mine = frame[(frame["lead_code"] == "E10000017") & (frame["list"] == "dfe-statistical-neighbours")].copy()
    mine.iloc[0, mine.columns.get_loc("neighbour_code")] = "E10000027"
    mine.iloc[1, mine.columns.get_loc("neighbour_code")] = "E10000006"
    older = replace(reference, neighbours=replace(reference.neighbours, frame=mine))
    groups = of(older, "E10000017")
    codes = groups.members("dfe-statistical-neighbours")
    assert codes[0] == "E06000066", "Somerset's county and its unitary cover the same ground"
    assert "E10000006" not in codes, "Cumbria was split"
    assert groups.title("dfe-statistical-neighbours") == "DfE's nine statistical neighbours of Lancashire"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("list", "dfe-neighbours", "Did you mean 'dfe-statistical-neighbours'"),
        ("neighbour_code", "E99999999", "one of the"),
        ("order", "0", "a whole number"),
        ("closeness", "near", "extremely close, very close"),
        ("order", "2", "The same order stands in rows"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(folder: Path, spoil, column: str, value: str, said: str) -> None:
    spoil(FILE, "E10000016", column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert f"{FILE}, row" in str(caught.value)


def test_the_names_of_each_lead_s_own_lists_are_kept_free(folder: Path, spoil) -> None:
    spoil("comparison_groups.csv", "E08000025", "group", "ons-nearest-10")
    with pytest.raises(ReferenceFileError, match="stand for each lead's own"):
        load_reference(folder)
