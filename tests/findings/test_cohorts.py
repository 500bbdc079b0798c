"""Figures of one group of people: beside the same group elsewhere, and marked where few children are behind them."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.findings import cohorts, cohorts_of, sentence
from benchmarking.findings.frame import PAIRED, SINCE, finding
from benchmarking.study import Study
from benchmarking.workbench import OpenStudy

LANCASHIRE, BIRMINGHAM, BURNLEY, WORCESTERSHIRE = "E10000017", "E08000025", "E07000117", "E10000034"
NORTH_YORKSHIRE, ENGLAND = "E06000065", "E92000001"
ASKED = [LANCASHIRE, BIRMINGHAM, BURNLEY, WORCESTERSHIRE, NORTH_YORKSHIRE, ENGLAND, "lancashire-14"]


@pytest.fixture(scope="module")
def found(real_study: Study) -> pd.DataFrame:
    return cohorts_of(real_study, ASKED).set_index(["area_code", "people"])


@pytest.fixture(scope="module")
def by_group(findings: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    return findings[findings["indicator"].map(registry["tier"]) == "by_group"]


def test_burnley_had_4339_asian_residents_under_16_at_the_census(found: pd.DataFrame) -> None:
    """2,102 girls and 2,237 boys in the census table."""
    row = found.loc[(BURNLEY, "Asian pupils")]
    assert row["aged_0_to_15"] == 2102 + 2237
    assert row["school_year"] == pytest.approx(4339 / 16)
    assert (row["size"], row["release"]) == ("not small", "census-2021-age-sex-ethnicity")


def test_all_ages_of_each_group_add_up_to_the_published_table_of_ethnic_groups(vintage) -> None:
    """Each of 26 cells is perturbed, so that their sum may be out by some dozens."""
    counts = vintage.counts
    ages = counts[counts["table"] == cohorts.TABLE]
    sums = ages.groupby(["area_code", ages["category"].str.split(";").str[0]])["count"].sum()
    starts = {
        "Asian": "Asian,",
        "Black": "Black,",
        "Mixed": "Mixed or",
        "White": "White",
        "Other": "Other ethnic",
    }
    published = counts[(counts["table"] == "TS021") & ~counts["category"].str.contains(":")]
    assert len(sums) == 309 * 5
    for group, start in starts.items():
        whole = published[published["category"].str.startswith(start)].set_index("area_code")["count"]
        assert (sums.xs(group, level=1) - whole).abs().max() < 70, group


def test_a_county_is_the_sum_of_its_districts_and_a_merged_council_of_its_old_ones(
    real_study: Study, found: pd.DataFrame
) -> None:
    districts = real_study.reference.areas.districts(LANCASHIRE)
    parts = cohorts_of(real_study, districts).groupby("people")["aged_0_to_15"].sum(min_count=1)
    whole = found.loc[LANCASHIRE, "aged_0_to_15"]
    pd.testing.assert_series_equal(parts.reindex(whole.index), whole, check_names=False)
    assert found.loc[NORTH_YORKSHIRE, "aged_0_to_15"].sum() > 90_000


def test_fewer_than_100_in_a_school_year_are_few_and_chinese_children_are_not_counted_apart(
    found: pd.DataFrame,
) -> None:
    known = found["school_year"].notna()
    assert (found["size"][known] == np.where(found["school_year"][known] < 100, "small", "not small")).all()
    assert found.loc[(LANCASHIRE, "Black pupils"), "size"] == "small"
    assert set(found.xs("Chinese pupils", level="people")["size"]) == {"not known"}
    assert set(found.index.get_level_values("people")[~known]) == {"Chinese pupils"}


def test_every_figure_by_group_is_told_and_none_is_judged_ranked_or_expected(by_group: pd.DataFrame) -> None:
    pairs = by_group[by_group["kind"].isin([*PAIRED, *SINCE])]
    assert len(pairs) == 17 * 14 and by_group["indicator"].nunique() == 17
    assert set(pairs["verdict"]) == {"higher", "lower", "close"}
    assert set(pairs["basis"]) == {"published and untested"}
    others = by_group[~by_group["kind"].isin([*PAIRED, *SINCE])]
    assert set(others["verdict"]) == {"not compared"}
    assert set(others["reason"]) == {"a figure of one group of people is never judged or ranked"}
    assert by_group[["place", "fifth", "place_lower", "place_upper", "p"]].isna().all(axis=None)


def test_the_sentence_against_the_group_s_mean_names_no_place(
    findings: pd.DataFrame, real_study: Study
) -> None:
    said = sentence(finding(findings, "attainment_8_asian.vs.group"), real_study.reference, "Lancashire")
    assert "mean of 10 with a figure, median" in said and "highest of" not in said


def test_few_children_are_noted_on_the_side_concerned(findings: pd.DataFrame) -> None:
    notes = findings.set_index("id")["note"]
    black = "few children: in a school year about 90 in Lancashire"
    assert notes[f"attainment_8_black.vs.{BIRMINGHAM}"] == f"{black} (Census 2021)"
    assert notes[f"attainment_8_black.vs.{WORCESTERSHIRE}"] == (
        f"{black} and about 50 in Worcestershire (Census 2021)"
    )
    assert notes["attainment_8_black.since_previous"] == f"{black} (Census 2021)"
    assert (
        notes["attainment_8_black.vs.group"] == f"{black} and under 100 in 4 of the group's 10 (Census 2021)"
    )
    assert notes[f"attainment_8_asian.vs.{BIRMINGHAM}"] == ""
    assert notes["attainment_8_chinese.vs.england"] == "how many children is not known"


def test_a_note_stands_in_the_sentence_and_the_census_among_the_sources(
    findings: pd.DataFrame, real_study: Study
) -> None:
    one = finding(findings, "attainment_8_black.vs.england")
    assert one.note in sentence(one, real_study.reference, "Lancashire")
    assert one.sources == "census-2021-age-sex-ethnicity;lait" and len(one.checksums.split(";")) == 2
    assert finding(findings, "attainment_8_asian.vs.england").sources == "lait"


def test_only_figures_by_group_have_such_a_note(findings: pd.DataFrame, by_group: pd.DataFrame) -> None:
    noted = findings[findings["note"].str.contains("children")]
    assert len(noted) > 90 and set(noted.index) <= set(by_group.index)


@pytest.mark.parametrize(
    ("children", "said"),
    [
        (4.2, "fewer than 10"),
        (14.4, "about 10"),
        (92.4, "about 90"),
        (94.9, "about 90"),
        (96.2, "nearly 100"),
    ],
)
def test_a_number_of_children_is_said_no_more_exactly_than_it_is_known(children: float, said: str) -> None:
    assert cohorts.about_children(children) == said


def test_without_the_census_table_no_cohort_is_known(
    real_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    vintage = cohorts.vintage_of(real_study)
    without = replace(vintage, counts=vintage.counts[vintage.counts["table"] != cohorts.TABLE])
    monkeypatch.setattr(cohorts, "vintage_of", lambda study: without)
    assert set(cohorts_of(replace(real_study), [LANCASHIRE])["size"]) == {"not known"}


def test_no_list_of_judged_or_context_indicators_and_no_framework_holds_a_figure_by_group(
    real_study: Study, findings: pd.DataFrame, by_group: pd.DataFrame
) -> None:
    groups = set(by_group["indicator"])
    listed = [name for tier in tables.SHOWN_TIERS for name in tables.of_tier(real_study, tier)]
    for framework in real_study.parameters.frameworks:
        chapter = tables.chapter(real_study, findings, framework)
        listed += [*chapter.judged, *chapter.described]
    assert len(listed) > 100 and not groups & set(listed)
    without = findings[~findings["indicator"].isin(groups)]
    pd.testing.assert_frame_equal(
        tables.counts_of_tests(real_study, findings), tables.counts_of_tests(real_study, without)
    )


def test_a_figure_by_group_is_explained_without_a_row_of_places(real_study: Study) -> None:
    opened = OpenStudy(real_study.parameters, real_study.reference, real_study.paths)
    shown = opened.explain("attainment_8_asian.vs.group")
    assert shown.gallery.plates == () and "never ranked" in shown.gallery.otherwise
    row = shown.warrant.sides[0].rows.iloc[0]
    with (real_study.paths.root / row["file"]).open(encoding="utf-8", newline="") as stream:
        line = list(csv.reader(stream))[row["line"] - 1]
    assert line[:4] == [LANCASHIRE, "attainment_8_asian", "2024-09-01/P1Y", "48.5"]


def test_a_note_calls_97_children_of_a_school_year_nearly_100(real_study: Study) -> None:
    year = pd.Series({LANCASHIRE: 97.0, ENGLAND: 5000.0})
    note = cohorts._note(real_study, year, "reference", ENGLAND)
    assert note == "few children: in a school year nearly 100 in Lancashire (Census 2021)"


def test_a_census_table_that_lacks_one_sex_of_a_group_leaves_its_number_unknown(
    real_study: Study, vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = vintage.counts
    lost = (counts["table"] == cohorts.TABLE) & (counts["category"] == "Asian; male; aged 0 to 15")
    assert lost.sum() > 300
    monkeypatch.setattr(cohorts, "vintage_of", lambda _: replace(vintage, counts=counts[~lost]))
    found = cohorts_of(replace(real_study), [LANCASHIRE]).set_index("people")
    assert found.at["Asian pupils", "size"] == "not known"
    assert found.at["White pupils", "size"] == "not small"
