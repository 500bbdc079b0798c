"""A place's strips hold its findings, and no word is cut off or covered."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from benchmarking.charts import LOOKS, place_grids, place_profile, place_strips, places_grid, profiled
from benchmarking.errors import ObservationError
from benchmarking.findings import place_findings

COUNTY = "E10000017"
BURNLEY, DARWEN = "E07000117", "E06000008"


@pytest.fixture(scope="module")
def burnley_strips(real_study, places):
    return place_profile(real_study, places, BURNLEY)


@pytest.fixture(scope="module")
def grid(real_study, findings, places):
    return places_grid(real_study, findings, places, profiled(real_study, places), "The places")


def test_each_strip_is_scaled_to_the_middle_of_english_authorities(real_study, burnley_strips, marks):
    frame = burnley_strips.frame.set_index("indicator")
    rows, lower_tier = real_study.observations, real_study.reference.areas.lower_tier()["code"]
    rows = rows[(rows["indicator"] == "gcse_english_maths") & (rows["period"] == "2024-09-01/P1Y")]
    values = rows.loc[rows["area_code"].isin(lower_tier), "value"].dropna()
    low, high = values.quantile([0.05, 0.95])
    row = frame.loc["gcse_english_maths"]
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    drawn = {
        role: marks(burnley_strips, f"gcse_english_maths|{role}") for role in ("place", "lead", "others")
    }
    assert len(drawn["others"]) == 13
    [(own, _)], [(county, _)] = drawn["place"], drawn["lead"]
    scale = (county - own) / (row["lead"] - row["value"])
    assert scale == pytest.approx(0.98 / (high - low))


def test_the_words_at_the_right_are_the_verdicts_of_the_findings(places, burnley_strips):
    texts = {
        text.get_gid(): text.get_text() for text in burnley_strips.figure.axes[0].texts if text.get_gid()
    }
    own = places[places["place_code"] == BURNLEY]
    assert len(texts) == 2 * len(burnley_strips.frame) == 60
    for gid, words in texts.items():
        indicator, which = gid.split("|")
        kind = "authority" if which == "lead" else "reference"
        row = own[(own["indicator"] == indicator) & (own["kind"] == kind)].iloc[0]
        said = (
            "no figure"
            if row["verdict"] == "not compared"
            else f"{LOOKS[row['verdict']][2]} {row['verdict']}"
        )
        assert words == said + (" ◇" if row["firmness"] == "fragile" else "")


@pytest.mark.parametrize("place", [BURNLEY, DARWEN, "E07000127"])
def test_no_word_of_a_place_s_strips_is_cut_off_or_covers_another(real_study, places, written_out, place):
    picture = place_profile(real_study, places, place)
    width, height = picture.figure.bbox.size
    written = written_out(picture)
    for text, box in written:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text
    for (one, a), (two, b) in itertools.combinations(written, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1 or down <= 3, (one, two)


def test_the_words_for_the_strips_count_the_verdicts(places, burnley_strips):
    own = places[(places["place_code"] == BURNLEY) & (places["kind"] == "reference")]
    counts = own[own["indicator"].isin(burnley_strips.frame["indicator"])]["verdict"].value_counts()
    assert f"Beside England: {counts['better']} better, {counts['worse']} worse" in burnley_strips.alt


def test_one_indicator_alone_can_be_drawn_and_none_cannot(real_study, places):
    assert len(place_strips(real_study, places, BURNLEY, ["homelessness_duty"]).frame) == 1
    with pytest.raises(ObservationError, match="no figure to draw for Burnley"):
        place_strips(real_study, places, BURNLEY, ["attainment_8"])


def test_the_grid_holds_the_county_and_every_place_beside_england(grid, findings, places, real_study):
    assert list(grid.frame.columns) == [COUNTY, *real_study.districts]
    beside = places[places["kind"] == "reference"].set_index(["indicator", "place_code"])["verdict"]
    lead = findings[findings["kind"] == "reference"].set_index("indicator")["verdict"]
    for indicator, row in grid.frame.iterrows():
        assert row[COUNTY] == lead[indicator]
        for place in real_study.districts:
            assert row[place] == beside.get((indicator, place), "not compared")


def test_the_grid_says_which_way_is_better_beside_each_row(grid, real_study):
    words = [text.get_text() for text in grid.figure.axes[0].texts if text.get_gid() is None]
    assert words[0] == "Better is"
    polarity = real_study.reference.indicators.by_id.loc[grid.frame.index, "polarity"]
    assert words[1:] == [name.partition("_is_")[0] for name in polarity]


def test_without_places_a_grid_is_a_sentence(real_study, findings):
    study = replace(real_study, parameters=real_study.parameters.model_copy(update={"district_group": None}))
    gallery = place_grids(study, findings, place_findings(study), [], "The places")
    assert gallery.plates == () and "names no group of places" in gallery.otherwise
