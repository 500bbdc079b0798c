"""The chapter on gaps in opportunity: its figures, and how it reads for other councils and with figures missing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from benchmarking.findings import compare, finding
from benchmarking.report.gaps import gaps
from benchmarking.report.markdown import Markdown, chapters
from benchmarking.report.warrants import Warrants
from benchmarking.study import study_of

CHAPTER = "07-gaps-in-opportunity.md"
TEMPLATES = Path(__file__).parents[2] / "reports" / "templates" / "council"


def _shown(picture, caption, name):
    return Markdown(f"PICTURE {name}: {caption}")


def _named(study, found):
    return gaps(study, found, _shown, Warrants(study, found))["gaps"]


def _read(study, found, folder):
    """Render the chapter alone, and take away the backslashes before marks that Markdown knows."""
    (template,) = TEMPLATES.glob("*-gaps-in-opportunity.md")
    shutil.copy(template, folder / template.name)
    england = study.name(study.parameters.reference_area)
    warrants = Warrants(study, found)
    words = {"lead": study.lead.name, "england": england, **gaps(study, found, _shown, warrants)}
    return re.sub(r"\\(.)", r"\1", warrants.fill(chapters([folder], words)))


@pytest.fixture(scope="module")
def other(real_study):
    """Open the study for another lead, or with other observations."""

    def make(lead=None, observations=None):
        choice = real_study.parameters.model_copy(
            update={"lead_authority": lead, "district_group": None} if lead else {}
        )
        study = study_of(choice, real_study.paths)
        if observations is not None:
            study.__dict__["observations"] = observations
        return study, compare(study)

    return make


def test_every_count_is_that_of_the_findings(real_study, findings):
    named = _named(real_study, findings)
    told = ["attainment_8_fsm", "good_level_fsm", "key_stage_2_disadvantage", "higher_education_fsm"]
    ids = [f"{name}_gap" for name in told] + ["level_3_gap_at_19"]
    for side, ending in zip(named["beside"], ("england", "group"), strict=True):
        verdicts = [finding(findings, f"{name}.vs.{ending}").verdict for name in ids]
        assert side["wider"] == verdicts.count("higher")
        assert side["close"] == verdicts.count("close")
        assert side["narrower"] == verdicts.count("lower")
    assert named["held"] == 5
    assert [side["larger"] for side in named["beside"]] == [5, 2]
    assert (named["expected_made"], named["outside"]) == (5, [])
    assert named["circumstances"]["not_firm"] == [
        "Healthy life expectancy at birth, males: worse than the mean",
        "Economic inactivity, ages 16 to 64: worse than England",
    ]


def test_a_gap_that_falls_by_eight_points_is_told_as_narrowed_and_not_as_widened(other, real_study):
    rows = real_study.observations.copy()
    latest = (rows["area_code"] == real_study.lead.code) & rows["period"].str.startswith("2024")
    ids = ["key_stage_2_not_disadvantaged", "key_stage_2_disadvantage_gap"]
    rows.loc[latest & rows["indicator"].isin(ids), "value"] -= 8
    moved = _named(*other(observations=rows))["moved"]
    assert len(moved["narrowed"]) == 1 and moved["widened"] == []


@pytest.mark.parametrize(
    ("ours", "theirs", "word", "larger"),
    [(-10.0, -30.0, "narrower", 4), (-30.0, -10.0, "wider", 5), (-30.0, 10.0, "turned_round", 4)],
)
def test_a_gap_that_is_no_wider_is_not_counted_as_larger_in_number(
    other, real_study, ours, theirs, word, larger
):
    rows = real_study.observations.copy()
    gap = (rows["indicator"] == "good_level_fsm_gap") & rows["period"].str.startswith("2024")
    rows.loc[gap & (rows["area_code"] == real_study.lead.code), "value"] = ours
    rows.loc[gap & (rows["area_code"] == "E92000001"), "value"] = theirs
    england = _named(*other(observations=rows))["beside"][0]
    assert (england[word] >= 1, england["larger"]) == (True, larger)


def test_a_gap_that_turned_round_is_told_so_and_as_neither_wider_nor_narrower(other, real_study, tmp_path):
    rows = real_study.observations.copy()
    latest = (rows["area_code"] == real_study.lead.code) & rows["period"].str.startswith("2024")
    rows.loc[latest & (rows["indicator"] == "good_level_fsm_gap"), "value"] = -25.0
    study, found = other(observations=rows)
    named = _named(study, found)
    assert named["moved"]["narrowed"] == [] and len(named["moved"]["turned_round"]) == 1
    assert named["beside"][0]["turned_round"] == 1
    words = _read(study, found, tmp_path)
    assert "neither on 1, since the two run opposite ways" in words
    assert "had it then: good level of development at 5, 22.2 in 2021/22 and −25.0 in 2024/25." in words


def test_both_ends_below_england_are_told_though_some_gaps_are_close(real_study, findings, tmp_path):
    assert _named(real_study, findings)["ends"] == {"of": 4, "eligible": 4, "others": 4}
    words = _read(real_study, findings, tmp_path)
    assert (
        "Of the 4 gaps drawn, eligible or disadvantaged pupils have a lower figure than in England on 4"
        in words
    )
    assert "and other pupils on 4." in words


def test_the_chapter_says_that_nothing_on_pupils_is_tested_and_judges_none_of_it(
    real_study, findings, tmp_path
):
    words = _read(real_study, findings, tmp_path)
    on_pupils, _, on_the_rest = words.partition("**Health, housing and work.**")
    assert "**published figures, not tested**" in on_pupils
    assert not re.search(r"\b(better|worse|significant|rank\w*|best|worst)\b", on_pupils)
    assert "better than England" in on_the_rest


def test_the_chapter_has_one_picture_which_says_what_is_not_in_it(real_study, findings, tmp_path):
    words = _read(real_study, findings, tmp_path)
    assert words.count("PICTURE") == 1
    assert "Not drawn, since published without its ends: level 3 at 19" in words


def test_gaps_at_19_are_not_told_over_years_whose_grades_were_set_in_other_ways(real_study, findings):
    moved = _named(real_study, findings)["moved"]
    assert moved["not_told"] == 2 and moved["both_fell"] == []
    assert moved["swung"] == ["good level of development at 5 (19.9 and 22.3)"]
    assert len(moved["widened"]) + len(moved["narrowed"]) + moved["close"] == 3


def test_figures_by_group_are_counted_without_naming_or_ordering_groups(real_study, findings, tmp_path):
    people = _named(real_study, findings)["people"]
    assert people["held"] == people["few"] + people["enough"] == 17
    assert people["enough"] == people["lower"] + people["close"] + people["higher"]
    words = _read(real_study, findings, tmp_path)
    for name in ("Asian", "Black", "Chinese", "Mixed", "White"):
        assert name not in words


def test_a_council_of_a_few_children_reads_right(other, tmp_path):
    study, found = other("E06000053")
    words = _read(study, found, tmp_path)
    assert "so few that one family can move an average" in words
    assert "No figure is held for: level 3 at 19, free school meals." in words
    assert "By ethnic group" not in words
    assert "nan" not in words and "Lancashire" not in words


def test_another_council_of_which_none_is_behind_is_not_told_that_both_are(other, tmp_path):
    study, found = other("E08000025")
    named = _named(study, found)
    assert named["ends"]["eligible"] == 0
    words = _read(study, found, tmp_path)
    assert "have a lower figure than in England on none" in words


def test_without_any_figure_on_pupils_the_chapter_says_so_and_shows_no_picture(real_study, other, tmp_path):
    rows = real_study.observations
    education = rows["indicator"].str.contains("attainment_8|good_level|key_stage_2|level_3|higher_education")
    ours = rows["area_code"] == real_study.lead.code
    study, found = other(observations=rows[~(ours & education)])
    words = _read(study, found, tmp_path)
    assert "No such figure is held for Lancashire." in words
    assert "PICTURE" not in words
    assert "Health, housing and work" in words


def test_without_england_nothing_is_said_of_its_ends(real_study, other, tmp_path):
    rows = real_study.observations
    gone = (rows["area_code"] == "E92000001") & rows["indicator"].str.endswith("_gap")
    study, found = other(observations=rows[~gone])
    assert _named(study, found)["ends"]["of"] == 0
    words = _read(study, found, tmp_path)
    assert "Both ends matter" not in words
    assert "4 cannot be compared" in words
