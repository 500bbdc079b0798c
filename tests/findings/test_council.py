"""What is said of the lead authority itself follows its type, its region and its districts."""

from __future__ import annotations

import pytest

from benchmarking.findings.council import council_words, housing_words, kind_words, study_words
from benchmarking.study import study_of

SCILLY, NEWCASTLE, CITY, BURNLEY, HULL = "E06000053", "E08000021", "E09000001", "E07000117", "E06000010"


def led_by(study, lead, **choices):
    choices = {"lead_authority": lead, "district_group": None, **choices}
    return study_of(study.parameters.model_copy(update=choices), study.paths)


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("E10000016", "a county council in the South East"),
        (SCILLY, "a unitary council in the South West"),
        (NEWCASTLE, "a metropolitan district council in the North East"),
        (HULL, "a unitary council in Yorkshire and The Humber"),
        (CITY, "one of London's councils"),
        (BURNLEY, "a district council in the North West"),
    ],
)
def test_each_type_of_council_is_called_what_it_is_where_it_is(real_study, lead, kind):
    assert kind_words(led_by(real_study, lead)) == kind


def test_a_county_shares_its_work_a_single_tier_does_not_and_a_district_has_a_county_above_it(real_study):
    said = {lead: council_words(led_by(real_study, lead)) for lead in ("E10000017", NEWCASTLE, BURNLEY)}
    assert said["E10000017"].endswith(
        "Its area has 12 districts with councils of their own, which share the work with it."
    )
    assert said[NEWCASTLE].endswith("in the North East, with the duties of county and district alike.")
    assert "within Lancashire" in said[BURNLEY] and "are the county council's work" in said[BURNLEY]


def test_housing_is_the_districts_duty_in_a_county_only(real_study):
    assert housing_words(real_study) == ", and housing is a duty of the districts"
    assert housing_words(led_by(real_study, NEWCASTLE)) == ""


def test_a_study_is_introduced_with_whom_it_is_set_beside_and_with_its_places(real_study):
    assert "14 places are shown too: Lancashire-14" in study_words(real_study)
    one = study_words(led_by(real_study, SCILLY, comparison_group=["E06000017"]))
    assert one.endswith("It is set beside England and 1 chosen authority (Rutland).")
    assert study_words(led_by(real_study, "E10000016")).endswith(
        "None of its districts are shown in this study."
    )


def test_a_group_with_the_lead_in_it_is_told_as_the_others_of_it(real_study):
    words = study_words(led_by(real_study, NEWCASTLE, comparison_group="metropolitan-districts"))
    assert (
        "It is set beside England and the other 35 of the 36 metropolitan districts of England (Bolton"
        in words
    )


def test_inside_a_sentence_a_group_begins_with_a_small_letter(real_study):
    assert real_study.group_title == "The ten authorities named by scrutiny in May 2024"
    assert "England and the ten authorities named by scrutiny in May 2024 (" in study_words(real_study)
