"""The chapter on places and people reads right for any lead."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

import pytest

from benchmarking.findings.words import uncited
from benchmarking.report.markdown import chapters, picture
from benchmarking.report.places import places
from benchmarking.study import Study, study_of

CHAPTER = Path(__file__).parents[2] / "reports" / "templates" / "council" / "07-places-and-people.md"
MANCHESTER, BIRMINGHAM, BURNLEY = "E08000003", "E08000025", "E07000117"
KENT, NORTHUMBERLAND, SCILLY = "E10000016", "E06000057", "E06000053"


@pytest.fixture(scope="module")
def written(real_study: Study, tmp_path_factory: pytest.TempPathFactory):
    """Write the chapter of a study that differs from the default one."""

    def make(**choices: object) -> str:
        study = study_of(real_study.parameters.model_copy(update=choices), real_study.paths)
        folder = tmp_path_factory.mktemp("chapter")
        shutil.copy(CHAPTER, folder)
        named = places(study, partial(picture, folder=folder, study=study), uncited)
        assert list(named) == ["places"]
        text = chapters([folder], {"lead": study.lead.name, "england": "England", **named}).replace("\\", "")
        assert (folder / "segregation.svg").is_file() and (folder / "segregation.png").is_file()
        assert not re.search(r"\bnan\b", text)
        return text

    return make


@pytest.fixture(scope="module")
def default(written) -> str:
    return written()


def test_the_lead_s_index_is_told_with_chance_change_and_districts(default: str) -> None:
    assert "57% of either group would have to live elsewhere" in default
    assert "index of dissimilarity, 0.57" in default
    assert "Residents placed by lot would give about 0.03" in default
    assert "Since 2011 it has changed by −0.006, so it is close to what it was." in default
    assert "43% of Lancashire's lies between districts" in default


def test_the_places_of_the_group_are_told_by_their_range_and_none_is_singled_out(default: str) -> None:
    words = default.partition("![")[0]
    assert "Across the 14 places of Lancashire-14 the index runs from 0.16 to 0.70." in words
    assert "Since 2011 it moved by −0.05 to +0.03; small moves may be chance." in words
    for name in ("Burnley", "Pendle", "Hyndburn", "Fylde"):
        assert name not in words


def test_it_judges_nothing(default: str) -> None:
    assert "Nothing here is a target, and nothing is better or worse." in default
    assert "nor is it a mark against a place" in default


def test_super_diversity_stands_by_dimension_with_its_number_of_categories(default: str) -> None:
    assert "Vertovec's word (2007)" in default
    for words in (
        "ethnic group (19 categories) 2.1 and 3.5",
        "country of birth (18 categories) 1.6 and 2.3",
        "religion (8 categories) 2.6 and 3.0",
        "main language (22 categories) 1.4 and 1.7",
    ):
        assert words in default
    assert "never added or averaged" in default


def test_a_city_without_districts_is_told_nothing_of_districts(written) -> None:
    words = written(lead_authority=MANCHESTER, district_group=None, comparison_group=[BIRMINGHAM])
    assert "36% of either group" in words and "every neighbourhood of Manchester" in words
    told = words.partition("**What this does not say")[0].partition("Where residents live")[2]
    assert "district" not in told.lower()
    assert "Lancashire" not in words


def test_a_district_is_told_beside_the_other_places_of_its_group(written) -> None:
    words = written(lead_authority=BURNLEY, comparison_group=["E07000120"])
    assert "70% of either group" in words
    assert "changed by +0.018, so it is close to what it was" in words
    assert "Across the 13 other places of Lancashire-14 the index runs from 0.16 to 0.68." in words


def test_another_county_has_its_own_split(written) -> None:
    words = written(lead_authority=KENT, district_group=None)
    assert "41% of Kent's lies between districts" in words


def test_a_lead_whose_change_or_index_cannot_be_told_says_so(written) -> None:
    moved = written(lead_authority=NORTHUMBERLAND, district_group=None, comparison_group=[BIRMINGHAM])
    assert "Its change since 2011 cannot be told." in moved
    alone = written(lead_authority=SCILLY, district_group=None, comparison_group=[BIRMINGHAM])
    assert "No index can be given for Isles of Scilly: fewer than two neighbourhoods." in alone
