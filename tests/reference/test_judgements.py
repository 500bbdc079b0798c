from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference
from benchmarking.reference.judgements import COLUMNS, REASONS, can_be_kpi, load_judgements

FILE = "kpi_judgements.csv"
EIGHT = [
    "get_on_well",
    "influence_decisions",
    "tension_response",
    "employment_rate",
    "attainment_8",
    "lonely_often",
    "neet_or_not_known",
    "visited_library",
]
Rows = list[dict[str, str]]
Write = Callable[[Rows], Path]


@pytest.fixture
def rows(reference: Reference) -> Rows:
    """A table that is right: every indicator, each reason its own, eight recommended over the priorities."""
    found = []
    for name in reference.indicators.ids:
        possible = can_be_kpi(reference.indicators[name])
        proposal = "recommended" if name in EIGHT else "not recommended" if possible else "never"
        found.append(
            {
                "indicator": name,
                "relevance": "partial",
                "incentive": "some risk",
                "attribution": "shared",
                "proposal": proposal,
                "decided_by": "Cabinet",
                **{column: f"What is to be said of {name} under {column}." for column in REASONS},
            }
        )
    return found


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def save(rows: Rows) -> Path:
        path = tmp_path / FILE
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return save


def _row(rows: Rows, indicator: str) -> dict[str, str]:
    return next(row for row in rows if row["indicator"] == indicator)


def test_every_indicator_has_its_judgement(reference: Reference, rows: Rows, write: Write) -> None:
    judgements = load_judgements(write(rows), reference.indicators)
    assert judgements.frame.columns.tolist() == COLUMNS
    assert judgements["employment_rate"].decided_by == "Cabinet"
    assert set(judgements.proposed("recommended")) == set(EIGHT)


def test_what_describes_residents_warns_or_is_historic_can_never_be_a_kpi(reference: Reference) -> None:
    for indicator in (
        "born_outside_uk",
        "recorded_hate_crime",
        "get_on_well_2008",
        "attainment_8_fsm",
        "attainment_8_asian",
    ):
        assert not can_be_kpi(reference.indicators[indicator])
    for indicator in ("employment_rate", "life_satisfaction", "trust_in_council"):
        assert can_be_kpi(reference.indicators[indicator])


