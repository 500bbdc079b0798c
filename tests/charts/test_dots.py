"""Every dot, interval and band of a dot chart is the figure it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarking.charts import caption, dot_chart, dot_charts, dot_frame
from benchmarking.errors import ObservationError, ReferenceFileError
from benchmarking.stats import marginal_rank_sets, simultaneous_rank_sets

ROLES = ["lead", "authority", "reference", "group"]


def _councils(picture):
    """The lead and the others with a figure, as the chart's frame has them."""
    frame = picture.frame
    return frame[frame["role"].isin(["lead", "authority"])].dropna(subset=["value"])


def _expected(study, indicator):
    """Look the values up in the observations, without the library's comparisons."""
    rows = study.observations[study.observations["indicator"] == indicator]
    mine = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    period = mine["period"].max()
    values = rows[rows["period"] == period].set_index("area_code")["value"]
    members = values.reindex(study.comparators)
    found = {study.lead.name: values[study.lead.code], "England": values.get("E92000001", np.nan)}
    found |= {study.name(code): members[code] for code in study.comparators}
    enough = members.notna().sum() >= 7
    found["Mean of the comparison group"] = (
        sum(members.dropna()) / members.notna().sum() if enough else np.nan
    )
    return period, pd.Series(found)


def test_every_chart_shows_the_observations_of_the_lead_its_ten_their_mean_and_england(
    real_study, pictures_of
):
    for indicator, picture in pictures_of.items():
        _, expected = _expected(real_study, indicator)
        shown = picture.frame.set_index("name")["value"]
        pd.testing.assert_series_equal(
            shown.reindex(expected.index), expected, check_names=False, rtol=1e-9, obj=indicator
        )
        assert len(shown) == 13


def test_intervals_are_the_published_ones(real_study, pictures_of):
    listed = real_study.reference.indicators.by_id
    seen = 0
    for indicator, picture in pictures_of.items():
        if listed.at[indicator, "basis"] != "survey":
            continue
        period, _ = _expected(real_study, indicator)
        rows = real_study.observations
        rows = rows[(rows["indicator"] == indicator) & (rows["period"] == period)].set_index("area_code")
        codes = [real_study.lead.code, *real_study.comparators, "E92000001"]
        published = rows.reindex(codes)[["lower", "upper"]].set_axis(
            [real_study.name(code) for code in codes]
        )
        shown = picture.frame.set_index("name")[["lower", "upper"]].reindex(published.index)
        pd.testing.assert_frame_equal(shown, published, check_names=False, obj=indicator)
        seen += int(shown["lower"].notna().sum())
    assert seen > 50


def test_the_dots_and_lines_drawn_are_the_frames(pictures_of, marks, lines):
    for indicator, picture in pictures_of.items():
        shown = picture.frame.dropna(subset=["value"]).reset_index(drop=True)
        dots = {role: marks(picture, role) for role in ROLES}
        assert sum(map(len, dots.values())) == len(shown), indicator
        for role in ROLES:
            some = shown[shown["role"] == role]
            assert dots[role] == list(zip(some["value"], some.index, strict=True)), (indicator, role)
            limits = some.dropna(subset=["lower", "upper"])
            expected = list(zip(limits["lower"], limits["upper"], limits.index, strict=True))
            assert lines(picture, role) == expected, (indicator, role)


def test_each_dot_stands_beside_its_own_name_highest_first(pictures_of, marks):
    for picture in pictures_of.values():
        axes = picture.figure.axes[0]
        names = [label.get_text() for label in axes.get_yticklabels()]
        shown = picture.frame.dropna(subset=["value"])
        assert names == list(shown["name"])
        assert list(axes.get_yticks()) == list(range(len(names)))
        assert shown["value"].is_monotonic_decreasing
        assert axes.yaxis_inverted()
        bold = [text.get_text() for text in axes.get_yticklabels() if text.get_fontweight() == "bold"]
        assert bold == ["Lancashire"]


def test_the_grey_bands_are_the_middle_half_and_nine_tenths_of_english_authorities(real_study, pictures_of):
    upper = set(real_study.reference.areas.upper_tier()["code"])
    for indicator, picture in pictures_of.items():
        period, _ = _expected(real_study, indicator)
        rows = real_study.observations
        rows = rows[(rows["indicator"] == indicator) & (rows["period"] == period)].dropna(subset=["value"])
        spread = np.array([row.value for row in rows.itertuples() if row.area_code in upper])
        bands = {
            patch.get_gid(): (patch.get_x(), patch.get_x() + patch.get_width())
            for patch in picture.figure.axes[0].patches
        }
        if len(spread) < 20:
            assert bands == {}
            continue
        assert bands["middle 90%"] == pytest.approx(tuple(np.percentile(spread, [5, 95]))), indicator
        assert bands["middle half"] == pytest.approx(tuple(np.percentile(spread, [25, 75]))), indicator


