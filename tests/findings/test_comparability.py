"""How like Lancashire the other authorities are."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarking.errors import ObservationError
from benchmarking.findings.comparability import CONTEXT, comparability, context_values, published_neighbours


def test_every_authority_with_every_circumstance_is_ranked_by_its_standardised_distance(real_study):
    ranking, values = comparability(real_study), context_values(real_study)
    whole = values.dropna()
    z = (whole - whole.mean()) / whole.std(ddof=1)
    expected = np.sqrt(((z - z.loc["E10000017"]) ** 2).sum(axis=1)).drop("E10000017")
    ratio = ranking["distance"].reindex(expected.index) / expected
    assert ratio.notna().all() and ratio.std() < 0.01
    assert list(ranking["distance"].dropna().sort_values().index) == list(
        ranking.dropna(subset="distance").index
    )
    assert "E10000017" not in ranking.index
    assert ranking["named"].sum() == 10


def test_circumstances_exclude_ethnic_group_and_size(real_study):
    assert not {"other_than_white", "residents"} & set(CONTEXT)
    tiers = real_study.reference.indicators.by_id.loc[CONTEXT, "tier"]
    assert set(tiers) == {"context"}


def test_the_published_lists_of_neighbours_stand_beside_our_ranking(real_study):
    frame = published_neighbours(real_study)
    assert set(real_study.comparators) <= set(frame.index)
    assert frame["in the comparison group"].sum() == 10
    for group in ("ons-nearest-10", "dfe-statistical-neighbours"):
        assert frame[real_study.groups.title(group)].notna().sum() == 10


def test_a_circumstance_the_lead_lacks_is_missed_by_name(real_study):
    with pytest.raises(ObservationError, match="get_on_well"):
        context_values(real_study, ["get_on_well"])
