"""Pictures of whom a consultation reached: every count as far as it may be shown, in the census's order."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest

from benchmarking.charts import cells_chart, reach_chart, reach_charts
from benchmarking.consultation import CELLS, Reach, reach_of
from benchmarking.errors import ConsultationError

PEOPLE = ["age_band", "sex", "ethnic_group", "disability", "rural_urban"]


@pytest.fixture(scope="module")
def reach(real_study) -> Reach:
    return reach_of(real_study)


@pytest.fixture(scope="module")
def people(reach):
    return reach_chart(reach, PEOPLE)


@pytest.fixture(scope="module")
def cells(reach):
    return cells_chart(reach)


def test_every_shown_ratio_has_a_dot_every_range_a_line_and_nobody_a_cross(people, marks, lines):
    frame = people.frame
    shown = frame[frame["state"] == "shown"]
    dots = marks(people, "ratio")
    assert [x for x, _ in dots] == pytest.approx(shown["ratio"].tolist())
    assert len(marks(people, "none")) == (frame["state"] == "none").sum() == 1
    hidden = frame[frame["state"].isin(["few", "hidden"])]
    ends = lines(people, "range")
    assert [low for low, _, _ in ends] == pytest.approx((hidden["least"] / hidden["expected"]).tolist())
    assert [high for _, high, _ in ends] == pytest.approx((hidden["greatest"] / hidden["expected"]).tolist())


def test_categories_stand_in_the_censuss_order_and_are_never_ranked(people):
    order = [row["age_band"] for _, row in people.frame[people.frame["table"] == "age_band"].iterrows()]
    assert order == ["16 to 19", "20 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and over"]
    groups = people.frame.loc[people.frame["table"] == "ethnic_group", "ethnic_group"].tolist()
    assert groups == ["Asian", "Black", "Mixed", "White", "Other"]


@pytest.mark.parametrize("which", ["people", "district", "cells"])
def test_no_words_overlap_or_leave_the_picture(reach, which, written_out):
    picture = {"people": lambda: reach_chart(reach, PEOPLE), "district": lambda: reach_chart(reach, ["district"]),
               "cells": lambda: cells_chart(reach)}[which]()  # fmt: skip
    width, height = picture.figure.canvas.get_width_height() if picture.figure.canvas else (0, 0)
    texts = written_out(picture)
    for text, box in texts:
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text.get_text()
    for (one, first), (other, second) in combinations(texts, 2):
        inside = first.x0 < second.x1 - 1 and second.x0 < first.x1 - 1
        inside &= first.y0 < second.y1 - 1 and second.y0 < first.y1 - 1
        assert not inside, (one.get_text(), other.get_text())


def test_a_made_up_example_says_so_in_every_title_heading_and_alternative_text(reach):
    for plate in reach_charts(reach).plates:
        assert plate.heading.startswith("Made-up example: ")
        assert plate.picture.alt.startswith("Made-up example: ")
        assert plate.picture.figure.get_suptitle().startswith("Made-up example: ")


def test_alternative_text_tells_every_count_as_it_is_shown(people, reach):
    assert "16 to 19 none, 24 expected, 15 to 34 by lot (fewer)" in people.alt
    assert "Black fewer than 5, 3 expected" in people.alt


def test_a_verdict_stands_in_words_as_well_as_in_colour(cells):
    words = [text.get_text() for axes in cells.figure.axes for text in axes.texts]
    frame = cells.frame[cells.frame["expected"] >= 1]
    assert sum(word.endswith("\nfewer") for word in words) == (frame["verdict"] == "fewer").sum() > 0
    assert sum(word.endswith("\nmore") for word in words) == (frame["verdict"] == "more").sum() > 0


def test_no_picture_has_a_small_count_in_its_frame(people, cells):
    for picture in (people, cells):
        counts = picture.frame.loc[picture.frame["state"] == "shown", "participants"]
        assert counts.min() >= 5
        assert picture.frame.loc[~picture.frame["state"].isin(["shown", "none"]), "participants"].isna().all()


def test_withheld_tables_are_not_drawn(reach):
    withheld = reach.counts.assign(state="withheld", participants=pd.NA)
    nothing = replace(reach, counts=withheld)
    assert reach_charts(nothing).plates == ()
    with pytest.raises(ConsultationError, match="no table"):
        reach_chart(nothing, PEOPLE)
    with pytest.raises(ConsultationError, match="not shown"):
        cells_chart(nothing)
    some = replace(reach, counts=reach.counts.assign(
        state=reach.counts["state"].mask(reach.counts["table"] == CELLS, "withheld")
    ))  # fmt: skip
    assert len(reach_charts(some).plates) == 2
