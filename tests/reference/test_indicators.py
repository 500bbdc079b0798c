from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import UNITS, Reference, load_reference

DESCRIBE_RESIDENTS = [
    "residents",
    "aged_65_and_over",
    "aged_under_16",
    "eal_primary",
    "eal_secondary",
    "unaccompanied_children",
    "limited_english",
    "dissimilarity",
    "isolation",
    "dissimilarity_change",
    "diversity_ethnicity",
    "diversity_religion",
    "diversity_birth",
    "diversity_language",
    "mixed_partnerships",
    "multiple_language_households",
    "born_outside_uk",
    "other_than_white",
    "residence_10_years",
    "residence_5_to_10_years",
    "residence_2_to_5_years",
    "residence_under_2_years",
    "supported_asylum",
    "homes_for_ukraine",
    "afghan_programme",
]


@pytest.mark.parametrize("indicator", DESCRIBE_RESIDENTS)
def test_no_group_of_residents_is_ever_judged(reference: Reference, indicator: str) -> None:
    found = reference.indicators[indicator]
    assert found.tier in ("context", "early_warning")
    assert found.polarity == "no_judgement"
    assert not found.is_judged


def test_every_headline_says_which_way_is_better(reference: Reference) -> None:
    headlines = [
        found for name in reference.indicators.ids if (found := reference.indicators[name]).tier == "headline"
    ]
    assert len(headlines) == 12
    assert all(found.is_judged for found in headlines)


def test_a_part_of_a_gap_is_never_judged_by_itself(reference: Reference) -> None:
    assert reference.indicators["attainment_8_fsm"].polarity == "higher_is_better"
    assert not reference.indicators["attainment_8_fsm"].is_judged


def test_a_figure_by_group_is_measured_as_the_indicator_of_everyone_and_never_judged(
    reference: Reference,
) -> None:
    by_group = reference.indicators.frame.query("tier == 'by_group'")
    assert len(by_group) == 17
    for row in by_group.itertuples():
        group, whole = reference.indicators[row.id], reference.indicators[row.part_of]
        assert whole.is_judged and not group.is_judged and group.polarity == "no_judgement"
        assert group.frameworks == () and group.people in group.title and group.people in group.definition
        for name in ("unit", "decimals", "basis", "materiality", "breaks", "frequency", "outcomes"):
            assert getattr(group, name) == getattr(whole, name), (group.id, name)


def test_every_group_that_the_tool_publishes_is_there(reference: Reference) -> None:
    by_group = reference.indicators.frame.query("tier == 'by_group'")
    groups = by_group.groupby("part_of")["people"].agg(set)
    five = {"Asian pupils", "Black pupils", "Chinese pupils", "White pupils", "pupils of Mixed ethnic groups"}
    assert groups["attainment_8"] == five
    for whole in ("key_stage_2_expected", "good_level_of_development"):
        assert groups[whole] == five | {"pupils of other ethnic groups"}


def test_both_parts_of_every_gap_are_indicators_of_the_same_data_set(reference: Reference) -> None:
    frame = reference.indicators.frame
    gaps = frame[frame["series"].str.contains(" - ", regex=False)]
    assert len(gaps) == 5
    for gap in gaps.itertuples():
        parts = reference.indicators.of_dataset(gap.dataset)
        assert set(gap.series.split(" - ")) <= set(parts["series"])


def test_only_figures_that_are_not_tested_have_a_materiality(reference: Reference) -> None:
    with_one = reference.indicators.frame.query("materiality.notna()")
    assert set(with_one["basis"]) <= {"complete count", "modelled", "published figure"}
    assert (with_one["materiality"] > 0).all()


def test_definitions_and_caveats_are_sentences(reference: Reference) -> None:
    for column in ("definition", "caveat"):
        cells = reference.indicators.frame[column]
        assert cells[~cells.str.fullmatch(r"[A-Z].*\.")].tolist() == []


def test_early_years_results_cannot_be_followed_across_september_2021(reference: Reference) -> None:
    breaks = reference.indicators["good_level_of_development"].breaks
    assert [each.day for each in breaks] == [date(2021, 9, 1)]
    assert "rewritten" in breaks[0].reason


