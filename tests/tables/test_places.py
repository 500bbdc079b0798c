"""Tables of places: what stands in them, what is missing and in what order."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.findings import diversity_of, segregation_of, shown_places
from benchmarking.study import Study, study_of

LANCASHIRE, BIRMINGHAM, BURNLEY, PENDLE = "E10000017", "E08000025", "E07000117", "E07000122"
FYLDE, NORTHUMBERLAND, ISLES_OF_SCILLY, ENGLAND = "E07000119", "E06000057", "E06000053", "E92000001"
ASKED = [LANCASHIRE, BIRMINGHAM, BURNLEY, FYLDE, PENDLE, NORTHUMBERLAND, ISLES_OF_SCILLY]


@pytest.fixture(scope="module")
def apart(real_study: Study) -> pd.DataFrame:
    return segregation_of(real_study, ASKED, draws=100)


@pytest.fixture(scope="module")
def mixed(real_study: Study) -> pd.DataFrame:
    return diversity_of(real_study, [LANCASHIRE, ENGLAND, PENDLE])


def test_each_index_stands_beside_what_chance_alone_gives(real_study: Study, apart: pd.DataFrame) -> None:
    table = tables.segregation_table(real_study, apart)
    assert list(table.index) == [real_study.name(code) for code in ASKED]
    assert table["Dissimilarity"].to_dict() == {
        "Lancashire": "0.57", "Birmingham": "0.50", "Burnley": "0.70", "Fylde": "0.16", "Pendle": "0.65",
        "Northumberland": "0.24", "Isles of Scilly": "[x]",
    }  # fmt: skip
    assert table.at["Pendle", "Residents from groups other than White"] == "29.4%"
    for name, row in table.drop(index="Isles of Scilly").iterrows():
        low, high = row["Range of chance"].split(" to ")
        assert float(low) < float(row["By chance alone"]) < float(high), name
        assert float(row["Modified index"]) < float(row["Dissimilarity"])
    # Where few such residents live, chance is a third of the index.
    fylde = table.loc["Fylde"]
    assert float(fylde["Modified index"]) < 0.75 * float(fylde["Dissimilarity"])


def test_an_area_without_neighbourhoods_enough_shows_every_figure_as_missing(
    real_study: Study, apart: pd.DataFrame
) -> None:
    row = tables.segregation_table(real_study, apart).loc["Isles of Scilly"]
    assert set(row[["Dissimilarity", "By chance alone", "Range of chance", "Modified index"]]) == {"[x]"}
    assert tables.change_table(real_study, apart).at["Isles of Scilly", "Change since 2011"] == "[x]"


def test_exposure_has_no_modified_index(real_study: Study, apart: pd.DataFrame) -> None:
    assert "Modified index" not in tables.segregation_table(real_study, apart, "exposure")
    assert tables.segregation_table(real_study, apart, "isolation").at["Pendle", "Isolation"] == "0.58"


def test_without_draws_chance_is_not_made_up(real_study: Study) -> None:
    table = tables.segregation_table(real_study, segregation_of(real_study, [BURNLEY], draws=0))
    assert table.at["Burnley", "Dissimilarity"] == "0.70"
    assert table.at["Burnley", "By chance alone"] == table.at["Burnley", "Range of chance"] == "[x]"


def test_the_change_since_2011_has_its_sign_a_word_and_where_missing_its_reason(
    real_study: Study, apart: pd.DataFrame
) -> None:
    table = tables.change_table(real_study, apart)
    (words,) = (column for column in table.columns if column.startswith("In words"))
    assert words == "In words (close: up to 0.02)"
    told = {name: (row["Change since 2011"], row[words]) for name, row in table.iterrows()}
    assert told == {
        "Lancashire": ("−0.006", "close"),
        "Birmingham": ("−0.031", "lower"),
        "Burnley": ("+0.018", "close"),
        "Fylde": ("−0.051", "lower"),
        "Pendle": ("+0.021", "higher"),
        "Northumberland": ("[x]", "a neighbourhood crosses the border"),
        "Isles of Scilly": ("[x]", "fewer than two neighbourhoods"),
    }


def test_a_county_s_two_parts_add_up_and_places_without_districts_are_left_out(
    real_study: Study, apart: pd.DataFrame
) -> None:
    table = tables.decomposition_table(real_study, apart)
    assert list(table.index) == ["Lancashire"]
    row = table.loc["Lancashire"]
    assert (row["Districts"], row["Between districts"], row["Within districts"]) == (12, "43%", "57%")


def test_a_study_without_counties_has_a_decomposition_of_no_rows_that_says_why(real_study: Study) -> None:
    alone = segregation_of(real_study, [BIRMINGHAM], draws=0)
    table = tables.decomposition_table(real_study, alone)
    assert table.empty and list(table) == [
        "No place shown here has districts below it, so nothing lies between any."
    ]


def test_every_dimension_has_a_column_of_its_own_with_its_number_of_categories(
    real_study: Study, mixed: pd.DataFrame
) -> None:
    table = tables.diversity_table(real_study, mixed)
    assert list(table.columns) == [
        "Ethnic group, of 19", "Country of birth, of 18", "Religion, of 8", "Main language, of 22",
    ]  # fmt: skip
    assert list(table.index) == ["Lancashire", "England", "Pendle"]
    for area in (LANCASHIRE, PENDLE):
        held = real_study.figure("diversity_ethnicity", area)["value"]
        assert table.at[real_study.name(area), "Ethnic group, of 19"] == f"{held:.1f}"


def test_one_place_is_described_with_who_was_counted(real_study: Study, mixed: pd.DataFrame) -> None:
    table = tables.dimensions_table(real_study, mixed, LANCASHIRE)
    assert list(table.index) == ["Ethnic group", "Country of birth", "Religion", "Main language"]
    assert table.at["Religion", "Counted"].endswith("residents who answered")
    assert table.at["Main language", "Counted"].endswith("residents aged 3 and over")
    assert table.at["Ethnic group", "Two residents differ"] == "27.1%"


def test_a_dimension_without_figures_is_missing_and_not_nought(
    real_study: Study, mixed: pd.DataFrame
) -> None:
    gone = mixed.copy()
    lost = gone["indicator"] == "diversity_religion"
    gone.loc[lost, ["categories", "present", "simpson", "evenness", "effective", "residents"]] = None
    assert set(tables.diversity_table(real_study, gone)["Religion"]) == {"[x]"}
    row = tables.dimensions_table(real_study, gone, PENDLE).loc["Religion"]
    assert row["Effective number of groups"] == row["Counted"] == row["Two residents differ"] == "[x]"


def test_mixed_partnerships_are_told_of_counties_too_weighted_by_households(real_study: Study) -> None:
    table = tables.households_table(real_study, list(shown_places(real_study, reference=True)))
    partners = table["Partners of different ethnic groups"]
    assert (partners["Lancashire"], partners["Pendle"], partners["England"]) == ("3.3%", "2.9%", "5.9%")
    assert not (table == "[x]").any(axis=None)


def test_length_of_residence_is_shown_when_the_registry_has_it_and_named_as_not_held_when_not(
    real_study: Study, planted: Callable[..., Study]
) -> None:
    ids = [
        "residence_10_years",
        "residence_5_to_10_years",
        "residence_2_to_5_years",
        "residence_under_2_years",
    ]
    rows = real_study.observations
    none = rows[~rows["indicator"].isin(ids)]
    table = tables.residence_table(planted(observations=none), [LANCASHIRE, PENDLE])
    assert table.shape == (2, 5)
    assert (table.drop(columns="Born outside the UK") == "not held").all(axis=None)
    assert table.at["Pendle", "Born outside the UK"] == "17.7%"
    born = rows[rows["indicator"] == "born_outside_uk"]
    some = [
        born.assign(indicator=name, value=born["value"] * part)
        for name, part in zip(ids, (0.5, 0.2, 0.2, 0.1), strict=True)
    ]
    held = pd.concat([none, *some])
    shown = tables.residence_table(planted(observations=held), [LANCASHIRE, PENDLE])
    assert list(shown.loc["Pendle"])[1:] == ["8.8%", "3.5%", "3.5%", "1.8%"]
    lost = held[~(held["indicator"].isin(ids) & (held["area_code"] == PENDLE))]
    shown = tables.residence_table(planted(observations=lost), [LANCASHIRE, PENDLE])
    assert list(shown.loc["Pendle"])[1:] == ["[x]"] * 4


def test_no_table_is_ordered_by_its_figures(real_study: Study) -> None:
    places = list(shown_places(real_study))
    apart = segregation_of(real_study, places, draws=0)
    names = [real_study.name(code) for code in places]
    for table in (
        tables.segregation_table(real_study, apart),
        tables.change_table(real_study, apart),
        tables.diversity_table(real_study, diversity_of(real_study, places)),
        tables.households_table(real_study, places),
    ):
        assert list(table.index) == names


def test_a_study_of_one_unitary_without_districts_has_its_tables(real_study: Study) -> None:
    chosen = real_study.parameters.model_copy(
        update={"lead_authority": "E08000003", "comparison_group": [BIRMINGHAM], "district_group": None}
    )
    study = study_of(chosen, real_study.paths)
    places = list(shown_places(study))
    table = tables.segregation_table(study, segregation_of(study, places, draws=0))
    assert list(table.index) == ["Manchester", "Birmingham"]


def test_length_of_residence_is_held_for_the_county_and_its_districts(real_study: Study) -> None:
    table = tables.residence_table(real_study, ["E10000017", "E07000122"])
    assert not table.isin(["not held", "[x]"]).any(axis=None)
    assert list(table.iloc[0].iloc[1:]) == ["5.0%", "1.4%", "1.2%", "1.4%"]
