"""A study opened: its figures kept, rebuilt when something behind them changes, and found by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import ObservationError, VintageError
from benchmarking.paths import Paths
from benchmarking.study import Study, check_all, once_a_study, open_study, study_of
from benchmarking.study import opening as opening_module
from benchmarking.vintages import import_file

CHECKOUT = Path(__file__).parents[2]
KEPT = ("els-employment-rate", "lait", "population-ages")


@pytest.fixture
def own(figures: Paths, tmp_path: Path) -> Paths:
    """A checkout with three releases of 2026, that a test may change."""
    paths = Paths(tmp_path / "checkout")
    shutil.copytree(figures.reference, paths.reference)
    folder = paths.raw("2026")
    folder.mkdir(parents=True)
    package = json.loads((figures.raw("2026") / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] in KEPT]
    for each in package["resources"]:
        shutil.copy(figures.raw("2026") / each["path"], folder)
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return paths


@pytest.fixture
def built_anew(monkeypatch) -> list[str]:
    """The vintages whose observations were built, one entry each time."""
    built: list[str] = []
    build = opening_module.observing.build

    def noted(vintage, reference):
        built.append(vintage.name)
        return build(vintage, reference)

    monkeypatch.setattr(opening_module.observing, "build", noted)
    return built


def opened(paths: Paths, **changes: object) -> Study:
    choices = {
        "study": "mine", "vintage": "2026", "lead_authority": "E10000017",
        "comparison_group": "scrutiny-2024", "frameworks": ["cantle"],
    }  # fmt: skip
    return open_study(root=paths.root, **(choices | changes))


def test_observations_are_built_once_and_then_read(own, built_anew):
    first = opened(own).observations
    again = opened(own).observations
    assert built_anew == ["2026"]
    pd.testing.assert_frame_equal(first, again)
    assert (own.shared("2026") / "observations.parquet").is_file()


def test_a_changed_choice_of_councils_builds_no_observations(own, built_anew):
    _ = opened(own).observations
    _ = opened(own, comparison_group=["E10000016", "E10000008"], confidence_level=0.99).observations
    assert built_anew == ["2026"]


def test_a_changed_release_builds_them_again(own, built_anew):
    _ = opened(own).observations
    path = own.raw("2026") / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] != "lait"]
    path.write_text(json.dumps(package), encoding="utf-8")
    rows = opened(own).observations
    assert built_anew == ["2026", "2026"]
    assert "lait" not in set(rows["release"])


def test_a_changed_reference_table_builds_them_again(own, built_anew):
    _ = opened(own).observations
    path = own.reference / "indicators.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Employment rate", "Rate of employment", 1), encoding="utf-8"
    )
    _ = opened(own).observations
    assert built_anew == ["2026", "2026"]


def test_a_table_half_written_by_something_else_is_made_again(own, built_anew):
    whole = opened(own).observations
    (own.shared("2026") / "observations.parquet").write_bytes(b"PAR1 and then nothing")
    pd.testing.assert_frame_equal(opened(own).observations, whole)
    assert built_anew == ["2026", "2026"]
    assert sorted(path.name for path in own.shared("2026").iterdir()) == [
        "observations.parquet",
        "observations.parquet.key",
    ]


def test_a_built_table_changed_by_hand_is_not_believed(own, built_anew):
    whole = opened(own).observations
    whole.assign(value=0.0).to_parquet(own.shared("2026") / "observations.parquet")
    pd.testing.assert_frame_equal(opened(own).observations, whole)
    assert built_anew == ["2026", "2026"]


def test_a_study_without_a_previous_vintage_says_so(own):
    with pytest.raises(VintageError, match="names no previous vintage"):
        _ = opened(own).previous_observations


def test_the_previous_vintage_is_last_year_s_figures(real_study):
    last = real_study.previous_observations.set_index(["indicator", "area_code", "period"])["value"]
    assert ("attainment_8_fsm", "E10000017", "2023-09-01/P1Y") in last.index
    assert ("attainment_8_fsm", "E10000017", "2024-09-01/P1Y") not in last.index
    assert "child_poverty" not in last.index.get_level_values("indicator")


def test_a_figure_is_the_latest_unless_a_period_is_named(real_study):
    assert real_study.figure("attainment_8_fsm", "E10000017")["value"] == 33.0
    assert real_study.figure("attainment_8_fsm", "E10000017", "2022-09-01/P1Y")["value"] == 32.4
    assert real_study.figure("residents", "lancashire-14")["value"] > 1_500_000


def test_a_figure_that_is_not_held_is_missed_by_the_area_s_name(real_study):
    with pytest.raises(ObservationError, match="no figure of 'get_on_well' for Lancashire"):
        real_study.figure("get_on_well", "E10000017")
    with pytest.raises(ObservationError, match="for Kent in 1999-01-01/P1Y"):
        real_study.figure("employment_rate", "E10000016", "1999-01-01/P1Y")


def test_the_study_names_councils_and_groups_of_places(real_study):
    assert real_study.name("E10000017") == "Lancashire"
    assert "14" in real_study.name("lancashire-14") or "Lancashire" in real_study.name("lancashire-14")
    assert len(real_study.comparators) == 10
    assert len(real_study.districts) == 14
    assert set(real_study.observations["release"].str.split(";").explode()) <= set(real_study.releases)


def test_refused_rows_are_those_of_areas_that_ended(real_study):
    assert {"E10000006", "E10000021", "E10000009"} <= set(real_study.refused["area_code"])


def test_everything_in_order_has_nothing_to_say(own):
    assert check_all(own, opened(own).parameters) == []


def test_a_table_changed_by_hand_is_found_by_the_check(own):
    parameters = opened(own).parameters
    table = own.raw("2026") / "els-employment-rate.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("73.7", "83.7", 1), encoding="utf-8")
    (problem,) = check_all(own, parameters)
    assert problem.startswith(
        "data/raw/2026/els-employment-rate.csv: A table of the vintage has been changed"
    )


def test_a_broken_reference_table_is_found_by_the_check(own):
    parameters = opened(own).parameters
    path = own.reference / "indicators.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("higher_is_better", "up_is_good", 1), encoding="utf-8"
    )
    (problem,) = check_all(own, parameters)
    assert "indicators.csv" in problem and "up_is_good" in problem


def test_two_releases_that_disagree_are_found_by_the_check(own, tmp_path):
    parameters = opened(own).parameters
    example = (CHECKOUT / "docs" / "plain-form-example.csv").read_text(encoding="utf-8")
    mine = tmp_path / "mine.csv"
    mine.write_text(example, encoding="utf-8")
    import_file("plain", mine, "2026", paths=own)
    assert check_all(own, parameters) == []
    mine.write_text(example.replace(",33,", ",34,"), encoding="utf-8")
    import_file("plain", mine, "2026", paths=own)
    (problem,) = check_all(own, parameters)
    assert "Two releases disagree on one figure" in problem
    assert "34 (example-attainment-8-fsm)" in problem and "33 (lait)" in problem


def test_a_table_of_a_study_alone_is_made_once_and_no_reader_changes_it_for_the_next(real_study):
    made = []

    @once_a_study
    def leads(study):
        made.append(study.lead.name)
        return pd.DataFrame({"name": [study.lead.name]})

    first = leads(real_study)
    first["name"] = "Kent"
    assert leads(real_study)["name"].tolist() == ["Lancashire"] == made
    kent = real_study.parameters.model_copy(update={"lead_authority": "E10000016", "district_group": None})
    assert leads(study_of(kent, real_study.paths))["name"].tolist() == ["Kent"]
