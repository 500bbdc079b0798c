"""The survey of residents and hate crime, from GOV.UK to a place's figure. Every figure in the workbooks is made up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.observations import build
from benchmarking.paths import Paths
from benchmarking.reference import load_reference
from benchmarking.refreshing import Outcome, by_hand, refresh
from benchmarking.vintages import load_vintage, read_package, verify
from benchmarking.vintages.package import written_package

from .conftest import Answer, Publisher, World

CHECKOUT = Path(__file__).parents[2]
SURVEY, CRIME = "dcms-community-life-survey", "home-office-hate-crime"
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
BURNLEY, LANCASHIRE, POLICE = "E07000117", "E10000017", "E23000003"
DISTRICTS = [f"E070001{number}" for number in range(17, 29)]
LATEST = "2025-10-01/P6M"
#: Real, and published once: residents by age, and the residents of police force areas.
HELD = ("population-ages", "recorded-crime")


def made_up(_: str, code: str) -> list[object]:
    """A percentage from the council's code, with an interval of three points below and four above."""
    value = 40.0 + int(code[-3:]) % 40
    return [value, value - 3, value + 4, 300, 600]


def percentage(code: str) -> float:
    return float(str(made_up("B6c", code)[0]))


@pytest.fixture
def renewed(
    checkout: Paths, publisher: Publisher, fetcher, save: Callable, survey_sheets: Callable, tmp_path: Path
) -> tuple[World, dict[str, Outcome]]:
    """Vintage 2027 by the project's own rows of the two sources, with GOV.UK on this computer."""
    world = World(checkout, publisher)
    reference = load_reference(checkout.reference)
    councils = [(code, reference.areas[code].name) for code in DISTRICTS]
    shutil.copytree(CHECKOUT / "data" / "raw" / "2026", checkout.raw("2026"))
    held = [release for release in read_package(checkout, "2026") if release.id in HELD]
    for path in checkout.raw("2026").iterdir():
        if path.name not in {release.path for release in held}:
            path.unlink()
    (checkout.raw("2026") / "datapackage.json").write_bytes(written_package("2026", held))
    rows = reference.releases.frame
    rows = rows[rows["source"].isin([SURVEY, CRIME])].to_dict("records")
    world.expects(
        *({name: text.replace("https://www.gov.uk", publisher.base) if name == "address" else text
           for name, text in row.items()} for row in rows)
    )  # fmt: skip

    def puts(page: str, published: str, titles: dict[str, Path]) -> None:
        files = []
        for title, path in titles.items():
            address = publisher.says(
                f"/media/{path.name}", Answer(path.read_bytes(), kind=KINDS[path.suffix[1:]])
            )
            files.append({"title": title, "url": address})
        told = {"details": {"attachments": files}, "public_updated_at": f"{published}T09:30:00+00:00"}
        publisher.says(
            f"/api/content/government/statistics/{page}",
            Answer(json.dumps(told).encode(), kind="application/json"),
        )

    for year, ending, published in (
        ("2023/24", "xlsx", "2024-12-04"),
        ("2024/25", "ods", "2025-12-10"),
        ("2025/26", "xlsx", "2026-12-09"),
    ):
        short = year.replace("/", "")
        tables = save(tmp_path / f"survey{short}.{ending}", survey_sheets(councils, made_up, year=year))
        puts(
            f"community-life-survey-{short}-annual-publication",
            published,
            {f"Community Life Survey {year} Annual data tables": tables},
        )
    strands = ["Race", "Religion", "Sexual orientation", "Disability", "Transgender"]
    crime = {
        "Table 2": [
            ["Hate crime by police force area, year ending March 2026. MADE UP"],
            ["Police force area", *strands, "Total number of offences"],
            ["Lancashire", 1000, 200, 100, 50, 10, 1300],
        ]
    }
    puts(
        "hate-crime-england-and-wales-year-ending-march-2026",
        "2026-10-08",
        {
            "Hate crime 2026: data tables": save(tmp_path / "data.ods", {"Table 1": [["MADE UP"]]}),
            "Hate crime 2026: appendix tables": save(tmp_path / "appendix.ods", crime),
        },
    )
    done = refresh("2027", paths=checkout, fetcher=fetcher)
    return world, {outcome.release: outcome for outcome in done}


