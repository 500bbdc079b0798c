"""A claim stands only when the finding bears it, and says on what it rests."""

import pytest

from benchmarking.errors import ReportError
from benchmarking.report.claims.language import parse
from benchmarking.report.claims.telling import tell


def told(text, facts, fragile=False):
    return tell(parse(text), facts, fragile)


def test_an_untested_difference_is_told_as_untested(facts):
    found = told('child_poverty is higher than "Kent"', facts)
    assert found.words == "higher than Kent (published figures, not tested)"
    assert found.findings == ("child_poverty.vs.E10000016",)


def test_an_authority_may_be_named_by_its_code(facts):
    assert told('child_poverty is higher than "E10000016"', facts) == told(
        'child_poverty is higher than "Kent"', facts
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('child_poverty is lower than "Kent"', "higher (published figures, not tested)"),
        ('child_poverty is worse than "Kent"', "higher (published figures, not tested)"),
        ('employment_rate is worse than "Kent"', "similar (tested)"),
        ("child_poverty is higher than the group", "close (published figures, not tested)"),
        ("employment_rate ranks between 3 and 9 of 11", "3rd to 10th"),
        ("child_poverty is in the highest fifth", "middle fifth"),
        ("employment_rate has risen since 2022", "similar (tested)"),
        ("life_satisfaction is improving", "no clear change"),
        ("the gap in attainment_8_fsm_gap is widening", "close"),
        ("all of the ten are lower on child_poverty", "7 of the 10"),
    ],
)
def test_a_claim_that_the_finding_does_not_bear_is_refused_with_what_it_says(facts, text, says):
    with pytest.raises(ReportError) as wrong:
        told(text, facts)
    assert says in str(wrong.value)


def test_a_change_since_a_year_that_was_not_compared_is_refused(facts):
    with pytest.raises(ReportError, match="does not say so"):
        told("employment_rate has not changed since 2015", facts)


def test_nothing_is_claimed_where_nothing_is_compared(facts):
    with pytest.raises(ReportError, match="Nothing can be claimed here") as wrong:
        told("child_poverty is higher than england", facts)
    assert "no figure published" in str(wrong.value)


def test_a_fragile_finding_needs_the_word_in_the_claim_or_in_its_sentence(facts):
    with pytest.raises(ReportError, match="fragile") as wrong:
        told("employment_rate is similar to the group", facts)
    assert "without Birmingham" in str(wrong.value)
    for found in (
        told("employment_rate is similar to the group, fragile", facts),
        told("employment_rate is similar to the group", facts, fragile=True),
    ):
        assert "fragile: turns without Birmingham" in found.words


def test_better_and_worse_are_for_tested_differences_only(facts, with_finding):
    name = "employment_rate.vs.england"
    tested = with_finding(name, verdict="worse", difference=-2.0)
    assert told("employment_rate is worse than england", tested).words == "worse than England (tested)"
    assert told("employment_rate is lower than england", tested).words.startswith(
        "lower than England (tested"
    )
    untested = with_finding(name, verdict="lower", basis="published and untested", difference=-2.0)
    with pytest.raises(ReportError, match="does not say so"):
        told("employment_rate is worse than england", untested)


def test_a_changed_verdict_turns_the_claim_on_it(facts, with_finding):
    assert told("employment_rate is similar to england", facts)
    turned = with_finding("employment_rate.vs.england", verdict="better", difference=3.0)
    with pytest.raises(ReportError, match="better"):
        told("employment_rate is similar to england", turned)


def test_a_share_of_the_group_counts_the_members_and_says_how_many_were_tested(facts):
    found = told("most of the ten are lower on child_poverty", facts)
    assert found.words == "most of the 10 are lower (7 of 10; not tested)"
    assert len(found.findings) == 10


def test_a_share_of_a_group_of_another_size_is_refused(facts):
    with pytest.raises(ReportError, match="has 10 authorities"):
        told("most of the eleven are lower on child_poverty", facts)


def test_none_is_not_said_of_authorities_without_a_figure(facts, with_finding):
    short = with_finding(
        "child_poverty.vs.E10000016", verdict="not compared", basis="", reason="no figure published"
    )
    with pytest.raises(ReportError, match="9 with figures"):
        told("none of the ten are better on child_poverty", short)


def test_only_a_gap_widens(facts):
    with pytest.raises(ReportError, match="is not a gap"):
        told("the gap in child_poverty is widening", facts)


def test_an_authority_outside_the_group_is_refused_with_those_inside(facts):
    with pytest.raises(ReportError, match="not among the authorities compared") as wrong:
        told('child_poverty is higher than "Devom"', facts)
    assert "Did you mean 'Devon'" in str(wrong.value)


def test_an_unknown_indicator_is_refused_with_the_nearest(facts):
    with pytest.raises(ReportError, match="Did you mean 'child_poverty'"):
        told("child_povety is higher than the group", facts)
