"""What changed between two vintages: every kind on figures that were made up, and the two real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from benchmarking.errors import CommandError, VintageError
from benchmarking.observations.differences import COLUMNS, between, differences
from benchmarking.observations.differences_told import ACTIONS, KINDS, account, largest, summary, written
from benchmarking.sources.tidy import COUNT_COLUMNS, OBSERVATION_COLUMNS, OBSERVATION_NUMBERS
from benchmarking.vintages import Release, Vintage, load_vintage

LANCASHIRE, KENT, DEVON, SOMERSET = "E10000017", "E10000016", "E10000008", "E06000066"
YEARS = ["2023-01-01/P1Y", "2024-01-01/P1Y"]


def release(name: str, **changed: object) -> Release:
    made = Release(
        id=name,
        title=f"Title of {name}",
        kind="observations",
        path=f"{name}.csv",
        sha256="0" * 64,
        source="plain",
        publisher="Nobody: made up",
        address="https://example.org",
        released=date(2025, 1, 1),
        licence="OGL-UK-3.0",
        file="made-up.csv",
        file_sha256="0" * 64,
        rows=1,
    )
    return replace(made, **changed)


def vintage(
    rows: list[dict[str, object]], *releases: Release, counts: list[dict[str, object]] = ()
) -> Vintage:
    """A vintage with these figures: employment rates of 2023 unless they say otherwise."""
    usual = {"indicator": "employment_rate", "period": YEARS[0], "status": "", "release": "work"}
    frame = pd.DataFrame([usual | row for row in rows], columns=[*OBSERVATION_COLUMNS, "release"])
    frame = frame.astype(dict.fromkeys(OBSERVATION_NUMBERS, float))
    counted = pd.DataFrame(list(counts), columns=[*COUNT_COLUMNS, "release"]).astype({"count": float})
    empty = pd.DataFrame()
    return Vintage("made up", releases or (release("work"),), frame, counted, empty, empty, empty, empty)


@pytest.fixture
def compared(known):
    def compare(old: Vintage, new: Vintage, kind: str) -> pd.DataFrame:
        found = differences(old, new, known)
        assert list(found.columns) == COLUMNS
        assert set(found["kind"]) <= set(KINDS)
        return found[found["kind"] == kind].reset_index(drop=True)

    return compare


def test_a_revised_figure_is_told_with_its_size_and_whether_it_shows(compared):
    others = [{"area_code": DEVON, "value": 70.0}, {"area_code": SOMERSET, "value": 80.0}]
    old = vintage([{"area_code": LANCASHIRE, "value": 73.04}, {"area_code": KENT, "value": 76.5}, *others])
    new = vintage([{"area_code": LANCASHIRE, "value": 73.01}, {"area_code": KENT, "value": 74.5}, *others])
    found = compared(old, new, "revised figure").set_index("area")
    assert list(found.index) == ["Kent", "Lancashire"]
    kent = found.loc["Kent"]
    assert (kent["before"], kent["after"], kent["change"], kent["printed"]) == (76.5, 74.5, -2.0, "yes")
    assert kent["spreads"] == pytest.approx(-2 / pd.Series([73.01, 74.5, 70.0, 80.0]).std())
    assert found.loc["Lancashire", "printed"] == "no"
    assert "publisher's note on revisions" in kent["action"]


def test_the_same_figures_differ_in_nothing(compared, known):
    old = vintage([{"area_code": LANCASHIRE, "value": 0.1 + 0.2}, {"area_code": KENT, "status": "[x]"}])
    new = vintage([{"area_code": LANCASHIRE, "value": 0.3}, {"area_code": KENT, "status": "[x]"}])
    found = differences(old, new, known)
    assert found.empty and list(found.columns) == COLUMNS
    assert account(found) == [
        ("Nothing changed: every published figure is as it was", "There is nothing to do.")
    ]
    assert summary(found).empty and largest(found).empty


def test_new_and_vanished_indicators_and_periods(compared, known):
    old = vintage(
        [{"area_code": KENT, "value": 1.0}, {"area_code": KENT, "value": 2.0, "indicator": "museums"}]
    )
    new = vintage(
        [
            {"area_code": KENT, "value": 3.0, "period": YEARS[1]},
            {"area_code": DEVON, "value": 3.0, "period": YEARS[1]},
            {"area_code": KENT, "value": 2.0, "indicator": "child_poverty"},
        ]
    )
    assert compared(old, new, "new indicator")["indicator"].tolist() == ["child_poverty"]
    assert compared(old, new, "indicator gone")["indicator"].tolist() == ["museums"]
    (newer,) = compared(old, new, "new period").itertuples()
    assert (newer.period, newer.figures, newer.what) == (YEARS[1], 2, "2 areas with a figure")
    (older,) = compared(old, new, "period gone").itertuples()
    assert (older.period, older.what) == (YEARS[0], "1 area with a figure")
    assert compared(old, new, "coverage lost").empty


def test_an_area_with_a_figure_in_one_vintage_only_is_coverage_gained_or_lost(compared):
    both = {"area_code": LANCASHIRE, "value": 73.0}
    old = vintage([both, {"area_code": KENT, "value": 76.5}, {"area_code": DEVON, "status": "[c]"}])
    new = vintage([both, {"area_code": KENT, "status": "[x]"}, {"area_code": DEVON, "value": 70.0}])
    (gained,) = compared(old, new, "coverage gained").itertuples()
    assert (gained.area, gained.what) == ("Devon", "1 figure, marked before: [c]")
    (lost,) = compared(old, new, "coverage lost").itertuples()
    assert (lost.area, lost.what) == ("Kent", "1 figure, now marked [x]")
    assert "missing, and not nought" in lost.action
    alone = vintage([both])
    assert compared(old, alone, "coverage lost")["what"].tolist() == ["1 figure, no longer published"]


def test_a_series_under_a_new_code_is_one_series_and_the_code_is_told(compared, known):
    old = vintage([{"area_code": "E10000027", "value": 78.0}])
    new = vintage([{"area_code": SOMERSET, "value": 78.0}])
    found = differences(old, new, known)
    assert found["kind"].tolist() == ["changed code"]
    assert found["what"].tolist() == ["under E10000027 before, now under E06000066, in 1 indicator"]


def test_a_county_that_was_split_is_in_neither(compared, known):
    old, new = vintage([{"area_code": "E10000006", "value": 1.0}]), vintage([])
    assert differences(old, new, known).empty


def test_nearly_every_figure_changed_is_told_apart_from_one_factor(compared):
    areas = [f"E07000{number}" for number in range(117, 129)]
    old = vintage([{"area_code": code, "value": 10.5 + place} for place, code in enumerate(areas)])
    thousandfold = vintage(
        [{"area_code": code, "value": 1000 * (10.5 + place)} for place, code in enumerate(areas)]
    )
    (unit,) = compared(old, thousandfold, "changed unit").itertuples()
    assert unit.what == "12 of 12 figures, all by a factor of about 1000"
    moved = vintage([{"area_code": code, "value": 11.7 + place * 1.3} for place, code in enumerate(areas)])
    (throughout,) = compared(old, moved, "revised throughout").itertuples()
    assert throughout.figures == 12
    assert compared(old, moved, "changed unit").empty


def test_fewer_decimals_are_no_revision(compared):
    old = vintage([{"area_code": LANCASHIRE, "value": 57.31}, {"area_code": KENT, "value": 60.28}])
    new = vintage([{"area_code": LANCASHIRE, "value": 57.3}, {"area_code": KENT, "value": 60.9}])
    (rounded,) = compared(old, new, "rounded otherwise").itertuples()
    assert rounded.what == "1 figure, published to 2 decimals before and to 1 now"
    assert compared(old, new, "revised figure")["area"].tolist() == ["Kent"]


def test_wider_intervals_are_those_of_the_latest_figures(compared):
    old = vintage([{"area_code": KENT, "value": 76.0, "lower": 74.0, "upper": 78.0}])
    new = vintage(
        [
            {"area_code": KENT, "value": 76.0, "lower": 74.0, "upper": 78.0},
            {"area_code": KENT, "value": 77.0, "lower": 74.0, "upper": 80.0, "period": YEARS[1]},
        ]
    )
    (wider,) = compared(old, new, "wider intervals").itertuples()
    assert (wider.before, wider.after) == (4.0, 6.0)
    assert wider.what == "the median interval of the latest figures is 50% wider"
    (narrower,) = compared(new, old, "narrower intervals").itertuples()
    assert narrower.what == "the median interval of the latest figures is 33% narrower"


def test_an_interval_that_came_or_went(compared):
    bare = vintage([{"area_code": KENT, "value": 76.0}])
    full = vintage([{"area_code": KENT, "value": 76.0, "lower": 74.0, "upper": 78.0}])
    assert compared(bare, full, "intervals gained")["figures"].tolist() == [1]
    assert "no longer be tested" in compared(full, bare, "intervals lost")["action"][0]


def test_another_release_or_another_note_may_mean_another_definition(compared):
    rows = [{"area_code": KENT, "value": 20.0, "indicator": "deprivation_score"}]
    old = vintage([rows[0] | {"release": "index-2019"}], release("index-2019", title="Indices 2019"))
    new = vintage([rows[0] | {"release": "index-2025"}], release("index-2025", title="Indices 2025"))
    (moved,) = compared(old, new, "changed definition").itertuples()
    assert (moved.indicator, moved.what) == ("deprivation_score", "Indices 2019 before; now Indices 2025")
    noted = vintage(rows, release("work", note="Now of residents aged 16 to 66"))
    (note,) = compared(vintage(rows), noted, "changed note").itertuples()
    assert note.what == "note: none (before); Now of residents aged 16 to 66 (now)"
    assert "breaks" in note.action


def test_a_table_of_counts_that_changed_is_compared_by_category(compared):
    def counted(count: float, sha: str) -> Vintage:
        row = {"area_code": KENT, "table": "TS021", "category": "White", "period": "2021-03-21"}
        row |= {"count": count, "status": "", "release": "census"}
        return vintage([], release("census", kind="counts", sha256=sha), counts=[row])

    (revised,) = compared(counted(10, "a"), counted(12, "b"), "revised figure").itertuples()
    assert (revised.indicator, revised.title, revised.change, revised.what) == (
        "TS021",
        "Title of census",
        2.0,
        "White",
    )


def test_the_largest_are_one_an_indicator_and_area_in_spreads_and_not_in_units(compared, known):
    def of(kent: float, kent_later: float, kent_pay: float) -> Vintage:
        pay = {"indicator": "median_weekly_pay"}
        return vintage(
            [
                {"area_code": KENT, "value": kent},
                {"area_code": KENT, "value": kent_later, "period": YEARS[1]},
                {"area_code": DEVON, "value": 71.0},
                {"area_code": DEVON, "value": 71.0, "period": YEARS[1]},
                {"area_code": KENT, "value": kent_pay, **pay},
                {"area_code": DEVON, "value": 900.0, **pay},
            ]
        )

    old, new = of(70.0, 70.0, 600.0), of(74.0, 73.0, 610.0)
    found = largest(differences(old, new, known))
    assert found["indicator"].tolist() == ["employment_rate", "median_weekly_pay"]
    assert found["change"].tolist() == [3.0, 10.0]


@pytest.fixture(scope="module")
def real(known, figures) -> pd.DataFrame:
    return between(figures, "2025", "2026")


def test_the_revisions_of_the_real_vintages_are_those_that_a_plain_merge_finds(real, figures, known):
    old, new = (
        load_vintage(figures, name).observations.query("indicator == 'attainment_8_fsm'")
        for name in ("2025", "2026")
    )
    both = old.merge(new, on=["area_code", "period"])
    moved = both[(both["value_x"] - both["value_y"]).abs() > 1e-9]
    found = real[(real["kind"] == "revised figure") & (real["indicator"] == "attainment_8_fsm")]
    assert len(moved) > 0
    assert sorted(zip(found["area_code"], found["period"], strict=True)) == sorted(
        zip(moved["area_code"], moved["period"], strict=True)
    )


def test_the_south_west_s_key_stage_2_was_put_right(real):
    row = real[
        (real["kind"] == "revised figure")
        & (real["indicator"] == "key_stage_2_expected")
        & (real["area"] == "South West")
        & (real["period"] == "2023-09-01/P1Y")
    ].iloc[0]
    assert (row["before"], row["after"]) == (34.0, 58.0)


def test_the_real_vintages_in_kinds(real):
    kinds = summary(real)
    assert kinds.loc["new indicator", "differences"] == 10
    assert kinds.loc["revised throughout", "which"] == "Gross disposable household income per head"
    assert "Somerset" in set(real.loc[real["kind"] == "changed code", "area"])
    gained = real[(real["kind"] == "coverage gained") & (real["indicator"] == "employment_rate")]
    assert {"Cumberland", "Westmorland and Furness"} <= set(gained["area"])
    life = real[(real["kind"] == "rounded otherwise")]["indicator"]
    assert "healthy_life_expectancy_male" in set(life)


def test_every_row_has_its_action_and_the_table_has_no_hole_in_its_words(real):
    assert real["action"].map(set(ACTIONS.values()).__contains__).all()
    assert real["kind"].map(KINDS.index).is_monotonic_increasing
    assert not real[["title", "area", "period", "unit", "what"]].isna().any(axis=None)


def test_all_of_it_goes_into_one_table_that_opens_in_excel(real, figures, tmp_path):
    path = tmp_path / "differences.csv"
    written(real, path, figures)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    again = pd.read_csv(path, keep_default_na=False)
    assert len(again) == len(real) and list(again.columns) == COLUMNS
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="not written there"):
        written(real, tmp_path / "folder", figures)
    with pytest.raises(CommandError, match="cannot be written"):
        written(real, path / "changes.csv", figures)


def test_the_table_of_differences_never_replaces_a_table_of_figures(real, figures):
    lait = figures.raw("2025") / "lait.csv"
    before = lait.read_bytes()
    with pytest.raises(CommandError, match="a file outside data/raw"):
        written(real, lait, figures)
    assert lait.read_bytes() == before


def test_a_title_that_excel_would_take_for_a_formula_is_written_as_text(real, figures, tmp_path):
    written(real.head(1).assign(title='=HYPERLINK("http://example.org")'), tmp_path / "a.csv", figures)
    again = pd.read_csv(tmp_path / "a.csv", keep_default_na=False)
    assert again.loc[0, "title"] == '\'=HYPERLINK("http://example.org")'


def test_a_vintage_without_any_table_of_counts_is_compared(compared):
    old = vintage([{"area_code": KENT, "value": 70.0}], counts=[])
    new = vintage([{"area_code": KENT, "value": 71.0}])
    new = replace(new, counts=pd.DataFrame(columns=[*COUNT_COLUMNS, "release"]))
    assert compared(old, new, "revised figure")["after"].tolist() == [71.0]


def test_the_earlier_vintage_is_named_first(figures):
    with pytest.raises(CommandError, match="Ask for 2025 and 2026"):
        between(figures, "2026", "2025")
    with pytest.raises(VintageError, match="no vintage '2024'"):
        between(figures, "2024", "2026")