def test_a_new_year_of_the_survey_comes_in_with_the_years_before_and_its_other_form_is_read_alike(renewed):
    world, done = renewed
    assert {name: outcome.state for name, outcome in done.items() if name not in HELD} == {
        "community-life-2023-24": "new",
        "community-life-2024-25": "new",
        "community-life-2025-26": "new",
        "hate-crime-2023-24": "failed",
        "hate-crime-2024-25": "failed",
        "hate-crime-2025-26": "new",
    }
    assert done["community-life-2025-26"].reason.endswith("published on 2026-12-09")
    for year in ("2023-24", "2024-25"):
        assert "There is no such file at the publisher" in done[f"hate-crime-{year}"].reason
    assert verify(world.paths, "2027") == []


def test_a_district_has_its_own_percentage_and_a_county_the_weighted_mean_of_its_districts(renewed):
    world, _ = renewed
    reference = load_reference(world.paths.reference)
    vintage = load_vintage(world.paths, "2027")
    rows = build(vintage, reference).frame
    rows = rows[(rows["indicator"] == "get_on_well") & (rows["period"] == LATEST)].set_index("area_code")
    burnley, county = rows.loc[BURNLEY], rows.loc[LANCASHIRE]
    value = percentage(BURNLEY)
    assert [burnley[name] for name in ("value", "lower", "upper", "base", "method")] == [
        value, value - 3, value + 4, 600, "",
    ]  # fmt: skip
    ages = vintage.observations[vintage.observations["indicator"] == "aged_under_16"]
    ages = ages.sort_values("period").drop_duplicates("area_code", keep="last").set_index("area_code")
    adults = ages["denominator"] - ages["numerator"]
    whole = sum(adults[code] for code in DISTRICTS)
    mean = sum(adults[code] * percentage(code) for code in DISTRICTS) / whole
    spread = sum(adults[code] ** 2 for code in DISTRICTS) ** 0.5 / whole
    assert county["value"] == pytest.approx(mean)
    assert (county["lower"], county["upper"]) == pytest.approx((mean - 3 * spread, mean + 4 * spread))
    assert county["base"] == 12 * 600
    assert county["release"] == "community-life-2025-26;population-ages"


def test_hate_crime_is_picked_from_among_the_page_s_workbooks_and_is_of_the_police_force_area_alone(renewed):
    world, _ = renewed
    (release,) = [one for one in read_package(world.paths, "2027") if one.source == CRIME]
    assert (release.file, release.released.isoformat()) == ("appendix.ods", "2026-10-08")
    rows = build(load_vintage(world.paths, "2027"), load_reference(world.paths.reference)).frame
    rows = rows[rows["indicator"] == "recorded_hate_crime"].set_index("area_code")
    assert list(rows.index) == [POLICE]
    assert rows.at[POLICE, "value"] == pytest.approx(1300 / rows.at[POLICE, "denominator"] * 1000)
    assert pd.notna(rows.at[POLICE, "value"])


def test_what_could_not_be_had_is_on_the_list_to_download_by_hand_with_its_command(renewed):
    world, _ = renewed
    files = by_hand("2027", paths=world.paths)
    assert [file.releases for file in files] == [("hate-crime-2023-24",), ("hate-crime-2024-25",)]
    assert files[0].page.endswith("/statistics/hate-crime-england-and-wales-year-ending-march-2024")
    assert files[0].command == (
        f"benchmarking import {CRIME} FILE.ods --vintage 2027 --released YEAR-MONTH-DAY"
    )
    shutil.rmtree(world.paths.raw("2027"))
    done = refresh("2027", paths=world.paths, fetcher=None)
    assert {outcome.state for outcome in done if outcome.source == SURVEY} == {"failed"}
    assert [file.releases for file in by_hand("2027", paths=world.paths, only=SURVEY)] == [
        (f"community-life-{year}",) for year in ("2023-24", "2024-25", "2025-26")
    ]
