"""Whom each council is compared with unless somebody says otherwise, and which choices it is given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarking.errors import CommandError, ObservationError, ParameterError
from benchmarking.reference import Neighbours
from benchmarking.study import Study, study_of
from benchmarking.sweeping import default_group, leads_of, planning, slug, sweep_of_groups

DFE = "dfe-statistical-neighbours"


@pytest.fixture(scope="module")
def of(real_study):
    """Open the default study for another lead and group."""

    def opened(name: str, group: str | list[str] = DFE, **more: object) -> Study:
        choices = {
            "lead_authority": real_study.reference.areas.resolve(name).code,
            "comparison_group": group,
            "district_group": "own",
        }
        parameters = real_study.parameters.model_copy(update=choices | more)
        return study_of(parameters, real_study.paths)

    return opened


@pytest.mark.parametrize(
    ("name", "nearest", "title"),
    [
        ("Kent", "Essex", "DfE's ten statistical neighbours of Kent"),
        ("Lancashire", "Lincolnshire", "DfE's ten statistical neighbours of Lancashire"),
        ("Cornwall", "Norfolk", "DfE's ten statistical neighbours of Cornwall"),
        ("Camden", "Islington", "DfE's ten statistical neighbours of Camden"),
        (
            "City of London",
            "Camden",
            "DfE's ten statistical neighbours of City of London, none of which it calls close",
        ),
        (
            "Isles of Scilly",
            "West Berkshire",
            "DfE's ten statistical neighbours of Isles of Scilly, none of which it calls close",
        ),
    ],
)
def test_an_upper_tier_authority_is_compared_with_its_statistical_neighbours(
    of, real_study, name, nearest, title
):
    study = of(name)
    assert default_group(study.lead.code, study.parameters, study.reference, study.paths) == DFE
    assert len(study.comparators) == 10
    assert study.name(study.comparators[0]) == nearest
    assert study.group_title == title


def test_a_district_is_compared_with_areas_of_its_tier_that_ons_finds_most_like_it(of, real_study):
    study = of("Burnley", "ons-nearest-10")
    assert default_group(study.lead.code, study.parameters, study.reference, study.paths) == "ons-nearest-10"
    assert len(study.comparators) == 10
    assert set(study.comparators) <= set(study.reference.areas.lower_tier()["code"])


def test_ons_s_list_of_lancashire_begins_with_staffordshire_and_a_short_one_says_so(of):
    study = of("Lancashire", "ons-nearest-10")
    assert study.name(study.comparators[0]) == "Staffordshire"
    assert study.group_title == "ONS's ten areas most like Lancashire"
    few = of("Cumberland", "ons-nearest-10")
    assert few.group_title == "The four upper-tier authorities among ONS's 20 areas most like Cumberland"
    assert len(few.comparators) == 4


def test_dfe_names_no_neighbours_of_a_district(of):
    with pytest.raises(ParameterError, match="'dfe-statistical-neighbours' names nobody for Burnley"):
        of("Burnley", DFE)


def test_without_a_published_list_the_nearest_ten_are_found_by_our_own_distances(real_study, monkeypatch):
    reference = real_study.reference
    nobody = replace(reference, neighbours=Neighbours(reference.neighbours.frame.iloc[:0]))

    def opened(parameters, paths):
        study = Study(parameters, reference, paths)
        study.__dict__["observations"] = rows
        return study

    rows = real_study.observations

    monkeypatch.setattr(planning, "study_of", opened)
    found = default_group("E10000016", real_study.parameters, nobody, real_study.paths)
    assert isinstance(found, list) and len(found) == 10
    assert "E10000012" in found, "Essex is like Kent"
    rows = rows[rows["area_code"] != "E06000053"]
    with pytest.raises(ObservationError, match="no figure of 'aged_65_and_over' for Isles of Scilly"):
        default_group("E06000053", real_study.parameters, nobody, real_study.paths)


def test_a_county_s_own_districts_are_those_of_today_and_a_city_has_none(of):
    kent, newcastle, burnley = of("Kent"), of("Newcastle upon Tyne"), of("Burnley", "ons-nearest-10")
    assert len(kent.districts) == 12
    assert kent.name("own") == kent.groups.title("own") == "Kent's districts"
    assert newcastle.districts == burnley.districts == []
    assert of("Lancashire").districts == kent.reference.groups.members("lancashire-12")


def test_the_base_study_keeps_its_choices_and_its_consultation_goes_to_nobody_else(small):
    planned = {one.label: one.parameters for one in small.planned("Lancashire,Kent,Camden").planned}
    lancashire, kent, camden = (planned[name] for name in ("Lancashire", "Kent", "Camden"))
    assert lancashire == small.base
    assert (kent.study, kent.comparison_group, kent.district_group) == ("kent", DFE, "own")
    assert (camden.study, camden.comparison_group, camden.district_group) == ("camden", DFE, None)
    assert small.base.consultation is not None
    assert kent.consultation is camden.consultation is None


def test_a_choice_made_for_the_sweep_stands_above_the_default(small):
    planned = small.planned("Kent", comparison_group="shire-counties", confidence_level="0.99").planned[0]
    assert planned.parameters.comparison_group == "shire-counties"
    assert planned.parameters.confidence_level == 0.99


def test_a_council_with_a_parameters_file_of_its_own_keeps_its_choices(small):
    notebooks = small.paths.notebooks
    original = notebooks.resolve()
    notebooks.unlink()
    (notebooks / "parameters").mkdir(parents=True)
    text = (original / "parameters" / "lancashire.yaml").read_text(encoding="utf-8")
    (notebooks / "parameters" / "lancashire.yaml").write_text(text, encoding="utf-8")
    own = text.replace("study: lancashire", "study: kent").replace("E10000017", "E10000016")
    (notebooks / "parameters" / "kent.yaml").write_text(own, encoding="utf-8")
    planned = small.planned("Kent").planned[0]
    assert planned.parameters.comparison_group == "scrutiny-2024"


def test_a_copied_parameters_file_that_kept_the_study_s_name_overwrites_nobody_s_report(small):
    notebooks = small.paths.notebooks
    text = (notebooks / "parameters" / "lancashire.yaml").read_text(encoding="utf-8")
    notebooks.unlink()
    (notebooks / "parameters").mkdir(parents=True)
    (notebooks / "parameters" / "lancashire.yaml").write_text(text, encoding="utf-8")
    copied = text.replace("E10000017", "E10000016")
    (notebooks / "parameters" / "kent.yaml").write_text(copied, encoding="utf-8")
    assert small.planned("Kent").planned[0].study == "lancashire"
    planned = small.planned("Lancashire, Kent, Camden").planned
    assert [one.label for one in planned if one.refused is None] == ["Camden"]
    assert len({one.study for one in planned}) == 3
    assert "another study of this sweep has the same name" in str(planned[1].refused)


def test_varying_the_group_gives_a_study_for_each_that_fits(of, real_study):
    sweep = sweep_of_groups(real_study.parameters, real_study)
    assert {one.study for one in sweep.planned} == {
        f"lancashire--{group}"
        for group in (
            "scrutiny-2024",
            "shire-counties",
            "metropolitan-districts",
            "north-west",
            DFE,
            "ons-nearest-10",
        )
    }
    assert of("Burnley", "ons-nearest-10").fitting_groups == ["metropolitan-districts", "ons-nearest-10"]


def test_a_list_drawn_up_for_one_council_or_one_region_is_not_offered_to_another(of):
    assert of("Kent", DFE).fitting_groups == [
        "shire-counties",
        "metropolitan-districts",
        DFE,
        "ons-nearest-10",
    ]
    assert "north-west" in of("Liverpool", DFE).fitting_groups
    assert "scrutiny-2024" in of("Kent", "scrutiny-2024").fitting_groups


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Kent", ["Kent"]),
        ("E10000016, kent ,Camden", ["Camden", "Kent"]),
        ("Bristol, City of, Bournemouth, Christchurch and Poole,Kent", None),
    ],
)
def test_leads_are_named_by_name_or_code_and_commas_in_names_are_understood(real_study, asked, names):
    found = [area.name for area in leads_of(asked, real_study.reference.areas)]
    assert found == (names or ["Bournemouth, Christchurch and Poole", "Bristol", "Kent"])


def test_there_are_153_upper_tier_authorities_and_164_districts_of_counties(real_study):
    areas = real_study.reference.areas
    assert len(leads_of("all-upper-tier", areas)) == 153
    assert len(leads_of(" All-Districts", areas)) == 164


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Kennt", "Did you mean 'Kent'"),
        ("all-uper-tier", "Did you mean 'all-upper-tier'"),
        ("Cumbria", "Cumberland"),
        ("North West", "a region"),
        (" , ", "names nobody"),
        ("Kent, All-Upper-Tier", "all-upper-tier stands alone"),
        (
            "S12000033",
            r"'S12000033'\. Expected a council of England, by its name or code in \S+areas\.csv\.$",
        ),
    ],
)
def test_who_is_no_council_of_today_is_refused_with_what_to_do(real_study, asked, said):
    with pytest.raises(CommandError, match=said):
        leads_of(asked, real_study.reference.areas)


def test_every_council_has_a_folder_of_its_own(real_study):
    areas = real_study.reference.areas
    names = [*areas.upper_tier()["name"], *areas.lower_tier()["name"]]
    assert len({slug(name) for name in names}) == len(set(names)) == 317
    assert slug("Bristol, City of") == "bristol-city-of"
    assert slug("Newcastle upon Tyne") == "newcastle-upon-tyne"
