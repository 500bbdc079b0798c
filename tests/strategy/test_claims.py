"""The strategy's printed figures worked out again from the real census counts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from benchmarking.reference import Claims, Reference
from benchmarking.strategy import OUTCOMES, claims_checked, claims_summary, claims_told, implied, told_of_lead
from benchmarking.study import Study, study_of

KENT = "E10000016"


@pytest.fixture(scope="module")
def checked(real_study: Study) -> pd.DataFrame:
    return claims_checked(real_study).set_index("id")


@pytest.fixture
def claimed(real_study: Study):
    """Check one figure as if the strategy had printed it so, or of another area."""

    def check(claim: str, study: Study | None = None, **cells: str) -> pd.Series:
        study = study or real_study
        frame = study.reference.claims.frame
        row = frame[frame["id"] == claim].assign(**cells)
        reference: Reference = replace(study.reference, claims=Claims(row))
        return claims_checked(replace(study, reference=reference)).iloc[0]

    return check


def test_the_printed_population_of_2011_is_found_to_lack_blackburn_with_darwens(checked) -> None:
    found = checked.loc["residents-2011"]
    assert found["ours"] == 1_171_339  # ONS, Census 2011, QS201EW, the twelve districts
    assert found["difference"] == 147_489  # ONS, Census 2011, Blackburn with Darwen
    assert found["outcome"] == "differs"
    assert "equals the population of Blackburn with Darwen exactly" in found["told"]
    assert "taken away from a count of an area that does not contain it" in found["told"]


@pytest.mark.parametrize(
    ("claim", "ours"),
    [("share-pendle", "29.4%"), ("share-preston", "27.4%"), ("share-england-and-wales", "18.3%")],
)
def test_three_printed_shares_are_0_2_points_above_the_census(checked, claim: str, ours: str) -> None:
    assert checked.loc[claim, "outcome"] == "differs"
    assert checked.loc[claim, "told"] == (
        f"The census gives {ours}, which is 0.2 percentage points less than printed."
    )


def test_white_residents_of_england_and_wales_are_the_81_7_per_cent_that_the_office_published(
    checked,
) -> None:
    # ONS, Ethnic group, England and Wales: Census 2021, 29 November 2022: 81.7% (48.7 million) were White.
    assert round(100 - checked.loc["share-england-and-wales", "ours"], 1) == 81.7


@pytest.mark.parametrize(
    "claim",
    [
        "residents-2021",
        "white-change-percent",
        "other-change-percent",
        "share-england",
        "three-highest",
        "above-england-and-wales",
        "above-england",
        "ten-years",
        "twelve-districts",
        "lancashire-14",
    ],
)
def test_what_comes_out_the_same_is_reproduced(checked, claim: str) -> None:
    assert checked.loc[claim, "outcome"] == "reproduced"


def test_the_population_of_2021_stands_exactly_so_in_one_census_table(checked) -> None:
    assert checked.loc["residents-2021", "told"].startswith("One census table has exactly this figure.")


@pytest.mark.parametrize(
    ("claim", "difference"),
    [("white-change", 1), ("other-change", 18), ("share-blackburn-with-darwen", pytest.approx(-0.0538, abs=1e-4))],
)  # fmt: skip
def test_what_misses_by_less_than_census_tables_differ_is_within_rounding(
    checked, claim: str, difference: float
) -> None:
    assert checked.loc[claim, "outcome"] == "reproduced within rounding"
    assert checked.loc[claim, "difference"] == difference


def test_blackburn_with_darwen_is_six_people_short_of_the_printed_share(checked) -> None:
    assert (
        "39.646%; 6 people more would round to the printed figure"
        in (checked.loc["share-blackburn-with-darwen", "told"])
    )
    assert round(100 * (61_349 + 6) / 154_741, 1) == 39.7
    assert round(100 * (61_349 + 5) / 154_741, 1) == 39.6


def test_what_is_no_statistic_cannot_be_checked_and_says_why(checked) -> None:
    found = checked.loc[["three-aims", "three-prongs"]]
    assert (found["outcome"] == "cannot be checked").all()
    assert found["told"].str.len().min() > 20
    assert found["ours"].isna().all()


def test_every_outcome_is_one_of_four(checked) -> None:
    assert set(checked["outcome"]) == set(OUTCOMES)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        # Hyndburn has 80,734 residents in 2011, Chorley 107,155 and Blackpool 142,065.
        (1_171_339 - 80_734, "of Hyndburn exactly, as if it had been left out."),
        (1_171_339 + 80_734, "of Hyndburn exactly, as if it had been counted twice."),
        (1_171_339 + 142_065, "of Blackpool exactly, as if it had been added to a count of an area that does not"),
        (1_171_339 - 80_734 - 107_155, "of Chorley and Hyndburn exactly, as if they had been left out."),
    ],
)  # fmt: skip
def test_the_search_finds_whichever_place_the_difference_equals(claimed, value: int, said: str) -> None:
    assert said in claimed("residents-2011", value=str(value))["told"]


def test_a_difference_that_equals_no_place_is_only_told(claimed) -> None:
    found = claimed("residents-2011", value="1100000")
    assert found["told"] == "The census gives 1,171,339, which is 71,339 more than printed."


def test_a_change_that_differs_by_the_change_of_one_place_names_it(claimed) -> None:
    # In Blackburn with Darwen residents in groups other than White rose from 45,480 to 61,349.
    found = claimed("other-change", value=str(46_122 + 61_349 - 45_480))
    assert "equals the figure of Blackburn with Darwen exactly, as if it had been added" in found["told"]


def test_places_that_are_not_the_highest_or_not_above_are_said_to_differ(claimed) -> None:
    lowest = "E07000128;E07000122;E07000123"  # Wyre has the lowest share
    assert claimed("three-highest", area=lowest)["outcome"] == "differs"
    above = claimed("above-england", area=lowest)
    assert above["told"].startswith("2 of the 3 are above the 19.0% of England: 2.5%")


def test_a_count_that_is_not_held_cannot_be_checked(claimed) -> None:
    wales = claimed("residents-2011", area="W92000004")
    assert wales["outcome"] == "cannot be checked"
    assert wales["told"] == "Vintage 2026 holds no census count of this for Wales on 27 March 2011."
    health = claimed("share-pendle", indicator="anxiety")
    assert health["told"].startswith("Vintage 2026 holds no census count of this for Pendle")


def test_the_vintage_of_2025_reproduces_the_same(real_study: Study, checked) -> None:
    older = replace(
        real_study,
        parameters=real_study.parameters.model_copy(update={"vintage": "2025", "previous_vintage": None}),
    )
    assert claims_checked(older).set_index("id")["outcome"].equals(checked["outcome"])


def test_the_printed_populations_imply_a_growth_four_times_that_of_the_census(real_study: Study) -> None:
    found = implied(real_study, claims_checked(real_study))
    assert found["printed"].round(1).tolist() == [20.7, 211_502, 64_012]
    assert found["ours"].round(1).tolist() == [5.5, 64_031, 64_031]


def test_changes_that_do_not_make_up_everyone_are_not_added_up(real_study: Study) -> None:
    frame = real_study.reference.claims.frame
    fewer = Claims(frame[frame["id"] != "white-change"])
    study = replace(real_study, reference=replace(real_study.reference, claims=fewer))
    assert len(implied(study, claims_checked(study))) == 2


def test_the_summary_counts_every_figure_and_each_that_differs_is_told(real_study: Study) -> None:
    found = claims_checked(real_study)
    assert claims_summary(found) == (
        "Of 19 figures and statements of the strategy, 10 are reproduced, 3 are reproduced within rounding, "
        "4 differ and 2 cannot be checked."
    )
    told = claims_told(found)
    assert len(told) == 5
    assert told[2].startswith("Page 5, Share of Pendle's residents")


def test_another_councils_study_says_nothing_of_this_strategys_figures(real_study: Study) -> None:
    assert told_of_lead(real_study)
    kent = real_study.parameters.model_copy(update={"lead_authority": KENT, "district_group": None})
    assert told_of_lead(study_of(kent, real_study.paths)) == []
