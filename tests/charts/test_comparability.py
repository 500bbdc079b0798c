"""The distance chart draws the distances that pandas gives too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarking.charts import distance_chart

CONTEXT = ["aged_65_and_over", "aged_under_16", "population_density", "born_outside_uk", "deprivation_score"]
INSIDE, OUTSIDE = "in the comparison group", "among the 10 nearest outside it"


@pytest.fixture(scope="module")
def chart(real_study):
    return distance_chart(real_study)


def _distances(study):
    """Standardise and measure again, straight from the observations."""
    rows = study.observations
    upper = rows[rows["area_code"].isin(study.reference.areas.upper_tier()["code"])]
    columns = {}
    for name in CONTEXT:
        some = upper[upper["indicator"] == name]
        period = some.loc[some["area_code"] == study.lead.code, "period"].max()
        columns[name] = some[some["period"] == period].set_index("area_code")["value"]
    table = np.column_stack([columns[name].reindex(sorted(columns[CONTEXT[0]].index)) for name in CONTEXT])
    codes = np.array(sorted(columns[CONTEXT[0]].index))
    whole = ~np.isnan(table).any(axis=1)
    table, codes = table[whole], codes[whole]
    scaled = (table - table.mean(axis=0)) / table.std(axis=0)
    distance = np.sqrt(((scaled - scaled[codes == study.lead.code]) ** 2).sum(axis=1))
    return {str(code): far for code, far in zip(codes, distance, strict=True) if code != study.lead.code}


def test_the_marks_are_the_distances_of_the_named_and_of_the_ten_nearest_others(chart, real_study, marks):
    distances = _distances(real_study)
    ranked = sorted(distances, key=distances.__getitem__)
    others = [code for code in ranked if code not in real_study.comparators][:10]
    shown = [code for code in ranked if code in {*others, *real_study.comparators}]
    names = [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    assert names == [f"{real_study.name(code)} ({ranked.index(code) + 1})" for code in shown]
    for gid, group in ((INSIDE, real_study.comparators), (OUTSIDE, others)):
        expected = [(distances[code], shown.index(code)) for code in shown if code in group]
        assert marks(chart, gid) == [pytest.approx(pair) for pair in expected]


def test_the_frame_is_what_is_drawn(chart, marks):
    drawn = sorted(x for gid in (INSIDE, OUTSIDE) for x, _ in marks(chart, gid))
    assert drawn == pytest.approx(list(chart.frame["distance"]))


def test_the_dotted_line_is_the_middle_authority(chart, real_study):
    (line,) = (item for item in chart.figure.axes[0].lines if item.get_linestyle() == ":")
    assert line.get_xdata()[0] == pytest.approx(np.median(list(_distances(real_study).values())))


def test_the_words_name_the_most_and_the_least_alike_with_their_ranks(chart, real_study):
    distances = _distances(real_study)
    ranked = sorted(distances, key=distances.__getitem__)
    named = [code for code in ranked if code in real_study.comparators]
    near, far = named[0], named[-1]
    assert f"{real_study.name(near)} is most like Lancashire (rank {ranked.index(near) + 1} of" in chart.alt
    assert f"of {len(ranked)})" in chart.alt
    assert f"{real_study.name(far)} least (rank {ranked.index(far) + 1})" in chart.alt
    assert f"{sum(ranked.index(code) < 10 for code in named)} of them are among the ten" in chart.alt
    first = next(code for code in ranked if code not in real_study.comparators)
    assert f"outside the group are {real_study.name(first)}" in chart.alt


def test_an_authority_without_a_context_figure_is_named_and_not_drawn(real_study, written_out):
    study = replace(real_study)
    rows = real_study.observations
    kent = (rows["area_code"] == "E10000016") & (rows["indicator"] == "deprivation_score")
    study.__dict__["observations"] = rows.assign(value=rows["value"].mask(kent))
    chart = distance_chart(study)
    texts = [text.get_text() for text, _ in written_out(chart)]
    assert not any(text.startswith("Kent (") for text in texts)
    assert any("No distance for Kent: a figure is missing." in text for text in texts)
    assert "No distance for Kent" in chart.alt
    assert "Of the 9 authorities" in chart.alt
    assert "nan" not in chart.alt.lower()