def test_the_words_for_a_chart_tell_its_figures_and_its_verdicts(real_study, findings, pictures_of):
    for indicator, picture in pictures_of.items():
        item = real_study.reference.indicators[indicator]
        rows = findings[findings["indicator"] == indicator].set_index("kind")
        assert picture.alt.startswith(item.title)
        for value in (rows["lead_value"].iloc[0], rows.at["group", "value"], rows.at["reference", "value"]):
            if pd.notna(value):
                assert f"{abs(value):,.{item.decimals}f}" in picture.alt, (indicator, picture.alt)
        for kind in ("group", "reference"):
            if rows.at[kind, "verdict"] == "not compared":
                assert f"not compared, {rows.at[kind, 'reason']}" in picture.alt
            else:
                assert f"Lancashire is {rows.at[kind, 'verdict']}" in picture.alt
        authorities = rows.loc[["authority"]].dropna(subset=["value"])
        top = authorities.loc[authorities["value"] == authorities["value"].max(), "comparator_name"]
        bottom = authorities.loc[authorities["value"] == authorities["value"].min(), "comparator_name"]
        assert any(f"{name} is highest" in picture.alt for name in top)
        assert any(f"{name} lowest" in picture.alt for name in bottom)


def test_an_untested_chart_says_so_and_a_tested_one_says_tested(findings, pictures_of):
    basis = findings[findings["kind"] == "group"].set_index("indicator")["basis"]
    untested = [name for name in pictures_of if basis[name] == "published and untested"]
    tested = [name for name in pictures_of if basis[name] == "tested"]
    assert untested
    assert tested
    assert all("published figures, not tested" in pictures_of[name].alt for name in untested)
    assert all("(tested" in pictures_of[name].alt for name in tested)


def test_a_difference_lost_in_adjusting_is_told_in_the_words(findings, pictures_of):
    lost = findings[findings["note"].str.contains("not firm") & findings["kind"].isin(["group", "reference"])]
    for _, row in lost.iterrows():
        assert row["note"] in pictures_of[row["indicator"]].alt
    assert len(lost) >= 1


def test_the_words_name_the_level_of_the_interval(real_study, findings):
    from dataclasses import replace

    parameters = real_study.parameters.model_copy(update={"confidence_level": 0.99})
    study = replace(real_study, parameters=parameters)
    assert "(99% interval" in dot_chart(study, "employment_rate", findings).alt


def test_an_authority_without_a_figure_is_named_and_never_drawn(real_study, findings, pictures_of, marks):
    lacking = 0
    for indicator, picture in pictures_of.items():
        frame = picture.frame
        missing = frame.loc[(frame["role"] == "authority") & frame["value"].isna(), "name"].tolist()
        drawn = [label.get_text() for label in picture.figure.axes[0].get_yticklabels()]
        below = caption(real_study, indicator, findings)
        for name in missing:
            assert name not in drawn
            assert name in picture.alt.split("No figure for")[1]
            assert name in below.split("No figure for")[1]
        assert len(marks(picture, "authority")) == 10 - len(missing)
        lacking += len(missing)
    assert lacking > 0


def test_a_captions_basis_names_every_basis_among_the_comparisons(real_study, findings):
    some = findings[findings["indicator"] == "employment_rate"].copy()
    some.loc[some["comparator"] == "E10000016", "basis"] = "published and untested"
    assert "; tested, or published figures, not tested." in caption(real_study, "employment_rate", some)


def test_a_gallery_shows_what_is_held_in_the_order_asked(real_study, findings):
    shown = dot_charts(real_study, findings, ["life_satisfaction", "get_on_well", "employment_rate"])
    assert [plate.indicator for plate in shown.plates] == ["life_satisfaction", "employment_rate"]


def test_an_indicator_without_a_figure_for_the_lead_is_refused_in_a_sentence(real_study, findings):
    with pytest.raises(ObservationError, match="no figure of 'get_on_well' for Lancashire"):
        dot_chart(real_study, "get_on_well", findings)
    with pytest.raises(ReferenceFileError, match="employment_rate"):
        dot_frame(real_study, "employment_rat", findings)


def test_places_are_drawn_where_the_rank_is_tested_and_only_there(findings, pictures_of):
    rank = findings[findings["kind"] == "rank"].set_index("indicator")
    tested = [name for name in pictures_of if rank.at[name, "basis"] == "tested"]
    assert len(tested) > 10
    for name, picture in pictures_of.items():
        assert len(picture.figure.axes) == (2 if name in tested else 1), name
        assert picture.frame["place"].notna().any() == (name in tested), name


def test_each_place_is_one_more_than_the_councils_with_a_higher_figure(pictures_of, marks):
    for name, picture in pictures_of.items():
        councils = _councils(picture).dropna(subset=["place"])
        drawn = sorted(
            marks(picture, "place of lead") + marks(picture, "place of authority"), key=lambda p: p[1]
        )
        higher = [1 + int((councils["value"] > value).sum()) for value in councils["value"]]
        assert [place for place, _ in drawn] == higher, name
        assert [row for _, row in drawn] == list(councils.index), name


