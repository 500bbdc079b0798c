"""Residents are never set in one table with crime, and each table says what its figures are about."""

from __future__ import annotations

import pytest

from benchmarking import tables
from benchmarking.report import sheets

CRIME = ["recorded_violence", "recorded_hate_crime", "recorded_offences", "youth_justice_first_entrants"]
RESIDENTS = [
    "limited_english",
    "eal_primary",
    "eal_secondary",
    "born_outside_uk",
    "dissimilarity",
    "supported_asylum",
    "afghan_programme",
    "unaccompanied_children",
    "residents",
    "aged_65_and_over",
]


def test_speaking_little_english_is_about_residents_and_violence_is_not(real_study):
    found = tables.by_kind(real_study, [*CRIME, "suspensions", *RESIDENTS, "belong_2008"])
    assert found == {
        "residents": RESIDENTS,
        "circumstances": ["suspensions"],
        "early warning": CRIME,
        "history": ["belong_2008"],
    }


@pytest.mark.parametrize("framework", ["cantle", "casey", "khan"])
def test_every_indicator_of_a_chapter_that_describes_is_of_one_kind(framework, real_study, findings):
    described = tables.chapter(real_study, findings, framework).described
    found = tables.by_kind(real_study, described)
    assert sorted(name for names in found.values() for name in names) == sorted(described)
    assert list(found) == [kind for kind in tables.KINDS if kind in found]


def test_what_describes_stands_together_by_what_it_is_about(real_study, findings):
    chapter = tables.chapter(real_study, findings, "casey")
    table = tables.described_table(real_study, findings, chapter.described)
    assert list(dict.fromkeys(table["About"])) == [
        "Who lives there, and where", "Circumstances of the place", "Crime, as an early warning",
        "Historic figures",
    ]  # fmt: skip
    assert (table["About"] != table["About"].shift()).sum() == 4
    assert tables.described_table(real_study, findings, []).empty


def test_a_district_s_page_keeps_residents_and_crime_apart(real_study, places):
    about = tables.profile_of_place(real_study, places, "E07000117").also["About"]
    assert (about != about.shift()).sum() == about.nunique() > 1
    assert about["Violence against the person, recorded by the police"] == "Crime, as an early warning"


def test_no_sheet_sets_residents_next_to_crime(real_study, findings, places):
    for table in (
        sheets.pairs(real_study, findings),
        sheets.places(real_study, places),
        sheets.figures(real_study),
    ):
        about = table["About"]
        assert (about != about.shift()).sum() == about.nunique()
        after = about.shift()[about == "crime, as an early warning"].dropna().unique()
        assert "who lives there, and where" not in after
