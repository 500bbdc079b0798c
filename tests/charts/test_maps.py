"""A map and its squares show the districts' figures, each told by more than its colour."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from afcharts.af_colours import get_af_colours
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle

from benchmarking.charts import common_period, map_caption, map_frame, place_map, place_maps
from benchmarking.charts import outlines as outlining
from benchmarking.charts.classes import classes_of
from benchmarking.errors import ObservationError, ReferenceFileError

BURNLEY, PENDLE = "E07000117", "E07000122"
DRAWN = ["child_poverty", "gigabit_broadband", "born_outside_uk", "no_qualifications", "life_satisfaction"]
OS_DATA = "Contains OS data © Crown copyright and database right"


@pytest.fixture(scope="module")
def maps(real_study):
    return {name: place_map(real_study, name) for name in DRAWN}


@pytest.fixture
def without_boundaries(vintage, monkeypatch):
    monkeypatch.setattr(
        outlining, "vintage_of", lambda _: replace(vintage, boundaries=vintage.boundaries[:0])
    )


def of(study, codes):
    other = replace(study)
    vars(other)["districts"] = list(codes)
    return other


def patches(picture, kind):
    """The shapes drawn for each place, by code: kind is "map" or "tile"."""
    return {
        patch.get_gid().removeprefix(f"{kind}|"): patch
        for axes in picture.figure.axes
        for patch in axes.patches
        if (patch.get_gid() or "").startswith(f"{kind}|")
    }


def texts(picture, kind):
    return {
        text.get_gid().removeprefix(f"{kind}|"): text
        for axes in picture.figure.axes
        for text in axes.texts
        if (text.get_gid() or "").startswith(f"{kind}|")
    }


def legend(picture):
    (found,) = picture.figure.legends
    return [text.get_text() for text in found.get_texts()], found.get_patches()


def test_the_frame_has_the_observations_of_the_14(real_study, maps):
    rows = real_study.observations
    for name, picture in maps.items():
        frame = picture.frame.set_index("area_code")
        assert list(frame.index) == real_study.districts
        (period,) = frame["period"].unique()
        held = rows[(rows["indicator"] == name) & (rows["period"] == period)].set_index("area_code")["value"]
        pd.testing.assert_series_equal(frame["value"], held.reindex(frame.index), check_names=False)
        assert list(frame["name"]) == [real_study.name(code) for code in frame.index]


def test_child_poverty_is_the_latest_that_was_published(maps):
    frame = maps["child_poverty"].frame.set_index("name")
    assert frame["period"].iloc[0] == "2024-04-01/P1Y"
    assert frame["value"].round(1).to_dict()["Pendle"] == 42.5
    assert frame.at["Ribble Valley", "class"] == "5% to under 15%"
    assert frame.at["Pendle", "class"] == frame.at["Burnley", "class"] == "35% to 45%"


def test_each_district_has_one_colour_on_the_map_and_in_its_square_and_it_is_its_class_s(maps):
    for name, picture in maps.items():
        labels, swatches = legend(picture)
        fills = {
            label.partition("  ")[2]: to_hex(swatch.get_facecolor())
            for label, swatch in zip(labels, swatches, strict=True)
        }
        for kind, shape in (("map", PathPatch), ("tile", Rectangle)):
            found = patches(picture, kind)
            assert list(found) and set(found) == set(picture.frame["area_code"]), name
            for row in picture.frame.itertuples():
                patch = found[row.area_code]
                assert isinstance(patch, shape)
                told = picture.frame.set_index("area_code").at[row.area_code, "class"]
                if told:
                    assert to_hex(patch.get_facecolor()) == fills[told], (name, row.name)
                    assert patch.get_hatch() is None


def test_no_figure_is_hatched_white_and_said_in_words_and_never_coloured_as_nought(maps):
    silent = maps["no_qualifications"].frame.query("value.isna()")
    assert len(silent) == 5
    for name, missing in (
        ("no_qualifications", set(silent["area_code"])),
        ("life_satisfaction", {BURNLEY}),
        ("child_poverty", set()),
    ):
        picture = maps[name]
        for kind in ("map", "tile"):
            hatched = {code for code, patch in patches(picture, kind).items() if patch.get_hatch()}
            assert hatched == missing, name
            assert {to_hex(patches(picture, kind)[code].get_facecolor()) for code in missing} <= {"#ffffff"}
        figures = texts(picture, "figure")
        assert {code for code, text in figures.items() if text.get_text() == "no figure"} == missing
        assert ("no figure" in legend(picture)[0]) == bool(missing)
        assert ("No figure" in picture.alt) == bool(missing)
        assert missing.isdisjoint(texts(picture, "letter"))


def test_missing_wellbeing_in_burnley_says_why(maps, real_study):
    row = maps["life_satisfaction"].frame.set_index("area_code").loc[BURNLEY]
    assert (row["status"], row["reason"], row["class"]) == ("[u]", "low reliability", "")
    assert "No figure, which is not nought, for Burnley (low reliability)." in maps["life_satisfaction"].alt
    assert "Burnley (low reliability)" in map_caption(real_study, "life_satisfaction")


def test_colour_is_never_the_only_sign(maps):
    for picture in maps.values():
        labels, _ = legend(picture)
        letters = {label.partition("  ")[2]: label[0] for label in labels}
        drawn = texts(picture, "letter")
        for row in picture.frame.dropna(subset=["value"]).itertuples():
            told = picture.frame.set_index("area_code").at[row.area_code, "class"]
            assert drawn[row.area_code].get_text() == letters[told]
        for code, text in texts(picture, "figure").items():
            value = picture.frame.set_index("area_code").at[code, "value"]
            if pd.notna(value):
                assert float(text.get_text().strip("%£")) == pytest.approx(value, abs=0.051)


def test_colours_are_the_sequential_palette_darker_for_higher(maps):
    palette = {
        colour.lower() for number in (3, 4, 5) for colour in get_af_colours("sequential", number_of_colours=number)
    }  # fmt: skip
    for picture in maps.values():
        labels, swatches = legend(picture)
        fills = [
            to_hex(swatch.get_facecolor())
            for label, swatch in zip(labels, swatches, strict=True)
            if label != "no figure"
        ]
        assert set(fills) <= palette
        assert len(set(fills)) == len(fills) in (3, 4, 5)
        lightness = [_luminance(fill) for fill in fills]
        assert lightness == sorted(lightness, reverse=True)


def test_every_letter_and_name_can_be_read_on_its_fill(maps):
    for picture in maps.values():
        for kind, words in (("map", ["letter"]), ("tile", ["name", "figure"])):
            for code, patch in patches(picture, kind).items():
                ground = _luminance(to_hex(patch.get_facecolor()))
                for word in words:
                    if code in texts(picture, word):
                        ink = _luminance(to_hex(texts(picture, word)[code].get_color()))
                        light, dark = max(ground, ink), min(ground, ink)
                        assert (light + 0.05) / (dark + 0.05) >= 4.5, (word, code)


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_words_for_a_map_give_every_figure_and_where_it_runs(maps):
    for picture in maps.values():
        for row in picture.frame.dropna(subset=["value"]).itertuples():
            decimals = 2 if row.value < 10 and "score" in picture.alt else 1
            assert f"{row.name} {row.value:.{decimals}f}" in picture.alt
    assert "Figures run from 14.9% to 42.5%." in maps["child_poverty"].alt


def test_context_is_said_not_to_be_judged_and_an_outcome_is_not(maps):
    assert "Darker is higher; no direction is judged." in maps["born_outside_uk"].alt
    assert "no direction is judged" not in maps["child_poverty"].alt


def test_a_caption_gives_the_lead_england_the_source_and_the_ordnance_survey(real_study):
    told = map_caption(real_study, "gigabit_broadband")
    assert "Lancashire 91.4%, England 88.4%." in told
    assert "Explore local statistics" in told
    assert f"Boundaries of lower-tier local authorities, England, 2023. {OS_DATA}." in told


def test_figures_from_a_survey_are_said_to_have_intervals_that_are_not_drawn(real_study, maps):
    words = map_caption(real_study, "no_qualifications")
    assert "percentage points either way: districts in different classes may not truly differ" in words
    frame = maps["no_qualifications"].frame
    assert ((frame["upper"] - frame["lower"]) / 2).median() == pytest.approx(3.4, abs=0.05)
    assert "interval, not drawn" not in map_caption(real_study, "born_outside_uk")


def test_without_boundaries_there_are_squares_alone_in_order_of_name(
    real_study, without_boundaries, written_out
):
    picture = place_map(real_study, "no_qualifications")
    assert patches(picture, "map") == {}
    boxes = {id(text): box for text, box in written_out(picture)}
    placed = sorted(
        (-round(boxes[id(text)].y0 / 60), boxes[id(text)].x0, real_study.name(code))
        for code, text in texts(picture, "figure").items()
    )
    assert [name for _, _, name in placed] == sorted(picture.frame["name"])
    told = map_caption(real_study, "no_qualifications")
    assert "There is no map, because a boundary of a district is not held." in told
    assert OS_DATA not in told
    assert picture.alt.startswith("Squares of 14 places")


def test_the_period_is_the_latest_that_half_of_the_districts_have(real_study):
    assert common_period(real_study, "no_qualifications") == "2023-01-01/P1Y"
    rows = real_study.observations
    scarce = replace(real_study)
    vars(scarce)["observations"] = rows[
        ~(
            (rows["indicator"] == "no_qualifications")
            & (rows["period"] == "2023-01-01/P1Y")
            & rows["area_code"].isin(real_study.districts[:4] + real_study.districts[-3:])
        )
    ]
    assert common_period(scarce, "no_qualifications") == "2022-01-01/P1Y"


def test_another_period_can_be_asked_for(real_study):
    frame = map_frame(real_study, "no_qualifications", period="2022-01-01/P1Y")
    assert frame["value"].notna().sum() == 12
    assert "2022." in map_caption(real_study, "no_qualifications", period="2022-01-01/P1Y")


def test_what_districts_do_not_have_is_not_mapped(real_study):
    with pytest.raises(ObservationError, match="few or none of the districts have a figure") as caught:
        place_map(real_study, "attainment_8")
    assert caught.value.found == "2 of 14 districts with any figure"
    with pytest.raises(ObservationError, match="1999"):
        place_map(real_study, "child_poverty", period="1999")
    with pytest.raises(ReferenceFileError, match="child_povertee"):
        place_map(real_study, "child_povertee")


def test_a_gallery_holds_a_map_for_each_that_can_have_one(real_study):
    gallery = place_maps(real_study, ["attainment_8", "child_poverty"])
    assert [plate.indicator for plate in gallery.plates] == ["child_poverty"]
    assert OS_DATA in gallery.plates[0].caption
    empty = place_maps(real_study, ["attainment_8"])
    assert empty.plates == () and "no map" in empty.otherwise


def test_a_study_without_districts_has_no_map(real_study):
    with pytest.raises(ObservationError, match="few or none"):
        place_map(of(real_study, []), "child_poverty")


@pytest.fixture(scope="module")
def others(real_study, known):
    boroughs = known.areas.lower_tier().query("type == 'london borough'")["code"]
    return {
        "Kent": place_map(of(real_study, known.areas.districts("E10000016")), "housing_affordability"),
        "London": place_map(of(real_study, boroughs), "born_outside_uk"),
        "one": place_map(of(real_study, [BURNLEY]), "born_outside_uk"),
        "apart": place_map(of(real_study, ["E08000025", "E06000066"]), "born_outside_uk"),
    }


def test_no_text_is_cut_off_or_hides_another_and_all_can_be_read(maps, others, written_out):
    for name, picture in {**maps, **others}.items():
        width, height = picture.figure.bbox.size
        found = written_out(picture)
        for text, box in found:
            inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
            assert inside, (name, text.get_text())
            assert text.get_fontsize() >= (8 if name in maps else 6), (name, text.get_text())
        # A letter beside its neighbour's on the smallest boroughs is told again in the squares.
        lettered = [pair for pair in found if not (pair[0].get_gid() or "").startswith("letter|")]
        for (one, box), (other, beside) in itertools.combinations(lettered, 2):
            assert not box.padded(-1.5).overlaps(beside.padded(-1.5)), (
                name,
                one.get_text(),
                other.get_text(),
            )


def test_names_and_figures_stay_within_their_squares(maps, others, written_out):
    for name, picture in {**maps, **others}.items():
        boxes = {id(text): box for text, box in written_out(picture)}
        squares = {code: patch.get_window_extent() for code, patch in patches(picture, "tile").items()}
        for kind in ("name", "figure"):
            for code, text in texts(picture, kind).items():
                box, square = boxes[id(text)], squares[code]
                assert box.x0 >= square.x0 and box.x1 <= square.x1, (name, text.get_text())
                assert box.y0 >= square.y0 and box.y1 <= square.y1, (name, text.get_text())


def test_a_map_is_as_high_as_the_land_is_long(maps):
    """Lancashire-14 is 84 km from south to north and 67 km from west to east."""
    extents = [patch.get_path().get_extents() for patch in patches(maps["child_poverty"], "map").values()]
    high = max(box.y1 for box in extents) - min(box.y0 for box in extents)
    wide = max(box.x1 for box in extents) - min(box.x0 for box in extents)
    assert (high, wide) == (pytest.approx(84, abs=2), pytest.approx(67, abs=2))
    axes = maps["child_poverty"].figure.axes[0]
    assert axes.get_aspect() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([14.9, 19.6, 22.0, 39.9, 42.5], ["5% to under 15%", "15% to under 25%", "25% to under 35%", "35% to 45%"]),
        ([100.0, 96.0, 92.0, 88.0], ["87.5% to under 90.0%", "90.0% to under 92.5%", "92.5% to under 95.0%",
                                      "95.0% to under 97.5%", "97.5% to 100.0%"]),
        ([12.8], ["12.8% to 12.9%"]),
        ([12.8, 12.8, 12.9], ["12.8% to 12.9%"]),
    ],
)  # fmt: skip
def test_classes_have_round_ends_and_equal_width(known, values, words):
    found = classes_of(pd.Series(values), known.indicators["child_poverty"])
    assert list(found.words) == words
    widths = np.diff(found.breaks)
    assert widths == pytest.approx([widths[0]] * len(widths))
    assert found.breaks[0] <= min(values) and max(values) <= found.breaks[-1]


def test_a_figure_on_an_end_is_in_the_class_that_begins_there_and_the_highest_holds_its_end(known):
    found = classes_of(pd.Series([15.0, 24.9, 25.0, 45.0]), known.indicators["child_poverty"])
    ends = list(found.breaks)
    assert found.place(ends[1]) == 1
    assert found.place(ends[1] - 0.1) == 0
    assert found.place(ends[-1]) == len(found.words) - 1


def test_figures_that_hardly_differ_are_not_put_far_apart(known):
    """Burnley 39.9 and Pendle 42.5 are one class, though 40 is a round number between them."""
    values = pd.Series([14.9, 19.6, 20.4, 22.1, 23.5, 24.1, 26.7, 26.9, 30.6, 38.5, 39.2, 39.8, 39.9, 42.5])
    found = classes_of(values, known.indicators["child_poverty"])
    assert found.place(39.9) == found.place(42.5)


def test_the_same_map_is_saved_as_the_same_bytes(real_study, tmp_path):
    files = [tmp_path / f"{turn}.png" for turn in (1, 2)]
    for file in files:
        place_map(real_study, "no_qualifications").save(file)
    assert files[0].read_bytes() == files[1].read_bytes()
