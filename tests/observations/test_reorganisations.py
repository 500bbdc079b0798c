"""Councils that were abolished: real figures of 2019 to 2023, and a made-up Lancashire of 2028."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import ParameterError, ReferenceFileError
from benchmarking.observations import area_counts, build
from benchmarking.observations.codes import carried_parts, kept_as_places, older_codes
from benchmarking.observations.sums import district_parts
from benchmarking.paths import Paths
from benchmarking.reference import Reference, load_reference
from benchmarking.study import load_parameters, study_of
from benchmarking.vintages import Vintage

CHECKOUT = Path(__file__).parents[2]
REFERENDUM = "referendum_turnout_2016"
LANCASHIRE = "E10000017"
#: Made up: no such council exists, and no such code.
NORTH, SOUTH, EAST = "E06000901", "E06000902", "E06000903"
MADE_UP = {
    NORTH: ("North Lancashire (made up)", ["E07000121", "E07000128", "E07000119", "E06000009"]),
    SOUTH: ("South Lancashire (made up)", ["E07000123", "E07000126", "E07000118", "E07000127"]),
    EAST: (
        "East Lancashire (made up)",
        ["E07000117", "E07000120", "E07000122", "E07000124", "E07000125", "E06000008"],
    ),
}


@pytest.mark.parametrize(
    "name",
    [
        "Buckinghamshire",
        "Dorset",
        "Bournemouth, Christchurch and Poole",
        "North Northamptonshire",
        "West Northamptonshire",
        "Cumberland",
        "Westmorland and Furness",
        "North Yorkshire",
        "East Suffolk",
        "West Suffolk",
    ],
)
def test_a_merger_sums_the_votes_and_voters_of_its_parts(built, vintage, known, name):
    code = known.areas.resolve(name).code
    changes = known.areas.changes.merged
    parts = changes.loc[changes["target"] == code, "part"]
    votes = vintage.observations.query("indicator == @REFERENDUM").set_index("area_code")
    row = built.frame.query("indicator == @REFERENDUM and area_code == @code").iloc[0]
    assert row["numerator"] == votes.loc[parts, "numerator"].sum()
    assert row["denominator"] == votes.loc[parts, "denominator"].sum()
    assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"])
    assert row["value"] != pytest.approx(votes.loc[parts, "value"].mean(), abs=1e-6)
    assert row["method"] == "sum of merged districts"


def test_a_merger_never_averages_a_rate_that_was_published_without_counts(built, vintage, known):
    """Suffolk Coastal and Waveney had a share of satisfied residents in 2008; East Suffolk, their sum, has none."""
    rows = vintage.observations.query("indicator == 'satisfied_with_area_2008'").set_index("area_code")[
        "value"
    ]
    assert rows.loc[["E07000205", "E07000206"]].notna().all()
    mine = built.frame.query("indicator == 'satisfied_with_area_2008' and area_code == 'E07000244'")
    assert mine["value"].isna().all()
    assert {"E07000205", "E07000206"} <= set(built.refused["area_code"])


def test_somerset_had_529_972_residents_in_2011_through_two_mergers(vintage, known):
    """The Census of 2011 counted 529,972 usual residents in Somerset, and 53,012,456 in England."""
    counts = area_counts(vintage.counts, known).query("table == 'QS201EW' and category == 'Total'")
    counts = counts.set_index("area_code")["count"]
    assert counts["E06000066"] == 529_972
    assert counts["E92000001"] == 53_012_456


@pytest.mark.parametrize("name", ["Cumbria", "Northamptonshire"])
def test_a_split_refuses_and_says_so(built, known, name):
    code = known.areas.resolve(name).code
    assert code in set(built.refused["area_code"])
    assert not (built.frame["method"] == f"published as {code}").any()
    with pytest.raises(ReferenceFileError, match="It was split into"):
        known.areas.current(code)


@pytest.mark.parametrize("name", ["Buckinghamshire", "North Yorkshire", "Somerset"])
def test_a_county_council_that_became_one_council_has_one_series(built, vintage, known, name):
    new = known.areas.resolve(name).code
    (old,) = known.areas.changes.predecessors(new)
    rows, codes = vintage.observations, [old, new]
    series = built.frame.query("area_code == @new and indicator == 'attainment_8'").set_index("period")[
        "value"
    ]
    published = rows[(rows["indicator"] == "attainment_8") & rows["area_code"].isin(codes)]
    pd.testing.assert_series_equal(
        series.sort_index(), published.set_index("period")["value"].sort_index(), check_names=False
    )


def test_no_group_keeps_the_ground_of_a_county_of_2019_to_2023(known):
    assert kept_as_places(known) == {}
    assert carried_parts(district_parts(known), known).empty
    assert older_codes("E08000037", known) == ["E08000020"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The reference tables after a made-up reorganisation: Lancashire, 14 councils, becomes three on 1 April 2028."""
    folder = tmp_path_factory.mktemp("made-up-2028") / "data" / "reference"
    shutil.copytree(CHECKOUT / "data" / "reference", folder)
    for name in ("2025", "2026"):
        (folder.parent / "raw" / name).mkdir(parents=True)
        package = Path("raw") / name / "datapackage.json"
        shutil.copy(CHECKOUT / "data" / package, folder.parent / package)
    into = {part: new for new, (_, parts) in MADE_UP.items() for part in parts}

    def change(name: str, rewrite) -> None:
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        columns, rows = list(rows[0]), rewrite(rows)
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)

    new = {"type": "unitary", "parent": "E12000002", "region": "E12000002", "valid_from": "2028-04-01"}
    change(
        "areas.csv",
        lambda rows: (
            [row | {"valid_to": "2028-03-31"} if row["code"] in {*into, LANCASHIRE} else row for row in rows]
            + [new | {"code": code, "name": name} for code, (name, _) in MADE_UP.items()]
        ),
    )
    order = {"day": "2028-04-01", "note": "The Made-up (Structural Changes) Order 2027"}
    change(
        "area_changes.csv",
        lambda rows: (
            rows
            + [order | {"old_code": old, "new_code": code, "kind": "merge"} for old, code in into.items()]
            + [order | {"old_code": LANCASHIRE, "new_code": code, "kind": "split"} for code in MADE_UP]
        ),
    )
    return folder


