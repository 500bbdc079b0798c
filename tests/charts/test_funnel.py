"""A funnel chart draws each authority at its size and figure, and says where the lead lies without judging it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarking.charts import funnel_caption, funnel_chart, funnel_charts
from benchmarking.errors import ObservationError
from benchmarking.findings import compare
from benchmarking.findings.funnel import funnel_lines, funnel_of

COUNTED = ["homelessness_duty", "temporary_accommodation"]
ENDINGS = ["95", "998", "95_adjusted", "998_adjusted"]
JUDGING = (" better", " worse", "good", "bad", "outlier", "perform")


@pytest.fixture(scope="module")
def charts(real_study):
    return {name: funnel_chart(real_study, name) for name in COUNTED}


def _lines(chart):
    return {line.get_gid(): line for line in chart.figure.axes[0].lines if line.get_gid()}


def _names(chart):
    return {text.get_gid().removeprefix("name|"): text for text in chart.figure.axes[0].texts}


def test_every_authority_with_a_count_is_drawn_at_its_size_and_figure(charts, real_study, marks):
    for name, chart in charts.items():
        found = funnel_of(real_study, name)
        shown = found[found["reason"] == ""]
        members = shown.index.isin(real_study.comparators)
        lead = shown.index == real_study.lead.code
        for role, some in (("lead", lead), ("member", members), ("other", ~members & ~lead)):
            expected = list(shown.loc[some, ["base", "value"]].itertuples(index=False, name=None))
            assert marks(chart, role) == expected, (name, role)
        assert members.sum() > 6


def test_the_lines_are_the_limits_of_chance_and_of_what_differs_anyway(charts, real_study):
    for name, chart in charts.items():
        expected = funnel_lines(real_study, name, chart.frame)
        drawn = _lines(chart)
        for ending in ENDINGS:
            for side in ("lower", "upper"):
                line = drawn[f"{side}_{ending}"]
                limit = expected[f"{side}_{ending}"]
                np.testing.assert_array_equal(line.get_xdata(), expected["base"])
                np.testing.assert_array_equal(line.get_ydata(), limit.where(limit > 0))
        assert chart.figure.axes[0].get_xscale() == "log"
        assert drawn["overall"].get_ydata()[0] == chart.frame["target"].iloc[0]


def test_the_limits_are_told_apart_by_dashes_or_width_and_not_by_colour_alone(charts):
    drawn = _lines(charts["homelessness_duty"])
    looks = {
        (drawn[f"upper_{ending}"].get_linestyle(), drawn[f"upper_{ending}"].get_linewidth())
        for ending in ENDINGS
    }
    assert len(looks) == len(ENDINGS)


def test_the_lead_is_named_and_of_its_group_those_beyond_what_differs_anyway(charts, real_study):
    for chart in charts.values():
        members = chart.frame[chart.frame.index.isin(real_study.comparators) & (chart.frame["reason"] == "")]
        beyond = set(members.index[members["flag_adjusted"] != "within 95%"])
        assert set(_names(chart)) == beyond | {real_study.lead.code}
        for code, text in _names(chart).items():
            assert text.get_text() == real_study.name(code)
            assert text.xy == tuple(chart.frame.loc[code, ["base", "value"]])
    assert _names(charts["homelessness_duty"])["E08000003"].get_text() == "Manchester"


def test_the_names_hide_neither_each_other_nor_a_marked_council(
    charts, burnley, birmingham, written_out, marks
):
    pictures = [*charts.values()]
    pictures += [funnel_chart(study, name) for study, _ in (burnley, birmingham) for name in COUNTED]
    for chart in pictures:
        axes = chart.figure.axes[0]
        named = {id(text) for text in _names(chart).values()}
        boxes = [box for text, box in written_out(chart) if id(text) in named]
        assert len(boxes) == len(named)
        for place, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:place])
            assert axes.bbox.x0 <= box.x0
            assert box.x1 <= axes.bbox.x1
            for dot in axes.transData.transform(marks(chart, "lead") + marks(chart, "member")):
                assert not box.contains(*dot)


def test_the_words_say_where_the_lead_lies_and_never_judge_it(charts, real_study):
    for name, chart in charts.items():
        mine = chart.frame.loc[real_study.lead.code]
        assert (mine["flag"], mine["flag_adjusted"]) == ("beyond 99.8%", "within 95%")
        assert mine["value"] < mine["target"]
        for words in (chart.alt, funnel_caption(real_study, name)):
            assert (
                "is lower than the overall figure by more than chance alone (beyond its 99.8% limits), "
                "but within what differs between authorities anyway." in words
            )
            assert not any(word in words.lower() for word in JUDGING)


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (1.0, "by more than chance alone (beyond its 99.8% limits), but within what differs"),
        (3.0, "is higher than the overall figure by more than chance alone (beyond its 99.8% limits), and beyond "
              "what differs between authorities anyway (99.8% limits)."),
        (1.152, "by no more than chance alone and within what differs between authorities anyway."),
    ],
)  # fmt: skip
def test_the_words_follow_the_leads_own_count(real_study, factor, said):
    rows = real_study.observations
    mine = (rows["indicator"] == "homelessness_duty") & (rows["area_code"] == real_study.lead.code)
    study = replace(real_study)
    more = {name: rows[name].mask(mine, rows[name] * factor) for name in ("numerator", "value")}
    study.__dict__["observations"] = rows.assign(**more)
    assert said in funnel_chart(study, "homelessness_duty").alt


def test_authorities_that_differ_by_chance_alone_have_one_pair_of_limits(real_study):
    rows = real_study.observations
    duty = rows["indicator"] == "homelessness_duty"
    level = (rows["denominator"] * 0.0035).round()
    study = replace(real_study)
    study.__dict__["observations"] = rows.assign(
        numerator=rows["numerator"].mask(duty, level),
        value=rows["value"].mask(duty & rows["value"].notna(), 1000 * level / rows["denominator"]),
    )
    chart = funnel_chart(study, "homelessness_duty")
    assert chart.frame["tau2"].iloc[0] == 0
    assert not any(gid.endswith("adjusted") for gid in _lines(chart))
    assert "by no more than chance alone." in chart.alt
    assert "The authorities differ by no more than chance." in funnel_caption(study, "homelessness_duty")


def test_who_is_missing_is_named_or_counted(charts, real_study):
    for name, chart in charts.items():
        silent = chart.frame[chart.frame["reason"] != ""]
        named = [real_study.name(code) for code in real_study.comparators if code in silent.index]
        others = len(silent) - len(named)
        assert f"No count for {', '.join(named)} and {others} other" in chart.alt
        assert f"{chart.frame['areas'].iloc[0]} English upper-tier authorities" in funnel_caption(
            real_study, name
        )


def test_councils_of_another_tier_are_named_and_not_drawn(real_study, marks):
    from benchmarking.study import study_of

    parameters = real_study.parameters.model_copy(update={"lead_authority": "E07000117"})
    study = study_of(parameters, real_study.paths)
    chart = funnel_chart(study, "homelessness_duty")
    assert (
        "Of another tier, and not drawn: Kent, Nottinghamshire, Worcestershire, Devon and Surrey."
        in chart.alt
    )
    assert len(marks(chart, "member")) == 5
    assert "English lower-tier authorities" in chart.alt


def test_the_axes_say_what_is_counted_and_against_what(charts):
    axes = charts["homelessness_duty"].figure.axes[0]
    assert axes.get_ylabel().replace("\n", " ") == "per 1,000 households, April to June 2024"
    assert axes.get_xlabel() == "Households (log scale)"


def test_early_warning_figures_and_surveys_have_no_funnel(real_study):
    for name in ("recorded_violence", "employment_rate"):
        with pytest.raises(ObservationError, match=f"no funnel of '{name}' for Lancashire"):
            funnel_chart(real_study, name)
        with pytest.raises(ObservationError, match=name):
            funnel_caption(real_study, name)


def test_a_gallery_holds_the_funnels_that_there_are_in_the_order_asked(real_study, findings):
    asked = ["temporary_accommodation", "employment_rate", "recorded_violence", "homelessness_duty"]
    gallery = funnel_charts(real_study, findings, asked)
    assert [plate.indicator for plate in gallery.plates] == ["temporary_accommodation", "homelessness_duty"]
    assert all("Lancashire" in plate.caption for plate in gallery.plates)


def test_without_a_funnel_a_gallery_says_so(real_study, findings):
    for asked in ([], ["employment_rate"]):
        gallery = funnel_charts(real_study, findings, asked)
        assert gallery.plates == ()
        assert "no funnel to show" in gallery.otherwise


def test_a_name_that_looks_like_markup_is_written_as_it_stands(oddly_named):
    study = replace(
        oddly_named,
        parameters=oddly_named.parameters.model_copy(update={"lead_authority": "E10000030"}),
    )
    chart = funnel_chart(study, "homelessness_duty")
    assert _names(chart)["E10000030"].get_text() == "<b>Surrey</b> & *co*"
    assert "No count for $x^2$ and $y_1$, Worcestershire" in chart.alt
    assert funnel_charts(study, compare(study), COUNTED).plates
