"""Neighbourhoods as dots: where residents live, no neighbourhood named and none judged."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from benchmarking.charts import neighbourhood_caption, neighbourhood_charts, neighbourhood_dots
from benchmarking.findings import neighbourhood_shares


@pytest.fixture(scope="module")
def dots(real_study):
    return neighbourhood_dots(real_study)


def test_every_neighbourhood_is_one_dot_at_its_share_in_its_district_s_row(dots, marks, real_study):
    names = [real_study.name(code) for code in real_study.districts]
    axes = dots.figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == names
    total = 0
    for row, name in enumerate(names):
        found = marks(dots, f"neighbourhoods|{name}")
        shares = dots.frame.loc[dots.frame["name"] == name, "share"]
        assert sorted(x for x, _ in found) == pytest.approx(sorted(shares))
        assert all(abs(y - row) < 0.45 for _, y in found), name
        total += len(found)
    assert total == len(dots.frame) == 945


def test_no_two_dots_hide_each_other_wholly(dots, marks):
    for name in dots.frame["name"].unique():
        places = marks(dots, f"neighbourhoods|{name}")
        assert len({(round(x, 6), round(y, 6)) for x, y in places}) == len(places), name


def test_the_line_is_the_district_s_published_share(dots, real_study):
    drawn = {
        item.get_gid().removeprefix("own|"): float(item.get_segments()[0][0, 0])
        for item in dots.figure.axes[0].collections
        if (item.get_gid() or "").startswith("own|")
    }
    for code in real_study.districts:
        assert drawn[real_study.name(code)] == real_study.figure("other_than_white", code)["value"]
    assert drawn["Burnley"] == pytest.approx(17.5, abs=0.05)
    assert drawn["Pendle"] == pytest.approx(29.4, abs=0.05)


def test_the_dots_weighed_by_their_residents_come_to_the_line(dots):
    frame = dots.frame.assign(people=dots.frame["share"] * dots.frame["residents"])
    sums = frame.groupby("name")[["people", "residents"]].sum()
    whole = frame.groupby("name")["district_share"].first()
    assert (sums["people"] / sums["residents"] - whole).abs().max() < 0.1


def test_no_neighbourhood_is_named_in_the_picture_its_words_or_its_frame(dots, real_study, written_out):
    told = " ".join(
        [
            dots.alt,
            neighbourhood_caption(real_study),
            dots.frame.to_csv(),
            *(text.get_text() for text, _ in written_out(dots)),
        ]
    )
    assert not re.search(r"E01\d{6}", told)
    assert set(dots.frame["area_code"]) == set(real_study.districts)


def test_the_words_say_what_the_dots_do_not(dots, real_study):
    told = neighbourhood_caption(real_study)
    assert told.startswith("945 neighbourhoods")
    for words in ("where residents live, not whom they meet", "slightly altered to protect people", "TS021"):
        assert words in told
    assert "not whom they meet" in dots.alt
    assert (
        "Pendle: 29.4% of all residents; the middle half of its 57 neighbourhoods from 3% to 53%." in dots.alt
    )
    for word in ("segregat", "worst", "best", "ghetto", "enclave", "minority"):
        assert word not in (told + dots.alt).lower()


def test_texts_are_whole_apart_and_of_a_size_that_can_be_read(dots, real_study, written_out):
    few = replace(real_study)
    vars(few)["districts"] = ["E07000117", "E06000008"]
    for picture in (dots, neighbourhood_dots(few)):
        width, height = picture.figure.bbox.size
        found = written_out(picture)
        for text, box in found:
            assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text
            assert text.get_fontsize() >= 8
        for (one, box), (other, beside) in itertools.combinations(found, 2):
            assert not box.padded(-1.5).overlaps(beside.padded(-1.5)), (one.get_text(), other.get_text())


def test_the_gallery_shows_it_under_a_heading_with_its_caption(real_study):
    (plate,) = neighbourhood_charts(real_study).plates
    assert plate.caption == neighbourhood_caption(real_study)
    assert len(plate.picture.frame) == len(neighbourhood_shares(real_study))