@pytest.fixture(scope="module")
def in_2028(folder: Path) -> Reference:
    path = folder / "comparison_groups.csv"
    before = path.read_text(encoding="utf-8")
    ended = {LANCASHIRE, *(part for _, parts in MADE_UP.values() for part in parts)}
    kept = [
        line
        for line in before.splitlines(keepends=True)
        if not (",comparison," in line and any(f",{code}," in line for code in ended))
    ]
    path.write_text("".join(kept), encoding="utf-8")
    return load_reference(folder)


def test_a_comparison_group_with_a_council_that_ended_says_what_became_of_it(folder):
    with pytest.raises(ReferenceFileError, match=r"Lancashire ended, .* It was split into North Lancashire"):
        load_reference(folder)


@pytest.fixture(scope="module")
def later(vintage: Vintage) -> Vintage:
    """This year's figures with one made-up release of 2028: homelessness duties of the three new councils."""
    rows = pd.DataFrame(
        {
            "area_code": list(MADE_UP),
            "indicator": "homelessness_duty",
            "period": "2028-04-01/P3M",
            "value": [2.0, 3.0, 4.0],
            "numerator": [400.0, 600.0, 800.0],
            "denominator": [200_000.0, 200_000.0, 200_000.0],
            "status": "",
            "release": "homelessness",
        }
    )
    return replace(vintage, observations=pd.concat([vintage.observations, rows], ignore_index=True))


@pytest.fixture(scope="module")
def built_in_2028(later: Vintage, in_2028: Reference):
    return build(later, in_2028)


def test_opening_the_study_asks_which_successor_leads_and_offers_the_former_area(folder, in_2028):
    paths = Paths(folder.parents[1])
    chosen = load_parameters(CHECKOUT / "notebooks" / "parameters" / "lancashire.yaml")
    with pytest.raises(ParameterError) as caught:
        study_of(chosen, paths)
    said = str(caught.value)
    assert "lead_authority: Lancashire (E10000017) ended on 2028-03-31" in said
    for code, (name, _) in MADE_UP.items():
        assert f"lead_authority: {code} for {name}" in said
    assert "lancashire-12" in said
    with pytest.raises(
        ParameterError, match=r"district_group: Burnley of lancashire-14 ended\. .* East Lanc"
    ):
        study_of(chosen.model_copy(update={"lead_authority": EAST, "consultation": None}), paths)


def test_a_successor_can_lead_once_it_is_named(folder, in_2028, built_in_2028):
    chosen = load_parameters(CHECKOUT / "notebooks" / "parameters" / "lancashire.yaml")
    named = {"lead_authority": SOUTH, "district_group": None, "consultation": None}
    study = study_of(chosen.model_copy(update=named), Paths(folder.parents[1]))
    study.__dict__["observations"] = built_in_2028.frame
    assert study.lead.name == "South Lancashire (made up)"
    parts = built_in_2028.frame.query("area_code == @SOUTH and indicator == 'residents'")
    assert parts["method"].tolist() == ["total of TS021, sum of merged districts"]
    assert study.figure("residents", "lancashire-12")["value"] > study.figure("residents", SOUTH)["value"]


def test_lancashire_12_goes_on_as_an_area_of_its_own_with_the_county_s_figures(built, built_in_2028, in_2028):
    assert kept_as_places(in_2028) == {LANCASHIRE: "lancashire-12"}
    assert older_codes("lancashire-12", in_2028) == [LANCASHIRE]
    key = ["indicator", "period"]
    before = built.frame.query("area_code == @LANCASHIRE").set_index(key)["value"].dropna()
    now = built_in_2028.frame.query("area_code == 'lancashire-12'").set_index(key)
    published = now[now["method"] == f"published as {LANCASHIRE}"]
    assert len(published) > 300
    pd.testing.assert_series_equal(
        published["value"].dropna(), before.loc[published["value"].dropna().index], check_names=False
    )
    assert before.loc[("residents", "2021-03-21")] == now.at[("residents", "2021-03-21"), "value"]
    assert not (built_in_2028.frame["area_code"] == LANCASHIRE).any()


def test_a_former_area_has_new_figures_only_where_today_s_areas_have_its_ground(built_in_2028):
    """The three councils are the fourteen; none of them is the twelve, since two take in a unitary."""
    new = built_in_2028.frame.query("indicator == 'homelessness_duty' and period == '2028-04-01/P3M'")
    new = new.set_index("area_code")
    assert new.at["lancashire-14", "numerator"] == 1800
    assert new.at["lancashire-14", "value"] == pytest.approx(3.0)
    assert "lancashire-12" not in new.index
    assert new.at[NORTH, "method"] == ""


def test_the_new_councils_sum_the_districts_that_they_joined(built, built_in_2028):
    rows = built.frame.query("indicator == 'homelessness_duty'").set_index("area_code")
    east = built_in_2028.frame.query("indicator == 'homelessness_duty' and area_code == @EAST")
    east = east[east["period"] == rows["period"].iloc[0]].iloc[0]
    parts = MADE_UP[EAST][1]
    assert east["numerator"] == rows.loc[parts, "numerator"].sum()
    assert east["method"] == "sum of merged districts"
