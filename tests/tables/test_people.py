"""Tables by ethnic group: each beside the same group elsewhere, in the publisher's order, few children marked."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.findings import compare
from benchmarking.study import study_of

LANCASHIRE, ENGLAND = "E10000017", "E92000001"
SCILLY = "E06000053"


@pytest.fixture(scope="module")
def raw(real_study):
    """The publisher's figures as they lie in data/raw, by area, indicator and year."""
    path = real_study.paths.raw(real_study.parameters.vintage) / "lait.csv"
    frame = pd.read_csv(path).dropna(subset=["value"])
    return frame.set_index(["area_code", "indicator", "period"])["value"].sort_index()


def _latest(raw, area, indicator):
    return raw[area, indicator].index.max()


def test_groups_stand_in_the_publishers_order_beside_the_same_group_elsewhere(raw, real_study, findings):
    table = tables.people_table(real_study, findings, "attainment_8")
    order = ["Asian", "Black", "Chinese", "Pupils of Mixed ethnic groups", "White"]
    assert [name.removesuffix(" pupils") for name in table.index] == order
    for name, people in (("attainment_8_asian", "Asian pupils"), ("attainment_8_white", "White pupils")):
        year = _latest(raw, LANCASHIRE, name)
        line = table.loc[people]
        assert line["Lancashire"] == f"{raw[LANCASHIRE, name, year]:.1f} points"
        assert line["England"].startswith(f"{raw[ENGLAND, name, year]:.1f} points: ")
        mean = sum(raw[area, name, year] for area in real_study.comparators) / 10
        assert line["Mean of the comparators"].startswith(f"{mean:.1f} points: ")


def test_figures_by_group_are_never_ranked_judged_or_spanned(real_study, findings):
    for whole in ("attainment_8", "key_stage_2_expected", "good_level_of_development"):
        words = tables.people_table(real_study, findings, whole).to_csv().lower()
        for forbidden in ("rank", "highest", "lowest", "range", "better", "worse", "place"):
            assert forbidden not in words


def test_groups_of_few_children_are_marked(real_study, findings):
    table = tables.people_table(real_study, findings, "key_stage_2_expected")
    assert table.loc["Black pupils", "Children in a school year"] == "about 90: few"
    assert table.loc["Black pupils", "Bear in mind"].startswith("few children: ")
    assert table.loc["Chinese pupils", "Children in a school year"] == "not known"
    assert table.loc["White pupils", "Bear in mind"] == ""


def test_years_before_do_not_cross_a_break_or_fill_a_missing_year(real_study, findings):
    early = tables.people_table(real_study, findings, "good_level_of_development")
    years = "Years before, measured as now"
    assert early.loc["Chinese pupils", years] == "84.2 (2022/23), 60.7 (2023/24)"
    assert "2018/19" not in early[years].str.cat()


def test_a_group_without_a_figure_stays_without(planted, real_study):
    def without(rows):
        return rows[~((rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "attainment_8_chinese"))]

    study = planted(observations=without(real_study.observations))
    found = compare(study)
    line = tables.people_table(study, found, "attainment_8").loc["Chinese pupils"]
    assert line["Lancashire"] == "[x]"
    assert line["England"].startswith("not compared: no figure for Lancashire")
    assert line["Period"] == "–"


# Inactivity in 2011


@pytest.fixture(scope="module")
def counted(real_study):
    """The census table of 2011 as it lies in data/raw: persons by area and category."""
    path = real_study.paths.raw(real_study.parameters.vintage) / "census-2011-lc6201ew.parquet"
    frame = pd.read_parquet(path).astype({"area_code": str, "category": str})
    return frame.groupby(["area_code", "category"])["count"].sum()


def test_inactivity_in_2011_is_the_census_count_and_says_how_old_it_is(real_study, counted):
    table = tables.inactivity_table(real_study)
    for people in ("White", "Asian/Asian British", "Other ethnic group"):
        everyone = counted[LANCASHIRE, f"{people}; ages 16 to 49; all"]
        inactive = counted[LANCASHIRE, f"{people}; ages 16 to 49; economically inactive"]
        assert table.loc[people, "Lancashire"] == f"{100 * inactive / everyone:.1f}%"
        assert table.loc[people, "How many"] == f"{everyone:,}"
    assert table.index.name == "Residents aged 16 to 49, 27 March 2011"
    assert table["Basis"].str.contains("complete count").all()
    assert table["Basis"].str.contains("historic").all()


def test_inactivity_stands_in_the_censuss_order_and_is_not_ranked_or_spanned(real_study):
    table = tables.inactivity_table(real_study)
    assert [people.split("/")[0] for people in table.index] == [
        "All ethnic groups", "White", "Mixed", "Asian", "Black", "Other ethnic group",
    ]  # fmt: skip
    assert list(table.columns) == ["Lancashire", "How many", "Mean of the comparators", "England", "Basis"]


def test_no_share_is_told_of_a_handful_of_residents(real_study):
    choice = real_study.parameters.model_copy(update={"lead_authority": SCILLY, "district_group": None})
    table = tables.inactivity_table(study_of(choice, real_study.paths))
    assert table.loc["Asian/Asian British", "Isles of Scilly"] == "not told: too few"
    assert table.loc["Asian/Asian British", "How many"] == "fewer than 100"
    assert table.loc["White", "Isles of Scilly"].endswith("%")