def test_child_poverty_is_in_the_deprivation_index_and_satisfaction_with_life_is_not(
    reference: Reference,
) -> None:
    assert reference.indicators["child_poverty"].in_deprivation_index == "yes"
    assert reference.indicators["life_satisfaction"].in_deprivation_index == "no"


def test_an_indicator_knows_the_concepts_it_rests_on(reference: Reference) -> None:
    poverty = reference.indicators["child_poverty"]
    assert poverty.concepts("casey") == ("low-income",)
    assert poverty.concepts("khan") == ()
    assert poverty in reference.indicators.of_framework("casey")
    assert poverty not in reference.indicators.of_framework("khan")


def test_perception_indicators_are_listed_although_no_figures_are_held(reference: Reference) -> None:
    assert len(reference.indicators.of_dataset("dcms-community-life-survey")) == 13
    assert reference.indicators.of_dataset("no-such-data-set").empty


def test_a_percentage_lies_between_0_and_100_and_a_gap_may_be_negative() -> None:
    assert UNITS["%"].allows(100)
    assert not UNITS["%"].allows(100.1)
    assert not UNITS["%"].allows(-0.1)
    assert UNITS["percentage points"].allows(-3)
    assert UNITS["per 1,000 residents"].per == 1_000
    assert UNITS["£"].per is None


def test_a_misspelt_indicator_is_answered_with_the_nearest(reference: Reference) -> None:
    with pytest.raises(ReferenceFileError, match="Did you mean 'employment_rate'"):
        reference.indicators.get("employmnt_rate")
    with pytest.raises(ReferenceFileError) as caught:
        reference.indicators.get("employmnt_rate", suggest=False)
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "column", "value", "said"),
    [
        ("supported_asylum", "polarity", "lower_is_better", "no group of people is a target"),
        ("recorded_violence", "polarity", "lower_is_better", "is never judged"),
        ("employment_rate", "polarity", "no_judgement", "has to say which way is better"),
        ("employment_rate", "unit", "percent", "Found 'percent'"),
        ("attainment_8_asian", "part_of", "attainment_8_asian", "cannot be part of another such figure"),
        ("attainment_8_black", "people", "Asian pupils", "has a figure of the same indicator already"),
        ("employment_rate", "tier", "headlne", "Did you mean 'headline'"),
        ("employment_rate", "basis", "survey (no interval held)", "The basis cannot be used"),
        ("employment_rate", "frameworks", "cantle:belonging", "as frameworks.csv has them"),
        ("employment_rate", "priority", "Inclusion", "Did you mean 'inclusion'"),
        ("employment_rate", "theme", "Digital connectively", "Did you mean 'Digital connectivity'"),
        ("employment_rate", "outcomes", "4;15", "1 to 14"),
        ("employment_rate", "dataset", "ons-explore", "The dataset cannot be used"),
        ("employment_rate", "series", "", "names its series"),
        ("employment_rate", "decimals", "one", "a whole number from 0 to 4"),
        ("child_poverty", "materiality_reason", "", "stand together"),
        ("child_poverty", "materiality", "two", "a number in the indicator's unit"),
        ("child_poverty", "caveat", "", "what to bear in mind"),
        ("attainment_8", "breaks", "2019: grading", "2022-09-01"),
        ("attainment_8", "breaks", "2019-13-01: grading", "no such day as 2019-13-01"),
        ("attainment_8", "id", "Attainment 8", "small letters"),
        ("trust_in_council", "tier", "context", "no_judgement"),
        ("attainment_8_asian", "polarity", "higher_is_better", "no group of people is a target"),
        ("attainment_8_asian", "part_of", "attainment_9", "Did you mean 'attainment_8'"),
        ("attainment_8_asian", "part_of", "", "one group of people names the group"),
        ("attainment_8_asian", "people", "", "one group of people names the group"),
        ("attainment_8_fsm", "people", "pupils eligible for free meals", "both blank for any other"),
        ("life_satisfaction", "dataset", "local", "has yet to collect"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_column(
    folder: Path, spoil, cell: str, column: str, value: str, said: str
) -> None:
    row = spoil("indicators.csv", cell, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert f"indicators.csv, row {row}, column" in str(caught.value)
