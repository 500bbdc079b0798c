"""What holds whatever the level, the lead, the group and the figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarking.findings import PAIRED, with_intervals
from benchmarking.findings.ranks import rank_findings
from benchmarking.findings.sides import lead_side

LANCASHIRE, KENT, SCILLY = "E10000017", "E10000016", "E06000053"
TEN = [
    "E08000025", "E08000003", KENT, "E10000024", "E10000034",
    "E06000066", "E10000008", "E10000030", "E08000021", "E06000065",
]  # fmt: skip
LATEST = "2023-01-01/P1Y"
OPPOSITE = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}
levels = st.floats(0.51, 0.999)


@pytest.fixture(scope="module")
def few(real_study) -> pd.DataFrame:
    """What is held of the lead, the ten, England and the Isles of Scilly."""
    rows = real_study.observations
    return rows[rows["area_code"].isin([LANCASHIRE, *TEN, "E92000001", SCILLY])]


def ranked(study) -> pd.DataFrame:
    level = study.parameters.confidence_level
    rows = with_intervals(study.observations, study.reference, level)
    return rank_findings(study, rows, lead_side(study, rows), level).set_index("id")


@settings(max_examples=6)
@given(st.tuples(levels, levels).map(sorted))
def test_a_wider_level_never_makes_a_finding_significant(changed, compared, few, pair):
    narrow, wide = (compared(changed(few, confidence_level=level)).set_index("id") for level in pair)
    tested = narrow["basis"] == "tested"
    np.testing.assert_array_equal(tested, wide["basis"] == "tested")
    same = narrow["verdict_unadjusted"] == wide["verdict_unadjusted"]
    assert (same | (wide["verdict_unadjusted"] == "similar"))[tested].all()
    assert (wide["difference_lower"] <= narrow["difference_lower"] + 1e-9)[tested].all()
    assert (wide["difference_upper"] >= narrow["difference_upper"] - 1e-9)[tested].all()
    published = tested & ~narrow["method"].str.contains("count") & (narrow["kind"] != "group")
    after = (narrow["verdict"] == wide["verdict"]) | (wide["verdict"] == "similar")
    assert after[published].all()
    untested = ~tested
    assert (narrow["verdict"] == wide["verdict"])[untested].all()


@settings(max_examples=6)
@given(st.sampled_from(TEN), levels)
@example(KENT, 0.95)
def test_the_lead_and_a_comparator_that_change_places_give_the_mirrored_finding(
    changed, compared, few, other, level
):
    group = [LANCASHIRE, *(code for code in TEN if code != other)]
    ours = compared(changed(few, confidence_level=level))
    theirs = compared(changed(few, confidence_level=level, lead_authority=other, comparison_group=group))
    ours = ours[ours["comparator"] == other].set_index("indicator")
    theirs = theirs[theirs["comparator"] == LANCASHIRE].set_index("indicator")
    both = (ours["reason"] == "") & (theirs["reason"] == "") & (ours["lead_period"] == theirs["lead_period"])
    ours, theirs = ours[both], theirs[both]
    assert len(ours) > 60 and (ours["basis"] == "tested").sum() >= 15
    np.testing.assert_allclose(ours["difference"], -theirs["difference"], atol=1e-9)
    np.testing.assert_allclose(ours["difference_lower"], -theirs["difference_upper"], atol=1e-9)
    np.testing.assert_allclose(ours["p"], theirs["p"], rtol=1e-6, atol=1e-12)
    mirrored = theirs["verdict_unadjusted"].map(lambda word: OPPOSITE.get(word, word))
    assert list(ours["verdict_unadjusted"]) == list(mirrored)
    assert list(ours["basis"]) == list(theirs["basis"])


@settings(max_examples=4)
@given(st.sampled_from([SCILLY, "E06000002", "E09000001", "E07000117"]), st.integers(0, 10))
def test_a_council_without_figures_changes_no_rank_and_no_other_finding(
    changed, compared, few, newcomer, place
):
    rows = few[few["area_code"] != newcomer]
    usual = changed(rows)
    more = changed(rows, comparison_group=[*TEN[:place], newcomer, *TEN[place:]])
    before, after = compared(usual).set_index("id"), compared(more).set_index("id")
    theirs = after["comparator"] == newcomer
    assert (after.loc[theirs, "verdict"] == "not compared").all()
    after = after[~theirs].reindex(before.index)
    # A mean needs seven tenths of its members, so that one member more may leave it with too few.
    too_few = after["reason"].str.contains("are needed")
    assert set(after.loc[too_few, "kind"]) <= {"group"}
    for name in ("value", "lower", "upper", "difference", "difference_lower", "difference_upper", "p"):
        np.testing.assert_allclose(after.loc[~too_few, name], before.loc[~too_few, name], rtol=1e-12)
    alone = before["kind"] != "group"
    assert list(after.loc[alone, "verdict"]) == list(before.loc[alone, "verdict"])
    columns = ["place", "place_lower", "place_upper", "of", "fifth"]
    pd.testing.assert_frame_equal(ranked(more)[columns], ranked(usual)[columns], check_dtype=False)


figures = st.one_of(
    st.none(),
    st.tuples(st.floats(0, 100), st.floats(0, 20), st.floats(0, 20)),
    st.tuples(st.sampled_from([50.0, 60.0]), st.sampled_from([0.0, 2.0]), st.sampled_from([0.0, 2.0])),
)


@settings(max_examples=12)
@given(st.lists(figures, min_size=12, max_size=12))
@example([None] * 12)
@example([(50.0, 0.0, 0.0)] * 12)
@example([(50.0, 2.0, 2.0)] * 12)
def test_whatever_the_figures_each_pair_is_tested_told_or_silent_with_a_reason(changed, compared, few, drawn):
    """Lancashire, the ten and England with made-up employment rates: value, and how far each end is away."""
    rows = few[(few["indicator"] == "employment_rate") & (few["period"] == LATEST)]
    rows = rows.set_index("area_code").loc[[LANCASHIRE, *TEN, "E92000001"]].reset_index()
    rows[["value", "lower", "upper"]] = [
        [np.nan] * 3 if one is None else [one[0], one[0] - one[1], one[0] + one[2]] for one in drawn
    ]
    rows["status"] = np.where(rows["value"].isna(), "[x]", "")
    study = changed(rows)
    found = compared(study)
    found = found[(found["indicator"] == "employment_rate") & found["kind"].isin(PAIRED)]
    silent = found["verdict"] == "not compared"
    np.testing.assert_array_equal(silent, found["reason"] != "")
    alone = found[found["kind"] != "group"].set_index("comparator")
    held = rows.set_index("area_code")["value"].drop(LANCASHIRE).reindex(alone.index).notna()
    lead_held = not np.isnan(rows["value"].iloc[0])
    np.testing.assert_array_equal(alone["reason"] == "", held & lead_held)
    np.testing.assert_allclose(
        found.loc[~silent, "difference"], (found["lead_value"] - found["value"])[~silent], atol=1e-9
    )
    tested = found[found["basis"] == "tested"]
    assert tested["p"].between(0, 1).all() and (tested["p_adjusted"] >= tested["p"] - 1e-15).all()
    low, high = tested["difference_lower"], tested["difference_upper"]
    assert ((low <= tested["difference"]) & (tested["difference"] <= high)).all()
    rank = ranked(study).loc["employment_rate.rank"]
    if rank["reason"] == "":
        assert 1 <= rank["place_lower"] <= rank["place"] <= rank["place_upper"] <= rank["of"]
