"""Every figure can be walked back to the rows of data/raw that it rests on."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

import pandas as pd
import pytest

from benchmarking.errors import CommandError
from benchmarking.findings import with_intervals
from benchmarking.findings.coverage import lead_latest
from benchmarking.findings.frame import KINDS, finding
from benchmarking.findings.origins import origins
from benchmarking.findings.sides import lead_side
from benchmarking.findings.trends import trend_findings
from benchmarking.findings.warrant import told, warrant
from benchmarking.findings.warrant_sides import trend_points
from benchmarking.findings.workings import expected_line
from benchmarking.stats import plain_method
from benchmarking.study import Study

LEADS = {"Lancashire": "E10000017", "Kent": "E10000016", "Birmingham": "E08000025", "Burnley": "E07000117"}


def test_where_33_comes_from(real_study: Study) -> None:
    found = warrant(real_study, "attainment_8_fsm.vs.england")
    lead = found.sides[0]
    assert lead.figure == "33.0 points"
    row = lead.rows.iloc[0]
    path = real_study.paths.root / row["file"]
    with path.open(encoding="utf-8", newline="") as stream:
        line = list(csv.reader(stream))[row["line"] - 1]
    assert line[:4] == ["E10000017", "attainment_8_fsm", "2024-09-01/P1Y", "33"]
    (release,) = found.releases
    assert (release.id, len(release.file_sha256)) == ("lait", 64)


def test_every_latest_figure_of_lancashire_has_rows_of_data_raw_behind_it(real_study: Study) -> None:
    for indicator, row in lead_latest(real_study).iterrows():
        behind = origins(real_study, str(indicator), "E10000017", row["period"])
        assert not behind.empty, indicator
        counted = behind.dropna(subset=["line"])
        assert len(counted) == len(behind) or indicator in (
            "dissimilarity",
            "isolation",
            "dissimilarity_change",
        ), indicator
        assert set(behind["release"]) <= set(real_study.releases)


def test_a_figure_as_published_is_the_figure_in_its_row(real_study: Study) -> None:
    latest = lead_latest(real_study)
    for indicator, row in latest[latest["method"] == ""].iterrows():
        behind = origins(real_study, str(indicator), "E10000017", row["period"])
        assert list(behind["value"]) == [row["value"]], indicator


def test_a_row_of_a_table_of_counts_holds_the_count_named(real_study: Study) -> None:
    found = warrant(real_study, "born_outside_uk.vs.england")
    row = found.sides[0].rows.iloc[0]
    assert row["file"] == "data/raw/2026/census-2021-ltla-counts.parquet"
    there = pd.read_parquet(real_study.paths.root / row["file"]).iloc[row["line"] - 1]
    assert (there["area_code"], f"{there['table']}: {there['category']}") == (row["area_code"], row["what"])
    assert there["count"] == row["value"]
    assert any(f"{row['file']} row {row['line']}: {row['area_code']}" in line for line in told(found))


def test_a_mean_of_districts_names_their_percentages_and_the_census_totals_that_weigh_them(
    real_study: Study,
) -> None:
    behind = origins(real_study, "residence_10_years", LEADS["Lancashire"], "2021-03-21")
    shares = behind[behind["what"] == "residence_10_years"].set_index("area_code")["value"]
    people = behind[behind["what"] == "TS021: Total"].set_index("area_code")["value"]
    assert len(shares) == len(people) == 12 and len(behind) == 24
    figure = real_study.figure("residence_10_years", LEADS["Lancashire"])["value"]
    assert (shares * people).sum() / people.sum() == pytest.approx(figure, abs=1e-12)


def test_a_gap_names_both_of_its_parts(real_study: Study) -> None:
    behind = origins(real_study, "attainment_8_fsm_gap", "E10000017", "2024-09-01/P1Y")
    assert dict(zip(behind["what"], behind["value"], strict=True)) == {
        "attainment_8_not_fsm": 48.8,
        "attainment_8_fsm": 33.0,
    }


def test_a_county_summed_from_its_districts_names_all_twelve(real_study: Study) -> None:
    behind = origins(real_study, "homelessness_duty", "E10000017", "2024-04-01/P3M")
    assert sorted(behind["area_code"]) == [f"E070001{number}" for number in range(17, 29)]


def test_north_yorkshires_older_figures_are_found_under_its_older_code(real_study: Study) -> None:
    behind = origins(real_study, "happiness", "E06000065", "2022-04-01/P1Y")
    assert list(behind["area_code"]) == ["E10000023"]


def test_a_rate_summed_from_districts_shows_the_counts_that_were_summed(real_study: Study) -> None:
    behind = origins(real_study, "homelessness_duty", "E10000017", "2024-04-01/P3M")
    rate = 1000 * behind["numerator"].sum() / behind["denominator"].sum()
    assert rate == pytest.approx(real_study.figure("homelessness_duty", "E10000017")["value"])


def test_a_survey_mean_of_districts_shows_the_residents_that_it_was_weighted_by(real_study: Study) -> None:
    behind = origins(real_study, "visited_library", "E10000017", "2023-04-01/P1Y")
    shares = behind[behind["what"] == "visited_library"].set_index("area_code")
    ages = behind[behind["what"] == "aged_under_16"].set_index("area_code")
    adults = ages["denominator"] - ages["numerator"]
    assert len(shares) == len(adults) == 12
    mean = (shares["value"] * adults).sum() / adults.sum()
    assert mean == pytest.approx(real_study.figure("visited_library", "E10000017")["value"])


def test_a_census_share_names_the_categories_that_it_is_made_of_and_no_others(real_study: Study) -> None:
    behind = origins(real_study, "other_than_white", "E08000025", "2021-03-21")
    assert dict(zip(behind["what"], behind["value"], strict=True)) == {
        "TS021: Total": 1_144_922,
        "TS021: White": 556_608,
    }


def test_languages_rest_on_the_quiz_and_on_the_table_that_has_english(real_study: Study) -> None:
    behind = origins(real_study, "diversity_language", "E08000025", "2021-03-21")
    assert set(behind["release"]) == {"census-quiz-totals", "census-2021-ltla-counts"}
    assert behind["what"].str.startswith("TS029").sum() == 2


def test_a_figure_that_is_not_there_is_told_by_its_marker(real_study: Study) -> None:
    lines = told(warrant(real_study, "homelessness_duty.vs.E10000016"))
    assert any(line.endswith("E07000106 homelessness_duty [x]") for line in lines)


def test_a_group_finding_has_the_lead_and_every_named_authority(real_study: Study) -> None:
    found = warrant(real_study, "employment_rate.vs.group")
    assert [side.name for side in found.sides] == [
        "Lancashire",
        *(real_study.name(code) for code in real_study.comparators),
    ]
    assert "among 17 comparisons of its kind" in found.workings["p, adjusted"]
    assert found.workings["Interval of the difference"] == "−6.0 to 0.4, at 95%"
    assert "median 77.4; Lancashire's figure is the 9th highest of 11" in found.workings["The group"]


def test_a_fragile_finding_tells_how_many_checks_it_passed_and_what_turns_it(real_study: Study) -> None:
    found = warrant(real_study, "employment_rate.vs.group")
    assert found.workings["Firmness"] == (
        "fragile: 12 of 13 other choices give the same verdict; turns without Birmingham"
    )
    assert found.workings["The period before"] == "similar (2022)"
    lost = warrant(real_study, "employment_rate.vs.E06000066").workings
    assert (lost["Verdict"][:7], lost["Without adjustment"]) == ("similar", "worse")


def test_a_method_is_told_in_words_with_its_paper(real_study: Study) -> None:
    counts = warrant(real_study, "homelessness_duty.vs.england").workings
    assert counts["Method"].startswith("interval of the difference (MOVER and Byar) from counts")
    assert "Zou and Donner 2008" in counts["Method"]
    assert "Breslow and Day 1987" in counts["Interval worked out from the count (Byar)"]
    assert "not tested" in warrant(real_study, "claimant_count.vs.england").workings["Method"]
    assert "Mogstad" in warrant(real_study, "employment_rate.rank").workings["Method"]


def test_a_tested_rank_lists_every_ranked_council_in_order_with_its_places(real_study: Study) -> None:
    found = warrant(real_study, "employment_rate.rank")
    assert [side.name for side in found.sides][:2] == ["Surrey", "Worcestershire"]
    assert found.sides[8].name == "Lancashire"
    assert found.sides[8].note == "9th, could be 3rd to 10th"
    assert found.workings["True place"] == "3rd to 10th, at 95%, taken alone"
    assert len(warrant(real_study, "homelessness_duty.rank").sides) == 9


def test_a_rank_in_fifths_lists_the_lead_and_says_among_how_many(real_study: Study) -> None:
    found = warrant(real_study, "claimant_count.rank")
    assert [side.name for side in found.sides] == ["Lancashire"]
    assert found.workings["Among"].startswith("153 English upper-tier authorities with a figure for 2025.")
    assert [release.id for release in found.releases] == ["els-claimant-count"]


def test_a_change_has_both_of_its_periods(real_study: Study) -> None:
    found = warrant(real_study, "child_poverty.since_previous")
    assert [(side.name, side.period, side.figure) for side in found.sides] == [
        ("Lancashire", "2024/25", "28.4%"),
        ("Lancashire", "2023/24", "28.3%"),
    ]
    assert found.workings["Change"] == "0.1 percentage points"


def test_a_trend_has_each_figure_that_it_is_judged_by(real_study: Study) -> None:
    found = warrant(real_study, "employment_rate.trend")
    assert [side.period for side in found.sides] == ["2019", "2020", "2021", "2022", "2023"]
    assert all(len(side.rows) == 1 and side.interval for side in found.sides)
    assert found.workings["Slope"] == "−0.92 percentage points a year"
    assert found.workings["Interval of the slope"] == "−2.16 to 0.32, at 99.8%"


def test_too_few_points_are_shown_as_many_as_there_are(real_study: Study) -> None:
    found = warrant(real_study, "healthy_life_expectancy_female.trend")
    assert found.workings == {"Too few points": "4 of 5 points with an interval"}
    assert [side.period for side in found.sides] == [
        "2013 to 2015",
        "2016 to 2018",
        "2019 to 2021",
        "2022 to 2024",
    ]


@pytest.mark.parametrize("lead", LEADS.values(), ids=LEADS)
def test_the_points_of_a_trend_are_those_that_the_test_used(changed: Callable[..., Study], lead: str) -> None:
    study = changed(lead_authority=lead)
    rows = with_intervals(study.observations, study.reference, 0.95)
    trends = trend_findings(study, rows, lead_side(study, rows), 0.95).set_index("indicator")
    counted = trends[trends["points"].notna()]
    assert (counted["basis"] == "tested").any()
    for indicator, row in counted.iterrows():
        points = trend_points(study, str(indicator), rows[rows["indicator"] == indicator])
        assert len(points) == row["points"], indicator
        assert row["basis"] != "tested" or points["period"].iloc[0] == row["period"], indicator


def test_what_is_expected_is_taken_apart_into_the_lead_s_circumstances(real_study: Study) -> None:
    found = warrant(real_study, "child_poverty.expected")
    assert [side.figure for side in found.sides] == [
        "28.4%",
        "21.0%",
        "17.9%",
        "432 residents per square kilometre",
        "9.1%",
    ]
    assert found.sides[1].name == "Lancashire (Residents aged 65 and over)"
    assert found.workings["Line: Residents aged 65 and over"] == "21.01 × −0.132 = −2.78"
    assert "deprivation" not in "\n".join(found.workings).lower()
    others = "\n".join(warrant(real_study, "life_satisfaction.expected").workings)
    assert "Mean index of multiple deprivation score" in others


def test_the_parts_of_what_is_expected_add_up_to_it(real_study: Study, findings: pd.DataFrame) -> None:
    for name in ("child_poverty", "life_satisfaction", "claimant_count"):
        one = finding(findings, f"{name}.expected")
        line = expected_line(real_study, one)
        assert line["part"].sum() == pytest.approx(one.value), name
        assert line.index[0] == "constant"


def test_at_99_percent_the_intervals_are_wider_and_say_so(
    changed: Callable[..., Study], real_study: Study
) -> None:
    strict = changed(confidence_level=0.99, study="strict")
    words = "\n".join(told(warrant(strict, "employment_rate.vs.E10000016")))
    assert "Lancashire: 73.7% (99% interval 69.8 to 77.6, published interval rescaled to 99%)" in words


@pytest.mark.parametrize("kind", KINDS)
def test_a_finding_of_every_kind_and_basis_is_walked_back_to_its_rows(
    real_study: Study, findings: pd.DataFrame, kind: str
) -> None:
    speaks = findings[(findings["kind"] == kind) & (findings["basis"] != "")]
    some = speaks.groupby("basis").nth([0, 3])
    assert not some.empty
    for name in some["id"]:
        found = warrant(real_study, name)
        lines = "\n".join(told(found))
        assert not re.search(r"\b(nan|None|NaT|<NA>)\b", lines), name
        assert found.sides and all(len(side.rows) for side in found.sides if side.figure[0] != "["), name
        behind = {release for side in found.sides for release in side.rows["release"]}
        assert behind <= {release.id for release in found.releases}, name
        assert set(finding(findings, name).sources.split(";")) <= {release.id for release in found.releases}
        assert all(release.file_sha256 in lines and release.address in lines for release in found.releases)


def test_the_releases_of_a_finding_are_those_of_its_rows(real_study: Study, findings: pd.DataFrame) -> None:
    for name in ("visited_library.vs.group", "diversity_language.vs.england", "life_satisfaction.expected"):
        found = warrant(real_study, name)
        behind = {release for side in found.sides for release in side.rows["release"]}
        assert behind == set(finding(findings, name).sources.split(";")), name


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_compared_says_why_and_nothing_else(
    real_study: Study, findings: pd.DataFrame, kind: str
) -> None:
    silent = findings[(findings["kind"] == kind) & (findings["verdict"] == "not compared")]
    for name, reason in silent.drop_duplicates("reason")[["id", "reason"]].itertuples(index=False):
        found = warrant(real_study, name)
        assert found.workings == {"Not compared": reason}
        assert found.sentence.endswith(f"{reason}.")


def test_a_warrant_is_told_with_its_checksum_and_its_page(real_study: Study) -> None:
    words = "\n".join(told(warrant(real_study, "employment_rate.vs.E10000016")))
    assert (
        "Lancashire: 73.7% (95% interval 70.7 to 76.7, published interval), 2023, as in the release" in words
    )
    release = real_study.releases["els-employment-rate"]
    assert release.file_sha256 in words
    assert release.address in words


def test_a_misspelt_finding_is_met_with_the_nearest(real_study: Study) -> None:
    with pytest.raises(CommandError, match=r"employment_rate\.vs\.group"):
        warrant(real_study, "employment_rate.vs.grupo")


def test_a_misspelt_kind_is_met_with_the_nearest(real_study: Study) -> None:
    with pytest.raises(CommandError, match=r"employment_rate\.trend"):
        warrant(real_study, "employment_rate.trends")


def test_a_long_list_of_rows_is_cut_and_counted(real_study: Study) -> None:
    found = warrant(real_study, "diversity_ethnicity.vs.england")
    few, more = told(found, rows=2), told(found, rows=5)
    rows = len(found.sides[0].rows)
    assert f"    and {rows - 2:,} rows more" in few
    assert f"    and {rows - 5:,} rows more" in more


def test_rows_without_a_line_are_neighbourhood_tables(real_study: Study) -> None:
    behind = origins(real_study, "dissimilarity", "E10000017", "2021-03-21")
    assert pd.isna(behind["line"]).all()
    assert behind["file"].str.endswith(".parquet").all()


def test_a_change_since_2011_names_both_censuses_and_both_lookups(real_study: Study) -> None:
    behind = origins(real_study, "dissimilarity_change", "E10000017", "2021-03-21")
    assert list(behind["release"]) == [
        "census-2011-ethnicity-lsoa",
        "census-2021-ts021-lsoa",
        "lookup-lsoa11-lsoa21",
        "lookup-lsoa21-ltla23",
    ]
    assert all((real_study.paths.root / file).is_file() for file in behind["file"])


def test_where_there_is_no_index_nothing_is_behind_it(real_study: Study) -> None:
    assert origins(real_study, "dissimilarity_change", "E92000001", "2021-03-21").empty


def test_no_method_is_told_by_a_name_that_nobody_knows(findings):
    told = findings.loc[findings["method"] != "", "method"].map(plain_method)
    assert not told.str.contains(r"^(?:mover|byar|jackknife|newcombe|marginal)").any()
    assert plain_method("byar") == "worked out from the count (Byar)"
    assert plain_method("published") == "published"
