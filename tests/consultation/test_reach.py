"""Whom a consultation reached, beside the census; and nothing of it that should stay hidden."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from benchmarking import charts, tables
from benchmarking.consultation import CELLS, CROSSED, Reach, reach_of, real_reach
from benchmarking.consultation.words import caution, participants_words
from benchmarking.errors import ConsultationError
from benchmarking.stats import stand_in
from benchmarking.study import Study

DISTRICTS = [
    "Burnley", "Chorley", "Fylde", "Hyndburn", "Lancaster", "Pendle", "Preston", "Ribble Valley", "Rossendale",
    "South Ribble", "West Lancashire", "Wyre",
]  # fmt: skip
HEADER = "district,age_band,sex,ethnic_group,disability,rural_urban,count\n"


@pytest.fixture(scope="module")
def example(real_study: Study) -> Reach:
    return reach_of(real_study)


def _people(seed: int, size: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    answers = {
        "district": (DISTRICTS, None),
        "age_band": (["16-24", "25-44", "45-64", "65+"], [0.08, 0.3, 0.35, 0.27]),
        "sex": (["Female", "Male"], [0.6, 0.4]),
        "ethnic_group": (["Asian", "Black", "Mixed", "White", "Other"], [0.08, 0.02, 0.03, 0.85, 0.02]),
        "disability": (["Yes", "No", ""], [0.2, 0.77, 0.03]),
        "rural_urban": (["Rural", "Urban"], [0.3, 0.7]),
    }
    return pd.DataFrame({name: draw.choice(known, size, p=odds) for name, (known, odds) in answers.items()})


def _as_file(people: pd.DataFrame) -> str:
    return people.assign(count=1).to_csv(index=False)


def _questions(reach: Reach) -> dict[str, list[str]]:
    return {
        name: list(reach.counts.loc[reach.counts["table"] == name, name])
        for name in dict.fromkeys(reach.counts["table"])
        if name != CELLS
    }


def _marks(reach: Reach) -> dict:
    """Read each count as it is printed, and what its mark says."""
    marks = {}
    for _, row in reach.counts.iterrows():
        words = participants_words(row)
        key = tuple((name, row[name]) for name in str(row["table"]).split(" by "))
        if words == "none":
            marks[key] = (0, 0)
        elif words.startswith("fewer than "):
            marks[key] = (0, int(words.split()[-1]) - 1)
        elif words == "not shown":
            marks[key] = (0, np.inf)
        elif " to " in words:
            marks[key] = tuple(int(end.replace(",", "")) for end in words.split(" to "))
        else:
            marks[key] = (int(words.replace(",", "")),) * 2
    return marks


def test_residents_are_those_whom_the_census_counts(example):
    """Lancashire-12 aged 16 and over: 1,012,957 of 1,235,373 residents; Burnley 75,219."""
    ages = example.counts[example.counts["table"] == "age_band"]
    assert ages["residents"].sum() == 1_012_957
    assert example.open_to == "residents aged 16 and over"
    burnley = example.counts[example.counts["district"] == "Burnley"].iloc[0]
    assert burnley["residents"] == 75_219
    disabled = example.counts[example.counts["disability"] == "Disabled"].iloc[0]
    assert disabled["residents"] == 238_978


def test_expected_counts_and_ratios_come_from_the_shares(example):
    for name in ("age_band", "sex", "district", "rural_urban"):
        rows = example.counts[example.counts["table"] == name]
        assert rows["expected"].sum() == pytest.approx(example.total)
        share = rows["residents"] / rows["residents"].sum()
        assert rows["expected"].to_numpy() == pytest.approx((share * example.total).to_numpy())
    shown = example.counts[example.counts["state"] == "shown"].dropna(subset=["expected"])
    assert (shown["ratio"] * shown["expected"]).to_numpy(float) == pytest.approx(
        shown["participants"].to_numpy(float)
    )


def test_those_who_did_not_state_their_disability_are_shown_and_left_out_of_the_ratios(example):
    rows = example.counts[example.counts["table"] == "disability"].set_index("disability")
    assert rows.loc["not stated", "participants"] == 20
    assert pd.isna(rows.loc["not stated", "ratio"])
    assert rows["expected"].sum() == pytest.approx(example.total - 20)


def test_a_band_that_nobody_is_in_is_none_and_fewer_than_a_draw_would_give(example):
    row = example.counts[
        (example.counts["table"] == "age_band") & (example.counts["age_band"] == "16 to 19")
    ].iloc[0]
    assert participants_words(row) == "none"
    assert row["verdict"] == "fewer"


def test_a_hidden_count_is_fewer_or_more_only_when_all_it_can_be_is(example):
    hidden = example.counts[example.counts["state"].isin(["few", "hidden"])]
    assert set(hidden["verdict"]) <= {"fewer", "more", "within", "not told"}
    fewer = hidden[hidden["verdict"] == "fewer"]
    assert len(fewer)
    assert (fewer["greatest"] < fewer["lower"]).all()


def test_tables_of_the_example_together_give_no_small_count_away(example, attack):
    """Districts, and age by sex by group, all at once: one crossing of 12 districts by 70 cells."""
    marks, questions = _marks(example), _questions(example)
    chosen = {name: questions[name] for name in ("district", *CROSSED)}
    known = {key: ends for key, ends in marks.items() if {name for name, _ in key} <= set(chosen)}
    few = [key for key, ends in known.items() if ends[1] < 5 and ends[0] < ends[1]]
    asked = [*few[:2], *few[2::12]]
    for key, found in attack(chosen, example.total, known, asked).items():
        assert found == known[key], key


@pytest.mark.parametrize("seed", range(3))
def test_tables_of_any_consultation_give_no_small_count_away(consulting, attack, seed):
    """Disability, rural and urban, and age by sex by group, all at once."""
    reach = reach_of(consulting(_as_file(_people(seed, 260)), frameworks=["cantle"]))
    marks, questions = _marks(reach), _questions(reach)
    chosen = {name: questions[name] for name in (*CROSSED, "disability", "rural_urban")}
    known = {key: ends for key, ends in marks.items() if {name for name, _ in key} <= set(chosen)}
    few = [key for key, ends in known.items() if ends[1] < 5 and ends[0] < ends[1]]
    assert few
    for key, found in attack(chosen, reach.total, known, few[::4]).items():
        assert found == known[key], key


def test_no_shown_count_of_people_is_below_five(consulting):
    for seed in range(4):
        reach = reach_of(consulting(_as_file(_people(seed, 150))))
        shown = reach.counts.loc[reach.counts["state"] == "shown", "participants"]
        assert shown.min() >= 5
        hidden = reach.counts[~reach.counts["state"].isin(["shown", "none"])]
        assert hidden[["participants", "ratio", "residual"]].isna().all().all()


def test_two_consultations_that_differ_only_in_what_is_hidden_give_the_same_pages(consulting):
    """Ratios, ranges, weights and sample sizes cannot tell what the counts do not: they stay the same.

    Not every such pair is marked alike: the marks themselves tell a little, as docs/consultations.md says.
    """
    people = _people(7, 300)
    first = reach_of(consulting(_as_file(people)))
    crossing = first.counts[first.counts["table"].isin([*CROSSED, CELLS])]
    other = stand_in(crossing, CROSSED, first.total, 5)
    other = (
        other.loc[other.index.repeat(other["participants"])]
        .drop(columns="participants")
        .reset_index(drop=True)
    )
    kept = (
        people[people["disability"] != ""] if "not stated" not in set(first.counts["disability"]) else people
    )
    others = kept[["district", "disability", "rural_urban"]].reset_index(drop=True)
    other = pd.concat([other, others], axis=1)
    same = kept[CROSSED].sort_values(CROSSED).to_numpy().tolist()
    assert same != other[CROSSED].sort_values(CROSSED).to_numpy().tolist()
    second = reach_of(consulting(_as_file(other), name="spring"))
    assert second.total == first.total
    pd.testing.assert_frame_equal(second.counts, first.counts)
    pd.testing.assert_frame_equal(second.sizes, first.sizes)


def test_the_effective_size_from_what_is_shown_is_near_that_from_every_count(consulting):
    """Nothing is hidden where every cell is large, and then raking the real crossing gives the same."""
    rows = [
        f"{district},{age},{sex},{group},,,{count}"
        for (age, sex, group), count in zip(
            itertools.product(["16-44", "45+"], ["F", "M"], ["Asian", "Black", "Mixed", "White", "Other"]),
            itertools.cycle([31, 7, 12, 290, 9, 22, 8, 40]),
            strict=False,
        )
        for district in ["Burnley"]
    ]
    reach = reach_of(consulting(HEADER + "\n".join(rows) + "\n"))
    assert (reach.counts.loc[reach.counts["table"] == CELLS, "state"] == "shown").all()
    from benchmarking.stats import effective_size, rake

    cells = reach.counts[reach.counts["table"] == CELLS]
    sample = cells.loc[cells.index.repeat(cells["participants"].astype(int)), CROSSED].reset_index(drop=True)
    targets = {name: cells.groupby(name)["residents"].sum().to_dict() for name in CROSSED}
    ours = reach.sizes.set_index("weighted_by").loc[CELLS, "effective"]
    assert ours == pytest.approx(effective_size(rake(sample, targets)), rel=1e-6)


def test_weighting_by_one_question_is_kishs_formula_on_its_shares(example):
    """For one question the weights are share over share, so that the size is the total over the sum of P²/p."""
    rows = example.counts[example.counts["table"] == "sex"]
    share, got = (
        rows["residents"] / rows["residents"].sum(),
        rows["participants"].astype(float) / example.total,
    )
    size = example.sizes.set_index("weighted_by").loc["sex", "effective"]
    assert size == pytest.approx(example.total / (share**2 / got).sum(), rel=1e-6)


def test_what_cannot_be_weighted_is_said(example):
    raked = example.sizes.set_index("weighted_by").loc[CELLS]
    assert raked["left_out"] == "16 to 19"
    assert raked["joined"] == "Black, White, Other"
    assert 0 < raked["effective"] < example.total


def test_few_who_left_a_question_blank_are_left_out_of_every_table(consulting):
    """Three who did not say where they live would be the total less everybody else."""
    people = _people(2, 200).assign(disability="No")
    people.loc[:2, "district"] = ""
    reach = reach_of(consulting(_as_file(people)))
    assert reach.total == 197
    assert "not stated" not in set(reach.counts["district"])
    assert "197" not in reach.left_out
    assert "3 " not in reach.left_out.replace("5 or more", "")
    people.loc[:8, "district"] = "Prefer not to say"
    reach = reach_of(consulting(_as_file(people)))
    assert reach.total == 200
    silent = reach.counts[reach.counts["district"] == "not stated"].iloc[0]
    assert silent["participants"] == 9


def test_those_who_did_not_state_age_sex_or_group_are_counted_when_five_or_more(consulting):
    people = _people(3, 200).assign(disability="No")
    people.loc[:6, "ethnic_group"] = "Prefer not to say"
    reach = reach_of(consulting(_as_file(people)))
    assert reach.total == 193
    assert "7 participants are left out." in reach.left_out


def test_a_table_that_the_census_is_not_held_for_is_named(consulting, monkeypatch):
    from benchmarking.consultation import comparing

    monkeypatch.setattr(comparing, "residents_of_all_ages", lambda study, name: None)
    reach = reach_of(consulting(_as_file(_people(4, 200))))
    assert reach.not_held == ("disability", "rural_urban")
    assert "disability" not in set(reach.counts["table"])
    assert "No census figures are held to compare with for: disability, rural or urban." in (
        charts.reach_charts(reach).plates[0].caption
    )


def test_the_rural_share_is_that_of_the_neighbourhoods(real_study, example):
    """Rural and urban residents add up to all of Lancashire's, give or take the census's perturbation."""
    rows = example.counts[example.counts["table"] == "rural_urban"].set_index("rural_urban")["residents"]
    residents = real_study.figure("residents", "E10000017")["value"]
    assert rows.sum() == pytest.approx(residents, abs=500)
    assert 0.15 < rows["Rural"] / rows.sum() < 0.25


def test_no_consultation_is_one_sentence(real_study):
    study = replace(real_study, parameters=real_study.parameters.model_copy(update={"consultation": None}))
    reach = reach_of(study)
    assert not reach.given
    for table in (
        tables.who_took_part_table, tables.reached_table, tables.cells_table, tables.missing_table,
        tables.sizes_table, tables.further_table,
    ):  # fmt: skip
        assert repr(table(reach)) == "No consultation was given to this study."
        assert table(reach)._repr_html_() == "<p>No consultation was given to this study.</p>"
    assert charts.reach_charts(reach).plates == ()
    assert charts.reach_charts(reach).otherwise == "No consultation was given to this study."


def test_a_made_up_example_is_never_reported(real_study, consulting):
    assert reach_of(real_study).made_up
    assert not real_reach(real_study).given
    real = consulting(_as_file(_people(5, 200)))
    assert real_reach(real).given
    assert not real_reach(real).made_up
    by_column = consulting(_as_file(_people(5, 200).assign(made_up="yes")))
    assert not real_reach(by_column).given


def test_the_made_up_example_of_another_authority_counts_as_none(real_study):
    kent = replace(
        real_study, parameters=real_study.parameters.model_copy(update={"lead_authority": "E10000016"})
    )
    assert not reach_of(kent).given
    assert not real_reach(kent).given


def test_a_real_consultation_of_another_authority_is_refused(consulting):
    with pytest.raises(ConsultationError, match="is no district of Kent"):
        reach_of(consulting(_as_file(_people(5, 200)), lead_authority="E10000016"))


def test_a_unitary_has_no_table_of_districts(consulting):
    people = _people(6, 200).assign(district="Blackburn with Darwen")
    reach = reach_of(consulting(_as_file(people), lead_authority="E06000008"))
    assert "district" not in set(reach.counts["table"])
    assert reach.total == 200 - (people["disability"] == "").sum() * ((people["disability"] == "").sum() < 5)


def test_a_consultation_of_all_ages_is_compared_with_all_residents(consulting, real_study):
    people = _people(7, 200)
    people.loc[:30, "age_band"] = "0-15"
    reach = reach_of(consulting(_as_file(people)))
    assert reach.open_to == "residents of all ages"
    assert "more common at older ages" not in caution(reach, ["disability"])
    ages = reach.counts[reach.counts["table"] == "age_band"]
    assert ages["residents"].sum() == pytest.approx(
        real_study.figure("residents", "E10000017")["value"], abs=500
    )


def test_too_few_participants_and_too_small_a_minimum_are_refused_without_a_number(consulting):
    with pytest.raises(ConsultationError, match="Fewer than 5 participants") as refused:
        reach_of(consulting(_as_file(_people(8, 4))))
    assert "4" not in str(refused.value)
    with pytest.raises(ConsultationError, match="3 or more"):
        reach_of(consulting(_as_file(_people(8, 40)), minimum_cell=2))


def test_a_handful_of_participants_is_told_safely(consulting):
    reach = reach_of(consulting(_as_file(_people(9, 12).assign(disability="No"))))
    assert reach.total == 12
    shown = reach.counts.loc[reach.counts["state"] == "shown", "participants"]
    assert not shown.between(1, 4).any()


def test_nothing_of_the_file_is_in_what_the_notebook_gets(example):
    """The result holds frames of what is shown, words and numbers, and no frame of participants."""
    assert {field.name for field in fields(Reach)} == {
        "given", "lead", "minimum", "level", "made_up", "total", "open_to", "left_out", "counts", "sizes", "not_held",
    }  # fmt: skip
    assert "Participants(" not in repr(example)
    assert example.counts.attrs == {}


def test_a_consultation_of_adults_says_which_way_the_census_of_all_ages_leans_on_disability(real_study):
    """Disabled residents are a larger share of adults than of all ages, so their ratio comes out too high."""
    reach = reach_of(real_study)
    assert "disabled people seem better reached than they are" in caution(reach, ["disability"])
    assert "disabled" not in caution(reach, ["rural_urban"])


def test_four_rows_that_the_solver_cannot_simplify_are_still_told(consulting):
    """HiGHS ends this one with a solve error and no answer once it has simplified it."""
    reach = reach_of(
        consulting(
            "district,age_band,sex,ethnic_group,count\n"
            "Burnley,16-24,Female,Asian,7\nPendle,65+,Female,White,3\n"
            "Wyre,25-34,Male,White,41\nFylde,35-64,Male,White,2\n"
        )
    )
    assert reach.total == 53
    assert reach.sizes["weighted_by"].iloc[-1] == "age_band by sex by ethnic_group"
