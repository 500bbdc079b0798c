"""What the report says of the strategy's own figures, and the sheets on the strategy."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarking import tables
from benchmarking.reference import Claims
from benchmarking.report import sheets
from benchmarking.report.markdown import chapters
from benchmarking.report.strategy import strategy
from benchmarking.study import study_of

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates" / "lancashire"
KENT = "E10000016"


@pytest.fixture(scope="module")
def kent(real_study):
    choices = {"lead_authority": KENT, "district_group": None}
    return study_of(real_study.parameters.model_copy(update=choices), real_study.paths)


def _background(study, folder) -> str:
    """Render the chapter on background alone, without the backslashes before marks that Markdown knows."""
    (template,) = TEMPLATES.glob("*-background.md")
    shutil.copy(template, folder / template.name)
    words = {"lead": study.lead.name, "group_id": "scrutiny-2024", **strategy(study)}
    return chapters([folder], words).replace("\\", "")


def test_the_background_tells_each_printed_figure_that_differs(real_study, tmp_path) -> None:
    told = _background(real_study, tmp_path)
    assert "Of 19 figures and statements of the strategy, 10 are reproduced" in told
    rows = [line for line in told.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + 4
    assert "| 5 | 1,023,850 | The census gives 1,171,339, which is 147,489 more than printed." in told
    assert "the two printed populations would mean growth of 20.7%. The census gives 5.5%." in told


def test_another_councils_report_is_silent_on_this_strategy(kent, findings) -> None:
    assert sheets.printed_figures(kent).empty
    assert sheets.strategy(kent, findings).empty
    assert list(tables.claims_table(kent)) == [
        "No strategy of Kent has been read in this study, so there is nothing to set out here."
    ]


def test_figures_that_all_agree_are_told_without_a_list(real_study, tmp_path) -> None:
    frame = real_study.reference.claims.frame
    agree = Claims(frame[frame["id"].isin(["share-england", "other-change", "residents-2021"])])
    study = replace(real_study, reference=replace(real_study.reference, claims=agree))
    told = _background(study, tmp_path)
    assert "2 are reproduced, 1 is reproduced within rounding, 0 differ and 0 cannot be checked" in told
    assert "Where the strategy is quoted" not in told
    assert "Read together" not in told


def test_the_sheets_hold_every_part_of_the_strategy_and_every_printed_figure(real_study, findings) -> None:
    assert len(sheets.strategy(real_study, findings)) == 36
    assert sheets.printed_figures(real_study)["Outcome"].value_counts()["differs"] == 4
