"""The tables of likeness show the context figures as they are."""

from __future__ import annotations

from benchmarking import tables


def test_the_profile_sets_out_the_figures_of_the_lead_and_each_named_authority(real_study):
    table = tables.profile_table(real_study)
    assert list(table.index) == ["Lancashire", *map(real_study.name, real_study.comparators)]
    rows = real_study.observations
    some = rows[(rows["indicator"] == "born_outside_uk") & rows["value"].notna()]
    period = some.loc[some["area_code"] == "E10000017", "period"].max()
    values = some[some["period"] == period].set_index("area_code")["value"]
    item = real_study.reference.indicators["born_outside_uk"]
    (column,) = (name for name in table.columns if name.startswith(item.title))
    for code in ["E10000017", *real_study.comparators]:
        assert table.at[real_study.name(code), column] == f"{values[code]:.{item.decimals}f}"


def test_the_parts_table_is_nearest_first_with_shares_of_the_squared_distance(real_study):
    table = tables.parts_table(real_study)
    assert len(table) == 10
    assert table["Rank"].is_monotonic_increasing
    shares = table["Share of the distance that this makes"].str.rstrip("%").astype(int)
    assert shares.between(20, 100).all()
    assert (table["Closest on"] != table["Furthest on"]).all()


def test_an_authority_without_a_figure_is_marked_and_has_no_rank(real_study, planted):
    rows = real_study.observations
    kent = (rows["area_code"] == "E10000016") & (rows["indicator"] == "deprivation_score")
    study = planted(observations=rows.assign(value=rows["value"].mask(kent)))
    table = tables.parts_table(study)
    assert table.index[-1] == "Kent"
    assert table["Rank"].isna().tolist() == [False] * 9 + [True]
    assert set(table.loc["Kent"].drop("Rank")) == {"[x]"}
    profile = tables.profile_table(study)
    (column,) = (name for name in profile.columns if "deprivation" in name)
    assert profile.at["Kent", column] == "[x]"
