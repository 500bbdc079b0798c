"""Tables of the strategy, as they are shown."""

from __future__ import annotations

from benchmarking import tables


def test_each_printed_figure_has_its_outcome_and_its_words(real_study) -> None:
    table = tables.claims_table(real_study)
    assert len(table) == 19
    assert not table.isin(["", None]).any(axis=None)
    pendle = table.loc["Share of Pendle's residents in ethnic groups other than White"]
    assert pendle.tolist()[:3] == ["5", "29.6%", "differs"]


def test_a_sentence_that_names_no_area_is_said_to_name_none(real_study) -> None:
    table = tables.claims_table(real_study)
    assert (
        "names no area" in table.loc["Growth of the White ethnic group from 2011 to 2021", "Worked out again"]
    )


def test_a_reason_is_not_told_twice(real_study) -> None:
    told = tables.claims_table(real_study).loc["Aims of the Public Sector Equality Duty", "Worked out again"]
    assert told.count("wording of a law") == 1


def test_what_follows_from_the_figures_stands_beside_the_census(real_study) -> None:
    table = tables.implied_table(real_study)
    assert table.iloc[0].tolist() == ["20.7%", "5.5%"]
    assert table.iloc[2].tolist() == ["64,012", "64,031"]


def test_the_matrix_writes_out_none_and_leaves_no_cell_blank(real_study, findings) -> None:
    table = tables.strategy_matrix(real_study, findings)
    assert len(table) == 36
    assert not table.isin(["", 0, "0"]).any(axis=None)
    media = table.loc["Challenge 10: Social media"]
    assert set(media.drop("What is not measured")) == {"none"}


def test_kpis_are_named_only_where_some_are_given(real_study, findings) -> None:
    assert "Recommended as KPI" not in tables.strategy_matrix(real_study, findings)
    table = tables.strategy_matrix(real_study, findings, {"gigabit_broadband"}, ["theme"])
    assert len(table) == 8
    assert table["Recommended as KPI"].tolist() == ["none"] * 7 + ["Gigabit-capable broadband"]