def test_the_places_open_to_the_lead_are_its_findings(findings, pictures_of, lines):
    rank = findings[(findings["kind"] == "rank") & (findings["basis"] == "tested")].set_index("indicator")
    for name in rank.index.intersection(list(pictures_of)):
        ((first, last, _),) = lines(pictures_of[name], "places of lead")
        assert (first, last) == (rank.at[name, "place_lower"], rank.at[name, "place_upper"]), name
        assert len(_councils(pictures_of[name])) == rank.at[name, "of"], name


def test_the_others_places_hold_all_at_once_and_the_leads_alone(pictures_of, lines, real_study):
    picture = pictures_of["employment_rate"]
    figures = _councils(picture).set_index("area_code")[["value", "lower", "upper"]]
    together = simultaneous_rank_sets(figures, seed=real_study.parameters.seed)
    others = [code for code in figures.index if code != real_study.lead.code]
    drawn = [(first, last) for first, last, _ in lines(picture, "places of authority")]
    assert drawn == list(together.loc[others, ["lower", "upper"]].itertuples(index=False, name=None))
    alone = marginal_rank_sets(figures, [real_study.lead.code], seed=real_study.parameters.seed)
    assert lines(picture, "places of lead")[0][:2] == tuple(alone[["lower", "upper"]].iloc[0])


def test_the_leads_places_differ_from_the_others_in_more_than_colour(pictures_of):
    panel = pictures_of["employment_rate"].figure.axes[1]
    widths = {item.get_gid(): item.get_linewidth() for item in panel.collections if item.get_gid()}
    assert widths["places of lead"][0] >= 2 * widths["places of authority"][0]


def test_england_and_the_groups_mean_have_no_place(pictures_of):
    for picture in pictures_of.values():
        frame = picture.frame
        assert frame.loc[frame["role"].isin(["group", "reference"]), "place"].isna().all()


def test_a_caption_says_how_to_read_the_places_and_where_the_lead_is(real_study, findings):
    words = caption(real_study, "employment_rate", findings)
    assert (
        "Right: the places from the highest that each council's true figure could have (95%); "
        "Lancashire's taken alone, the others' all at once. "
        "Lancashire is 9th of 11 with a figure and could be anywhere from 3rd to 10th." in words
    )
    assert (
        "From the highest, Lancashire is 9th of 11" in dot_chart(real_study, "employment_rate", findings).alt
    )


def test_an_untested_caption_says_the_fifth_of_england_that_the_lead_is_in(real_study, findings, pictures_of):
    rank = findings[findings["kind"] == "rank"].set_index("indicator")
    words = ["highest", "second highest", "middle", "second lowest", "lowest"]
    seen = set()
    for name in pictures_of:
        if rank.at[name, "basis"] == "tested":
            continue
        period, _ = _expected(real_study, name)
        rows = real_study.observations
        rows = rows[(rows["indicator"] == name) & (rows["period"] == period)].dropna(subset=["value"])
        rows = rows[rows["area_code"].isin(real_study.reference.areas.upper_tier()["code"])]
        mine = rows.loc[rows["area_code"] == real_study.lead.code, "value"].iloc[0]
        above, same = (rows["value"] > mine).sum(), (rows["value"] == mine).sum()
        place = above + (same + 1) / 2
        fifth = words[int(np.ceil(5 * place / len(rows))) - 1]
        said = f"Lancashire is in the {fifth} fifth of {len(rows)} English upper-tier authorities."
        assert said in caption(real_study, name, findings)
        assert said in pictures_of[name].alt
        assert "Right:" not in caption(real_study, name, findings)
        seen.add(fifth)
    assert len(seen) >= 3


def test_an_early_warning_figure_has_no_place(real_study, findings):
    picture = dot_chart(real_study, "recorded_violence", findings)
    words = picture.alt + caption(real_study, "recorded_violence", findings)
    assert len(picture.figure.axes) == 1
    assert " fifth of " not in words
    assert " could " not in words


def test_a_lead_that_can_have_one_place_only_is_told_so(real_study, findings):
    some = findings.copy()
    rank = some["id"] == "employment_rate.rank"
    some.loc[rank, ["place", "place_lower", "place_upper"]] = [1, 1, 1]
    said = "Lancashire is 1st of 11 with a figure and could have no other place."
    assert said in caption(real_study, "employment_rate", some)


@pytest.mark.parametrize("lead", ["burnley", "birmingham"])
def test_other_leads_small_groups_and_other_levels_have_their_charts_too(lead, request, lines):
    study, findings = request.getfixturevalue(lead)
    level = f"({100 * study.parameters.confidence_level:g}%)"
    judged = [name for name in study.reference.indicators.ids if study.reference.indicators[name].is_judged]
    gallery = dot_charts(study, findings, judged[::4])
    assert len(gallery.plates) > 6
    for plate in gallery.plates:
        words = plate.picture.alt + plate.caption
        assert "nan" not in words.lower().replace("finan", "")
        if len(plate.picture.figure.axes) == 2:
            assert level in plate.caption
            assert plate.picture.figure.axes[1].get_xlabel().endswith(level)
    tier = "lower" if lead == "burnley" else "upper"
    assert any(f"English {tier}-tier authorities." in plate.caption for plate in gallery.plates)
