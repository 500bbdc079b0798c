"""A claim stands only when the finding bears it, and says on what it rests."""

import pytest

from benchmarking.errors import ReportError
from benchmarking.findings import each
from benchmarking.report.claims.instead import instead
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
        ("all of the ten are lower on child_poverty", "3 higher, 7 lower"),
    ],
)
def test_a_claim_that_the_finding_does_not_bear_is_refused_with_what_it_says(facts, text, says):
    with pytest.raises(ReportError) as wrong:
        told(text, facts)
    assert says in str(wrong.value)


def test_a_change_since_a_year_that_was_not_compared_is_refused(facts):
    with pytest.raises(ReportError, match="is not compared with 2015") as wrong:
        told("employment_rate has not changed since 2015", facts)
    assert "Write {{ employment_rate has not changed since 2022 }}" in str(wrong.value)


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


def test_a_finding_is_not_called_fragile_that_is_not(facts):
    for claim in (
        "employment_rate is similar to england, fragile",
        'child_poverty is higher than "Kent", fragile',
    ):
        with pytest.raises(ReportError, match="is not fragile"):
            told(claim, facts)


def test_the_claim_that_is_offered_instead_stands(facts):
    for found in each(facts.findings):
        claim = instead(found)
        assert bool(claim) == (not found.is_silent and found.kind != "expected"), found.id
        if claim:
            (name,) = told(claim, facts).findings
            assert name == found.id or found.kind == "since_baseline"  # often the figure before, too


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "homelessness_duty is better than england",
            "better than England (tested against chance ups and downs)",
        ),
        (
            "homelessness_duty is better than the group, fragile",
            "better than the mean of the 8 in the group with a figure (tested against chance ups and downs; "
            "fragile: turns without Manchester and without Newcastle upon Tyne)",
        ),
        (
            "child_poverty is close to the group",
            "close to the mean of the group (published figures, not tested)",
        ),
        ("born_outside_uk is lower than england", "lower than England (complete count, not a sample)"),
        (
            "dissimilarity is higher than Manchester",
            "higher than Manchester (complete count, not a sample; a county's figure includes the separation "
            "between its districts)",
        ),
        (
            "diversity_birth is close to Nottinghamshire",
            "close to Nottinghamshire (complete count, not a sample)",
        ),
        (
            "employment_rate ranks between 3 and 10 of 11",
            "could rank anywhere from 3rd to 10th of the 11 with a figure, counted from the highest (tested)",
        ),
        (
            "child_poverty is in the middle fifth",
            "in the middle fifth of the 153 English upper-tier authorities with a figure "
            "(published figures, not tested)",
        ),
        (
            "child_poverty has stayed close since 2023",
            "has stayed close to the figure of 2023/24 (published figures, not tested)",
        ),
        ("employment_rate have not changed since 2022", "have not changed detectably since 2022 (tested)"),
        (
            "life_satisfaction shows no clear trend",
            "shows no clear trend since 2018/19 (tested at 0.2%; it would be clear at 5%)",
        ),
        (
            "anxiety shows no clear trend, fragile",
            "shows no clear trend since 2018/19 "
            "(tested at 0.2%; it would be clear at 5%; not firm after adjusting for 7 trends)",
        ),
        (
            "the gap in good_level_fsm_gap is widening",
            "the gap is wider than in 2022/23 (published figures, not tested)",
        ),
    ],
)
def test_each_kind_of_claim_reads_as_plain_english_with_the_hedge_of_its_basis(facts, text, words):
    assert told(text, facts).words == words


def test_a_rank_with_one_place_and_a_moving_trend_read_as_such(with_finding):
    one = with_finding("employment_rate.rank", place_lower=9.0, place_upper=9.0)
    assert told("employment_rate ranks between 9 and 9 of 11", one).words.startswith(
        "can only be 9th of the 11"
    )
    moving = with_finding("life_satisfaction.trend", verdict="improving")
    assert told("life_satisfaction is improving", moving).words == "improving since 2018/19 (tested at 0.2%)"


def test_ranks_of_counts_are_tested_for_chance_between_periods(facts):
    found = facts.finding("homelessness_duty", "rank")
    assert "(tested against chance ups and downs)" in told(instead(found), facts).words


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


def test_a_share_of_the_group_counts_the_members_and_says_what_it_rests_on(facts):
    found = told("most of the ten are lower on child_poverty", facts)
    assert found.words == "most of the ten are lower (3 higher, 7 lower; published figures, not tested)"
    assert len(found.findings) == 10
    assert (
        "; complete count, not a sample)" in told("most of the ten are lower on limited_english", facts).words
    )


def test_a_share_of_a_group_of_another_size_is_refused(facts):
    with pytest.raises(ReportError, match="has ten authorities"):
        told("most of the eleven are lower on child_poverty", facts)


def test_none_is_not_said_where_one_has_no_figure(facts, with_finding):
    claim = "none of the ten are lower on housing_affordability"
    assert told(claim, facts).words.startswith("none of the ten are lower (10 higher; ")
    short = with_finding(
        "housing_affordability.vs.E10000016", verdict="not compared", basis="", reason="no figure published"
    )
    with pytest.raises(ReportError, match="9 higher, 1 not compared"):
        told(claim, short)


@pytest.mark.parametrize("share", ["most", "all", "none"])
def test_nobody_is_called_better_or_worse_on_what_was_not_tested_or_has_no_direction(facts, share):
    for indicator in ("child_poverty", "born_outside_uk", "recorded_public_order"):
        with pytest.raises(ReportError, match="Nobody can be called better or worse"):
            told(f"{share} of the ten are better on {indicator}", facts)


def test_a_share_of_fragile_comparisons_says_so(facts):
    with pytest.raises(ReportError, match="is fragile"):
        told("none of the ten are worse on anxiety", facts)
    assert told("none of the ten are worse on anxiety, fragile", facts).words == (
        "none of the ten are worse (10 similar; tested; 1 of them fragile)"
    )


def test_only_a_gap_widens(facts):
    with pytest.raises(ReportError, match="is not a gap"):
        told("the gap in child_poverty is widening", facts)


@pytest.mark.parametrize(
    ("then", "now", "moving"), [(-5.0, -15.0, "widening"), (-15.0, -5.0, "narrowing"), (25.0, -25.0, "")]
)
def test_a_gap_moves_by_its_distance_whoever_has_the_higher_figure(with_finding, then, now, moving):
    facts = with_finding(
        "good_level_fsm_gap.since_baseline",
        value=then,
        lead_value=now,
        difference=now - then,
        verdict="higher" if now > then else "lower",
    )
    for word, said in (("widening", "wider"), ("narrowing", "narrower")):
        claim = f"the gap in good_level_fsm_gap is {word}"
        if word == moving:
            assert told(claim, facts).words.startswith(f"the gap is {said} than in")
        else:
            with pytest.raises(ReportError, match="does not say so"):
                told(claim, facts)


def test_an_authority_outside_the_group_is_refused_with_those_inside(facts):
    with pytest.raises(ReportError, match="not among the authorities compared") as wrong:
        told('child_poverty is higher than "Devom"', facts)
    assert "Did you mean 'Devon'" in str(wrong.value)


def test_an_unknown_indicator_is_refused_with_the_nearest(facts):
    with pytest.raises(ReportError, match="Did you mean 'child_poverty'"):
        told("child_povety is higher than the group", facts)
