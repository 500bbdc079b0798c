from __future__ import annotations

from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference

LIVE_TIERS = {"headline", "supporting", "context", "early_warning"}


def _resting_on(reference: Reference, framework: str, concept: str) -> list[str]:
    return [
        found.tier
        for found in reference.indicators.of_framework(framework)
        if concept in found.concepts(framework)
    ]


def test_the_three_frameworks_that_scrutiny_named_are_there(reference: Reference) -> None:
    assert reference.frameworks.ids[:3] == ["cantle", "casey", "khan"]
    assert reference.frameworks.title("khan") == "Khan (2024)"


def test_every_concept_has_a_source_and_a_page_or_says_that_it_is_not_verified(reference: Reference) -> None:
    frame = reference.frameworks.frame
    assert (frame["source"] != "").all()
    assert (frame.loc[frame["page"] == "not verified", "verified"] == "no").all()
    assert (frame.loc[frame["verified"] == "no", "page"] == "not verified").all()


def test_a_concept_with_an_official_series_has_an_indicator_and_one_without_has_none(
    reference: Reference,
) -> None:
    for concept in reference.frameworks.frame.itertuples():
        tiers = _resting_on(reference, concept.framework, concept.concept)
        live = bool(LIVE_TIERS & set(tiers))
        where = f"{concept.framework}:{concept.concept}"
        assert live == (concept.status in ("official series", "partial")), where
        if concept.status == "none":
            assert tiers == [], where


def test_most_of_what_khan_names_is_measured_by_nothing_and_the_table_says_so(reference: Reference) -> None:
    concepts = reference.frameworks.concepts("khan")
    assert len(concepts) == 12
    without = [concept for concept in concepts if concept.status in ("none", "local collection")]
    assert len(without) == 10
    assert all(concept.measured_by_note for concept in without)


def test_no_khan_indicator_with_figures_in_hand_is_judged(reference: Reference) -> None:
    perception = set(reference.indicators.of_dataset("dcms-community-life-survey")["id"])
    judged = {found.id for found in reference.indicators.of_framework("khan") if found.is_judged}
    assert judged <= perception


def test_a_misspelt_concept_is_answered_with_the_nearest(reference: Reference) -> None:
    with pytest.raises(ReferenceFileError, match="Did you mean 'parallel-lives'"):
        reference.frameworks.concept("cantle", "parallel-live")
    with pytest.raises(ReferenceFileError, match="Did you mean 'casey'"):
        reference.frameworks.concepts("cassey")


@pytest.mark.parametrize(
    ("cell", "column", "value", "said"),
    [
        ("parallel-lives", "framework", "Cantle", "Did you mean 'cantle'"),
        ("parallel-lives", "concept", "Parallel lives", "joined by hyphens"),
        ("parallel-lives", "concept", "meaningful-contact", "The same concept stands in rows"),
        ("parallel-lives", "source", "", "Found a blank cell"),
        ("parallel-lives", "status", "partly", "Did you mean 'partial'"),
        ("parallel-lives", "measured_by_note", "", "does not say what there is"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(
    folder: Path, spoil, cell: str, column: str, value: str, said: str
) -> None:
    spoil("frameworks.csv", cell, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert "frameworks.csv, row" in str(caught.value)
