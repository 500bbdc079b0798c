"""A file that has less than the one it replaces: told by what is gone, refused when more than half is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.vintages import ImportSummary, import_file, load_vintage

HEADER = "areacd,indicator,period,observation,measure,lci_95,uci_95,status"
AREAS = ("E10000017", "E07000117", "E07000122", "E08000025", "E10000016", "E92000001")
SERIES = ("Employment rate", "Economically inactive")
YEARS = (2021, 2022, 2023, 2024)
LOST = "lost, against the one it replaces: "


def lines(areas=AREAS, series=SERIES, years=YEARS, value: str = "70") -> list[str]:
    """Made-up lines of Explore local statistics: 6 areas, 2 indicators and 4 years are 48 figures."""
    return [
        f"{area},{name},{year}-01-01/P1Y,{value},made up,,," for area in areas for name in series for year in years
    ]  # fmt: skip


@pytest.fixture
def bring(checkout: Paths, tmp_path: Path) -> Callable[..., ImportSummary]:
    def bring(made: list[str], **more: object) -> ImportSummary:
        file = tmp_path / "rates.csv"
        file.write_text("\n".join([HEADER, *made, ""]), encoding="utf-8")
        (summary,) = import_file(
            "ons-explore-local-statistics", file, "2026", paths=checkout, released=date(2026, 6, 1), **more
        )
        return summary

    assert bring(lines()).remarks == ()
    return bring


def held(paths: Paths) -> int:
    return len(load_vintage(paths, "2026").observations)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lines(areas=AREAS[2:]), "2 of 6 areas (Burnley, Lancashire); 32 figures where there were 48"),
        (lines(areas=AREAS[4:]) + lines(areas=AREAS[:4])[:10],
         "2 of 6 areas (Pendle, Birmingham); 26 figures where there were 48"),
        (lines(years=(2022, 2023, 2024)),
         "1 of 4 periods (2021-01-01/P1Y); 36 figures where there were 48"),
        (lines(series=SERIES[:1]), "1 of 2 indicators (economic_inactivity); 24 figures where there were 48"),
        (lines()[:-1], "47 figures where there were 48"),
        (lines(areas=[*AREAS[1:], "E07000118"]), "1 of 6 areas (Lancashire)"),
    ],
)  # fmt: skip
def test_what_a_file_has_no_longer_is_a_remark(bring, checkout, made, told):
    summary = bring(made)
    assert summary.remarks == (LOST + told,)
    assert f"  {LOST}{told}" in summary.told("2026")
    assert held(checkout) == len(made)


@pytest.mark.parametrize(
    "made", [lines(value="71"), lines(years=(2022, 2023, 2024, 2025)), lines(years=(*YEARS, 2025))]
)
def test_revised_figures_a_year_more_and_a_year_that_takes_the_oldest_one_s_place_are_no_loss(bring, made):
    assert bring(made).remarks == ()


def test_a_figure_that_is_now_suppressed_counts_as_lost(bring):
    made = lines(areas=AREAS[1:]) + lines(areas=AREAS[:1], value="")
    made = [line + "x" if ",,made up" in line else line for line in made]
    assert bring(made).remarks == (f"{LOST}1 of 6 areas (Lancashire); 40 figures where there were 48",)


def test_more_than_three_are_counted_and_the_first_three_named(bring):
    (told,) = bring(lines(areas=AREAS[4:]) + lines(areas=AREAS[:1]), fewer=True).remarks
    assert "3 of 6 areas (Burnley, Pendle, Birmingham); 24" in told
    (told,) = bring(lines(areas=AREAS[5:]) + lines(areas=["E07000118"]), fewer=True).remarks
    assert "2 of 3 areas (Kent, Lancashire)" in told


def test_a_file_with_less_than_half_is_refused_in_words_and_nothing_is_changed(bring, checkout):
    with pytest.raises(VintageError) as caught:
        bring(lines(areas=AREAS[4:]))
    said = str(caught.value)
    assert "The release 'els-employment-rate' would lose more than half of its figures" in said
    assert "Found 4 of 6 areas (Burnley, Pendle, Birmingham and more); 16 figures where there were 48" in said
    assert "with --fewer" in said
    assert held(checkout) == 48


def test_whoever_insists_gets_it_with_the_remark(bring, checkout):
    (told,) = bring(lines(areas=AREAS[4:]), fewer=True).remarks
    assert told.startswith(f"{LOST}4 of 6 areas")
    assert held(checkout) == 16


def test_a_table_that_is_damaged_can_be_replaced_by_any_file_since_that_is_its_repair(bring, checkout):
    (checkout.raw("2026") / "els-employment-rate.csv").write_text("damaged", encoding="utf-8")
    assert bring(lines(areas=AREAS[5:])).remarks == ()
    assert held(checkout) == 8
