"""The chapter on places and people reads right for any lead."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.findings import COLUMNS
from benchmarking.findings.comparisons import comparisons
from benchmarking.findings.judging import judged
from benchmarking.report.markdown import chapters, picture
from benchmarking.report.places import places
from benchmarking.study import Study, study_of

CHAPTER = Path(__file__).parents[2] / "reports" / "templates" / "lancashire" / "07-places-and-people.md"
MANCHESTER, BIRMINGHAM, BURNLEY = "E08000003", "E08000025", "E07000117"
KENT, NORTHUMBERLAND, SCILLY = "E10000016", "E06000057", "E06000053"


@pytest.fixture(scope="module")
def written(real_study: Study, tmp_path_factory: pytest.TempPathFactory):
    """Write the chapter of a study that differs from the default one."""

    def make(**choices: object) -> str:
        study = study_of(real_study.parameters.model_copy(update=choices), real_study.paths)
        folder = tmp_path_factory.mktemp("chapter")
        shutil.copy(CHAPTER, folder)
        named = places(study, _findings(study), partial(picture, folder=folder))
        assert list(named) == ["places"]
        text = chapters(folder, {"lead": study.lead.name, **named}).replace("\\", "")
        assert (folder / "segregation.svg").is_file() and (folder / "segregation.png").is_file()
        assert not re.search(r"\bnan\b", text)
        return text

    return make


def _findings(study: Study) -> pd.DataFrame:
    """Compare the study's pairs, without the ranks, trends and firmness that this chapter does not tell."""
    chosen = study.parameters
    pairs = comparisons(study, chosen.confidence_level)
    made = judged(study, pairs, adjustment=chosen.adjustment, alpha=chosen.alpha)
    return made.reindex(columns=COLUMNS).assign(firmness="", turned_by="")


@pytest.fixture(scope="module")
def default(written) -> str:
    return written()


def test_the_lead_s_index_is_told_with_chance_change_and_districts(default: str) -> None:
    assert "57% of either group would have to live elsewhere" in default
    assert "index of dissimilarity, 0.57" in default
    assert "Homes drawn by lot would give about 0.03" in default
    assert "Since 2011 it has changed by −0.01, so it is close to what it was." in default
    assert "43% of Lancashire's separation lies between districts" in default


def test_the_places_of_the_group_are_told_by_their_range_and_none_is_singled_out(default: str) -> None:
    words = default.partition("![")[0]
    assert "Across the 14 places of Lancashire-14 the index runs from 0.16 to 0.70." in words
    assert "lower in 6, close in 6, higher in 2" in words
    assert "Blackburn with Darwen and Blackpool are not part of Lancashire's own figure." in words
    for name in ("Burnley", "Pendle", "Hyndburn", "Fylde"):
        assert name not in words


def test_it_judges_nothing(default: str) -> None:
    assert "Nothing here is a target or a measure of the strategy, and nothing is better or worse." in default
    assert "it is no mark against a place" in default


def test_super_diversity_stands_by_dimension_with_its_number_of_categories(default: str) -> None:
    assert "Vertovec's word (2007)" in default
    for line in (
        "| Ethnic group | all residents | 19 | 2.1 | 3.5 |",
        "| Country of birth | all residents | 18 | 1.6 | 2.3 |",
        "| Religion | residents who answered | 8 | 2.6 | 3.0 |",
        "| Main language | residents aged 3 and over | 22 | 1.4 | 1.7 |",
    ):
        assert line in default


def test_what_is_not_held_of_households_is_said(default: str) -> None:
    assert "partners from different ethnic groups: Lancashire and England are not compared" in default
    assert "more than one main language: Lancashire 3.5% and England 6.2%" in default


def test_a_city_without_districts_is_told_nothing_of_districts(written) -> None:
    words = written(lead_authority=MANCHESTER, district_group=None, comparison_group=[BIRMINGHAM])
    assert "36% of either group" in words and "every neighbourhood of Manchester" in words
    told = words.partition("**What this does not say")[0].partition("Where residents live")[2]
    assert "district" not in told.lower()
    assert "Lancashire" not in words


def test_a_district_is_told_beside_the_other_places_of_its_group(written) -> None:
    words = written(lead_authority=BURNLEY, comparison_group=["E07000120"])
    assert "70% of either group" in words
    assert "changed by +0.02, so it is close to what it was" in words
    assert "Across the 13 other places of Lancashire-14 the index runs from 0.16 to 0.68." in words
    assert "not part of" not in words


def test_another_county_has_its_own_split(written) -> None:
    words = written(lead_authority=KENT, district_group=None)
    assert "41% of Kent's separation lies between districts" in words


def test_a_lead_whose_change_or_index_cannot_be_told_says_so(written) -> None:
    moved = written(lead_authority=NORTHUMBERLAND, district_group=None, comparison_group=[BIRMINGHAM])
    assert "Its change since 2011 cannot be told." in moved
    alone = written(lead_authority=SCILLY, district_group=None, comparison_group=[BIRMINGHAM])
    assert "No index can be given for Isles of Scilly: fewer than two neighbourhoods." in alone


def test_length_of_residence_is_told_when_it_is_held_and_missed_when_not(
    real_study: Study, default: str, tmp_path: Path
) -> None:
    ids = [
        "residence_10_years",
        "residence_5_to_10_years",
        "residence_2_to_5_years",
        "residence_under_2_years",
    ]
    if not set(ids) & set(real_study.observations["indicator"]):
        assert "No figure is held for how long ago residents arrived." in default
    study = study_of(real_study.parameters, real_study.paths)
    rows = real_study.observations
    born = rows[rows["indicator"] == "born_outside_uk"]
    study.__dict__["observations"] = pd.concat(
        [rows[~rows["indicator"].isin(ids)], *(born.assign(indicator=name) for name in ids[:2])]
    )
    named = places(study, _findings(real_study), partial(picture, folder=tmp_path))
    assert named["places"]["residence"] == ["arrived 10 years ago or more 9.1%", "5 to 10 years ago 9.1%"]
