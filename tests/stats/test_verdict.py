from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import Basis, Polarity, Verdict, difference, rescale, verdicts

tested = {"basis": Basis.TESTED, "polarity": Polarity.HIGHER_IS_BETTER}
counted = {"basis": Basis.COMPLETE_COUNT, "polarity": Polarity.HIGHER_IS_BETTER}


def word(*numbers, **choices):
    return verdicts(*numbers, **choices).loc[0, "verdict"]


@pytest.mark.parametrize(
    ("gap", "polarity", "expected"),
    [
        (3, "higher_is_better", "better"),
        (-3, "higher_is_better", "worse"),
        (3, "lower_is_better", "worse"),
        (-3, "lower_is_better", "better"),
        (3, "no_judgement", "higher"),
        (-3, "no_judgement", "lower"),
    ],
)
def test_a_firm_difference_is_named_by_the_indicators_polarity(gap, polarity, expected):
    assert word(gap, gap - 1, gap + 1, 0.001, basis="tested", polarity=polarity) == expected


def test_a_difference_that_is_not_firm_is_similar():
    assert word(3, -1, 7, 0.3, **tested) == "similar"


def test_a_difference_lost_in_the_adjustment_says_so():
    row = verdicts(3, 0.5, 5.5, 0.08, **tested).loc[0]
    assert (row["verdict"], row["unadjusted"], row["adjusted_away"]) == ("similar", "better", True)


def test_a_stricter_level_makes_a_verdict_similar():
    assert word(3, 0.5, 5.5, 0.03, **tested) == "better"
    assert word(3, -0.2, 6.2, 0.03, **tested, alpha=0.01) == "similar"


@pytest.mark.parametrize("basis", ["complete count", "published and untested"])
def test_figures_without_a_test_are_higher_or_lower_and_never_better_or_worse(basis):
    frame = verdicts([2, -2], np.nan, np.nan, np.nan, basis=basis, polarity="higher_is_better")
    assert frame["verdict"].tolist() == ["higher", "lower"]
    assert frame["unadjusted"].tolist() == ["higher", "lower"]
    assert frame["basis"].tolist() == [basis, basis]
    assert not frame["adjusted_away"].any()


def test_close_is_within_the_materiality_that_the_registry_gives():
    gaps = [28.4 - 27.4, 27.4 - 28.4, 1.01, -1.01]
    frame = verdicts(gaps, np.nan, np.nan, np.nan, **counted, materiality=1.0)
    assert frame["verdict"].tolist() == ["close", "close", "higher", "lower"]


def test_without_a_materiality_only_equal_figures_are_close():
    frame = verdicts([0.0, 0.1 + 0.2 - 0.3, 0.01], np.nan, np.nan, np.nan, **counted)
    assert frame["verdict"].tolist() == ["close", "close", "higher"]


def test_materiality_has_no_say_in_a_tested_comparison():
    assert word(0.4, 0.2, 0.6, 0.001, **tested, materiality=1.0) == "better"


def test_context_and_early_warning_indicators_are_never_judged():
    frame = verdicts([3, 3, -3], [2, 2, -4], [4, 4, -2], 0.001, **tested, judged=[True, False, False])
    assert frame["verdict"].tolist() == ["better", "higher", "lower"]


def test_a_comparison_without_a_figure_is_not_made():
    row = verdicts(np.nan, np.nan, np.nan, np.nan, **tested).loc[0]
    assert (row["verdict"], row["unadjusted"], row["basis"]) == ("not compared", "not compared", "")
    assert row["reason"] == "no figure"


def test_a_comparison_of_different_periods_is_not_made_however_large():
    frame = verdicts(
        [9, 9], [8, 8], [10, 10], [0.001, 0.001], **tested, not_compared=[None, "the periods do not match"]
    )
    assert frame["verdict"].tolist() == ["better", "not compared"]
    assert frame["reason"].tolist() == ["", "the periods do not match"]


def test_findings_keep_their_names():
    gaps = pd.Series([2.0, -2.0], index=["turnout.vs.kent", "turnout.vs.devon"])
    assert verdicts(gaps, np.nan, np.nan, np.nan, **counted).index.tolist() == gaps.index.tolist()


def test_a_comparison_called_tested_must_have_been_tested():
    with pytest.raises(StatisticError, match="called tested but has no interval"):
        verdicts(2, np.nan, np.nan, np.nan, **tested)


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ({"polarity": "higher"}, "Unknown polarity"),
        ({"basis": "survey"}, "Unknown basis"),
        ({"materiality": -1.0}, "materiality is negative"),
        ({"judged": "yes"}, "judged must say yes or no"),
        ({"judged": [True, False]}, "judged must say yes or no"),
        ({"alpha": 95}, "alpha must lie between"),
    ],
)
def test_impossible_choices_are_refused(choices, problem):
    with pytest.raises(StatisticError, match=problem):
        verdicts(2, 1, 3, 0.01, **{**tested, **choices})


def test_a_misspelt_polarity_is_answered_with_the_nearest():
    with pytest.raises(StatisticError, match="Did you mean 'higher_is_better'"):
        verdicts(2, 1, 3, 0.01, basis="tested", polarity="higher_is_beter")


@given(st.floats(-50, 50), st.floats(0.01, 30), st.floats(0.01, 30), st.sampled_from(list(Polarity)))
def test_a_verdict_and_its_mirror_are_opposite(gap, below, above, polarity):
    opposite = {
        "better": "worse",
        "worse": "better",
        "higher": "lower",
        "lower": "higher",
        "similar": "similar",
    }
    compared = difference((gap, gap - below, gap + above), (0, -1, 1))
    mirrored = difference((0, -1, 1), (gap, gap - below, gap + above))
    words = [
        word(
            frame["difference"], frame["lower"], frame["upper"], frame["p"], basis="tested", polarity=polarity
        )
        for frame in (compared, mirrored)
    ]
    assert opposite[words[0]] == words[1]


@given(st.floats(-50, 50), st.floats(0.01, 30), st.floats(0.01, 30))
def test_a_family_of_one_has_the_same_verdict_by_interval_and_by_p_value(gap, below, above):
    frame = difference((gap, gap - below, gap + above), (0, -1, 1))
    if min(abs(frame.loc[0, "lower"]), abs(frame.loc[0, "upper"])) > 1e-9:
        row = verdicts(frame["difference"], frame["lower"], frame["upper"], frame["p"], **tested).loc[0]
        assert row["verdict"] == row["unadjusted"]


@given(st.floats(-50, 50), st.floats(0.01, 30), st.floats(0.01, 30), st.sampled_from(list(Polarity)))
def test_a_wider_level_never_turns_similar_into_a_finding(gap, below, above, polarity):
    said = []
    for level in (0.8, 0.9, 0.95, 0.99, 0.998):
        sides = [
            rescale(*side, from_level=0.95, to_level=level)
            for side in ((gap, gap - below, gap + above), (0, -1, 1))
        ]
        frame = difference(*sides, level=level)
        words = verdicts(
            frame["difference"],
            frame["lower"],
            frame["upper"],
            frame["p"],
            basis="tested",
            polarity=polarity,
            alpha=1 - level,
        )
        said.append((words.loc[0, "verdict"], words.loc[0, "unadjusted"]))
    for narrow, wide in pairwise(said):
        for before, after in zip(narrow, wide, strict=True):
            assert after in (before, "similar")


def test_the_verdicts_are_the_seven_words_of_the_report():
    assert [str(verdict) for verdict in Verdict] == [
        "better",
        "worse",
        "higher",
        "lower",
        "similar",
        "close",
        "not compared",
    ]