@pytest.mark.parametrize(
    ("indicator", "column", "value", "said"),
    [
        ("employment_rate", "indicator", "employmnt_rate", "Did you mean 'employment_rate'"),
        ("employment_rate", "indicator", "", "Found a blank cell"),
        ("employment_rate", "relevance", "strongly", "Did you mean 'strong'"),
        ("employment_rate", "incentive", "none", "free, some risk, perverse"),
        ("employment_rate", "attribution", "district", "county, shared, others"),
        ("employment_rate", "proposal", "recomended", "Did you mean 'recommended'"),
        ("employment_rate", "relevance_reason", "", "Found a blank cell"),
        ("employment_rate", "incentive_reason", " ", "Found a blank cell"),
        ("employment_rate", "attribution_reason", "", "Found a blank cell"),
        ("employment_rate", "proposal_reason", "", "Found a blank cell"),
        ("employment_rate", "decided_by", "", "Found a blank cell"),
        ("born_outside_uk", "proposal", "recommended", "of tier context .* can never be a KPI"),
        ("recorded_hate_crime", "proposal", "reserve", "of tier early_warning .* can never be a KPI"),
        ("attainment_8_fsm", "proposal", "not recommended", "of tier component .* can never be a KPI"),
        ("get_on_well_2008", "proposal", "reserve", "of tier baseline .* can never be a KPI"),
        ("attainment_8_asian", "proposal", "recommended", "of tier by_group .* can never be a KPI"),
        ("child_poverty", "proposal", "never", "can be a KPI"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_column(
    reference: Reference, rows: Rows, write: Write, indicator: str, column: str, value: str, said: str
) -> None:
    row = rows.index(_row(rows, indicator)) + 2
    _row(rows, indicator)[column] = value
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_judgements(write(rows), reference.indicators)
    assert f"{FILE}, row {row}, column {column!r}" in str(caught.value)


def test_an_indicator_without_a_judgement_is_named(reference: Reference, rows: Rows, write: Write) -> None:
    rows.remove(_row(rows, "child_poverty"))
    with pytest.raises(ReferenceFileError, match="'child_poverty' has no judgement") as caught:
        load_judgements(write(rows), reference.indicators)
    assert f"{FILE}, row 136, column 'indicator'" in str(caught.value)


def test_an_indicator_judged_twice_is_refused(reference: Reference, rows: Rows, write: Write) -> None:
    rows.append(dict(rows[0]))
    with pytest.raises(ReferenceFileError, match="The same indicator stands in rows 2 and 137"):
        load_judgements(write(rows), reference.indicators)


@pytest.mark.parametrize("column", REASONS)
def test_two_indicators_never_share_a_reason_word_for_word(
    reference: Reference, rows: Rows, write: Write, column: str
) -> None:
    shared = "The council can do little about it,  or so officers say"
    _row(rows, "child_poverty")["proposal_reason"] = shared
    _row(rows, "library_walk")[column] = "The council can do little about it - or so officers say."
    with pytest.raises(ReferenceFileError, match=r"library_walk: this reason stands word for word") as caught:
        load_judgements(write(rows), reference.indicators)
    assert f"column {column!r}" in str(caught.value)


def test_fewer_than_eight_or_more_than_twelve_recommendations_are_refused(
    reference: Reference, rows: Rows, write: Write
) -> None:
    _row(rows, "attainment_8")["proposal"] = "reserve"
    with pytest.raises(ReferenceFileError, match="7 indicators are recommended"):
        load_judgements(write(rows), reference.indicators)
    for row in rows:
        if row["proposal"] == "not recommended":
            row["proposal"] = "recommended"
    with pytest.raises(ReferenceFileError, match="8 to 12: fewer leave a priority thin"):
        load_judgements(write(rows), reference.indicators)


def test_a_priority_without_a_recommendation_is_named_with_what_could_serve_it(
    reference: Reference, rows: Rows, write: Write
) -> None:
    _row(rows, "tension_response")["proposal"] = "reserve"
    _row(rows, "trust_in_council")["proposal"] = "recommended"
    with pytest.raises(
        ReferenceFileError,
        match=r"for the priority 'conflict'.*Recommend one of harassment_silences, tension",
    ) as caught:
        load_judgements(write(rows), reference.indicators)
    assert "column 'proposal'" in str(caught.value)


def test_the_committed_proposals_give_each_reason_in_ten_to_forty_five_words(reference: Reference) -> None:
    frame = reference.judgements.frame
    assert frame["indicator"].tolist() == reference.indicators.ids
    for column in REASONS:
        words = frame[column].str.split().str.len()
        assert words.between(10, 45).all(), frame.loc[~words.between(10, 45), ["indicator", column]]


def test_no_committed_reason_is_another_with_a_word_changed(reference: Reference) -> None:
    frame = reference.judgements.frame
    reasons = {
        (row["indicator"], column): set(re.findall(r"\w+", row[column].casefold()))
        for _, row in frame.iterrows()
        for column in REASONS
    }
    alike = [
        (one, other)
        for (one, first), (other, second) in combinations(reasons.items(), 2)
        if len(first & second) > 0.6 * len(first | second)
    ]
    assert alike == []


def test_the_committed_proposals_rest_on_figures_held_as_well_as_on_questions_still_to_ask(
    reference: Reference,
) -> None:
    recommended = reference.judgements.proposed("recommended")
    datasets = [reference.indicators[indicator].dataset for indicator in recommended]
    assert {"local", "dcms-community-life-survey", "dfe-lait"} <= set(datasets)
    assert len([dataset for dataset in datasets if dataset != "local"]) >= 8


def test_every_headline_left_out_has_a_reason_that_can_stand_alone_in_a_table(reference: Reference) -> None:
    headlines = reference.indicators.frame.query("tier == 'headline'")["id"]
    left_out = [name for name in headlines if reference.judgements[name].proposal != "recommended"]
    assert left_out
    for name in left_out:
        reason = reference.judgements[name].proposal_reason
        assert len(reason.split()) >= 10 and reason[0].isupper() and "headline" not in reason


def test_a_bad_judgement_stops_everything_that_reads_the_reference_tables(folder: Path, spoil) -> None:
    row = spoil(FILE, "child_poverty", "attribution_reason", "")
    with pytest.raises(ReferenceFileError, match="Found a blank cell") as caught:
        load_reference(folder)
    assert f"{FILE}, row {row}, column 'attribution_reason'" in str(caught.value)


@pytest.mark.parametrize(
    ("column", "nothing"),
    [*product(REASONS, ["-", "n/a", "tbc", "see above", "\u200b"]), ("decided_by", "-"), ("decided_by", "?")],
)
def test_a_dash_is_no_reason_and_nobody(
    reference: Reference, rows: Rows, write: Write, column: str, nothing: str
) -> None:
    rows[4][column] = nothing
    with pytest.raises(ReferenceFileError, match=rf"row 6, column '{column}'"):
        load_judgements(write(rows), reference.indicators)
